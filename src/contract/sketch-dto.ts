/**
 * The first picture of a trace, while it is still being read: how much of each stretch of time every P and every start
 * function had. What waits is not in it; that is known only when the events have been put in order.
 */
import type { VisualState } from './visual-states'

/** In this order in the columns. */
export const sketchStates: readonly VisualState[] = ['running', 'syscall', 'gc-work']

/**
 * POST /api/trace/sketch answers a frame while the file is loading: this head, and the columns
 * - processorNs f32: nanoseconds by (row × 3 + index into sketchStates) × bucketCount + bucket
 * - groupNs f32: the same by group, and one row more when `otherGroups` is not 0
 * - gcFromNs, gcToNs, stopFromNs, stopToNs f64: collections, and stops of the world
 * - unreadFromNs, unreadToNs f64: stretches that were not looked at
 */
export interface SketchHead {
  readonly durationNs: number
  readonly bucketNs: number
  readonly bucketCount: number
  /** Ids of the Ps, ascending. */
  readonly processors: readonly number[]
  /** Start functions, most time first; 'runtime' for the runtime's own, '' where unknown. */
  readonly groups: readonly string[]
  /** Functions counted together in the last row. */
  readonly otherGroups: number
}
