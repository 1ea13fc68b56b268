/** Spans and executions into the rows of the trace, as model/goroutine-rows.ts and model/processor-rows.ts write them. */
import { f64At, setF64, setU32, setU8, u32At } from './column-access'
import {
  earlierName,
  firstNamed,
  functionName,
  lastState,
  link,
  NONE,
  openSyscall,
  perUnit,
  processorRowEnd,
  processorRowOffset,
  processorSpan,
  processorSpanGoroutine,
  reason,
  rootFunction,
  rowEnd,
  rowOffset,
  stack,
  stackBytes,
  startUnits,
  state,
  timeBytes,
} from './order-columns'

/** The next row of a goroutine whose rows so far end at `end`, or NONE when it has no room in its place. */
// @ts-ignore: decorator
@inline
export function nextRow(goroutine: u32, end: u32): u32 {
  const row = end === 0 ? u32At(rowOffset, goroutine) : end
  return row < u32At(rowOffset, goroutine + 1) ? row : NONE
}

// @ts-ignore: decorator
@inline
export function nextProcessorRow(processor: u32): u32 {
  const end = u32At(processorRowEnd, processor)
  const row = end === 0 ? u32At(processorRowOffset, processor) : end
  return row < u32At(processorRowOffset, processor + 1) ? row : NONE
}

/** Writes a time, or that of the begin of the row before `end` where it is later. `end`: 0 for none. */
// @ts-ignore: decorator
@inline
export function setNotBefore(column: usize, place: u32, timeNs: f64, end: u32): void {
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
export function inUnits(timeNs: f64): u32 {
  return <u32>(timeNs * perUnit + 0.5)
}

/** `end`: one past the row before, 0 for none. */
// @ts-ignore: decorator
@inline
export function addSpan(
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
export function addExecution(processor: u32, place: u32, row: u32, goroutine: u32, isSyscall: bool): void {
  setU32(processorRowEnd, processor, place + 1)
  setU32(processorSpan, place, row)
  setU32(processorSpanGoroutine, place, goroutine)
  setU32(openSyscall, processor, isSyscall ? row : NONE)
}

/** model/trace.ts, packPlace. */
// @ts-ignore: decorator
@inline
export function packPlace(processor: u32, thread: u32): u32 {
  const p = processor < 0xfff ? processor + 1 : 0
  const m = thread < 0xfffff ? thread + 1 : 0
  return (p << 20) | m
}

// @ts-ignore: decorator
@inline
export function nameFunction(goroutine: u32, stackIndex: i32): void {
  if (stackIndex < 0) return
  const names = goroutine < firstNamed ? earlierName : functionName
  if (u32At(names, goroutine) === 0) setU32(names, goroutine, u32At(rootFunction, <u32>stackIndex))
}
