/** Who had the Ps in a stretch of time (scheduling/who-ran.ts). */
import { addF64, setF64, setU32, u32At } from './load-store'
import { endOfExecution, executedBy, executedSpan, spanStartNs } from './trace-columns'

/** Places of goroutines in the list below, plus one, by a hash of theirs: as many as `heldBits` tell. */
export let heldPlace: usize = 0 // u32
export let heldBits: u32 = 0
/** Who had any, and for how long. */
export let heldGoroutine: usize = 0 // u32
export let heldNs: usize = 0 // f64
export let mostHeld: u32 = 0
export let heldCount: u32 = 0
export let heldSumNs: f64 = 0
export let longestHeldNs: f64 = 0

export function forgetHeld(): void {
  memory.fill(heldPlace, 0, <usize>4 << heldBits)
  heldCount = 0
  heldSumNs = 0
  longestHeldNs = 0
}

/** Where a goroutine stands in the list; behind its end where it is full. */
// @ts-ignore: decorator
@inline
function placeOfHolder(goroutine: u32): u32 {
  const last = (<u32>1 << heldBits) - 1
  let slot = (goroutine * 0x9e3779b1) >>> (32 - heldBits)
  let place = u32At(heldPlace, slot)
  while (place !== 0) {
    if (u32At(heldGoroutine, place - 1) === goroutine) return place - 1
    slot = (slot + 1) & last
    place = u32At(heldPlace, slot)
  }
  if (heldCount === mostHeld) return mostHeld
  setU32(heldGoroutine, heldCount, goroutine)
  setF64(heldNs, heldCount, 0)
  setU32(heldPlace, slot, heldCount + 1)
  return heldCount++
}

/**
 * Adds what lies in [fromNs, toNs) of the executions at positions [from, to) of a P, the one behind them beginning at `afterNs`.
 * False: there is no room for all who had any.
 */
export function addHeld(from: u32, to: u32, afterNs: f64, fromNs: f64, toNs: f64): bool {
  let nextNs = from < to ? spanStartNs(executedSpan(from)) : 0
  for (let position = from; position < to; position++) {
    const begin = nextNs
    if (begin >= toNs) break
    nextNs = position + 1 < to ? spanStartNs(executedSpan(position + 1)) : afterNs
    const goroutine = executedBy(position)
    const end = endOfExecution(executedSpan(position), goroutine, begin, nextNs)
    const insideNs = Math.min(toNs, end) - Math.max(fromNs, begin)
    if (!(insideNs > 0)) continue
    const place = placeOfHolder(goroutine)
    if (place === mostHeld) return false
    addF64(heldNs, place, insideNs)
    heldSumNs += insideNs
    if (insideNs > longestHeldNs) longestHeldNs = insideNs
  }
  return true
}
