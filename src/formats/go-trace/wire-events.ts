/**
 * The events of format 2 as data (Go 1.27 src/internal/trace/tracev2/events.go). Numbers and arguments never change
 * between versions; versions only append.
 */
export const WireEvent = {
  eventBatch: 1,
  stacks: 2,
  stack: 3,
  strings: 4,
  string: 5,
  cpuSamples: 6,
  cpuSample: 7,
  frequency: 8,
  procsChange: 9,
  procStart: 10,
  procStop: 11,
  procSteal: 12,
  procStatus: 13,
  goCreate: 14,
  goCreateSyscall: 15,
  goStart: 16,
  goDestroy: 17,
  goDestroySyscall: 18,
  goStop: 19,
  goBlock: 20,
  goUnblock: 21,
  goSyscallBegin: 22,
  goSyscallEnd: 23,
  goSyscallEndBlocked: 24,
  goStatus: 25,
  stwBegin: 26,
  stwEnd: 27,
  gcActive: 28,
  gcBegin: 29,
  gcEnd: 30,
  gcSweepActive: 31,
  gcSweepBegin: 32,
  gcSweepEnd: 33,
  gcMarkAssistActive: 34,
  gcMarkAssistBegin: 35,
  gcMarkAssistEnd: 36,
  heapAlloc: 37,
  heapGoal: 38,
  goLabel: 39,
  userTaskBegin: 40,
  userTaskEnd: 41,
  userRegionBegin: 42,
  userRegionEnd: 43,
  userLog: 44,
  goSwitch: 45,
  goSwitchDestroy: 46,
  goCreateBlocked: 47,
  goStatusStack: 48,
  experimentalBatch: 49,
  sync: 50,
  clockSnapshot: 51,
  endOfGeneration: 52,
} as const

interface WireEventSpec {
  readonly number: number
  readonly name: string
  /** The first header 1.N that may hold it. */
  readonly since: number
  /** Arguments after the time difference. */
  readonly args: readonly string[]
}

/** Timed events: those that may stand in an event batch. */
export const timedEvents: readonly WireEventSpec[] = [
  { number: 9, name: 'ProcsChange', since: 22, args: ['procs', 'stack'] },
  { number: 10, name: 'ProcStart', since: 22, args: ['p', 'pSeq'] },
  { number: 11, name: 'ProcStop', since: 22, args: [] },
  { number: 12, name: 'ProcSteal', since: 22, args: ['p', 'pSeq', 'm'] },
  { number: 13, name: 'ProcStatus', since: 22, args: ['p', 'pStatus'] },
  { number: 14, name: 'GoCreate', since: 22, args: ['newG', 'newStack', 'stack'] },
  { number: 15, name: 'GoCreateSyscall', since: 22, args: ['newG'] },
  { number: 16, name: 'GoStart', since: 22, args: ['g', 'gSeq'] },
  { number: 17, name: 'GoDestroy', since: 22, args: [] },
  { number: 18, name: 'GoDestroySyscall', since: 22, args: [] },
  { number: 19, name: 'GoStop', since: 22, args: ['reason', 'stack'] },
  { number: 20, name: 'GoBlock', since: 22, args: ['reason', 'stack'] },
  { number: 21, name: 'GoUnblock', since: 22, args: ['g', 'gSeq', 'stack'] },
  { number: 22, name: 'GoSyscallBegin', since: 22, args: ['pSeq', 'stack'] },
  { number: 23, name: 'GoSyscallEnd', since: 22, args: [] },
  { number: 24, name: 'GoSyscallEndBlocked', since: 22, args: [] },
  { number: 25, name: 'GoStatus', since: 22, args: ['g', 'm', 'gStatus'] },
  { number: 26, name: 'STWBegin', since: 22, args: ['kind', 'stack'] },
  { number: 27, name: 'STWEnd', since: 22, args: [] },
  { number: 28, name: 'GCActive', since: 22, args: ['gcSeq'] },
  { number: 29, name: 'GCBegin', since: 22, args: ['gcSeq', 'stack'] },
  { number: 30, name: 'GCEnd', since: 22, args: ['gcSeq'] },
  { number: 31, name: 'GCSweepActive', since: 22, args: ['p'] },
  { number: 32, name: 'GCSweepBegin', since: 22, args: ['stack'] },
  { number: 33, name: 'GCSweepEnd', since: 22, args: ['swept', 'reclaimed'] },
  { number: 34, name: 'GCMarkAssistActive', since: 22, args: ['g'] },
  { number: 35, name: 'GCMarkAssistBegin', since: 22, args: ['stack'] },
  { number: 36, name: 'GCMarkAssistEnd', since: 22, args: [] },
  { number: 37, name: 'HeapAlloc', since: 22, args: ['bytes'] },
  { number: 38, name: 'HeapGoal', since: 22, args: ['bytes'] },
  { number: 39, name: 'GoLabel', since: 22, args: ['label'] },
  { number: 40, name: 'UserTaskBegin', since: 22, args: ['task', 'parent', 'name', 'stack'] },
  { number: 41, name: 'UserTaskEnd', since: 22, args: ['task', 'stack'] },
  { number: 42, name: 'UserRegionBegin', since: 22, args: ['task', 'name', 'stack'] },
  { number: 43, name: 'UserRegionEnd', since: 22, args: ['task', 'name', 'stack'] },
  { number: 44, name: 'UserLog', since: 22, args: ['task', 'category', 'message', 'stack'] },
  { number: 45, name: 'GoSwitch', since: 23, args: ['g', 'gSeq'] },
  { number: 46, name: 'GoSwitchDestroy', since: 23, args: ['g', 'gSeq'] },
  { number: 47, name: 'GoCreateBlocked', since: 23, args: ['newG', 'newStack', 'stack'] },
  { number: 48, name: 'GoStatusStack', since: 23, args: ['g', 'm', 'gStatus', 'stack'] },
  { number: 128, name: 'Span', since: 23, args: ['id', 'pages', 'kind'] },
  { number: 129, name: 'SpanAlloc', since: 23, args: ['id', 'pages', 'kind'] },
  { number: 130, name: 'SpanFree', since: 23, args: ['id'] },
  { number: 131, name: 'HeapObject', since: 23, args: ['id', 'type'] },
  { number: 132, name: 'HeapObjectAlloc', since: 23, args: ['id', 'type'] },
  { number: 133, name: 'HeapObjectFree', since: 23, args: ['id'] },
  { number: 134, name: 'GoroutineStack', since: 23, args: ['id', 'order'] },
  { number: 135, name: 'GoroutineStackAlloc', since: 23, args: ['id', 'order'] },
  { number: 136, name: 'GoroutineStackFree', since: 23, args: ['id'] },
]

export const firstExperimentalEvent = 128

/** By event number: how many arguments follow the time difference; -1 where no timed event has that number. */
export const argumentCounts: Int8Array = new Int8Array(256).fill(-1)
const names: string[] = new Array<string>(256).fill('')
for (const event of timedEvents) {
  argumentCounts[event.number] = event.args.length
  names[event.number] = event.name
}

/** Go's name of a timed event, or its number. */
export function wireEventName(number: number): string {
  return names[number] || `event ${number}`
}

/** An id or thread that is not there: -1 as an unsigned 64-bit number. */
export const allOnes = 2 ** 64

/** Limits of the writer that the reader enforces (Go 1.27 src/internal/trace/tracev2). */
export const maximumBatchBytes = 65536
export const maximumStringBytes = 1024
export const maximumFramesPerStack = 128
