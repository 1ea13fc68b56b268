/**
 * Answers about a GODEBUG log. Times are nanoseconds of the process's own clocks: gctrace and inittrace count from the
 * start of the runtime, schedtrace from its first line. Sizes are MiB as printed, rounded down by the runtime.
 * Null stands for what the log does not say. A line is the number of a line of the file, from 1.
 */
import type { SentenceDto } from './sentence-dto'

export interface GodebugPlaceDto {
  readonly fromNs: number
  readonly toNs: number
  readonly run: number
  readonly line: number
  /** Which part of the log it is about. */
  readonly part: 'gc' | 'scheduler' | 'init'
}

export type GodebugFindingDto = SentenceDto<GodebugPlaceDto>

export interface GodebugGcDto {
  readonly cycles: number
  readonly firstNumber: number
  readonly lastNumber: number
  readonly forced: number
  readonly leakChecks: number
  /** Sum of both stops of all cycles, and the longest single one. */
  readonly stwNs: number
  readonly longestStwNs: number
  readonly concurrentNs: number
  /** CPU share since the start of the process, as the last line prints it. */
  readonly cpuPercent: number
  readonly assistCpuNs: number
  readonly workerCpuNs: number
  readonly idleCpuNs: number
  readonly peakHeapMiB: number
  readonly lastLiveMiB: number
  readonly lastGoalMiB: number
}

export interface GodebugSchedulerDto {
  readonly samples: number
  /** Samples with the lines of Ps, Ms and Gs. */
  readonly details: number
  readonly leastGomaxprocs: number
  readonly mostGomaxprocs: number
  readonly mostWaiting: number
  /** Samples with a goroutine in some run queue. */
  readonly samplesWithWaiting: number
  readonly mostThreads: number
  readonly mostGoroutines: number | null
}

export interface GodebugInitsDto {
  readonly packages: number
  readonly clockNs: number
  readonly bytes: number
  readonly allocs: number
}

export interface GodebugRunDto {
  readonly source: string
  readonly firstLine: number
  readonly lastLine: number
  readonly startUnixMs: number | null
  readonly endNs: number
  readonly gc: GodebugGcDto | null
  readonly scheduler: GodebugSchedulerDto | null
  readonly inits: GodebugInitsDto | null
  readonly pacings: number
  readonly scavenges: number
}

export interface GodebugOverviewDto {
  readonly runs: readonly GodebugRunDto[]
  /** Of all runs, worst first. */
  readonly findings: readonly GodebugFindingDto[]
  readonly lineCount: number
  readonly readLineCount: number
  readonly wrappers: readonly string[]
}

/** Columns of equal length; a row a cycle. */
export interface CycleSeriesDto {
  /** Cycles in the stretch, told or not. */
  readonly total: number
  readonly line: readonly number[]
  readonly number: readonly number[]
  readonly startNs: readonly number[]
  readonly sweepTerminationNs: readonly number[]
  readonly concurrentNs: readonly number[]
  readonly markTerminationNs: readonly number[]
  readonly cpuPercent: readonly number[]
  readonly heapStartMiB: readonly number[]
  readonly heapEndMiB: readonly number[]
  readonly heapLiveMiB: readonly number[]
  readonly goalMiB: readonly number[]
  readonly procs: readonly number[]
  readonly isForced: readonly number[]
}

/** Columns of equal length; a row a SCHED line. */
export interface SampleSeriesDto {
  readonly total: number
  readonly line: readonly number[]
  readonly timeNs: readonly number[]
  readonly gomaxprocs: readonly number[]
  readonly idleProcs: readonly number[]
  readonly threads: readonly number[]
  readonly idleThreads: readonly number[]
  readonly spinningThreads: readonly number[]
  readonly globalQueue: readonly number[]
  readonly localQueue: readonly (number | null)[]
  /** Which of the samples with details it is, from 0. */
  readonly detail: readonly (number | null)[]
  readonly runnable: readonly (number | null)[]
  readonly running: readonly (number | null)[]
  readonly inSyscall: readonly (number | null)[]
  readonly waiting: readonly (number | null)[]
  /** Queue lengths of the Ps; an empty list where there are too many to send. */
  readonly queues: readonly (readonly number[])[]
}

/** CPU share of GC in a stretch of time that holds whole cycles. */
export interface CpuStepDto {
  readonly fromNs: number
  readonly toNs: number
  /** Of the CPU time of all Ps; workers on idle Ps not counted, as in Go's own percentage. */
  readonly share: number
}

export interface GodebugSeriesDto {
  readonly cycles: CycleSeriesDto
  readonly cpuSteps: readonly CpuStepDto[]
  readonly samples: SampleSeriesDto
}

export const godebugTables = ['cycles', 'samples', 'inits', 'pacing', 'scavenger'] as const
export type GodebugTableName = (typeof godebugTables)[number]

export type GodebugUnit = 'text' | 'count' | 'ns' | 'bytes' | 'mib' | 'percent' | 'ratio'

export interface GodebugColumnDto {
  readonly key: string
  readonly label: string
  readonly unit: GodebugUnit
  readonly hint: string
}

export interface GodebugTableDto {
  /** The first column is the line. */
  readonly columns: readonly GodebugColumnDto[]
  readonly rows: readonly (readonly (string | number | null)[])[]
  /** Rows that there are, sent or not. */
  readonly total: number
}

export interface ProcDetailDto {
  readonly id: number
  /** The runtime's number and its name; names in full in query/godebug/status-names.ts. */
  readonly status: number
  readonly statusName: string
  readonly schedTick: number
  readonly syscallTick: number
  readonly thread: number | null
  readonly queueLength: number
  readonly freeGoroutines: number
  readonly timers: number | null
}

export interface ThreadDetailDto {
  readonly id: number
  readonly proc: number | null
  readonly goroutine: number | null
  readonly lockedGoroutine: number | null
  readonly isSpinning: boolean
  readonly isBlocked: boolean
  readonly locks: number
  readonly mallocing: number
  readonly throwing: number
  readonly dying: number
  readonly preemptOff: string
}

export interface GoroutineDetailDto {
  readonly id: number
  readonly status: number
  readonly statusName: string
  readonly reason: string
  readonly thread: number | null
  readonly lockedThread: number | null
}

export interface GoroutineGroupDto {
  readonly statusName: string
  readonly reason: string
  readonly count: number
  /** The first ids. */
  readonly ids: readonly number[]
}

export interface GodebugDetailDto {
  readonly timeNs: number
  readonly line: number
  /** This one and all with details. */
  readonly ordinal: number
  readonly count: number
  readonly gomaxprocs: number
  readonly idleProcs: number
  readonly threads: number
  readonly globalQueue: number
  readonly gcWaiting: boolean
  readonly stopWait: number
  readonly procs: readonly ProcDetailDto[]
  readonly threadLines: readonly ThreadDetailDto[]
  readonly goroutines: readonly GoroutineDetailDto[]
  /** Goroutines that there are, sent or not. */
  readonly goroutineTotal: number
  /** Most first. */
  readonly groups: readonly GoroutineGroupDto[]
}

export interface GodebugTextDto {
  readonly firstLine: number
  readonly lines: readonly string[]
}
