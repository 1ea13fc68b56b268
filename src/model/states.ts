/**
 * States as Go's reader names them (Go 1.27 src/internal/trace/event.go: GoState, ProcState).
 * The numbers are ours and are stored in columns.
 */
export const GoroutineState = {
  undetermined: 0,
  notExist: 1,
  runnable: 2,
  running: 3,
  waiting: 4,
  syscall: 5,
} as const
export type GoroutineState = (typeof GoroutineState)[keyof typeof GoroutineState]

/** Go's words for the states, by number. */
export const goroutineStateNames = [
  'Undetermined',
  'NotExist',
  'Runnable',
  'Running',
  'Waiting',
  'Syscall',
] as const

/** Bits of what is known of a goroutine. */
export const GoroutineFlag = {
  /** Created inside the trace (else it existed before). */
  createdInTrace: 1,
  /** Destroyed inside the trace (else alive at the end). */
  endedInTrace: 2,
  /** Go's IsSystemGoroutine: runtime code other than runtime.main. */
  system: 4,
} as const

export const ProcessorState = { undetermined: 0, notExist: 1, running: 2, idle: 3 } as const
export type ProcessorState = (typeof ProcessorState)[keyof typeof ProcessorState]

export const processorStateNames = ['Undetermined', 'NotExist', 'Running', 'Idle'] as const

/** What a range belongs to (Go 1.27 src/internal/trace/event.go: ResourceKind). */
export const RangeScope = { global: 0, goroutine: 1, processor: 2 } as const
export type RangeScope = (typeof RangeScope)[keyof typeof RangeScope]

/** Metrics a trace carries, by index: the names Go gives them. */
export const metricNames = [
  '/sched/gomaxprocs:threads',
  '/memory/classes/heap/objects:bytes',
  '/gc/heap/goal:bytes',
] as const
export const Metric = { gomaxprocs: 0, heapLive: 1, heapGoal: 2 } as const
export type Metric = (typeof Metric)[keyof typeof Metric]

/** No index: for every Uint32 column that refers to a table. */
export const NONE = 0xffffffff
