/** When events happen, how many have, and which goroutines they created. */
import { f64At, setF64 } from './column-access'
import { results, threadFirstNs, threadLastNs } from './order-columns'

let eventCount: u32 = 0
let latestNs: f64 = 0
/** End of the goroutines created. */
let createdEnd: u32 = 0

export function beginClock(lastNs: f64): void {
  eventCount = 0
  latestNs = lastNs
  createdEnd = 0
}

export function endClock(): void {
  setF64(results, 0, latestNs)
  setF64(results, 1, <f64>eventCount)
  setF64(results, 2, <f64>createdEnd)
}

// @ts-ignore: decorator
@inline
export function noteCreated(goroutine: u32): void {
  if (goroutine >= createdEnd) createdEnd = goroutine + 1
}

/** The time of an event in the raw clock. */
// @ts-ignore: decorator
@inline
export function count(writtenNs: f64): f64 {
  eventCount++
  if (writtenNs > latestNs) {
    latestNs = writtenNs
    return writtenNs
  }
  return writtenNs < 0 ? 0 : writtenNs
}

/** The same, and its thread's first and last time (model/trace-builder.ts). */
// @ts-ignore: decorator
@inline
export function stamp(thread: u32, writtenNs: f64): f64 {
  const timeNs = count(writtenNs)
  if (timeNs >= f64At(threadLastNs, thread)) setF64(threadLastNs, thread, timeNs)
  else if (!(timeNs >= f64At(threadFirstNs, thread))) {
    setF64(threadFirstNs, thread, timeNs)
    const last = f64At(threadLastNs, thread)
    if (last !== last) setF64(threadLastNs, thread, timeNs)
  }
  return timeNs
}
