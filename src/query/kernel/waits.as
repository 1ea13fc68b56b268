/** What waits add to the totals over all goroutines (goroutine/wait-totals.ts, network-wake.ts). */
import { addF64, addU32, f64At, setF64, setU32, u32At, u8At } from './load-store'
import { NONE, runnable, waiting } from './states'
import { isContended, longWaitNs, reasonOf, stackCount, stackOf } from './trace-columns'

// Waits by stack.
export let contendedNs: usize = 0 // f64
export let contendedCount: usize = 0 // u32
export let contendedLongestNs: usize = 0 // f64
export let contendedLongestSpan: usize = 0 // u32
export let contendedLongestGoroutine: usize = 0 // u32

// What is found in one call; the caller empties them.
export let longWaitGoroutine: usize = 0 // u32
export let longWaitSpan: usize = 0 // u32
export let longWaits: u32 = 0
export let networkSpan: usize = 0 // u32
export let networkWakes: u32 = 0

/** Reasons of wake-ups and of waits for the network; NONE where they do not occur. */
export let unblocked: u32 = NONE
export let unblockedByNetwork: u32 = NONE
export let networkWait: u32 = NONE

/** A waiting or runnable span: what it adds to the totals over all goroutines. */
export function addWait(goroutine: u32, span: u32, spanState: u32, spanReason: u32, isSystem: bool, durationNs: f64): void {
  if (spanState === runnable) {
    if (spanReason === unblocked || spanReason === unblockedByNetwork) {
      if (span > 0 && reasonOf(span - 1) === networkWait) setU32(networkSpan, networkWakes++, span)
    }
    if (isSystem || durationNs < longWaitNs) return
    setU32(longWaitGoroutine, longWaits, goroutine)
    setU32(longWaitSpan, longWaits++, span)
  } else if (spanState === waiting && u8At(isContended, spanReason) !== 0 && !isSystem) addContended(goroutine, span, durationNs)
}

/** A wait that holds others up. */
// @ts-ignore: decorator
@inline
export function addContended(goroutine: u32, span: u32, durationNs: f64): void {
  const at = stackOf(span)
  if (at >= stackCount) return
  addF64(contendedNs, at, durationNs)
  addU32(contendedCount, at, 1)
  const longestNs = f64At(contendedLongestNs, at)
  // Of equal ones the first counts, in whatever order rows are walked.
  if (durationNs < longestNs || (durationNs === longestNs && span >= u32At(contendedLongestSpan, at))) return
  setF64(contendedLongestNs, at, durationNs)
  setU32(contendedLongestSpan, at, span)
  setU32(contendedLongestGoroutine, at, goroutine)
}
