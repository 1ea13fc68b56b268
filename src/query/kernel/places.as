/** Spans by kind (state and reason) and stack, for analysis-tables/places.ts. */
import { addDuration, listed } from './duration-slots'
import { u32At, u8At } from './load-store'
import { system, waiting } from './states'
import { firstSpanOf, flagsOf, reasonOf, rowEndOf, spanStartNs, stackCount, stackOf, stateOf } from './trace-columns'
import { networkWait, unblocked, unblockedByNetwork } from './waits'

/** By `state << 8 | reason`: 0 for kinds that are not wanted, others numbered from 1. */
export let kindNumber: usize = 0 // u8
/** By kind and stack, one more for no stack: slot, numbered from 1; 0 while nobody knows it. */
export let slotOfPlace: usize = 0 // u32
/** Whether stretches that are still open at the end, and those of no length, are left out. */
export let skipsOpen: u32 = 0
export let skipsSystem: u32 = 0
/** Whether wakes during a restart of the world count as usual ones where there was no wait for the network (network-wake.ts). */
export let checksWakes: u32 = 0

/** Where the caller has to go on. */
export let nextGoroutine: u32 = 0
export let nextSpan: u32 = 0

// @ts-ignore: decorator
@inline
function kindOf(first: u32, span: u32): u32 {
  let reason = reasonOf(span)
  if (checksWakes !== 0 && reason === unblockedByNetwork) {
    const isWake = span > first && stateOf(span - 1) === waiting && reasonOf(span - 1) === networkWait
    if (!isWake) reason = unblocked
  }
  return (stateOf(span) << 8) | reason
}

/** Place in `slotOfPlace` of a span that is wanted. */
export function placeIndexOf(goroutine: u32, span: u32): u32 {
  const stack = stackOf(span)
  const number = u8At(kindNumber, kindOf(firstSpanOf(goroutine), span))
  return (number - 1) * (stackCount + 1) + (stack < stackCount ? stack : stackCount)
}

/**
 * Adds the spans [nextSpan, endSpan) of goroutines [nextGoroutine, endGoroutine). Stops before a span whose slot is not known yet
 * (1), and when as many are listed as there is room for (2); else 0.
 */
export function addPlaces(endGoroutine: u32, endSpan: u32, mostListed: u32): u32 {
  let span = nextSpan
  // In locals: globals are loaded anew for every span.
  const kinds = kindNumber
  const slots = slotOfPlace
  const stacks = stackCount
  for (let goroutine = nextGoroutine; goroutine < endGoroutine; goroutine++) {
    const first = firstSpanOf(goroutine)
    const end = firstSpanOf(goroutine + 1)
    if (span < first) span = first
    if (skipsSystem !== 0 && (flagsOf(goroutine) & system) !== 0) continue
    const last = min(skipsOpen !== 0 ? end - 1 : end, endSpan)
    if (first === end || span >= last) continue
    const lastNs = last < end ? spanStartNs(last) : rowEndOf(goroutine)
    let beginNs = spanStartNs(span)
    for (; span < last; span++) {
      const endNs = span + 1 < last ? spanStartNs(span + 1) : lastNs
      const number = u8At(kinds, kindOf(first, span))
      if (number !== 0) {
        const stack = stackOf(span)
        const index = (number - 1) * (stacks + 1) + (stack < stacks ? stack : stacks)
        const slot = u32At(slots, index)
        if (slot === 0 || listed === mostListed) {
          nextGoroutine = goroutine
          nextSpan = span
          return slot === 0 ? 1 : 2
        }
        const durationNs = endNs - beginNs
        if (skipsOpen === 0 || durationNs > 0) addDuration(slot - 1, goroutine, span, durationNs)
      }
      beginNs = endNs
    }
  }
  return 0
}
