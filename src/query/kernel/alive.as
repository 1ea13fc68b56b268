/**
 * How many goroutines there are at once (most-at-once.ts): begins and ends are counted in equal stretches of time. Only
 * stretches that may hold the peak are looked at more closely (peaks.as).
 */
import { addU32 } from './load-store'

export let begins: usize = 0 // u16 by stretch
export let ends: usize = 0 // u16
export let aliveBuckets: u32 = 0
export let alivePerNs: f64 = 0
/** By how many more goroutines than `mostAlive` there may be: so many stretches. */
export let excesses: usize = 0 // u32
export let mostExcess: i32 = 0
/** The most goroutines that there are between two stretches of time. */
export let mostAlive: i32 = 0
/** How many there are where the last call left off. */
export let aliveHere: i32 = 0

// @ts-ignore: decorator
@inline
export function stretchOf(timeNs: f64): u32 {
  const place = Math.floor(timeNs * alivePerNs)
  return place >= <f64>aliveBuckets ? aliveBuckets - 1 : place > 0 ? <u32>place : 0
}

/** One more in a column of 16 bits. False: it is full. */
// @ts-ignore: decorator
@inline
export function countAt(column: usize, index: u32): bool {
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
export function countIn(column: usize, stretch: u32): i32 {
  return <i32>load<u16>(column + ((<usize>stretch) << 1))
}

/** How many goroutines there are between stretches: the most go to mostAlive. */
export function countAlive(from: u32, to: u32): void {
  aliveHere = mostOver(begins, ends, aliveHere, from, to)
}

/** The same over any two columns, from so many goroutines on; returns how many there are behind. */
export function mostOver(beginsOf: usize, endsOf: usize, before: i32, from: u32, to: u32): i32 {
  let alive = before
  let most = mostAlive
  for (let at = from; at < to; at++) {
    alive += countIn(beginsOf, at) - countIn(endsOf, at)
    if (alive > most) most = alive
  }
  mostAlive = most
  return alive
}

/** Counts stretches in which there may be more than mostAlive, by how many more: never more than begin in one. */
export function countExcesses(from: u32, to: u32): void {
  aliveHere = excessesOver(begins, ends, aliveHere, from, to)
}

/** The same over any two columns, from so many goroutines on; returns how many there are behind. */
export function excessesOver(beginsOf: usize, endsOf: usize, before: i32, from: u32, to: u32): i32 {
  let alive = before
  for (let at = from; at < to; at++) {
    const more = countIn(beginsOf, at)
    const excess = alive + more - mostAlive
    if (excess > 0) {
      addU32(excesses, <u32>excess, 1)
      if (excess > mostExcess) mostExcess = excess
    }
    alive += more - countIn(endsOf, at)
  }
  return alive
}
