import { activateNeighbour, useSources } from '../state/sources'
import type { Command } from './command'

const hasTabs = (): boolean => useSources.getState().sources.length > 0

export const nextTab: Command = {
  id: 'tab.next',
  label: 'Next tab',
  group: 'Window',
  // A browser keeps Ctrl+Tab for itself.
  keys: [
    { code: 'Tab', mod: true },
    { code: 'PageDown', alt: true },
  ],
  isEnabled: hasTabs,
  perform: () => activateNeighbour(1),
}

export const previousTab: Command = {
  id: 'tab.previous',
  label: 'Previous tab',
  group: 'Window',
  keys: [
    { code: 'Tab', mod: true, shift: true },
    { code: 'PageUp', alt: true },
  ],
  isEnabled: hasTabs,
  perform: () => activateNeighbour(-1),
}
