/** Where the columns of the trace lie (model/trace.ts), set from outside (index-kernel.ts), and how they are read. */
import { f64At, u32At, u8At } from './load-store'
import { NONE, syscall } from './states'

// Columns of the trace.
export let startUnits: usize = 0 // u32 or f64 by span, as wide as timeBytes says (model/time-column.ts)
export let timeBytes: u32 = 8
export let unitNs: f64 = 1
export let state: usize = 0 // u8
export let reason: usize = 0 // u8
export let stack: usize = 0 // u16 or u32, as wide as stackBytes says (model/index-column.ts)
export let stackBytes: u32 = 4
export let link: usize = 0 // u32
export let spanOffset: usize = 0 // u32 by goroutine
export let endUnits: usize = 0 // u32 or f64, as startUnits; the highest number: the row goes on to the end of the trace
export let functionName: usize = 0 // u32
export let creationStack: usize = 0 // u32
export let flags: usize = 0 // u8
export let stackCount: u32 = 0
export let durationNs: f64 = 0
export let processorSpan: usize = 0 // u32 by position
export let processorSpanGoroutine: usize = 0 // u32
export let lostSpan: usize = 0 // u32
export let lostAtNs: usize = 0 // f64
export let lostCount: u32 = 0

// Tables: visual state by `state << 8 | reason`, for usual goroutines and the collector's workers.
export let codes: usize = 0 // u8
export let workerCodes: usize = 0 // u8
export let workerName: u32 = NONE
export let isBlocked: usize = 0 // u8 by visual state
export let kindOfState: usize = 0 // i8 by GoroutineState
export let kindOfVisualState: usize = 0 // u8
export let isContended: usize = 0 // u8 by reason
export let flagThresholdNs: usize = 0 // f64 by visual state
export let flagBits: usize = 0 // u8
/** Rows up to this many spans have no pyramid. */
export let rawSpans: u32 = 0
export let longWaitNs: f64 = 0

// Reading them: nothing else knows how a column is written.
// @ts-ignore: decorator
@inline
export function spanStartNs(span: u32): f64 {
  if (timeBytes === 4) return <f64>u32At(startUnits, span) * unitNs
  return f64At(startUnits, span)
}
// @ts-ignore: decorator
@inline
export function stateOf(span: u32): u32 {
  return u8At(state, span)
}
// @ts-ignore: decorator
@inline
export function reasonOf(span: u32): u32 {
  return u8At(reason, span)
}
// @ts-ignore: decorator
@inline
export function stackOf(span: u32): u32 {
  if (stackBytes === 4) return u32At(stack, span)
  const index = <u32>load<u16>(stack + (<usize>span << 1))
  return index === 0xffff ? NONE : index
}
/** Of a running span or a system call. */
// @ts-ignore: decorator
@inline
export function placeOf(span: u32): u32 {
  return u32At(link, span)
}
/** Of the one behind the last: the end of all rows. */
// @ts-ignore: decorator
@inline
export function firstSpanOf(goroutine: u32): u32 {
  return u32At(spanOffset, goroutine)
}
// @ts-ignore: decorator
@inline
export function rowEndOf(goroutine: u32): f64 {
  if (timeBytes === 4) {
    const units = u32At(endUnits, goroutine)
    if (units !== NONE) return <f64>units * unitNs
  } else {
    const endNs = f64At(endUnits, goroutine)
    if (endNs !== Infinity) return endNs
  }
  return firstSpanOf(goroutine) === firstSpanOf(goroutine + 1) ? 0 : durationNs
}
/** NaN for one that is only named. */
// @ts-ignore: decorator
@inline
export function createdAt(goroutine: u32): f64 {
  const first = firstSpanOf(goroutine)
  return first === firstSpanOf(goroutine + 1) ? NaN : spanStartNs(first)
}
// @ts-ignore: decorator
@inline
export function functionOf(goroutine: u32): u32 {
  return u32At(functionName, goroutine)
}
// @ts-ignore: decorator
@inline
export function creationStackOf(goroutine: u32): u32 {
  return u32At(creationStack, goroutine)
}
// @ts-ignore: decorator
@inline
export function flagsOf(goroutine: u32): u32 {
  return u8At(flags, goroutine)
}
/** Visual states of its spans. */
// @ts-ignore: decorator
@inline
export function codesOf(goroutine: u32): usize {
  return functionOf(goroutine) === workerName ? workerCodes : codes
}
/** What ran at a position of the Ps’ rows. */
// @ts-ignore: decorator
@inline
export function executedSpan(position: u32): u32 {
  return u32At(processorSpan, position)
}
// @ts-ignore: decorator
@inline
export function executedBy(position: u32): u32 {
  return u32At(processorSpanGoroutine, position)
}

/** When what runs from `begin` on ends, where the next execution of the P or M begins at `nextNs`. */
// @ts-ignore: decorator
@inline
export function endOfExecution(span: u32, goroutine: u32, begin: f64, nextNs: f64): f64 {
  let end = span + 1 < firstSpanOf(goroutine + 1) ? spanStartNs(span + 1) : rowEndOf(goroutine)
  if (lostCount > 0 && stateOf(span) === syscall) {
    const lost = lostAt(span)
    if (lost < end) end = lost
  }
  // Clocks of two threads may disagree by a little: what came next wins.
  if (nextNs < end) end = nextNs
  return end < begin ? begin : end
}

/** Whether spans of [from, to) are in a state; eight are looked at at once. */
export function hasState(wanted: u32, from: u32, to: u32): bool {
  const low: u64 = 0x0101010101010101
  const pattern = low * <u64>wanted
  let span = from
  for (; span + 8 <= to; span += 8) {
    const differing = load<u64>(state + <usize>span) ^ pattern
    // A byte that is zero borrows from its highest bit.
    if (((differing - low) & ~differing & (low << 7)) !== 0) return true
  }
  for (; span < to; span++) if (stateOf(span) === wanted) return true
  return false
}

/** The span of a row that covers an instant: the last that begins at or before it, else its first (assist-pieces.ts). */
export function spanAt(first: u32, end: u32, timeNs: f64): u32 {
  let low = first
  let high = end
  while (low < high) {
    const middle = (low + high) >>> 1
    if (spanStartNs(middle) <= timeNs) low = middle + 1
    else high = middle
  }
  return low > first ? low - 1 : first
}

/** When a system call lost its P, or Infinity. */
export function lostAt(span: u32): f64 {
  let low: u32 = 0
  let high = lostCount
  while (low < high) {
    const middle = (low + high) >>> 1
    if (u32At(lostSpan, middle) < span) low = middle + 1
    else high = middle
  }
  return low < lostCount && u32At(lostSpan, low) === span ? f64At(lostAtNs, low) : Infinity
}
