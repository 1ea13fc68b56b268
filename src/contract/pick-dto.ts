/**
 * What stands at a point of a row: a span, or a range of the runtime or of the user. Times are integer nanoseconds since
 * the trace's start.
 */
import type { FrameDto, GoroutineRefDto, StackDto } from './place-dto'
import type { RowKey } from './rows-dto'
import type { SpanDto } from './span-dto'

/** What stands at a point of a row, and what is drawn over it there. */
export type PickDto = { readonly also?: readonly DrawnDto[] } & (
  | { readonly type: 'span'; readonly span: SpanDto }
  | { readonly type: 'range'; readonly range: RangeDto }
  | { readonly type: 'nothing' }
)

/** A mark or strip over a row: the nearest of its kind to a point. */
export interface DrawnDto {
  readonly kind: 'log' | 'cpu-sample' | 'sweep' | 'mark-assist'
  /** Equal for what happens at an instant. */
  readonly startNs: number
  readonly endNs: number
  /** How many of the kind are as near as the tolerance. */
  readonly count: number
  /** Of a log: its category ('' for none) and message. */
  readonly category?: string
  readonly message?: string
  /** Of a CPU sample, the innermost frame first. */
  readonly stack?: StackDto
}

export interface RangeDto {
  readonly name: string
  readonly startNs: number
  readonly endNs: number
  readonly isOpenAtStart: boolean
  readonly isOpenAtEnd: boolean
  readonly goroutine?: GoroutineRefDto
  readonly processor?: number
  readonly stack: StackDto
  /** Of a user region: its number, as in the selection `region:5`. */
  readonly region?: number
  /** Of a user task: Go's id. */
  readonly task?: number
  /** The one row of which it says something; absent for what is about all, as GC and stops of the world are. */
  readonly ofRow?: RowKey
  /** Of a mark phase. */
  readonly mark?: MarkPhaseDto
  /** Of a stop of the world in which a P is seen to stop: the last one, likely the one that was waited for longest. */
  readonly lastStopped?: LastStoppedDto
}

/** Heap in force at both ends of a mark phase, null where the trace does not tell it, and who had the Ps. */
export interface MarkPhaseDto {
  readonly startLiveBytes: number | null
  readonly startGoalBytes: number | null
  readonly endLiveBytes: number | null
  readonly endGoalBytes: number | null
  /** Time in it that the collector's own workers had Ps; idle workers look like busy ones. */
  readonly workerNs: number
  /** Time in it that threads held Ps, over all of them. */
  readonly heldNs: number
}

export interface LastStoppedDto {
  readonly processor: number
  /** From the begin of the stop. */
  readonly afterNs: number
  readonly goroutine?: GoroutineRefDto
  /** Where it gave way. */
  readonly place?: FrameDto
}
