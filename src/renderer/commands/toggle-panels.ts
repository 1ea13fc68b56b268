import { toggleInspector as flipInspector, toggleRail as flipRail } from '../state/shell'
import type { Command } from './command'

export const toggleInspector: Command = {
  id: 'window.toggle-inspector',
  label: 'Inspector',
  group: 'Window',
  keys: [{ code: 'KeyQ' }],
  keywords: 'drawer details right',
  perform: flipInspector,
}

export const toggleRail: Command = {
  id: 'window.toggle-rail',
  label: 'Rail of views',
  group: 'Window',
  keys: [{ code: 'KeyB', mod: true }],
  keywords: 'sidebar left',
  perform: flipRail,
}
