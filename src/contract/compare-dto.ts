/**
 * Two traces side by side. Each is first brought to the figures that can be compared (ComparableTraceDto); then one
 * function makes the table of changes out of two of them, for the window and the command line alike
 * (trace-compare.ts). Times are integer nanoseconds.
 */
import type { DurationsDto } from './goroutine-dto'

/** Durations, and whose the longest is. */
export interface ComparableDurationsDto extends DurationsDto {
  /** Go's id; null where no goroutine is known. */
  readonly longestGoroutine: number | null
}

export interface ComparableReasonDto {
  /** Go's words: 'chan receive', 'sync', …; 'syscall' for system calls, '' for waits since before the trace. */
  readonly reason: string
  readonly durations: ComparableDurationsDto
}

/** All goroutines of one start function. */
export interface ComparableFunctionDto {
  /** '' when unknown, 'runtime' for the runtime's own. */
  readonly functionName: string
  readonly isRuntime: boolean
  /** That were there at any time, and those created in the trace. */
  readonly goroutines: number
  readonly created: number
  /** Time per visual state, in the order of `visualStates`. */
  readonly stateTimes: readonly number[]
  /** Runnable stretches: from when a goroutine could run until it ran. */
  readonly latency: ComparableDurationsDto
  /** Waits and system calls, longest in all first. */
  readonly reasons: readonly ComparableReasonDto[]
}

export interface ComparableStopDto {
  /** What is in the brackets of the range's name: 'GC mark termination'. */
  readonly reason: string
  readonly durations: ComparableDurationsDto
}

export interface ComparableTraceDto {
  readonly goVersion: string
  readonly durationNs: number
  readonly isComplete: boolean
  readonly isFlightRecording: boolean
  readonly processors: number
  readonly threads: number
  readonly goroutines: number
  readonly created: number
  readonly mostGoroutines: number
  readonly events: number
  /** Over all goroutines, per visual state. */
  readonly stateTimes: readonly number[]
  /** Time in which Ps had a goroutine, over all Ps. */
  readonly occupiedNs: number
  readonly latency: ComparableDurationsDto
  /** Concurrent mark phases. */
  readonly marks: ComparableDurationsDto
  readonly stops: ComparableDurationsDto
  readonly stopsByReason: readonly ComparableStopDto[]
  /** Null where the file has no heap metrics. */
  readonly peakHeapBytes: number | null
  readonly peakHeapAtNs: number | null
  readonly lastHeapBytes: number | null
  readonly lastGoalBytes: number | null
  /** Most time first; at most `mostComparedFunctions` of them. */
  readonly functions: readonly ComparableFunctionDto[]
  readonly functionTotal: number
}

export type ComparedUnit = 'ns' | 'count' | 'bytes'

/** Where a figure comes from in its trace. */
export interface ComparedPlaceDto {
  readonly fromNs: number
  readonly toNs: number
  readonly goroutine?: number
}

export interface ComparedFigureDto {
  /** Stable: 'stops.total', 'latency.p99', 'reason.chan receive.total'. */
  readonly key: string
  /** Heading it stands under. */
  readonly group: string
  readonly label: string
  readonly unit: ComparedUnit
  /** Null: not in that trace. */
  readonly before: number | null
  readonly after: number | null
  /** Whether it grows with the length of the trace, so that it can be given per second. */
  readonly isSum: boolean
  readonly beforePlace?: ComparedPlaceDto
  readonly afterPlace?: ComparedPlaceDto
}

export interface ComparedFunctionDto {
  readonly functionName: string
  readonly isRuntime: boolean
  readonly isInBefore: boolean
  readonly isInAfter: boolean
  readonly figures: readonly ComparedFigureDto[]
}

export interface TraceComparisonDto {
  readonly beforeNs: number
  readonly afterNs: number
  /** What must be known to read the figures. */
  readonly notes: readonly string[]
  readonly figures: readonly ComparedFigureDto[]
  /** Those that changed most per second first, by time not spent asleep. */
  readonly functions: readonly ComparedFunctionDto[]
}
