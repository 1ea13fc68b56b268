/** The part of the trace that the analyses are asked about, as it stands in their bar. */
import { useState } from 'react'
import type { AnalysisScope } from '../../../contract/analysis-dto'
import type { SourceId } from '../../../contract/sources'
import { useAnalyses, type Extent } from '../../state/analyses-page'
import { useSelection } from '../../state/places'
import { viewportOf } from '../../state/viewport'

export interface ScopeChoice {
  readonly scope: AnalysisScope
  /** What can be chosen now: a range only where one is selected. */
  readonly extents: readonly Extent[]
  /** The one in force: 'whole' where what was chosen is not there any more. */
  readonly extent: Extent
}

export function useScope(source: SourceId): ScopeChoice {
  const { extent: wanted, whose } = useAnalyses(source)
  const selection = useSelection(source)
  // The timeline does not move while another view is shown.
  const [view] = useState(() => viewportOf(source).get())
  const range = selection.kind === 'range' && selection.toNs > selection.fromNs ? selection : undefined
  const extents: readonly Extent[] = [
    'whole',
    ...(range === undefined ? [] : (['range'] as const)),
    ...(view === undefined ? [] : (['view'] as const)),
  ]
  const extent = extents.includes(wanted) ? wanted : 'whole'
  const stretch = extent === 'range' ? range : extent === 'view' ? view : undefined
  return {
    extents,
    extent,
    scope: {
      ...(stretch === undefined
        ? {}
        : { fromNs: Math.max(0, Math.round(stretch.fromNs)), toNs: Math.round(stretch.toNs) }),
      ...whose,
    },
  }
}
