import { openSearch } from '../state/search'
import type { Command } from './command'

export const search: Command = {
  id: 'go.search',
  label: 'Search goroutines, functions, tasks, times',
  group: 'Go',
  keys: [{ character: '/' }, { code: 'KeyG' }, { code: 'KeyF', mod: true }, { code: 'KeyP', mod: true }],
  perform: () => openSearch(''),
}
