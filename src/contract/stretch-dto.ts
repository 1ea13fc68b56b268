/**
 * Answers about a stretch of time of an execution trace: a bucket of one row, a selected range over all rows, the
 * CPU samples in it. A stretch is [fromNs, toNs): all times are cut to it, exact to the nanosecond.
 */
import type { FrameDto, GoroutineRefDto } from './place-dto'
import type { RowKey } from './rows-dto'
import type { StateTimesDto, VisualState } from './visual-states'

/** A whole span by where it lies; `insideNs` is the part of it within the stretch. */
export interface SpanPlaceDto {
  readonly goroutine: GoroutineRefDto
  readonly startNs: number
  readonly endNs: number
  readonly insideNs: number
  /** Go's state word. */
  readonly state: string
  readonly visualState: VisualState
  readonly reason: string
  /** First frame outside the runtime: of a wait or system call, where it began. */
  readonly place?: FrameDto
}

/** All spans of one state and reason that lie in a stretch, wholly or in part. */
export interface StretchReasonDto {
  readonly state: string
  readonly visualState: VisualState
  readonly reason: string
  readonly count: number
  readonly totalNs: number
  /** The one with the largest part inside. */
  readonly longest?: SpanPlaceDto
}

/** What a bucket of a row stands for. */
export interface BucketDto {
  readonly row: RowKey
  readonly fromNs: number
  readonly toNs: number
  /** Spans that lie in it, wholly or in part; on rows of events: events. */
  readonly spanCount: number
  readonly goroutineCount: number
  /** Most time first. */
  readonly reasons: readonly StretchReasonDto[]
  readonly longest?: SpanPlaceDto
  /** Rows of named stretches (GC and stop-the-world, regions): by name, most time first. */
  readonly names?: readonly NamedStretchesDto[]
  /** Groups: who stood where at one instant. */
  readonly instant?: InstantDto
}

/** Stretches of one name that lie in a bucket, wholly or in part; times are of the whole stretches. */
export interface NamedStretchesDto {
  readonly name: string
  readonly count: number
  readonly totalNs: number
  readonly longestNs: number
  /** Where the longest begins. */
  readonly longestStartNs: number
}

export interface InstantDto {
  readonly atNs: number
  readonly total: number
  /** Goroutines per visual state, same order as `visualStates`. */
  readonly counts: readonly number[]
  /** Those longest in their state first; not all of many. */
  readonly goroutines: readonly {
    readonly goroutine: GoroutineRefDto
    readonly visualState: VisualState
    readonly reason: string
    readonly startNs: number
  }[]
}

/** By which time goroutines and functions of a range are ordered. */
export type RangeSort = 'running' | 'runnable' | 'blocked' | 'syscall'

export interface RangeStatisticsDto {
  readonly fromNs: number
  readonly toNs: number
  /** Time by state over all goroutines, inside the range. */
  readonly stateTimes: StateTimesDto
  /** Most time first. */
  readonly reasons: readonly StretchReasonDto[]
  readonly goroutines: {
    /** Those that existed at some moment of the range. */
    readonly total: number
    readonly created: number
    readonly ended: number
    readonly rows: readonly RangeGoroutineDto[]
  }
  readonly functions: {
    readonly total: number
    readonly rows: readonly RangeFunctionDto[]
  }
  /** Blocked or runnable, not of the runtime's own goroutines; largest part inside first. */
  readonly longestWaits: readonly SpanPlaceDto[]
  readonly processors: RangeProcessorsDto
  readonly gc: {
    /** Time in which a mark phase was going on, and how many took part in the range. */
    readonly markNs: number
    readonly markCount: number
    /** Running time of the collector's own workers, time of goroutines in mark assist, of sweeping. */
    readonly workerNs: number
    readonly assistNs: number
    readonly sweepNs: number
  }
  readonly stw: {
    readonly totalNs: number
    readonly count: number
    /** Largest part inside first; not all of many. */
    readonly longest: readonly {
      readonly name: string
      readonly startNs: number
      readonly endNs: number
      readonly insideNs: number
    }[]
  }
  readonly cpuSampleCount: number
  /** Only of rows of Ps and threads: what ran there, largest part inside first; not all of many. */
  readonly longestRuns?: readonly SpanPlaceDto[]
  /** Only of rows of threads. */
  readonly systemCalls?: ThreadCallsDto
}

/** System calls of threads that lie in a range, wholly or in part; calls into C are among them. */
export interface ThreadCallsDto {
  readonly count: number
  /** Their parts inside the range. */
  readonly totalNs: number
  /** Of those: into C, by a stub of cgo on top of the stack. */
  readonly intoCCount: number
  readonly intoCNs: number
  /** Of those: without their P at some moment of the range, and for how long inside it until they returned. */
  readonly lostProcessorCount: number
  readonly withoutProcessorNs: number
  /** Largest part inside first; not all of many. */
  readonly longest: readonly SpanPlaceDto[]
  /** Traces before Go 1.22 tell only of calls that lost their P. */
  readonly areOnlyLost: boolean
}

export interface RangeGoroutineDto {
  readonly goroutine: GoroutineRefDto
  readonly stateTimes: StateTimesDto
  readonly longestWait?: SpanPlaceDto
}

export interface RangeFunctionDto {
  readonly functionName: string
  readonly goroutineCount: number
  readonly stateTimes: StateTimesDto
}

export interface RangeProcessorsDto {
  /** Time that threads held Ps, over all Ps. */
  readonly heldNs: number
  /** Of that: time that goroutines had them, running or in a system call that kept its P. */
  readonly goroutineNs: number
  readonly rows: readonly {
    readonly processor: number
    readonly heldNs: number
    readonly goroutineNs: number
  }[]
  /** Who had the Ps, most first; not all of many. */
  readonly ran: readonly { readonly goroutine: GoroutineRefDto; readonly onProcessorsNs: number }[]
}

/** CPU samples by stack, merged from the outermost frame inwards: columns of equal length, parents before children. */
export interface FlameDto {
  readonly fromNs: number
  readonly toNs: number
  readonly sampleCount: number
  /** Of those: samples without a stack; they stand in no node. */
  readonly withoutStackCount: number
  readonly names: readonly string[]
  /** Index into `names`. */
  readonly name: readonly number[]
  /** Index of the parent node, -1 for the outermost frames. */
  readonly parent: readonly number[]
  /** Samples in which the node's stack is a part, and of those: innermost. */
  readonly total: readonly number[]
  readonly self: readonly number[]
  /** Nodes left out, the smallest first, so that an answer stays small. */
  readonly hiddenNodes: number
}

/** Everything that bears a text, in order of time. */
export interface FindDto {
  readonly total: number
  /** False when there are more than are counted. */
  readonly isComplete: boolean
  /** How many begin in each of the equal slices of the run. */
  readonly marks: readonly number[]
  /** The one asked for. */
  readonly hit?: FoundDto
}

export interface FoundDto {
  /** `span`: a wait or system call by its stack. */
  readonly kind: 'goroutine' | 'task' | 'region' | 'log' | 'span' | 'sample'
  /** Position in the order asked for, from 0. */
  readonly ordinal: number
  readonly label: string
  readonly goroutine?: number
  readonly task?: number
  /** As in the selection `region:5`. */
  readonly region?: number
  readonly fromNs: number
  readonly toNs: number
}
