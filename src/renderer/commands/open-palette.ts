import { openSearch } from '../state/search'
import type { Command } from './command'

export const openPalette: Command = {
  id: 'help.palette',
  label: 'All commands',
  group: 'Help',
  keys: [{ code: 'KeyP', mod: true, shift: true }, { code: 'KeyK', mod: true }, { code: 'F1' }],
  keywords: 'palette',
  perform: () => openSearch('>'),
}
