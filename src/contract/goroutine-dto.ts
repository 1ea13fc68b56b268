/**
 * Why a goroutine waited and where it stands among others: answers beside those of trace-dto.ts. Times are integer
 * nanoseconds since the trace's start.
 */
import type { FlameDto } from './stretch-dto'
import type {
  FrameDto,
  GoroutineRefDto,
  RowKey,
  StackDto,
  StateTimesDto,
  VisualState,
  WakeDto,
} from './trace-dto'

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

/** Ranges of one name that the runtime charged to a goroutine: mark assist, sweep, a pause it began. */
export interface ChargedRangeDto extends DurationsDto {
  /** Go's own: 'GC mark assist', 'GC incremental sweep', 'stop-the-world (...)'. */
  readonly name: string
  /** Sweep only. */
  readonly sweptBytes?: number
  readonly reclaimedBytes?: number
}

export interface TaskRefDto {
  readonly id: number
  /** '' when the trace does not have it. */
  readonly name: string
}

export interface WorkRegionDto {
  /** Its place in the order of begins, as in the selection `region:5`. */
  readonly region: number
  readonly name: string
  readonly startNs: number
  readonly endNs: number
  /** Nesting on its goroutine, 0 outermost. */
  readonly depth: number
  readonly isOpenAtStart: boolean
  readonly isOpenAtEnd: boolean
  /** Absent for the background task, to which everything belongs. */
  readonly task?: TaskRefDto
  readonly place?: FrameDto
}

/** One user region: when, and what its goroutine did meanwhile. */
export interface RegionDto extends WorkRegionDto {
  readonly goroutine: GoroutineRefDto
  /** The row of the timeline that it is drawn on. */
  readonly row: RowKey
  readonly stateTimes: StateTimesDto
  /** The innermost region around it. */
  readonly outer?: RegionRefDto
  /** Directly inside it, in order of their begin; not all of many. */
  readonly inner: readonly RegionRefDto[]
  readonly innerTotal: number
  /** Of its goroutine within it, in order of time; not all of many. */
  readonly logs: readonly WorkLogDto[]
  readonly logTotal: number
  /** Whole regions of its name, and how many of them took less time; absent where it is not whole itself. */
  readonly among?: { readonly count: number; readonly shorter: number }
}

export interface RegionRefDto {
  readonly region: number
  readonly name: string
  readonly startNs: number
  readonly endNs: number
}

export interface WorkLogDto {
  readonly atNs: number
  readonly category: string
  readonly message: string
  readonly task?: TaskRefDto
}

/** A task and what a goroutine had to do with it. */
export interface WorkTaskDto extends TaskRefDto {
  /** Absent when not in the trace. */
  readonly startNs?: number
  readonly endNs?: number
  readonly hasBegun: boolean
  readonly hasEnded: boolean
  readonly regionCount: number
  readonly logCount: number
}

export interface GoroutineWorkDto {
  /** Most time first. */
  readonly charged: readonly ChargedRangeDto[]
  /** In order of their begin; not all of many. */
  readonly regions: readonly WorkRegionDto[]
  readonly regionTotal: number
  readonly tasks: readonly WorkTaskDto[]
  /** In order of time; not all of many. */
  readonly logs: readonly WorkLogDto[]
  readonly logTotal: number
  readonly cpuSampleCount: number
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

/** The blocking profiles of `go tool trace`. */
export const blockingKinds = ['sync', 'net', 'syscall', 'sched'] as const
export type BlockingKind = (typeof blockingKinds)[number]

/** Of what an analysis tells; all of it where nothing is given. */
export interface AnalysisScope {
  readonly fromNs?: number | undefined
  readonly toNs?: number | undefined
  /** Goroutines of this start function, in full. */
  readonly functionName?: string | undefined
  /** Only inside user regions of this name. */
  readonly region?: string | undefined
}

/** In alphabetical order; at most 1000 of each, those with most goroutines or regions. */
export interface ScopeNamesDto {
  /** Start functions, not of the runtime's own goroutines. */
  readonly functionNames: readonly string[]
  readonly regions: readonly string[]
}

/** Blocked time by stack: columns as in FlameDto, `total` and `self` in ns. */
export interface BlockingFlameDto extends Pick<
  FlameDto,
  'names' | 'name' | 'parent' | 'total' | 'self' | 'hiddenNodes'
> {
  readonly count: number
  readonly totalNs: number
  /** Of that: time of stretches without a stack; it stands in no node. */
  readonly withoutStackNs: number
}

/** One user task with all that belongs to it. */
export interface TaskDto extends TaskRefDto {
  readonly parent?: TaskRefDto
  /** In order of their begin; not all of many. */
  readonly children: readonly (TaskRefDto & { readonly startNs?: number; readonly endNs?: number })[]
  readonly childTotal: number
  /** Absent when not in the trace. */
  readonly startNs?: number
  readonly endNs?: number
  /** Where it was begun. */
  readonly place?: FrameDto
  /** Those that began or ended it, ran a region of it or logged to it; time by state between its begin and its end. */
  readonly goroutines: readonly {
    readonly goroutine: GoroutineRefDto
    readonly stateTimes: StateTimesDto
    readonly hasBegun: boolean
    readonly hasEnded: boolean
    readonly regionCount: number
    readonly logCount: number
  }[]
  /** Its own, not those of its children, in order of time; not all of many. */
  readonly events: readonly {
    readonly atNs: number
    readonly goroutine?: GoroutineRefDto
    /** 'task begin', 'region "x" end', '[category] message'. */
    readonly text: string
  }[]
  readonly eventTotal: number
}

/** A table of the Analyses view: one shape for all, so that each sorts, filters and is written out alike. */
export const analysisKinds = [
  'latency',
  'latency-list',
  'waits',
  'locks',
  'preemptions',
  'queue',
  'syscalls',
  'cgo',
  'threads',
  'stops',
  'gc',
  'regions',
  'region-list',
  'tasks',
  'task-list',
  'profile-sync',
  'profile-net',
  'profile-syscall',
  'profile-sched',
  'mmu',
] as const
export type AnalysisKind = (typeof analysisKinds)[number]

export interface AnalysisColumnDto {
  readonly key: string
  readonly label: string
  readonly unit: 'text' | 'ns' | 'time' | 'count' | 'share' | 'goroutine' | 'bytes'
  readonly hint?: string
}

export interface AnalysisRowDto {
  /** One for each column; null where there is nothing to say. Goroutines by id. */
  readonly cells: readonly (string | number | null)[]
  /** Where a click leads. */
  readonly at?: { readonly fromNs: number; readonly toNs: number; readonly goroutine?: number }
  /** What it stands for where a page of its own tells more. */
  readonly opens?:
    | { readonly kind: 'task-list' | 'region-list' | 'latency-list'; readonly name: string }
    | { readonly kind: 'task'; readonly task: number }
  /** Stacks that belong to it, with their names. */
  readonly stacks?: readonly { readonly label: string; readonly frames: StackDto }[]
  /** How many durations lie in each bucket, five buckets a decade: bucket i begins at 10^(i/5) ns. */
  readonly histogram?: { readonly first: number; readonly counts: readonly number[] }
}

export interface AnalysisDto {
  readonly kind: AnalysisKind
  /** How the figures are computed, in words. */
  readonly formula: string
  /** What the data cannot say about it; '' for nothing. */
  readonly limits: string
  /** The file that computes it, from the root of Marey's own source. */
  readonly sourceFile: string
  /** Whether it can be asked about a part of the trace. */
  readonly takesScope: boolean
  readonly columns: readonly AnalysisColumnDto[]
  /** Column by which the rows come sorted, descending. */
  readonly sortedBy: string
  readonly rows: readonly AnalysisRowDto[]
  /** Rows that there are, listed or not. */
  readonly total: number
  /** A figure over time: the mean of each of equal slices. */
  readonly series?: {
    readonly label: string
    readonly fromNs: number
    readonly toNs: number
    readonly values: readonly number[]
    /** What the values count, after a number: 'goroutines'. */
    readonly unit: string
    /** The most at any instant. */
    readonly most: number
  }
  /** Minimum mutator utilisation: share by length of the window. */
  readonly curve?: readonly {
    readonly windowNs: number
    readonly share: number
    /** Begin of a window with that share. */
    readonly startNs: number
  }[]
}

/** Columns by which the table of goroutines sorts, beside `blocked:REASON` and `range:NAME`. */
export const goroutineSorts = [
  'id',
  'count',
  'function',
  'creator',
  'created',
  'started',
  'ended',
  'lifetime',
  'execution',
  'running',
  'runnable',
  'blocked',
  'syscall',
  'lost',
  'sleep',
  'assist',
  'unknown',
  'longestWait',
  'p50',
  'p99',
  'waits',
  'spans',
] as const
export type GoroutineSort = (typeof goroutineSorts)[number]

/** Columns of the table of goroutines that depend on the trace, in alphabetical order. */
export interface GoroutineColumnsDto {
  /** Reasons that goroutines waited for; '' is a wait that was open when the trace began. */
  readonly reasons: readonly string[]
  /** Ranges that the runtime charged to goroutines: mark assist, sweep, pauses they began. */
  readonly ranges: readonly string[]
  /** No figure of a goroutine is larger: the trace's length. */
  readonly durationNs: number
  /** No figure of a start function is larger: the time by state, summed over all goroutines. */
  readonly summedNs: number
}
