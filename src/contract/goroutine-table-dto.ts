/**
 * The table of goroutines: its rows, its columns, and how it sorts. Times are integer nanoseconds since the trace's start.
 */
import type { StateTimesDto } from './visual-states'

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
