import { nothingSelected } from '../state/selection'
import { select, selectionOf } from '../state/places'
import type { Command } from './command'

export const clearSelection: Command = {
  id: 'selection.clear',
  label: 'Select nothing',
  group: 'Selection',
  keys: [{ code: 'Escape' }],
  isEnabled: ({ source }) => source !== undefined && selectionOf(source.id).kind !== 'none',
  perform: ({ source }) => {
    if (source !== undefined) select(source.id, nothingSelected)
  },
}
