/**
 * Answers about an execution trace. Times are integer nanoseconds since the trace's start.
 * Goroutines, threads and tasks are named by Go's own ids; names are already resolved texts.
 */
import type { SentenceDto } from './sentence-dto'

/** How a stretch is drawn: index into `visualStates`, the order of the legend and of proportional stacks. */
export const visualStates = [
  'running',
  'runnable',
  'blocked-sync',
  'blocked-channel',
  'network',
  'syscall',
  'sleep',
  'gc-work',
  'gc-assist',
  'unknown',
  'stw',
  /** P without a goroutine: not drawn on goroutine rows. */
  'idle',
] as const
export type VisualState = (typeof visualStates)[number]

/** Index of a visual state, for columns. */
export const visualStateIndex: Readonly<Record<VisualState, number>> = Object.fromEntries(
  visualStates.map((name, index) => [name, index]),
) as Record<VisualState, number>

/**
 * What rows show besides states: drawn in neutral tones, so that a state's colour only ever means that state. `log` and
 * `sample` are instants.
 */
export const neutralKinds = ['task', 'region', 'log', 'sample', 'stack'] as const
export type NeutralKind = (typeof neutralKinds)[number]

/** All that a rectangle of a tile can be: the states first, at their own indexes. */
export const drawnKinds = [...visualStates, ...neutralKinds] as const
export type DrawnKind = (typeof drawnKinds)[number]

/** Index of what is drawn, for columns. */
export const drawnKindIndex: Readonly<Record<DrawnKind, number>> = Object.fromEntries(
  drawnKinds.map((name, index) => [name, index]),
) as Record<DrawnKind, number>

export interface FrameDto {
  readonly functionName: string
  readonly file: string
  readonly line: number
}

export type StackDto = readonly FrameDto[]

export interface GoroutineRefDto {
  readonly id: number
  /** Start function; '' when unknown. */
  readonly functionName: string
}

/** Time per visual state, same order as `visualStates`, ns. */
export type StateTimesDto = readonly number[]

/** A sentence about the run. */
export type FindingDto = SentenceDto<{
  readonly fromNs: number
  readonly toNs: number
  readonly goroutine?: number
  readonly processor?: number
}>

export interface OverviewDto {
  readonly goVersion: string
  readonly durationNs: number
  readonly eventCount: number
  readonly processorCount: number
  readonly threadCount: number
  readonly goroutineCount: number
  readonly maxGoroutinesAtOnce: number
  readonly taskCount: number
  readonly regionCount: number
  readonly logCount: number
  readonly cpuSampleCount: number
  /** Unix ns as a decimal string, where the file has a wall clock. */
  readonly wallClockStartUnixNs?: string
  readonly isFlightRecording: boolean
  /** Time by state over all goroutines. */
  readonly stateTimes: StateTimesDto
  readonly gc: {
    readonly count: number
    readonly totalNs: number
    readonly longestNs: number
    readonly assistNs: number
  }
  readonly stw: { readonly count: number; readonly totalNs: number; readonly longestNs: number }
  readonly topFunctions: readonly TopFunctionDto[]
  readonly findings: readonly FindingDto[]
  /** Mean share of Ps that were running, for each of equal slices of the run; 0..1. */
  readonly occupancy: readonly number[]
  /** Of the whole run: time that Ps were held, of the time that GOMAXPROCS allowed; 0..1. */
  readonly meanOccupancy: number
  /** Stretches that the file has lost. */
  readonly lost: readonly { readonly fromNs: number; readonly toNs: number; readonly reason: string }[]
}

export interface TopFunctionDto {
  readonly functionName: string
  readonly count: number
  readonly stateTimes: StateTimesDto
  readonly blockedNs: number
  readonly runnableNs: number
  readonly runningNs: number
}

/**
 * A row is named by a key: 'heap', 'goroutines', 'gc', 'section:procs', 'section:threads', 'section:related',
 * 'section:tasks', 'proc:3', 'thread:7', 'group:main.worker', 'goroutine:18', 'samples:18', 'task:2'. Nested tracks of an
 * opened goroutine have a row a depth, outermost first: 'regions:18', 'regions:18:1', 'stack:18', 'stack:18:1'.
 */
export type RowKey = string

/** The section of Ps without work, where there are many. */
export const idleProcessorsKey = 'section:idle-procs'

export type RowKind =
  | 'heap'
  | 'goroutine-counts'
  | 'gc'
  | 'section'
  | 'processor'
  | 'thread'
  | 'group'
  | 'goroutine'
  | 'regions'
  | 'samples'
  | 'stack'
  | 'network'
  | 'task'

export interface RowDto {
  readonly key: RowKey
  readonly kind: RowKind
  readonly depth: number
  readonly label: string
  /** A second, dimmer text: count of a group, creator of a goroutine. */
  readonly detail: string
  readonly isExpandable: boolean
  readonly isExpanded: boolean
  /** First and last moment of life, for rows that have one. */
  readonly fromNs?: number
  readonly toNs?: number
}

export const measuredSorts = ['start', 'id', 'lifetime', 'blocked', 'runnable', 'assist'] as const
export type MeasuredSort = (typeof measuredSorts)[number]

/**
 * How rows are ordered: by a measure, or by what has to do with one goroutine, named by its id: 'relevance:18' lists it and
 * those tied to it first, under a heading of their own.
 */
export type RowSort = MeasuredSort | `relevance:${number}`

/** The order that a text names; undefined for none. */
export function rowSortOf(text: string | undefined): RowSort | undefined {
  const measured = measuredSorts.find((sort) => sort === text)
  if (measured !== undefined || text === undefined) return measured
  const match = /^relevance:(\d{1,16})$/.exec(text)
  return match === null ? undefined : `relevance:${Number(match[1])}`
}

/** The goroutine that an order by relevance is about. */
export function relevantGoroutine(sort: RowSort): number | undefined {
  return sort.startsWith('relevance:') ? Number(sort.slice('relevance:'.length)) : undefined
}

export interface RowsRequest {
  /** Keys of sections and groups whose fold differs from the default. */
  readonly toggled: readonly RowKey[]
  readonly sort: RowSort
  /** A filter expression; '' for none. */
  readonly filter: string
  /** Window into the flattened list. */
  readonly from: number
  readonly to: number
}

export interface RowsDto {
  readonly totalRows: number
  readonly rows: readonly RowDto[]
}

/**
 * POST /api/tile answers a frame: this head, and columns of equal length, one element a rectangle:
 * - row u16: index into the request's `rows`
 * - startNs, endNs f64: relative to `fromNs`, may reach outside the request
 * - state u8: index into drawnKinds
 * - y0, y1 u8: lower and upper edge within the row in 1/255, 0 at the bottom (proportional stacks; 0..255 otherwise)
 * - flags u8: TileFlag bits
 * - count u32: spans in the bucket (1 for an exact span)
 * - span u32: span index (longest of a bucket), NONE where it has none
 * - goroutine f64: goroutine id, -1 where it has none
 * - label u32: index into `labels`, 0 = ''
 */
export interface TileHead {
  readonly fromNs: number
  readonly toNs: number
  readonly widthPx: number
  readonly rows: readonly RowKey[]
  readonly labels: readonly string[]
  /** False while the trace is still being read: some stretches may be missing. */
  readonly isFinal: boolean
  /** The request's `highlight` was read: `TileFlag.lit` tells what fits. */
  readonly isLit?: boolean
}

export const TileFlag = {
  bucket: 1,
  clippedLeft: 2,
  clippedRight: 4,
  /** Something in the bucket must not vanish: STW, a long wait, a user event, a sample. */
  flagged: 8,
  /** A point in time (log, sample, network wake-up), drawn as a mark. */
  mark: 16,
  /** On rows of goroutines, groups, Ps and Ms: fits what is highlighted, or has something in it that does. */
  lit: 32,
} as const

export interface TileRequest {
  readonly fromNs: number
  readonly toNs: number
  readonly widthPx: number
  readonly rows: readonly RowKey[]
  /** An expression of the filter language, read span by span. One that cannot be read lights nothing. */
  readonly highlight?: string
}

/**
 * POST /api/counters answers a frame with head {fromNs, toNs, slices} and columns per slice (f64):
 * heapLive, heapGoal (bytes, NaN before the first), running, runnable, waiting, syscall (mean goroutines),
 * occupancy (0..1), stw (share of the slice), gc (share).
 */
export interface CountersRequest {
  readonly fromNs: number
  readonly toNs: number
  readonly slices: number
}
export interface CountersHead {
  readonly fromNs: number
  readonly toNs: number
  readonly slices: number
  readonly maxHeapBytes: number
  readonly maxGoroutines: number
}

/** The heap at an instant, as the trace last told it; what it does not tell is absent. */
export interface HeapAtDto {
  readonly liveBytes?: number
  /** Absent too where the collector has no goal (GOGC=off). */
  readonly goalBytes?: number
  /** What it is compared with: the end of the last GC before the instant, else the first that the trace tells. */
  readonly since?: { readonly atNs: number; readonly isGcEnd: boolean; readonly liveBytes: number }
}

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

/** One stretch of one goroutine in one state. */
export interface SpanDto {
  readonly index: number
  readonly goroutine: GoroutineRefDto
  readonly startNs: number
  readonly endNs: number
  /** The file does not show its begin or end. */
  readonly isClippedLeft: boolean
  readonly isClippedRight: boolean
  /** Go's state word: Running, Runnable, Waiting, Syscall, NotExist, Undetermined. */
  readonly state: string
  readonly visualState: VisualState
  readonly reason: string
  /** What the runtime called it: how a worker of the collector was started, "GC (dedicated)" and the like. */
  readonly label?: string
  readonly processor?: number
  readonly thread?: number
  /** First frame outside the runtime. */
  readonly place?: FrameDto
  readonly stack: StackDto
  /** Who ended this wait: known only where the trace proves it (truths.md). */
  readonly wokenBy?: WakeDto
  /** For runnable spans: who made it runnable. */
  readonly causedBy?: WakeDto
  /** Goroutines that were made runnable by this one during this span, in order of time; at most 64. */
  readonly wakes?: readonly WokenDto[]
  /** Syscalls: when the P was lost. */
  readonly lostProcessorNs?: number
  readonly previous?: SpanNeighbourDto
  readonly next?: SpanNeighbourDto
}

export interface SpanNeighbourDto {
  /** As SpanDto.index: several spans may begin at once. */
  readonly index: number
  readonly startNs: number
  readonly state: string
}

/** One that was made runnable. */
export interface WokenDto {
  readonly goroutine: GoroutineRefDto
  /** SpanDto.index of its runnable span. */
  readonly index: number
  readonly atNs: number
  /** From then until it ran; absent where the trace does not show it running next. */
  readonly delayNs?: number
}

export interface WakeDto {
  /** 'goroutine' proves a goroutine; the others say that no goroutine can be named. */
  readonly kind: 'goroutine' | 'network' | 'timer-or-runtime' | 'creation' | 'unknown'
  readonly goroutine?: GoroutineRefDto
  readonly atNs: number
  readonly place?: FrameDto
  readonly stack: StackDto
  /** In words. */
  readonly text: string
  /** From the wake-up until it ran; absent where the trace does not show it running next. */
  readonly delayNs?: number
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

/** One goroutine, or those of a start function together: then figures are sums, and `id` is that of the first. */
export interface GoroutineRowDto {
  readonly id: number
  readonly functionName: string
  readonly isSystem: boolean
  /** How many goroutines it stands for. */
  readonly count: number
  readonly spanCount: number
  readonly createdNs: number
  /** First time it ran; absent: never. */
  readonly startedNs?: number
  readonly endedNs?: number
  readonly lifetimeNs: number
  readonly stateTimes: StateTimesDto
  /** Running, mark assist included: Go's execution time. */
  readonly executionNs: number
  /** In system calls, from losing the P to the return. */
  readonly lostProcessorNs: number
  /** Lifetime in no known state. */
  readonly unknownNs: number
  readonly longestWaitNs: number
  readonly waitCount: number
  /** Over its blocked stretches; 0 where there is none. */
  readonly p50WaitNs: number
  readonly p99WaitNs: number
  /** Waiting time by Go's reason; '' is a wait that was open when the trace began. */
  readonly blockedNs: Readonly<Record<string, number>>
  /** Time in ranges that the runtime charged to it, by name. */
  readonly chargedNs: Readonly<Record<string, number>>
  /** Id; of several goroutines only where all have the same. */
  readonly createdBy?: number
}

/** Words of this file for the free fields of filters; at most a few hundred of each, the most frequent first. */
export interface FilterWordsDto {
  readonly functions: readonly string[]
  readonly packages: readonly string[]
  readonly reasons: readonly string[]
}

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

export interface SearchHitDto {
  readonly kind: 'goroutine' | 'function' | 'task' | 'region' | 'log' | 'processor' | 'thread' | 'time'
  readonly label: string
  readonly detail: string
  readonly goroutine?: number
  /** As in the selection `region:5`. */
  readonly region?: number
  readonly row?: RowKey
  readonly fromNs?: number
  readonly toNs?: number
}
