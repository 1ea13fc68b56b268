/** What the comparison of a trace remembers while its tab is open. */
import { create } from 'zustand'
import type { SourceId } from '../../contract/sources'
import { keepsRecordPerSource } from './forget-source'

export interface TraceCompareChoice {
  /** The other trace; undefined: the one opened before this one, else the one after it. */
  readonly comparedWith: SourceId | undefined
  /** Which of the two counts as the earlier; undefined: the one opened first. */
  readonly isSourceBefore: boolean | undefined
  /** Sums per second of each trace, or as they are. */
  readonly isPerSecond: boolean
  /** Whose figures are shown in full; undefined: those of the whole trace. */
  readonly functionKey: string | undefined
}

const initial: TraceCompareChoice = {
  comparedWith: undefined,
  isSourceBefore: undefined,
  isPerSecond: true,
  functionKey: undefined,
}

const useStore = create<Readonly<Record<SourceId, TraceCompareChoice>>>(() => ({}))
keepsRecordPerSource('choices in a comparison of traces', useStore)

export const useTraceCompare = (source: SourceId): TraceCompareChoice =>
  useStore((state) => state[source] ?? initial)

export function chooseInTraceCompare(source: SourceId, change: Partial<TraceCompareChoice>): void {
  useStore.setState((state) => ({ [source]: { ...(state[source] ?? initial), ...change } }))
}
