/**
 * The page of one goroutine: its life, its spans, why it waited, and where it stands among others. Times are integer
 * nanoseconds since the trace's start.
 */
import type { FrameDto, GoroutineRefDto, StackDto } from './place-dto'
import type { SpanDto, WakeDto } from './span-dto'
import type { StateTimesDto, VisualState } from './visual-states'

export interface GoroutineDto {
  readonly id: number
  readonly functionName: string
  readonly isSystem: boolean
  readonly createdBy?: GoroutineRefDto
  readonly creationPlace?: FrameDto
  readonly creationStack: StackDto
  readonly createdNs: number
  readonly endedNs?: number
  /** "created before the trace", "alive at its end" and the like, in words. */
  readonly lifetimeText: string
  readonly startsBeforeTrace: boolean
  readonly spanCount: number
  readonly stateTimes: StateTimesDto
  /** Per state and reason, longest first. */
  readonly reasons: readonly {
    readonly state: string
    readonly visualState: VisualState
    readonly reason: string
    readonly count: number
    readonly totalNs: number
    readonly longestNs: number
    readonly longestStartNs: number
  }[]
  readonly childCount: number
  readonly tasks: readonly { readonly id: number; readonly name: string }[]
}

export interface GoroutineSpansRequest {
  readonly goroutine: number
  readonly offset: number
  readonly limit: number
}

export interface GoroutineSpansDto {
  readonly total: number
  readonly spans: readonly SpanDto[]
}

/** p50 and p99 by nearest rank: exact up to 4096 values, within half a percent beyond. */
export interface DurationsDto {
  readonly count: number
  readonly totalNs: number
  readonly p50Ns: number
  readonly p99Ns: number
  readonly longestNs: number
  /** Where the longest begins. */
  readonly longestStartNs: number
}

/** Waits of one goroutine at one place for one reason; runnable stretches by how they began. */
export interface WaitGroupDto extends DurationsDto {
  /** Go's state word: Waiting, Runnable or Syscall. */
  readonly state: string
  readonly visualState: VisualState
  readonly reason: string
  /** Absent for runnable stretches, whose stack is the waker's, and where the trace has no stack. */
  readonly place?: FrameDto
  readonly stack: StackDto
}

export interface GoroutineWaitsDto {
  /** Longest in all first. */
  readonly groups: readonly WaitGroupDto[]
  /** Groups that there are, listed or not. */
  readonly total: number
}

/** Wake-ups between two goroutines, or from what is no goroutine. Durations: from the wake-up to running again. */
export interface CauseDto extends DurationsDto {
  readonly kind: WakeDto['kind']
  readonly goroutine?: GoroutineRefDto
  /** In words, when no goroutine is named. */
  readonly text: string
}

export interface GoroutineCausesDto {
  /** Most often first; at most 200 of each. */
  readonly wokenBy: readonly CauseDto[]
  readonly wokenByTotal: number
  readonly woke: readonly CauseDto[]
  readonly wokeTotal: number
}

/** One wake-up: `goroutine` was made runnable at `atNs`. */
export interface ChainStepDto {
  readonly goroutine: GoroutineRefDto
  readonly atNs: number
  readonly kind: WakeDto['kind']
  /** The waker; absent when no goroutine did it. */
  readonly by?: GoroutineRefDto
  readonly text: string
  /** Where the waker stood. */
  readonly place?: FrameDto
  /** Reason of the wait that it ended, and its length; absent when it was created. */
  readonly reason?: string
  readonly waitedNs?: number
}

export interface WakeChainDto {
  /** From the goroutine asked for, back in time. */
  readonly steps: readonly ChainStepDto[]
  /** Why it goes no further, in words. */
  readonly endText: string
}

export interface TreeNodeDto extends GoroutineRefDto {
  readonly createdNs: number
  readonly endedNs?: number
  readonly startsBeforeTrace: boolean
  readonly childCount: number
  /** Where its creator started it. */
  readonly place?: FrameDto
}

export interface GoroutineTreeDto {
  /** Its creators, the nearest first. */
  readonly creators: readonly TreeNodeDto[]
  readonly node: TreeNodeDto
  readonly children: readonly TreeNodeDto[]
  readonly childTotal: number
}

/** Its place among the goroutines of the same start function, in order of first appearance. */
export interface SiblingDto {
  readonly position: number
  readonly total: number
  readonly previous?: number
  readonly next?: number
}

/** Who had the Ps in a stretch of time. */
export interface WhoRanDto {
  readonly fromNs: number
  readonly toNs: number
  readonly processorCount: number
  /** Most time first; at most 12. A system call that keeps its P counts. */
  readonly holders: readonly { readonly goroutine: GoroutineRefDto; readonly timeNs: number }[]
  readonly holderTotal: number
  /** Time of goroutines beyond the listed ones. */
  readonly otherNs: number
  /** Time without a goroutine, over all Ps. */
  readonly freeNs: number
  readonly stoppedNs: number
}
