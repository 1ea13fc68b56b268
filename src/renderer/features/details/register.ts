import type { Feature } from '../../commands/feature'
import { saveSlice } from '../../data/save-slice'
import { selectionOf } from '../../state/places'
import { ObjectPanel } from './object-panel'
import { RangePanel } from './range-panel'
import { RegionPanel } from './region-panel'

export const feature: Feature = {
  name: 'details',
  views: [],
  panels: [
    { selectionKinds: ['range'], component: RangePanel },
    { selectionKinds: ['region'], component: RegionPanel },
    { selectionKinds: ['proc', 'thread'], component: ObjectPanel },
  ],
  commands: [
    {
      id: 'range.save-slice',
      label: 'Save the selected range as a trace of its own…',
      group: 'File',
      keys: [],
      keywords: 'slice cut trim extract export generations go tool trace',
      isEnabled: ({ source }) =>
        source?.kind === 'trace' && source.state === 'ready' && selectionOf(source.id).kind === 'range',
      perform: ({ source }) => {
        if (source === undefined) return
        const selection = selectionOf(source.id)
        if (selection.kind === 'range') void saveSlice(source, selection.fromNs, selection.toNs)
      },
    },
  ],
}
