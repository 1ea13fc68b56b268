/** Time on equal buckets: of all goroutines by state (counters-index.ts), and of each group (group-density.ts). */
import { addF64, addU32, f64At, u32At } from './load-store'
import { NONE } from './states'
import { createdAt, kindOfState, rowEndOf, spanAt, spanStartNs } from './trace-columns'

// Densities, by group: a TimeGrid each.
export let densityTimeNs: usize = 0 // u32 addresses
export let densitySteps: usize = 0 // u32 addresses
export let densityCount: usize = 0 // u32 addresses
export let densityBuckets: usize = 0 // u32
export let densityFirst: usize = 0 // f64: first bucket
export let densityWidthNs: usize = 0 // f64

// Counters: a TimeGrid that begins at 0.
export let counterTimeNs: usize = 0 // f64
export let counterSteps: usize = 0 // i32
export let counterBuckets: u32 = 0
export let counterWidthNs: f64 = 0
export let spansBefore: usize = 0 // f64

export function densityWidthOf(group: u32): f64 {
  return f64At(densityWidthNs, group)
}

/** TimeGrid.add for a stretch that may lie in several buckets. */
export function addToGrid(
  timeNs: usize,
  steps: usize,
  bucketCount: u32,
  firstBucket: f64,
  widthNs: f64,
  kind: u32,
  begin: f64,
  end: f64,
): void {
  const fromNs = firstBucket * widthNs
  const toNs = (firstBucket + <f64>bucketCount) * widthNs
  const lowNs = begin < fromNs ? fromNs : begin
  const highNs = end > toNs ? toNs : end
  if (!(highNs > lowNs)) return
  const perNs = 1 / widthNs
  const first = <u32>(Math.floor(lowNs * perNs) - firstBucket)
  const last = <u32>(Math.floor(highNs * perNs) - firstBucket)
  const base = kind * bucketCount
  if (first === last) {
    addF64(timeNs, base + first, highNs - lowNs)
    return
  }
  addF64(timeNs, base + first, (<f64>first + firstBucket + 1) * widthNs - lowNs)
  if (last < bucketCount) addF64(timeNs, base + last, highNs - (<f64>last + firstBucket) * widthNs)
  const stepBase = kind * (bucketCount + 1)
  addU32(steps, stepBase + first + 1, 1)
  addU32(steps, stepBase + last, NONE)
}

// @ts-ignore: decorator
@inline
export function addToCounters(spanState: u32, begin: f64, end: f64, perNs: f64): void {
  const place = Math.floor(begin * perNs)
  if (!(place >= 0 && place < <f64>counterBuckets)) return
  const at = <u32>place
  addF64(spansBefore, at + 1, 1)
  const kind = <i32>load<i8>(kindOfState + <usize>spanState)
  if (kind < 0) return
  if (end <= (place + 1) * counterWidthNs) addF64(counterTimeNs, <u32>kind * counterBuckets + at, end - begin)
  else addToGrid(counterTimeNs, counterSteps, counterBuckets, 0, counterWidthNs, <u32>kind, begin, end)
}

/** From which span on a row adds to the density of its group; `end` when it does not. */
// @ts-ignore: decorator
@inline
export function densityFrom(goroutine: u32, group: u32, first: u32, end: u32): u32 {
  const widthNs = f64At(densityWidthNs, group)
  const fromNs = f64At(densityFirst, group) * widthNs
  const toNs = fromNs + <f64>u32At(densityBuckets, group) * widthNs
  if (rowEndOf(goroutine) <= fromNs || createdAt(goroutine) >= toNs) return end
  return spanStartNs(first) >= fromNs ? first : spanAt(first, end, fromNs)
}

// @ts-ignore: decorator
@inline
export function addToDensity(group: u32, code: u32, begin: f64, end: f64): void {
  const widthNs = f64At(densityWidthNs, group)
  const firstBucket = f64At(densityFirst, group)
  const bucketCount = u32At(densityBuckets, group)
  const place = Math.floor(begin * (1 / widthNs)) - firstBucket
  const timeNs = u32At(densityTimeNs, group)
  const isOnGrid = place >= 0 && place < <f64>bucketCount
  if (isOnGrid && end <= (place + firstBucket + 1) * widthNs) {
    addF64(timeNs, code * bucketCount + <u32>place, end - begin)
  } else addToGrid(timeNs, u32At(densitySteps, group), bucketCount, firstBucket, widthNs, code, begin, end)
  if (isOnGrid) addU32(u32At(densityCount, group), <u32>place, 1)
}
