import { ChartNoAxesGantt } from 'lucide-react'
import type { Feature } from '../../commands/feature'
import { instantOf } from '../../state/instant'
import { showView } from '../../state/places'
import { AnalysesView } from './analyses-view'
import { TaskPanel } from './task-panel'
import { showSnapshotAt } from '../../state/analyses-page'

export const feature: Feature = {
  name: 'analyses',
  views: [
    {
      name: 'analyses',
      label: 'Analyses',
      kinds: ['trace'],
      railOrder: 4,
      icon: ChartNoAxesGantt,
      key: '4',
      component: AnalysesView,
      hasInspector: false,
    },
  ],
  panels: [{ selectionKinds: ['task'], component: TaskPanel }],
  commands: [
    {
      id: 'analyses.snapshot',
      label: 'All goroutines at the instant of the cursor or pointer',
      group: 'Selection',
      // The timeline itself performs it on Enter where that asks about an instant.
      keys: [{ code: 'Enter', shift: true }],
      keywords: 'snapshot dump stacks',
      isEnabled: ({ source, view }) => source?.kind === 'trace' && view === 'timeline',
      perform: ({ source }) => {
        if (source === undefined) return
        const timeNs = instantOf(source.id)
        if (timeNs !== undefined) showSnapshotAt(source.id, timeNs)
        showView(source.id, 'analyses')
      },
    },
  ],
}
