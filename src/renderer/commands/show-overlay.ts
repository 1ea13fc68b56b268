import { openOverlay } from '../state/shell'
import type { Command } from './command'

export const showKeys: Command = {
  id: 'help.keys',
  label: 'Keys',
  group: 'Help',
  keys: [{ character: '?' }],
  keywords: 'keyboard shortcuts',
  perform: () => openOverlay('keys'),
}

export const showSettings: Command = {
  id: 'window.settings',
  label: 'Settings',
  group: 'Window',
  keys: [{ character: ',', mod: true }],
  keywords: 'preferences theme motion',
  perform: () => openOverlay('settings'),
}
