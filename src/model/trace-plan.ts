/** What is known of a trace's rows before they are built. */
import type { RowPlan } from './grouped-rows'

/** Rows counted beforehand, so that columns are allocated once and exactly. */
export interface TracePlan {
  /** By goroutine index: spans. Kept as it is. */
  readonly spans: RowPlan
  /** Processor ids, ascending, and the spans that run on each. */
  readonly processorIds: readonly number[]
  readonly processorSpans: RowPlan
  /** Stacks of the trace, where no more will come. */
  readonly stackCount?: number
  /** What all times are multiples of, where that makes them fit into four bytes. */
  readonly timeUnitNs?: number
  /** Strings that are reasons of spans, in the order in which they get their indices. */
  readonly reasons?: readonly number[]
}
