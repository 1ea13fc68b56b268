/**
 * How many goroutines there are at once (most-at-once.ts): begins and ends are counted in equal stretches of time, and only
 * in stretches that may hold the peak are they listed.
 */
import { addU32, setF64, setU32, setU8, u8At } from './load-store'
import { endedInTrace, NONE } from './states'
import { flagsOf, rowEndOf } from './trace-columns'

export let begins: usize = 0 // u16 by stretch
export let ends: usize = 0 // u16
export let aliveBuckets: u32 = 0
export let alivePerNs: f64 = 0
export let isPeak: usize = 0 // u8 by stretch
/** By how many more goroutines than `mostAlive` there may be: so many stretches. */
export let excesses: usize = 0 // u32
export let mostExcess: i32 = 0
// Stretches that may hold the peak, and how many goroutines there are before each.
export let peakStretch: usize = 0 // u32
export let peakBefore: usize = 0 // u32
export let peaks: u32 = 0
/** The most goroutines that there are between two stretches of time. */
export let mostAlive: i32 = 0
/** How many there are where the last call left off. */
export let aliveHere: i32 = 0
// Begins and ends in stretches that may hold the peak.
export let peakNs: usize = 0 // f64
export let peakBy: usize = 0 // i32
export let changes: u32 = 0

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
  return countAt(begins, stretchOf(firstNs)) && (!hasEnded || countAt(ends, stretchOf(lastNs)))
}

// @ts-ignore: decorator
@inline
function countIn(column: usize, stretch: u32): i32 {
  return <i32>load<u16>(column + ((<usize>stretch) << 1))
}

/** How many goroutines there are between stretches: the most go to mostAlive. */
export function countAlive(from: u32, to: u32): void {
  let alive = aliveHere
  let most = mostAlive
  for (let at = from; at < to; at++) {
    alive += countIn(begins, at) - countIn(ends, at)
    if (alive > most) most = alive
  }
  aliveHere = alive
  mostAlive = most
}

/** Counts stretches in which there may be more than mostAlive, by how many more: never more than begin in one. */
export function countExcesses(from: u32, to: u32): void {
  let alive = aliveHere
  for (let at = from; at < to; at++) {
    const more = countIn(begins, at)
    const excess = alive + more - mostAlive
    if (excess > 0) {
      addU32(excesses, <u32>excess, 1)
      if (excess > mostExcess) mostExcess = excess
    }
    alive += more - countIn(ends, at)
  }
  aliveHere = alive
}

/** Marks stretches in which there may be more than `most`, and lists them with how many there are before. */
export function markPeaks(most: i32, from: u32, to: u32): void {
  let alive = aliveHere
  for (let at = from; at < to; at++) {
    const more = countIn(begins, at)
    if (alive + more > most) {
      setU8(isPeak, at, 1)
      setU32(peakStretch, peaks, at)
      setU32(peakBefore, peaks++, <u32>alive)
    }
    alive += more - countIn(ends, at)
  }
  aliveHere = alive
}

export function forgetChanges(): void {
  changes = 0
}

/** Lists the begin and the end of a goroutine where they lie in marked stretches. */
// @ts-ignore: decorator
@inline
export function listChanges(goroutine: u32, firstNs: f64): void {
  if (u8At(isPeak, stretchOf(firstNs)) !== 0) {
    setF64(peakNs, changes, firstNs)
    setU32(peakBy, changes++, 1)
  }
  if ((flagsOf(goroutine) & endedInTrace) === 0) return
  const lastNs = rowEndOf(goroutine)
  if (u8At(isPeak, stretchOf(lastNs)) !== 0) {
    setF64(peakNs, changes, lastNs)
    setU32(peakBy, changes++, NONE)
  }
}
