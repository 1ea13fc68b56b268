/**
 * Durations of several slots (durations.ts): what a slot keeps as single values is listed and left to the caller; what it counts in
 * buckets is counted here.
 */
import { addF64, addU32, f64At, setF64, setU32, u32At } from './load-store'

// By slot.
/** Address of its buckets, 0 while its values are listed. */
export let slotBuckets: usize = 0 // u32
export let slotCount: usize = 0 // f64
export let slotTotalNs: usize = 0 // f64
export let slotLongestNs: usize = 0 // f64
/** Of the longest one counted here. */
export let slotLongestSpan: usize = 0 // u32
export let slotLongestGoroutine: usize = 0 // u32

// What is listed in one call; the caller empties it.
export let listedSlot: usize = 0 // u32
export let listedSpan: usize = 0 // u32
export let listedGoroutine: usize = 0 // u32
export let listedNs: usize = 0 // f64
export let listed: u32 = 0

/** As many as there are bits of a duration above the eighth, 256 each. */
const bucketCount: u32 = 46 * 256
/** Of powers of two below 256, as a float numbers them: its exponents begin at -1023. */
const bucketsBelow: u32 = (1023 + 7) * 256

/**
 * Values below 256 have a bucket each; above, every power of two has 256, numbered by what a float begins with: its exponent and
 * eight bits more.
 */
// @ts-ignore: decorator
@inline
export function bucketOf(durationNs: f64): u32 {
  if (durationNs >= 256) return min(<u32>(reinterpret<u64>(durationNs) >> 44) - bucketsBelow, bucketCount - 1)
  return durationNs >= 1 ? <u32>durationNs : 0
}

// @ts-ignore: decorator
@inline
export function addDuration(slot: u32, goroutine: u32, span: u32, durationNs: f64): void {
  const buckets = <usize>u32At(slotBuckets, slot)
  if (buckets === 0) {
    setU32(listedSlot, listed, slot)
    setU32(listedSpan, listed, span)
    setU32(listedGoroutine, listed, goroutine)
    setF64(listedNs, listed++, durationNs)
    return
  }
  addF64(slotCount, slot, 1)
  addF64(slotTotalNs, slot, durationNs)
  if (durationNs > f64At(slotLongestNs, slot)) {
    setF64(slotLongestNs, slot, durationNs)
    setU32(slotLongestSpan, slot, span)
    setU32(slotLongestGoroutine, slot, goroutine)
  }
  addU32(buckets, bucketOf(durationNs), 1)
}
