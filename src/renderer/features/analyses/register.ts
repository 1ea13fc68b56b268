import { ChartNoAxesGantt } from 'lucide-react'
import type { SourceId } from '../../../contract/sources'
import type { Feature } from '../../commands/feature'
import { selectionOf, showView } from '../../state/places'
import { viewportOf } from '../../state/viewport'
import { AnalysesView } from './analyses-view'
import { showSnapshotAt } from '../../state/analyses-page'

/** Where the timeline is asked about: what is selected, else the middle of what it shows. */
function instantOf(source: SourceId): number | undefined {
  const selection = selectionOf(source)
  if (selection.kind === 'range') return selection.fromNs
  if (selection.kind === 'span') return selection.startNs
  const viewport = viewportOf(source).get()
  return viewport === undefined ? undefined : (viewport.fromNs + viewport.toNs) / 2
}

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
  commands: [
    {
      id: 'analyses.snapshot',
      label: 'All goroutines at the instant of the timeline',
      group: 'Selection',
      keys: [{ code: 'Enter' }, { code: 'Enter', shift: true }],
      keywords: 'snapshot dump stacks',
      // Enter opens the page of a selected goroutine or span; elsewhere in the timeline it asks about the instant.
      isEnabled: ({ source, view }) => {
        if (source?.kind !== 'trace' || view !== 'timeline') return false
        const { kind } = selectionOf(source.id)
        return kind !== 'goroutine' && kind !== 'span'
      },
      perform: ({ source }) => {
        if (source === undefined) return
        const timeNs = instantOf(source.id)
        if (timeNs !== undefined) showSnapshotAt(source.id, timeNs)
        showView(source.id, 'analyses')
      },
    },
  ],
}
