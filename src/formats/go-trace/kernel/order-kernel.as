/**
 * The hot loop of ordering, in AssemblyScript (compiled by scripts/compile-kernels.mjs).
 *
 * It is order.ts, order-goroutines.ts, cursors.ts and model/goroutine-rows.ts over again for the events that make up nearly all of a trace,
 * on the very columns that those files use: they lie in this memory. An event that is not one of these, or that the
 * rules do not allow just now, or that needs anything that is not in the columns yet, is left untouched, and `run`
 * returns so that the TypeScript can take it. Nothing is decided here that TypeScript would decide otherwise.
 *
 * All exported globals are set from outside (hot-events.ts): addresses of columns, their lengths, and plain numbers.
 */
import { f64At, i32At, setI32, setU32, setU8, u32At, u8At } from './column-access'
import { beginClock, endClock, noteCreated, stamp } from './order-clock'
import {
  created,
  createdBy,
  createdInTrace,
  creationStack,
  cursorArgumentsAt,
  cursorThread,
  cursorTimeNs,
  cursorType,
  data,
  endUnits,
  exitLimit,
  exitNext,
  exitStep,
  flags,
  generation,
  goBlock,
  goCreate,
  goDestroy,
  goroutineCount,
  goroutineEnd,
  goroutineExtras,
  goroutineSeq,
  goroutineState,
  goStart,
  goStop,
  goSyscallBegin,
  goSyscallEnd,
  goUnblock,
  heap,
  lastState,
  NONE,
  notExist,
  processorCount,
  processorGeneration,
  processorId,
  processorRow,
  processorRunning,
  processorSeq,
  processorStatus,
  processorSyscall,
  restartsWorld,
  rowEnd,
  runnable,
  running,
  sideEntries,
  syscall,
  threadGoroutine,
  threadKnown,
  threadProcessor,
  unblocked,
  unblockedByNetwork,
  undetermined,
  waiting,
} from './order-columns'
import { beginHeap, earliestBelowTop, next, settleTop } from './order-heap'
import { goroutineOf, reasonOf, stackOf } from './order-names'
import { advanceRecorded, beginRecords, endRecords, hasRoom, record } from './order-records'
import { addExecution, addSpan, nameFunction, nextProcessorRow, nextRow, packPlace, setNotBefore } from './order-rows'
import { behind, tooLong, valueOf, varint } from './varints'

export * from './order-columns'

/**
 * Lets the present event of a cursor happen, whose arguments begin at `at`. Returns the place behind them, or 0 when all is
 * as before, and TypeScript must take it. (A number that is too long is the id of nothing and no next turn;
 * neither is 0, which would follow the turn that is not known.)
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
      if (seq - 1 >= tooLong - 1 || goroutine === NONE || <i32>current >= 0 || processor >= processorCount) return 0
      if (u8At(goroutineState, goroutine) !== runnable) return 0
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
      if (seq - 1 >= tooLong - 1 || goroutine === NONE || stackIndex < -1) return 0
      if (u8At(goroutineState, goroutine) !== waiting) return 0
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
      nameFunction(goroutine, newStack)
      noteCreated(goroutine)
      const timeNs = stamp(thread, writtenNs)
      setU32(createdBy, goroutine, current)
      setU32(creationStack, goroutine, <u32>stackIndex)
      setU8(flags, goroutine, createdInTrace)
      addSpan(goroutine, 0, row, timeNs, runnable, created, <u32>stackIndex, current)
      break
    }
    case goDestroy: {
      if (<i32>current < 0 || current >= goroutineCount || <i32>processor < 0) return 0
      const extras = u8At(goroutineExtras, current)
      if (u8At(goroutineState, current) !== running || (extras & sideEntries) !== 0) return 0
      if (extras !== 0 && (processor >= processorCount || !hasRoom())) return 0
      const end = u32At(rowEnd, current)
      if (end === 0 || u8At(lastState, current) === notExist) return 0
      setU8(goroutineState, current, undetermined)
      setI32(threadGoroutine, thread, -1)
      const timeNs = stamp(thread, writtenNs)
      setNotBefore(endUnits, current, timeNs, end)
      setU8(lastState, current, notExist)
      if (extras !== 0) {
        setU8(goroutineExtras, current, 0)
        store<f64>(record(goroutineEnd, timeNs, thread, processor, current, NONE), <f64>current)
      }
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
      at = advanceRecorded(type, thread, processor, current, writtenNs, at)
      if (at === 0) return 0
  }
  setU8(threadKnown, thread, 1)
  return at
}

/**
 * Lets events happen in order, at most `limit` of them, none later than the next sample.
 * exitNext: the event at the top has happened; its cursor's next one is for TypeScript to decode.
 */
export function run(limit: i32, sampleNs: f64, cursorsLeft: i32, lastNs: f64): i32 {
  beginHeap(cursorsLeft)
  beginClock(lastNs)
  beginRecords()
  const exit = runWithin(limit, sampleNs)
  endClock()
  endRecords()
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

export { finishRows } from './order-finish'

export function fillBytes(address: usize, byte: u32, length: usize): void {
  memory.fill(address, <u8>byte, length)
}
