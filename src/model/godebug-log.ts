/**
 * What a loaded GODEBUG log *is*: the lines of gctrace, schedtrace, gcpacertrace, inittrace and of the scavenger as
 * columns, one run a process. Built once and then only read. Times are nanoseconds; sizes are as printed, in MiB that
 * the runtime rounds down (`>> 20`). What a line does not say is NaN.
 */
import type { ImportWarning } from '../base/import-warning'

/** Columns of one length. */
export type NumberColumns<Name extends string> = {
  readonly count: number
  readonly columns: Readonly<Record<Name, Float64Array>>
}

export interface GodebugLog {
  readonly kind: 'godebug'
  readonly byteLength: number
  readonly runs: readonly GodebugRun[]
  /** Lines of the file that hold a line of the runtime, and all lines. */
  readonly readLineCount: number
  readonly lineCount: number
  /** Names of what was taken off around the lines, outermost first. */
  readonly wrappers: readonly string[]
  readonly text: GodebugText
  readonly warnings: readonly ImportWarning[]
  /** False when a part of the log is lost. */
  readonly isComplete: boolean
}

/** The file as lines; the first line has number 1. */
export interface GodebugText {
  /** Line `number` as it stands in the file, at most `longest` characters of it. '' beyond the ends. */
  readonly line: (number: number, longest: number) => string
  /** Where line `number` begins in the file. */
  readonly byteOffset: (number: number) => number
}

/** What one process printed. */
export interface GodebugRun {
  /** Pod, container or package, where the log says so; else ''. */
  readonly source: string
  readonly firstLine: number
  readonly lastLine: number
  /** Unix time of the process's start, worked out from the log's time of its first line; undefined without one. */
  readonly startUnixMs?: number
  /** Time of the last thing that was printed with a time. */
  readonly endNs: number
  readonly cycles: GcCycles
  readonly samples: SchedulerSamples
  readonly inits: PackageInits
  readonly pacings: GcPacings
  readonly scavenges: Scavenges
}

/** `gctrace=1`: a row a cycle (Go 1.27 src/runtime/mgc.go: gcMarkTermination). */
export const gcCycleColumns = [
  'line',
  /** The runtime's own count; the first cycle of a process is 1. */
  'number',
  /** From the start of the runtime to the begin of sweep termination. */
  'startNs',
  /** CPU share of GC since the process began, whole percent, rounded down. */
  'cpuPercent',
  /** Wall-clock time of the three phases; the first and the last stop the world. */
  'sweepTerminationNs',
  'concurrentNs',
  'markTerminationNs',
  /** CPU time: of the two stops (wall-clock time × Ps), of assists, of dedicated and fractional workers, of idle workers. */
  'sweepTerminationCpuNs',
  'assistCpuNs',
  'workerCpuNs',
  'idleCpuNs',
  'markTerminationCpuNs',
  /** Heap at the begin of the cycle, at the end of marking, and what marking found alive. */
  'heapStartMiB',
  'heapEndMiB',
  'heapLiveMiB',
  'goalMiB',
  /** From Go 1.18 on. */
  'stacksMiB',
  'globalsMiB',
  'procs',
  /** 1 where the program asked for it: runtime.GC, debug.FreeOSMemory. */
  'isForced',
  /** 1 for a cycle that looked for leaked goroutines (Go 1.26). */
  'isLeakCheck',
] as const
export type GcCycles = NumberColumns<(typeof gcCycleColumns)[number]>

/** `schedtrace=N`: a row a SCHED line (Go 1.27 src/runtime/proc.go: schedtrace). */
export const schedulerSampleColumns = [
  'line',
  /** From the first SCHED line of the process, whole milliseconds. */
  'timeNs',
  'gomaxprocs',
  'idleProcs',
  'threads',
  'spinningThreads',
  /** From Go 1.20 on. */
  'needSpinning',
  'idleThreads',
  'globalQueue',
  /** Sum and longest of the queues of the Ps. */
  'localQueue',
  'longestLocalQueue',
  /** Where the queues of the Ps begin in `localQueues`, and how many there are. */
  'queueAt',
  'queueCount',
  /** Only with scheddetail=1. */
  'gcWaiting',
  'stopWait',
  'sysmonWait',
  'idleLockedThreads',
  /** Stretch of `detailText` with the lines of Ps, Ms and Gs; length 0 without scheddetail=1. */
  'detailAt',
  'detailLength',
  /** Goroutines by status, from their lines. Dead ones wait to be used again. */
  'runnable',
  'running',
  'inSyscall',
  'waiting',
  'dead',
  'otherGoroutines',
] as const
export interface SchedulerSamples extends NumberColumns<(typeof schedulerSampleColumns)[number]> {
  /** Queue lengths of the Ps, sample by sample. */
  readonly localQueues: Uint32Array
  /** The lines below a SCHED line, without what was around them. */
  readonly detailText: (at: number, length: number) => string
}

/** `inittrace=1`: a row a package (Go 1.27 src/runtime/proc.go: doInit1). */
export const packageInitColumns = ['line', 'startNs', 'clockNs', 'bytes', 'allocs'] as const
export interface PackageInits extends NumberColumns<(typeof packageInitColumns)[number]> {
  readonly packages: readonly string[]
}

/** `gcpacertrace=1`: a row a cycle (Go 1.27 src/runtime/mgcpacer.go: startCycle, endCycle; mgcsweep.go: sweepone). */
export const gcPacingColumns = [
  /** Of the line that told first about this cycle. */
  'line',
  /** Number of the cycle; NaN where its gctrace line is missing. */
  'number',
  'assistRatio',
  'scanMiB',
  'dedicatedWorkers',
  'fractionalUtilization',
  /** CPU use of marking in whole percent, and what it was meant to be. */
  'cpuPercent',
  'expectedCpuPercent',
  /** Scanned bytes: heap, stacks, globals, and what was expected in all. */
  'heapWorkBytes',
  'stackWorkBytes',
  'globalsWorkBytes',
  'expectedWorkBytes',
  /** Heap when the cycle began and when marking ended, and by how much that missed the goal. */
  'triggerBytes',
  'liveBytes',
  'overGoalBytes',
  'consMark',
  /** Of the sweep behind the cycle. */
  'sweptPages',
  'sweepAllocatedMiB',
] as const
export type GcPacings = NumberColumns<(typeof gcPacingColumns)[number]>

/** Lines of the scavenger: `scvg` with gctrace up to Go 1.13, `scav` with scavtrace=1 from Go 1.14 on. */
export const scavengeColumns = [
  'line',
  /** How many cycles the log had told before. */
  'cyclesBefore',
  /** `scvg`: released at this time, and the heap in MiB. */
  'releasedMiB',
  'inUseMiB',
  'idleMiB',
  'sysMiB',
  'consumedMiB',
  /** `scav`: returned to the system by the background and by allocation (older ones only in one sum), and all that is. */
  'backgroundKiB',
  'eagerKiB',
  'totalKiB',
  'utilPercent',
  'isForced',
] as const
export type Scavenges = NumberColumns<(typeof scavengeColumns)[number]>

/** A line `  P0: …` of scheddetail=1. */
export interface ProcDetail {
  readonly id: number
  readonly status: number
  readonly schedTick: number
  readonly syscallTick: number
  /** Undefined where it prints -1 or nil. */
  readonly thread?: number
  readonly queueLength: number
  readonly freeGoroutines: number
  /** From Go 1.14 on. */
  readonly timers?: number
}

/** A line `  M0: …`. */
export interface ThreadDetail {
  readonly id: number
  readonly proc?: number
  readonly goroutine?: number
  readonly mallocing: number
  readonly throwing: number
  readonly preemptOff: string
  readonly locks: number
  readonly dying: number
  readonly isSpinning: boolean
  readonly isBlocked: boolean
  readonly lockedGoroutine?: number
}

/** A line `  G1: …`. */
export interface GoroutineDetail {
  readonly id: number
  /** As printed; 0x1000 and above while its stack is scanned. */
  readonly status: number
  /** Why it waits; while it does not wait, why it waited last. */
  readonly reason: string
  readonly thread?: number
  readonly lockedThread?: number
}
