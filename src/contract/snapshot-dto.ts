/**
 * All goroutines at one instant, like a dump. Times are integer nanoseconds since the trace's start.
 */
import type { FrameDto, StackDto } from './place-dto'
import type { VisualState } from './visual-states'

/** All goroutines that exist at one instant, grouped by state, reason and stack like a dump. */
export interface SnapshotDto {
  readonly atNs: number
  readonly total: number
  /** Largest group first. */
  readonly groups: readonly SnapshotGroupDto[]
}

export interface SnapshotGroupDto {
  readonly count: number
  /** Go's state word. */
  readonly state: string
  readonly visualState: VisualState
  readonly reason: string
  readonly place?: FrameDto
  readonly stack: StackDto
  /** The stack is from before: the goroutine has run since and stands elsewhere now. */
  readonly isLastKnownStack: boolean
  /** How long they have been in this state, ns. */
  readonly shortestNs: number
  readonly longestNs: number
  /** Start function they share, '' when they differ or it is unknown. */
  readonly functionName: string
  /** Goroutine ids, those longest in the state first; not all of a large group. */
  readonly goroutines: readonly number[]
}
