/**
 * The most goroutines that existed at once, by first appearance and end. Sorting millions of instants would cost more than
 * all else: begins and ends are counted in stretches of time, and only those that may hold the peak are looked at one by
 * one.
 */
import type { Trace } from '../model/trace'

export interface Peaks {
  /** The most there are between two stretches. */
  readonly most: number
  /** Stretches in which there may be more, and how many there are before each. */
  readonly before: ReadonlyMap<number, number>
}

/** Stretches of time for so many goroutines: about two in each, then few can hold the peak. */
export function stretchesFor(goroutineCount: number): number {
  return 2 ** Math.max(8, Math.min(22, Math.ceil(Math.log2(goroutineCount + 1))))
}

function peaksOf(begins: Uint32Array, ends: Uint32Array): Peaks {
  let most = 0
  let alive = 0
  for (let stretch = 0; stretch < begins.length; stretch++) {
    alive += begins[stretch] - ends[stretch]
    most = Math.max(most, alive)
  }
  const before = new Map<number, number>()
  alive = 0
  for (let stretch = 0; stretch < begins.length; stretch++) {
    if (alive + begins[stretch] > most) before.set(stretch, alive)
    alive += begins[stretch] - ends[stretch]
  }
  return { most, before }
}

/** A begin (by 1) or end (by -1) in a stretch that may hold the peak. */
export interface Change {
  readonly atNs: number
  readonly by: number
}

export function mostIn(
  { before, most }: Peaks,
  changes: Change[],
  stretchOf: (timeNs: number) => number,
): number {
  let found = most
  let stretch = -1
  let alive = 0
  // At one instant ends come first: the one that ends there is no longer there.
  for (const { atNs, by } of changes.sort((a, b) => a.atNs - b.atNs || a.by - b.by)) {
    const at = stretchOf(atNs)
    if (at !== stretch) alive = before.get(at) ?? 0
    stretch = at
    found = Math.max(found, (alive += by))
  }
  return found
}

/** Stretches for so many of them over a trace. */
export function stretchOver(durationNs: number, count: number): (timeNs: number) => number {
  const perNs = count / Math.max(1, durationNs)
  return (timeNs) => Math.max(0, Math.min(count - 1, Math.floor(timeNs * perNs)))
}

export function mostAtOnce({ goroutines, durationNs }: Trace): number {
  const { count, createdNs, endedNs } = goroutines
  const stretches = stretchesFor(count)
  const stretchOf = stretchOver(durationNs, stretches)
  const begins = new Uint32Array(stretches)
  const ends = new Uint32Array(stretches)
  for (let goroutine = 0; goroutine < count; goroutine++) {
    if (Number.isNaN(createdNs.at(goroutine))) continue
    begins[stretchOf(createdNs.at(goroutine))]++
    if (!Number.isNaN(endedNs.at(goroutine))) ends[stretchOf(endedNs.at(goroutine))]++
  }
  const peaks = peaksOf(begins, ends)
  const changes: Change[] = []
  const add = (atNs: number, by: number): void => {
    if (peaks.before.has(stretchOf(atNs))) changes.push({ atNs, by })
  }
  for (let goroutine = 0; goroutine < count; goroutine++) {
    if (Number.isNaN(createdNs.at(goroutine))) continue
    add(createdNs.at(goroutine), 1)
    if (!Number.isNaN(endedNs.at(goroutine))) add(endedNs.at(goroutine), -1)
  }
  return mostIn(peaks, changes, stretchOf)
}
