/** What the ordering kernel works on, and the numbers it shares with TypeScript; set from outside (hot-events.ts). */

export const NONE: u32 = 0xffffffff

// What `run` returns (hot-events.ts, HotExit).
export const exitLimit: i32 = 0
export const exitStep: i32 = 1
export const exitNext: i32 = 2

// GoroutineState (model/states.ts).
export const undetermined: u32 = 0
export const notExist: u32 = 1
export const runnable: u32 = 2
export const running: u32 = 3
export const waiting: u32 = 4
export const syscall: u32 = 5

// WireProcessor (order-states.ts).
export const processorRunning: u32 = 1
export const processorSyscall: u32 = 3

// RunnableReason (model/span-reasons.ts).
export const created: u32 = 1
export const unblocked: u32 = 2
export const unblockedByNetwork: u32 = 3

// GoroutineExtra (order-states.ts).
export const sideEntries: u32 = 1
export const notedRegions: u32 = 2

// GoroutineFlag (model/trace.ts).
export const createdInTrace: u32 = 1
export const endedInTrace: u32 = 2
export const system: u32 = 4

// Wire events (wire-events.ts).
export const goCreate: u32 = 14
export const goStart: u32 = 16
export const goDestroy: u32 = 17
export const goStop: u32 = 19
export const goBlock: u32 = 20
export const goUnblock: u32 = 21
export const goSyscallBegin: u32 = 22
export const goSyscallEnd: u32 = 23
export const gcSweepBegin: u32 = 32
export const gcSweepEnd: u32 = 33
export const heapAlloc: u32 = 37
export const heapGoal: u32 = 38
export const userTaskBegin: u32 = 40
export const userTaskEnd: u32 = 41
export const userRegionBegin: u32 = 42
export const userRegionEnd: u32 = 43
export const userLog: u32 = 44

// Recorded, recordedWidth (parallel/recorded-events.ts).
export const rangeBegin: u32 = 1
export const rangeEnd: u32 = 3
export const metric: u32 = 4
export const taskBegin: u32 = 5
export const taskEnd: u32 = 6
export const regionBegin: u32 = 7
export const regionEnd: u32 = 8
export const log: u32 = 9
export const goroutineEnd: u32 = 11
export const recordedWidth: u32 = 11

// RangeScope, Metric (model/states.ts).
export const scopeProcessor: u32 = 2
export const live: u32 = 1
export const goal: u32 = 2

// Cursors, by cursor.
export let argumentCounts: usize = 0 // i8 by event type
export let data: usize = 0
export let heap: usize = 0 // i32
export let cursorThread: usize = 0 // i32
export let cursorType: usize = 0 // u8
export let cursorTimeNs: usize = 0 // f64
export let cursorLastNs: usize = 0 // f64
export let cursorLimitNs: usize = 0 // f64
/** Where the arguments of the present event begin, or end once TypeScript has read them. */
export let cursorPosition: usize = 0 // u32
export let cursorArgumentsAt: usize = 0 // u32
export let cursorEnd: usize = 0 // u32
export let nsPerTick: f64 = 0

// States of the order.
export let generation: u32 = 0
export let threadProcessor: usize = 0 // i32
export let threadGoroutine: usize = 0 // i32
export let threadKnown: usize = 0 // u8
export let processorStatus: usize = 0 // u8
export let processorSeq: usize = 0 // u32
export let processorGeneration: usize = 0 // u32
export let processorSweep: usize = 0 // u8
export let goroutineState: usize = 0 // u8
/** NONE: no turn has been told in this generation. */
export let goroutineSeq: usize = 0 // u32
export let goroutineExtras: usize = 0 // u8
/** Whether tasks, regions and logs are only noted down: whoever gets the notes looks at what is open. */
export let notesAnnotations: u32 = 0

// Goroutine ids to indices (model/id-table.ts): page of an id, slots of all pages.
export let pageOf: usize = 0 // i32
export let pageOfLength: u32 = 0
export let slots: usize = 0 // u32
export let goroutineCount: u32 = 0

// Names of the generation: wire id to index.
export let stringOfWireId: usize = 0 // i32
export let stringOfWireIdLength: u32 = 0
export let stackOfWireId: usize = 0 // i32
export let stackOfWireIdLength: u32 = 0

// Rows of goroutines.
export let rowOffset: usize = 0 // u32
/** One past the last row of a goroutine so far, 0 for none. */
export let rowEnd: usize = 0 // u32
export let startUnits: usize = 0 // u32 or f64, as wide as timeBytes says (model/time-column.ts)
export let timeBytes: u32 = 8
export let unitNs: f64 = 1
export let perUnit: f64 = 1
export let state: usize = 0 // u8
export let reason: usize = 0 // u8
export let stack: usize = 0 // u16 or u32, as wide as stackBytes says (model/index-column.ts)
export let stackBytes: u32 = 4
export let link: usize = 0 // u32
export let lastState: usize = 0 // u8
export let functionName: usize = 0 // u32
/** The same of the goroutines before the first that may be named in the trace itself. */
export let earlierName: usize = 0 // u32
export let firstNamed: u32 = 0
export let createdBy: usize = 0 // u32
export let creationStack: usize = 0 // u32
export let endUnits: usize = 0 // as startUnits
export let flags: usize = 0 // u8
export let reasonByString: usize = 0 // u16
export let reasonByStringLength: u32 = 0
export let restartsWorld: usize = 0 // u8 by stack
export let rootFunction: usize = 0 // u32 by stack
export let stackLength: u32 = 0
/** Whether a string is the name of a function that the runtime's own goroutines begin with; for finishRows alone. */
export let systemNames: usize = 0 // u8 by string

// Rows of processors. By the order's processor index: id, and index among the rows (or -1).
export let processorId: usize = 0 // u32
export let processorRow: usize = 0 // i32
export let processorCount: u32 = 0
export let processorRowOffset: usize = 0 // u32
export let processorRowEnd: usize = 0 // u32
export let processorSpan: usize = 0 // u32
export let processorSpanGoroutine: usize = 0 // u32
export let openSyscall: usize = 0 // u32

// Threads.
export let threadFirstNs: usize = 0 // f64
export let threadLastNs: usize = 0 // f64

/** Rows of rarer events (parallel/recorded-events.ts), from the first place on in each run. */
export let recorded: usize = 0 // f64
export let mostRecorded: u32 = 0

/** Where a run leaves what it added up, f64: latest time, number of events, end of the goroutines created, rows recorded. */
export let results: usize = 0
