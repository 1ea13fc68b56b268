/** Which page of the Analyses a file shows, and the instant of its snapshot; kept while the file is open. */
import { create } from 'zustand'
import type { SourceId } from '../../contract/sources'

interface AnalysesState {
  /** A kind of table, 'snapshot', or a page that a feature brings (commands/feature.ts, AnalysesPage). */
  readonly page: string
  /** Undefined until one has been asked for: then the middle of what the timeline shows. */
  readonly snapshotNs: number | undefined
}

const initial: AnalysesState = { page: 'waits', snapshotNs: undefined }

const useStore = create<Readonly<Record<SourceId, AnalysesState>>>(() => ({}))

export const useAnalyses = (source: SourceId): AnalysesState => useStore((state) => state[source] ?? initial)

/** Outside React. */
export const analysesPageOf = (source: SourceId): string => (useStore.getState()[source] ?? initial).page

function change(source: SourceId, part: Partial<AnalysesState>): void {
  useStore.setState((state) => ({ [source]: { ...(state[source] ?? initial), ...part } }))
}

export const showPage = (source: SourceId, page: string): void => change(source, { page })

export const showSnapshotAt = (source: SourceId, timeNs: number): void =>
  change(source, { page: 'snapshot', snapshotNs: Math.round(timeNs) })
