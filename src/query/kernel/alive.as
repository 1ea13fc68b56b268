/**
 * How many goroutines there are at once (most-at-once.ts): begins and ends are counted in equal stretches of time, and only
 * in stretches that may hold the peak are they listed.
 */
import { setF64, setU32, setU8, u8At } from './load-store'
import { endedInTrace, NONE } from './states'
import { createdAt, flagsOf, rowEndOf } from './trace-columns'

export let begins: usize = 0 // u16 by stretch
export let ends: usize = 0 // u16
export let aliveBuckets: u32 = 0
export let alivePerNs: f64 = 0
export let isPeak: usize = 0 // u8 by stretch
// Stretches that may hold the peak, and how many goroutines there are before each.
export let peakStretch: usize = 0 // u32
export let peakBefore: usize = 0 // u32
// Begins and ends in them.
export let peakNs: usize = 0 // f64
export let peakBy: usize = 0 // i32

// @ts-ignore: decorator
@inline
function stretchOf(timeNs: f64): u32 {
  const place = Math.floor(timeNs * alivePerNs)
  return place >= <f64>aliveBuckets ? aliveBuckets - 1 : place > 0 ? <u32>place : 0
}

/** One more in a column of 16 bits. False: it is full. */
// @ts-ignore: decorator
@inline
function countAt(column: usize, index: u32): bool {
  const address = column + ((<usize>index) << 1)
  const count = <u32>load<u16>(address) + 1
  store<u16>(address, <u16>count)
  return count < 65536
}

/** False: too many begin or end in one stretch. */
// @ts-ignore: decorator
@inline
export function countBeginAndEnd(firstNs: f64, hasEnded: bool, lastNs: f64): bool {
  // NaN: it is only named, and has neither begin nor end.
  if (firstNs !== firstNs) return true
  return countAt(begins, stretchOf(firstNs)) && (!hasEnded || countAt(ends, stretchOf(lastNs)))
}

/** The most goroutines that there are between two stretches of time. */
export function mostBetween(): u32 {
  let most: i32 = 0
  let alive: i32 = 0
  for (let at: u32 = 0; at < aliveBuckets; at++) {
    const place = (<usize>at) << 1
    alive += <i32>load<u16>(begins + place) - <i32>load<u16>(ends + place)
    if (alive > most) most = alive
  }
  return <u32>most
}

/** In how many stretches there may be more than `most`. */
export function countPeaks(most: u32): u32 {
  let found: u32 = 0
  let alive: i32 = 0
  for (let at: u32 = 0; at < aliveBuckets; at++) {
    const place = (<usize>at) << 1
    const more = <i32>load<u16>(begins + place)
    if (alive + more > <i32>most) found++
    alive += more - <i32>load<u16>(ends + place)
  }
  return found
}

/** Marks those stretches, and lists them with how many there are before. */
export function markPeaks(most: u32): void {
  let found: u32 = 0
  let alive: i32 = 0
  for (let at: u32 = 0; at < aliveBuckets; at++) {
    const place = (<usize>at) << 1
    const more = <i32>load<u16>(begins + place)
    const isHigh = alive + more > <i32>most
    setU8(isPeak, at, isHigh ? 1 : 0)
    if (isHigh) {
      setU32(peakStretch, found, at)
      setU32(peakBefore, found, <u32>alive)
      found++
    }
    alive += more - <i32>load<u16>(ends + place)
  }
}

/** Lists begins and ends in marked stretches: returns how many. */
export function listChanges(from: u32, to: u32): u32 {
  let changes: u32 = 0
  for (let goroutine = from; goroutine < to; goroutine++) {
    const firstNs = createdAt(goroutine)
    if (firstNs !== firstNs) continue
    if (u8At(isPeak, stretchOf(firstNs)) !== 0) {
      setF64(peakNs, changes, firstNs)
      setU32(peakBy, changes, 1)
      changes++
    }
    if ((flagsOf(goroutine) & endedInTrace) === 0) continue
    const lastNs = rowEndOf(goroutine)
    if (u8At(isPeak, stretchOf(lastNs)) !== 0) {
      setF64(peakNs, changes, lastNs)
      setU32(peakBy, changes, NONE)
      changes++
    }
  }
  return changes
}
