/**
 * The run at a glance. Times are integer nanoseconds since the trace's start.
 */
import type { SentenceDto } from './sentence-dto'
import type { StateTimesDto } from './visual-states'

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
