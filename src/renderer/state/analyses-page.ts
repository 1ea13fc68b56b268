/** Which page of the Analyses a file shows, and the instant of its snapshot; kept while the file is open. */
import { create } from 'zustand'
import type { SourceId } from '../../contract/sources'
import { keepsRecordPerSource } from './forget-source'

/** How much of the trace an analysis is of. */
export const extents = ['whole', 'range', 'view'] as const
export type Extent = (typeof extents)[number]

/** Whose time it is of: everybody's, the goroutines of a start function, what lies inside regions of a name. */
export interface Whose {
  readonly functionName?: string
  readonly region?: string
}

interface AnalysesState {
  /** A kind of table, 'snapshot', or a page that a feature brings (commands/feature.ts, AnalysesPage). */
  readonly page: string
  /** Undefined until one has been asked for: then the middle of what the timeline shows. */
  readonly snapshotNs: number | undefined
  readonly extent: Extent
  readonly whose: Whose
  /** Of the blocking profiles: a flame graph, or a table. */
  readonly showsFlame: boolean
}

const initial: AnalysesState = {
  page: 'waits',
  snapshotNs: undefined,
  extent: 'whole',
  whose: {},
  showsFlame: false,
}

const useStore = create<Readonly<Record<SourceId, AnalysesState>>>(() => ({}))
keepsRecordPerSource('page of the Analyses', useStore)

export const useAnalyses = (source: SourceId): AnalysesState => useStore((state) => state[source] ?? initial)

/** Outside React. */
export const analysesPageOf = (source: SourceId): string => (useStore.getState()[source] ?? initial).page

function change(source: SourceId, part: Partial<AnalysesState>): void {
  useStore.setState((state) => ({ [source]: { ...(state[source] ?? initial), ...part } }))
}

export const showPage = (source: SourceId, page: string): void => change(source, { page })

export const setExtent = (source: SourceId, extent: Extent): void => change(source, { extent })

export const setWhose = (source: SourceId, whose: Whose): void => change(source, { whose })

export const setShowsFlame = (source: SourceId, showsFlame: boolean): void => change(source, { showsFlame })

export const showSnapshotAt = (source: SourceId, timeNs: number): void =>
  change(source, { page: 'snapshot', snapshotNs: Math.round(timeNs) })
