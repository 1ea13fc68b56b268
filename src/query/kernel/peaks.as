/**
 * Stretches of time that may hold the most goroutines at once (alive.as), and what begins and ends in them. Where such
 * stretches are many, as in a run of bursts, each is looked at once more in `thinPerStretch` thin ones.
 */
import {
  aliveBuckets,
  aliveHere,
  alivePerNs,
  begins,
  countAt,
  countIn,
  ends,
  excessesOver,
  mostOver,
  stretchOf,
} from './alive'
import { setF64, setU32, setU8, u32At, u8At } from './load-store'
import { endedInTrace, NONE } from './states'
import { createdAt, flagsOf, rowEndOf } from './trace-columns'

/** As a power of two: 64. PeakSearch knows it too. */
const thinBits: u32 = 6
const thinPerStretch: u32 = 1 << thinBits

export let isPeak: usize = 0 // u8 by stretch, or by place of a thin one
// Stretches that may hold the peak (thin ones by number), and how many goroutines there are before each.
export let peakStretch: usize = 0 // u32
export let peakBefore: usize = 0 // u32
export let peaks: u32 = 0
// Begins and ends in stretches that may hold the peak.
export let peakNs: usize = 0 // f64
export let peakBy: usize = 0 // i32
export let changes: u32 = 0

// Stretches that are divided: by stretch its place among them plus 1, 0 for the others. No address: none is.
export let dividedAt: usize = 0 // u32 by stretch
export let dividedStretch: usize = 0 // u32 by place
export let dividedBefore: usize = 0 // u32: goroutines before it
export let divided: u32 = 0
export let thinBegins: usize = 0 // u16 by place of a thin one
export let thinEnds: usize = 0 // u16

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

/** As markPeaks: stretches that are to be divided. */
export function divide(most: i32, from: u32, to: u32): void {
  let alive = aliveHere
  for (let at = from; at < to; at++) {
    const more = countIn(begins, at)
    if (alive + more > most) {
      setU32(dividedStretch, divided, at)
      setU32(dividedBefore, divided++, <u32>alive)
      setU32(dividedAt, at, divided)
    }
    alive += more - countIn(ends, at)
  }
  aliveHere = alive
}

/** Where a time lies in its stretch. */
// @ts-ignore: decorator
@inline
function thinIn(stretch: u32, timeNs: f64): u32 {
  const thin = Math.floor((timeNs * alivePerNs - <f64>stretch) * <f64>thinPerStretch)
  return thin >= <f64>thinPerStretch ? thinPerStretch - 1 : thin > 0 ? <u32>thin : 0
}

/** The place of the thin stretch of a time; NONE where its stretch is not divided. */
// @ts-ignore: decorator
@inline
function thinAt(timeNs: f64): u32 {
  const stretch = stretchOf(timeNs)
  const place = u32At(dividedAt, stretch)
  return place === 0 ? NONE : ((place - 1) << thinBits) + thinIn(stretch, timeNs)
}

/** Counts begins and ends of goroutines in thin stretches. */
export function countThin(from: u32, to: u32): void {
  for (let goroutine = from; goroutine < to; goroutine++) {
    const firstNs = createdAt(goroutine)
    if (firstNs !== firstNs) continue
    const first = thinAt(firstNs)
    if (first !== NONE) countAt(thinBegins, first)
    if ((flagsOf(goroutine) & endedInTrace) === 0) continue
    const last = thinAt(rowEndOf(goroutine))
    if (last !== NONE) countAt(thinEnds, last)
  }
}

// What alive.as does with all stretches, with the thin ones of those that are divided.

export function countAliveThin(from: u32, to: u32): void {
  for (let place = from; place < to; place++) {
    const first = place << thinBits
    mostOver(thinBegins, thinEnds, <i32>u32At(dividedBefore, place), first, first + thinPerStretch)
  }
}

export function countExcessesThin(from: u32, to: u32): void {
  for (let place = from; place < to; place++) {
    const first = place << thinBits
    excessesOver(thinBegins, thinEnds, <i32>u32At(dividedBefore, place), first, first + thinPerStretch)
  }
}

export function markPeaksThin(most: i32, from: u32, to: u32): void {
  for (let place = from; place < to; place++) {
    let alive = <i32>u32At(dividedBefore, place)
    const first = place << thinBits
    for (let thin: u32 = 0; thin < thinPerStretch; thin++) {
      const more = countIn(thinBegins, first + thin)
      if (alive + more > most) {
        setU8(isPeak, first + thin, 1)
        setU32(peakStretch, peaks, (u32At(dividedStretch, place) << thinBits) + thin)
        setU32(peakBefore, peaks++, <u32>alive)
      }
      alive += more - countIn(thinEnds, first + thin)
    }
  }
}

export function forgetChanges(): void {
  changes = 0
}

// @ts-ignore: decorator
@inline
function mayBePeak(timeNs: f64): bool {
  const at = dividedAt === 0 ? stretchOf(timeNs) : thinAt(timeNs)
  return at !== NONE && u8At(isPeak, at) !== 0
}

/** Lists the begin and the end of a goroutine where they lie in marked stretches. */
// @ts-ignore: decorator
@inline
export function listChanges(goroutine: u32, firstNs: f64): void {
  if (mayBePeak(firstNs)) {
    setF64(peakNs, changes, firstNs)
    setU32(peakBy, changes++, 1)
  }
  if ((flagsOf(goroutine) & endedInTrace) === 0) return
  const lastNs = rowEndOf(goroutine)
  if (mayBePeak(lastNs)) {
    setF64(peakNs, changes, lastNs)
    setU32(peakBy, changes++, NONE)
  }
}
