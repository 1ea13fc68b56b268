/**
 * The event table of format 1 (Go 1.11 to 1.21): numbers and arguments from Go 1.21 src/runtime/trace.go and
 * Go 1.27 src/internal/trace/internal/tracev1/parser.go.
 */
export const WireType = {
  batch: 1,
  frequency: 2,
  stack: 3,
  gomaxprocs: 4,
  procStart: 5,
  procStop: 6,
  gcStart: 7,
  gcDone: 8,
  stwStart: 9,
  stwDone: 10,
  gcSweepStart: 11,
  gcSweepDone: 12,
  goCreate: 13,
  goStart: 14,
  goEnd: 15,
  goStop: 16,
  goSched: 17,
  goPreempt: 18,
  goSleep: 19,
  goBlock: 20,
  goUnblock: 21,
  goBlockSend: 22,
  goBlockRecv: 23,
  goBlockSelect: 24,
  goBlockSync: 25,
  goBlockCond: 26,
  goBlockNet: 27,
  goSysCall: 28,
  goSysExit: 29,
  goSysBlock: 30,
  goWaiting: 31,
  goInSyscall: 32,
  heapAlloc: 33,
  heapGoal: 34,
  timerGoroutine: 35,
  futileWakeup: 36,
  string: 37,
  goStartLocal: 38,
  goUnblockLocal: 39,
  goSysExitLocal: 40,
  goStartLabel: 41,
  goBlockGc: 42,
  gcMarkAssistStart: 43,
  gcMarkAssistDone: 44,
  userTaskCreate: 45,
  userTaskEnd: 46,
  userRegion: 47,
  userLog: 48,
  cpuSample: 49,
} as const

/** One more than the last type. */
export const wireTypeCount = 50

interface Shape {
  /** Arguments besides the time and the stack. */
  readonly argumentCount: number
  readonly hasStack: boolean
  /** First header (go 1.N trace) that has it. */
  readonly sinceMinor: number
}

const shape = (argumentCount: number, hasStack = false, sinceMinor = 5): Shape => ({
  argumentCount,
  hasStack,
  sinceMinor,
})

/** By type; `undefined` at 0, which is unused. Structural types have their own decoding. */
export const shapes: readonly (Shape | undefined)[] = (() => {
  const table: (Shape | undefined)[] = new Array<Shape | undefined>(wireTypeCount).fill(undefined)
  const type = WireType
  table[type.batch] = shape(2)
  table[type.frequency] = shape(1)
  table[type.stack] = shape(2)
  table[type.gomaxprocs] = shape(1, true)
  table[type.procStart] = shape(1)
  table[type.procStop] = shape(0)
  table[type.gcStart] = shape(1, true)
  table[type.gcDone] = shape(0)
  table[type.stwStart] = shape(1)
  table[type.stwDone] = shape(0)
  table[type.gcSweepStart] = shape(0, true)
  table[type.gcSweepDone] = shape(2)
  table[type.goCreate] = shape(2, true)
  table[type.goStart] = shape(2)
  table[type.goEnd] = shape(0)
  for (const blocking of [
    type.goStop,
    type.goSched,
    type.goPreempt,
    type.goSleep,
    type.goBlock,
    type.goBlockSend,
    type.goBlockRecv,
    type.goBlockSelect,
    type.goBlockSync,
    type.goBlockCond,
    type.goBlockNet,
    type.goSysCall,
  ])
    table[blocking] = shape(0, true)
  table[type.goUnblock] = shape(2, true)
  table[type.goSysExit] = shape(3)
  table[type.goSysBlock] = shape(0)
  table[type.goWaiting] = shape(1)
  table[type.goInSyscall] = shape(1)
  table[type.heapAlloc] = shape(1)
  table[type.heapGoal] = shape(1)
  table[type.timerGoroutine] = shape(1)
  table[type.futileWakeup] = shape(0)
  table[type.string] = shape(0, false, 7)
  table[type.goStartLocal] = shape(1, false, 7)
  table[type.goUnblockLocal] = shape(1, true, 7)
  table[type.goSysExitLocal] = shape(2, false, 7)
  table[type.goStartLabel] = shape(3, false, 8)
  table[type.goBlockGc] = shape(0, true, 8)
  table[type.gcMarkAssistStart] = shape(0, true, 9)
  table[type.gcMarkAssistDone] = shape(0, false, 9)
  table[type.userTaskCreate] = shape(3, true, 11)
  table[type.userTaskEnd] = shape(1, true, 11)
  table[type.userRegion] = shape(3, true, 11)
  table[type.userLog] = shape(2, true, 11)
  table[type.cpuSample] = shape(3, true, 19)
  return table
})()

/** Go's guards against absurd lengths (parser.go: readRawEvent, parseEvent). */
export const mostArgumentBytes = 2048
export const mostStringBytes = 1e6
export const mostStackFrames = 1000

/** No P: a batch made off any processor, or a fake number of Go's reader. */
export const noProcessor = -1

/** All ones as an unsigned 64-bit number reads as this. */
export const allOnes = 2 ** 64

/** One event, as cursors and columns carry it. Arguments are as in the table of the format, stack and time apart. */
export interface WireEvent {
  type: number
  /** Ticks. */
  ticks: number
  /** Go's goroutine id, 0 for none. */
  goroutine: number
  /** P number, or noProcessor. */
  processor: number
  stack: number
  a: number
  b: number
  c: number
}
