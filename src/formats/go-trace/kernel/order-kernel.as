/**
 * The hot loop of ordering, in AssemblyScript (compiled by scripts/compile-kernels.mjs).
 *
 * It is order.ts, cursors.ts and model/goroutine-rows.ts over again for the events that make up nearly all of a trace,
 * on the very columns that those files use: they lie in this memory. An event that is not one of these, or that the
 * rules do not allow just now, or that needs anything that is not in the columns yet, is left untouched, and `run`
 * returns so that the TypeScript can take it. Nothing is decided here that TypeScript would decide otherwise.
 *
 * All exported globals are set from outside (hot-events.ts): addresses of columns, their lengths, and plain numbers.
 */

import { f64At, i32At, setF64, setI32, setU32, setU8, u32At, u8At } from './column-access'
import { behind, behindWide, tooLong, valueOf, varint, wideAt } from './varints'

const NONE: u32 = 0xffffffff

// What `run` returns (hot-events.ts, HotExit).
const exitLimit: i32 = 0
const exitStep: i32 = 1
const exitNext: i32 = 2

// GoroutineState (model/states.ts).
const undetermined: u32 = 0
const notExist: u32 = 1
const runnable: u32 = 2
const running: u32 = 3
const waiting: u32 = 4
const syscall: u32 = 5

// WireProcessor (order-states.ts).
const processorRunning: u32 = 1
const processorSyscall: u32 = 3

// RunnableReason (model/span-reasons.ts).
const created: u32 = 1
const unblocked: u32 = 2
const unblockedByNetwork: u32 = 3

// GoroutineFlag (model/trace.ts).
const createdInTrace: u32 = 1

// Wire events (wire-events.ts).
const goCreate: u32 = 14
const goStart: u32 = 16
const goDestroy: u32 = 17
const goStop: u32 = 19
const goBlock: u32 = 20
const goUnblock: u32 = 21
const goSyscallBegin: u32 = 22
const goSyscallEnd: u32 = 23
const gcSweepBegin: u32 = 32
const gcSweepEnd: u32 = 33
const heapAlloc: u32 = 37
const heapGoal: u32 = 38

// Recorded, recordedWidth (parallel/recorded-events.ts).
const rangeBegin: u32 = 1
const rangeEnd: u32 = 3
const metric: u32 = 4
const recordedWidth: u32 = 11

// RangeScope, Metric (model/states.ts).
const scopeProcessor: u32 = 2
const live: u32 = 1
const goal: u32 = 2

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
export let goroutineSeq: usize = 0 // u32
export let goroutineGeneration: usize = 0 // u32
export let goroutineExtras: usize = 0 // u8

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
export let createdBy: usize = 0 // u32
export let creationStack: usize = 0 // u32
export let endUnits: usize = 0 // as startUnits
export let flags: usize = 0 // u8
export let reasonByString: usize = 0 // u16
export let reasonByStringLength: u32 = 0
export let restartsWorld: usize = 0 // u8 by stack
export let rootFunction: usize = 0 // u32 by stack
export let stackLength: u32 = 0

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

let eventCount: u32 = 0
let latestNs: f64 = 0
let goroutineEnd: u32 = 0
let recordedCount: u32 = 0

let heapLength: i32 = 0

/** Adds a row; those of its own numbers that are not set are 0. Returns its place. */
function record(kind: u32, timeNs: f64, thread: u32, processor: u32, current: u32, stackIndex: u32): usize {
  const place = recorded + <usize>(recordedCount * recordedWidth) * 8
  recordedCount++
  store<f64>(place, <f64>kind)
  store<f64>(place, timeNs, 8)
  store<f64>(place, <f64>thread, 16)
  store<f64>(place, <f64>u32At(processorId, processor), 24)
  store<f64>(place, <f64>current, 32)
  store<f64>(place, <f64>stackIndex, 40)
  memory.fill(place + 48, 0, 40)
  return place + 48
}

/** Heap sizes and sweeps, under the same contract as `advance`. The name of a sweep is filled in outside. */
function advanceMeasure(
  type: u32,
  thread: u32,
  processor: u32,
  current: u32,
  writtenNs: f64,
  at: usize,
): usize {
  if (processor >= processorCount || recordedCount === mostRecorded) return 0
  switch (type) {
    case heapAlloc:
    case heapGoal: {
      const row = record(metric, stamp(thread, writtenNs), thread, processor, current, NONE)
      store<f64>(row, <f64>(type === heapAlloc ? live : goal))
      store<f64>(row, wideAt(at), 8)
      return behindWide(at)
    }
    case gcSweepBegin: {
      const wireStack = varint(at)
      const stackIndex = stackOf(valueOf(wireStack))
      if (stackIndex < -1 || u8At(processorSweep, processor) !== 0) return 0
      setU8(processorSweep, processor, 1)
      const row = record(rangeBegin, stamp(thread, writtenNs), thread, processor, current, <u32>stackIndex)
      store<f64>(row, <f64>scopeProcessor)
      store<f64>(row, <f64>u32At(processorId, processor), 8)
      return behind(wireStack)
    }
    case gcSweepEnd: {
      if (u8At(processorSweep, processor) === 0) return 0
      const second = behindWide(at)
      setU8(processorSweep, processor, 0)
      const row = record(rangeEnd, stamp(thread, writtenNs), thread, processor, current, NONE)
      store<f64>(row, <f64>scopeProcessor)
      store<f64>(row, <f64>u32At(processorId, processor), 8)
      store<f64>(row, wideAt(at), 24)
      store<f64>(row, wideAt(second), 32)
      return behindWide(second)
    }
    default:
      return 0
  }
}

/** Index of a goroutine that was counted beforehand, or NONE. */
// @ts-ignore: decorator
@inline
function goroutineOf(id: u32): u32 {
  const high = id >>> 7
  if (high >= pageOfLength) return NONE
  const page = i32At(pageOf, high)
  if (page < 0) return NONE
  const index = u32At(slots, (<u32>page << 7) + (id & 127))
  return index < goroutineCount ? index : NONE
}

/** Stack index of a wire id, -1 for none, -2 for one to leave to TypeScript. */
// @ts-ignore: decorator
@inline
function stackOf(id: u32): i32 {
  if (id >= stackOfWireIdLength) return -2
  const index = i32At(stackOfWireId, id)
  return index >= <i32>stackLength ? -2 : index
}

/** Reason index of a wire string id, or -1. */
// @ts-ignore: decorator
@inline
function reasonOf(id: u32): i32 {
  if (id >= stringOfWireIdLength) return -1
  const text = i32At(stringOfWireId, id)
  if (text < 0 || <u32>text >= reasonByStringLength) return -1
  return <i32>load<u16>(reasonByString + ((<usize>text) << 1)) - 1
}

/** The next row of a goroutine whose rows so far end at `end`, or NONE when it has no room in its place. */
// @ts-ignore: decorator
@inline
function nextRow(goroutine: u32, end: u32): u32 {
  const row = end === 0 ? u32At(rowOffset, goroutine) : end
  return row < u32At(rowOffset, goroutine + 1) ? row : NONE
}

// @ts-ignore: decorator
@inline
function nextProcessorRow(processor: u32): u32 {
  const end = u32At(processorRowEnd, processor)
  const row = end === 0 ? u32At(processorRowOffset, processor) : end
  return row < u32At(processorRowOffset, processor + 1) ? row : NONE
}

/** Writes a time, or that of the begin of the row before `end` where it is later. `end`: 0 for none. */
// @ts-ignore: decorator
@inline
function setNotBefore(column: usize, place: u32, timeNs: f64, end: u32): void {
  if (timeBytes === 4) {
    let units = inUnits(timeNs)
    if (end !== 0) {
      const before = u32At(startUnits, end - 1)
      if (before > units) units = before
    }
    setU32(column, place, units)
  } else {
    let from = timeNs
    if (end !== 0) {
      const before = f64At(startUnits, end - 1)
      if (before > from) from = before
    }
    setF64(column, place, from)
  }
}

/** All times are whole units: what is added makes up for rounding. */
// @ts-ignore: decorator
@inline
function inUnits(timeNs: f64): u32 {
  return <u32>(timeNs * perUnit + 0.5)
}

/** `end`: one past the row before, 0 for none. */
// @ts-ignore: decorator
@inline
function addSpan(
  goroutine: u32,
  end: u32,
  row: u32,
  timeNs: f64,
  to: u32,
  reasonIndex: u32,
  stackIndex: u32,
  linked: u32,
): void {
  setU32(rowEnd, goroutine, row + 1)
  setNotBefore(startUnits, row, timeNs, end)
  setU8(state, row, to)
  setU8(reason, row, reasonIndex)
  if (stackBytes === 2) store<u16>(stack + (<usize>row << 1), <u16>stackIndex)
  else setU32(stack, row, stackIndex)
  setU32(link, row, linked)
  setU8(lastState, goroutine, to)
}

// @ts-ignore: decorator
@inline
function addExecution(processor: u32, place: u32, row: u32, goroutine: u32, isSyscall: bool): void {
  setU32(processorRowEnd, processor, place + 1)
  setU32(processorSpan, place, row)
  setU32(processorSpanGoroutine, place, goroutine)
  setU32(openSyscall, processor, isSyscall ? row : NONE)
}

/** model/trace.ts, packPlace. */
// @ts-ignore: decorator
@inline
function packPlace(processor: u32, thread: u32): u32 {
  const p = processor < 0xfff ? processor + 1 : 0
  const m = thread < 0xfffff ? thread + 1 : 0
  return (p << 20) | m
}

// @ts-ignore: decorator
@inline
function nameFunction(goroutine: u32, stackIndex: i32): void {
  if (stackIndex >= 0 && u32At(functionName, goroutine) === 0)
    setU32(functionName, goroutine, u32At(rootFunction, <u32>stackIndex))
}

/** The time of an event in the raw clock, and its thread's first and last time (model/trace-builder.ts). */
// @ts-ignore: decorator
@inline
function stamp(thread: u32, writtenNs: f64): f64 {
  let timeNs = writtenNs
  if (timeNs > latestNs) latestNs = timeNs
  else if (timeNs < 0) timeNs = 0
  eventCount++
  if (timeNs >= f64At(threadLastNs, thread)) setF64(threadLastNs, thread, timeNs)
  else if (!(timeNs >= f64At(threadFirstNs, thread))) {
    setF64(threadFirstNs, thread, timeNs)
    const last = f64At(threadLastNs, thread)
    if (last !== last) setF64(threadLastNs, thread, timeNs)
  }
  return timeNs
}

/**
 * Lets the present event of a cursor happen, whose arguments begin at `at`. Returns the place behind them, or 0 when all is
 * as before, and TypeScript must take it. (A number that is too long is the id of nothing and no next turn.)
 */
// @ts-ignore: decorator
@inline
function advance(cursor: u32, writtenNs: f64, at: usize): usize {
  const type = u8At(cursorType, cursor)
  const thread = <u32>i32At(cursorThread, cursor)
  if (<i32>thread < 0) return 0
  const current = <u32>i32At(threadGoroutine, thread)
  const processor = <u32>i32At(threadProcessor, thread)
  switch (type) {
    case goStart: {
      const id = varint(at)
      const turn = varint(behind(id))
      const goroutine = goroutineOf(valueOf(id))
      const seq = valueOf(turn)
      at = behind(turn)
      if (seq >= tooLong || goroutine === NONE || <i32>current >= 0 || processor >= processorCount) return 0
      if (u8At(goroutineState, goroutine) !== runnable) return 0
      if (u32At(goroutineGeneration, goroutine) !== generation) return 0
      if (seq !== u32At(goroutineSeq, goroutine) + 1) return 0
      const end = u32At(rowEnd, goroutine)
      if (end === 0 || u8At(lastState, goroutine) === notExist) return 0
      const row = nextRow(goroutine, end)
      const rowOfProcessor = i32At(processorRow, processor)
      if (row === NONE || rowOfProcessor < 0) return 0
      const place = nextProcessorRow(<u32>rowOfProcessor)
      if (place === NONE) return 0
      setU8(goroutineState, goroutine, running)
      setU32(goroutineSeq, goroutine, seq)
      setI32(threadGoroutine, thread, <i32>goroutine)
      const timeNs = stamp(thread, writtenNs)
      const on = packPlace(u32At(processorId, processor), thread)
      addSpan(goroutine, end, row, timeNs, running, 0, NONE, on)
      addExecution(<u32>rowOfProcessor, place, row, goroutine, false)
      break
    }
    case goBlock:
    case goStop: {
      if (<i32>current < 0 || current >= goroutineCount || <i32>processor < 0) return 0
      if (u8At(goroutineState, current) !== running) return 0
      const why = varint(at)
      const wireStack = varint(behind(why))
      const reasonIndex = reasonOf(valueOf(why))
      const stackIndex = stackOf(valueOf(wireStack))
      at = behind(wireStack)
      if (reasonIndex < 0 || stackIndex < -1) return 0
      const end = u32At(rowEnd, current)
      if (end === 0 || u8At(lastState, current) === notExist) return 0
      const row = nextRow(current, end)
      if (row === NONE) return 0
      const to = type === goBlock ? waiting : runnable
      setU8(goroutineState, current, to)
      setI32(threadGoroutine, thread, -1)
      nameFunction(current, stackIndex)
      addSpan(current, end, row, stamp(thread, writtenNs), to, <u32>reasonIndex, <u32>stackIndex, NONE)
      break
    }
    case goUnblock: {
      const id = varint(at)
      const turn = varint(behind(id))
      const wireStack = varint(behind(turn))
      const goroutine = goroutineOf(valueOf(id))
      const seq = valueOf(turn)
      const stackIndex = stackOf(valueOf(wireStack))
      at = behind(wireStack)
      if (seq >= tooLong || goroutine === NONE || stackIndex < -1) return 0
      if (u8At(goroutineState, goroutine) !== waiting) return 0
      if (u32At(goroutineGeneration, goroutine) !== generation) return 0
      if (seq !== u32At(goroutineSeq, goroutine) + 1) return 0
      const end = u32At(rowEnd, goroutine)
      if (end === 0 || u8At(lastState, goroutine) === notExist) return 0
      const row = nextRow(goroutine, end)
      if (row === NONE) return 0
      let isNetwork = false
      if (stackIndex >= 0) {
        const known = u8At(restartsWorld, <u32>stackIndex)
        if (known === 0) return 0
        isNetwork = known === 2
      }
      setU8(goroutineState, goroutine, runnable)
      setU32(goroutineSeq, goroutine, seq)
      const waker = isNetwork ? NONE : current
      addSpan(
        goroutine,
        end,
        row,
        stamp(thread, writtenNs),
        runnable,
        isNetwork ? unblockedByNetwork : unblocked,
        <u32>stackIndex,
        waker,
      )
      break
    }
    case goCreate: {
      if (<i32>processor < 0) return 0
      if (<i32>current >= 0 && u8At(goroutineState, current) !== running) return 0
      const id = varint(at)
      const begin = varint(behind(id))
      const wireStack = varint(behind(begin))
      const goroutine = goroutineOf(valueOf(id))
      const newStack = stackOf(valueOf(begin))
      const stackIndex = stackOf(valueOf(wireStack))
      at = behind(wireStack)
      if (goroutine === NONE) return 0
      if (u8At(goroutineState, goroutine) !== undetermined) return 0
      if (u32At(rowEnd, goroutine) !== 0) return 0
      const row = nextRow(goroutine, 0)
      if (row === NONE || newStack < -1 || stackIndex < -1) return 0
      setU8(goroutineState, goroutine, runnable)
      setU32(goroutineSeq, goroutine, 0)
      setU32(goroutineGeneration, goroutine, generation)
      nameFunction(goroutine, newStack)
      if (goroutine >= goroutineEnd) goroutineEnd = goroutine + 1
      const timeNs = stamp(thread, writtenNs)
      setU32(createdBy, goroutine, current)
      setU32(creationStack, goroutine, <u32>stackIndex)
      setU8(flags, goroutine, createdInTrace)
      addSpan(goroutine, 0, row, timeNs, runnable, created, <u32>stackIndex, current)
      break
    }
    case goDestroy: {
      if (<i32>current < 0 || current >= goroutineCount || <i32>processor < 0) return 0
      if (u8At(goroutineState, current) !== running || u8At(goroutineExtras, current) !== 0) return 0
      const end = u32At(rowEnd, current)
      if (end === 0 || u8At(lastState, current) === notExist) return 0
      setU8(goroutineState, current, undetermined)
      setI32(threadGoroutine, thread, -1)
      const timeNs = stamp(thread, writtenNs)
      setNotBefore(endUnits, current, timeNs, end)
      setU8(lastState, current, notExist)
      break
    }
    case goSyscallBegin: {
      if (<i32>current < 0 || current >= goroutineCount || processor >= processorCount) return 0
      if (u8At(goroutineState, current) !== running) return 0
      if (u32At(processorGeneration, processor) !== generation) return 0
      const turn = varint(at)
      const wireStack = varint(behind(turn))
      const seq = valueOf(turn)
      const stackIndex = stackOf(valueOf(wireStack))
      at = behind(wireStack)
      if (seq >= tooLong || seq !== u32At(processorSeq, processor) + 1 || stackIndex < -1) return 0
      const end = u32At(rowEnd, current)
      if (end === 0 || u8At(lastState, current) === notExist) return 0
      const row = nextRow(current, end)
      const rowOfProcessor = i32At(processorRow, processor)
      if (row === NONE || rowOfProcessor < 0) return 0
      const place = nextProcessorRow(<u32>rowOfProcessor)
      if (place === NONE) return 0
      setU8(goroutineState, current, syscall)
      setU8(processorStatus, processor, processorSyscall)
      setU32(processorSeq, processor, seq)
      nameFunction(current, stackIndex)
      const timeNs = stamp(thread, writtenNs)
      const on = packPlace(u32At(processorId, processor), thread)
      addSpan(current, end, row, timeNs, syscall, 0, <u32>stackIndex, on)
      addExecution(<u32>rowOfProcessor, place, row, current, true)
      break
    }
    case goSyscallEnd: {
      if (<i32>current < 0 || current >= goroutineCount || processor >= processorCount) return 0
      if (u8At(goroutineState, current) !== syscall) return 0
      if (u8At(processorStatus, processor) !== processorSyscall) return 0
      const end = u32At(rowEnd, current)
      if (end === 0 || u8At(lastState, current) === notExist) return 0
      const row = nextRow(current, end)
      const rowOfProcessor = i32At(processorRow, processor)
      if (row === NONE || rowOfProcessor < 0) return 0
      const place = nextProcessorRow(<u32>rowOfProcessor)
      if (place === NONE) return 0
      setU8(goroutineState, current, running)
      setU8(processorStatus, processor, processorRunning)
      const timeNs = stamp(thread, writtenNs)
      const on = packPlace(u32At(processorId, processor), thread)
      addSpan(current, end, row, timeNs, running, 0, NONE, on)
      addExecution(<u32>rowOfProcessor, place, row, current, false)
      break
    }
    default:
      at = advanceMeasure(type, thread, processor, current, writtenNs, at)
      if (at === 0) return 0
  }
  setU8(threadKnown, thread, 1)
  return at
}

/** No event is longer: a number takes eleven bytes at most (cursors.ts). */
const widestEvent: u32 = 64

/**
 * Finds the next event of a cursor, at `at`, up to its time; its arguments are read when it is its turn. Returns where they
 * begin, or 0 when only the position has changed, and TypeScript must do it.
 */
// @ts-ignore: decorator
@inline
function next(cursor: u32, at: usize): usize {
  const position = <u32>(at - data)
  setU32(cursorPosition, cursor, position)
  const end = u32At(cursorEnd, cursor)
  if (position >= end) return 0
  const type = <u32>load<u8>(at)
  const count = <i32>load<i8>(argumentCounts + type)
  if (count < 0) return 0
  const ticks = varint(at + 1)
  if (valueOf(ticks) >= tooLong) return 0
  const begin = behind(ticks)
  if (position + widestEvent > end) {
    at = begin
    for (let i: i32 = 0; i < count; i++) {
      const argument = varint(at)
      if (valueOf(argument) >= tooLong) return 0
      at = behind(argument)
    }
    if (at > data + end) return 0
  }
  const timeNs = f64At(cursorLastNs, cursor) + Math.floor(<f64>valueOf(ticks) * nsPerTick)
  if (timeNs > f64At(cursorLimitNs, cursor)) return 0
  setU32(cursorPosition, cursor, <u32>(begin - data))
  setU32(cursorArgumentsAt, cursor, <u32>(begin - data))
  setU8(cursorType, cursor, type)
  setF64(cursorLastNs, cursor, timeNs)
  setF64(cursorTimeNs, cursor, timeNs)
  return begin
}

/** cursors.ts, siftDown(0). */
// @ts-ignore: decorator
@inline
function settleTop(): void {
  let place: i32 = 0
  const moved = i32At(heap, 0)
  const movedNs = f64At(cursorTimeNs, <u32>moved)
  for (;;) {
    let least = place
    let leastNs = movedNs
    const left = 2 * place + 1
    if (left < heapLength) {
      const leftNs = f64At(cursorTimeNs, u32At(heap, <u32>left))
      if (leftNs < leastNs) {
        least = left
        leastNs = leftNs
      }
      if (left + 1 < heapLength && f64At(cursorTimeNs, u32At(heap, <u32>(left + 1))) < leastNs) least = left + 1
    }
    if (least === place) break
    setI32(heap, <u32>place, i32At(heap, <u32>least))
    place = least
  }
  setI32(heap, <u32>place, moved)
}

/**
 * Lets events happen in order, at most `limit` of them, none later than the next sample.
 * exitNext: the event at the top has happened; its cursor's next one is for TypeScript to decode.
 */
export function run(limit: i32, sampleNs: f64, cursorsLeft: i32, lastNs: f64): i32 {
  heapLength = cursorsLeft
  eventCount = 0
  latestNs = lastNs
  goroutineEnd = 0
  recordedCount = 0
  const exit = runWithin(limit, sampleNs)
  setF64(results, 0, latestNs)
  setF64(results, 1, <f64>eventCount)
  setF64(results, 2, <f64>goroutineEnd)
  setF64(results, 3, <f64>recordedCount)
  return exit
}

function runWithin(limit: i32, sampleNs: f64): i32 {
  let cursor = u32At(heap, 0)
  let timeNs = f64At(cursorTimeNs, cursor)
  let othersNs = earliestBelowTop()
  let at = data + u32At(cursorArgumentsAt, cursor)
  while (limit-- > 0) {
    if (sampleNs < timeNs) return exitStep
    const done = advance(cursor, timeNs, at)
    if (done === 0) return exitStep
    at = next(cursor, done)
    if (at === 0) return exitNext
    timeNs = f64At(cursorTimeNs, cursor)
    if (timeNs <= othersNs) continue
    settleTop()
    cursor = u32At(heap, 0)
    timeNs = f64At(cursorTimeNs, cursor)
    at = data + u32At(cursorArgumentsAt, cursor)
    othersNs = earliestBelowTop()
  }
  return exitLimit
}

/** Up to that time the top of the heap stays where it is. */
// @ts-ignore: decorator
@inline
function earliestBelowTop(): f64 {
  let earliest = Infinity
  if (heapLength > 1) earliest = f64At(cursorTimeNs, u32At(heap, 1))
  if (heapLength > 2) earliest = Math.min(earliest, f64At(cursorTimeNs, u32At(heap, 2)))
  return earliest
}
