/**
 * What is gathered from every goroutine and every span of a trace when it is loaded, in AssemblyScript (compiled by
 * scripts/compile-kernels.mjs): members of groups, time per state, waits, the grids of counters and densities, the nodes of
 * pyramids. It works on the trace's columns where they lie, and does what goroutine-groups.ts, span-walk.ts,
 * counters-index.ts, group-density.ts and lod/pyramid.ts do, with the same numbers: times are whole nanoseconds, so sums
 * are exact in any order.
 *
 * Exported globals are set from outside (index-kernel.ts): addresses of columns, lengths, and plain numbers. Each
 * function takes a stretch of goroutines, spans or positions, so that the caller stays able to stop in between.
 */

const NONE: u32 = 0xffffffff
const notDrawn: u32 = 255

// GoroutineState (model/states.ts).
const runnable: u32 = 2
const waiting: u32 = 4
const syscall: u32 = 5

// GoroutineFlag (model/trace.ts).
const createdInTrace: u32 = 1
const endedInTrace: u32 = 2
const system: u32 = 4

/** Visual states (visual-state.ts): so many sums a bucket. */
const stateCount: u32 = 12

// Columns of the trace.
export let startNs: usize = 0 // f64 by span
export let state: usize = 0 // u8
export let reason: usize = 0 // u8
export let stack: usize = 0 // u32
export let link: usize = 0 // u32
export let spanOffset: usize = 0 // u32 by goroutine
export let rowEndNs: usize = 0 // f64
export let createdNs: usize = 0 // f64
export let functionName: usize = 0 // u32
export let creationStack: usize = 0 // u32
export let flags: usize = 0 // u8
export let stackCount: u32 = 0
export let processorSpan: usize = 0 // u32 by position
export let processorSpanGoroutine: usize = 0 // u32
export let lostSpan: usize = 0 // u32
export let lostAtNs: usize = 0 // f64
export let lostCount: u32 = 0

// Tables: visual state by `state << 8 | reason`, for usual goroutines and the collector's workers.
export let codes: usize = 0 // u8
export let workerCodes: usize = 0 // u8
export let workerName: u32 = NONE
export let isBlocked: usize = 0 // u8 by visual state
export let kindOfState: usize = 0 // i8 by GoroutineState
export let isContended: usize = 0 // u8 by reason
export let flagThresholdNs: usize = 0 // f64 by visual state
export let flagBits: usize = 0 // u8
/** Rows up to this many spans have no pyramid. */
export let rawSpans: u32 = 0
export let longWaitNs: f64 = 0

// Kinds of goroutine: pairs of start function and "is the runtime's own", in order of first appearance.
export let kindOf: usize = 0 // u32 by text << 1 | system: number + 1
export let kindKey: usize = 0 // u32 by kind
export let kindMembers: usize = 0 // u32
export let kindCreated: usize = 0 // u32
export let kindAlive: usize = 0 // u32
export let kindSpans: usize = 0 // f64
export let kindFromNs: usize = 0 // f64
export let kindToNs: usize = 0 // f64
export let kindFirstCreatedNs: usize = 0 // f64
export let kindAliveSinceNs: usize = 0 // f64
export let mostKinds: u32 = 0
export let mostKeys: u32 = 0
/** Spans of the longest row. */
export let longestRow: u32 = 0
export let kindCount: u32 = 0

// Creations and ends in equal stretches of time; creations by stack.
export let begins: usize = 0 // u16
export let ends: usize = 0 // u16
export let aliveBuckets: u32 = 0
export let alivePerNs: f64 = 0
export let creations: usize = 0 // u32 by stack

// Groups of goroutines.
export let groupOfKind: usize = 0 // u32
export let groupNext: usize = 0 // u32: where the next member goes
export let members: usize = 0 // u32
export let groupTimes: usize = 0 // f64, stateCount each
export let isPeak: usize = 0 // u8 by alive bucket
export let peakStretch: usize = 0 // u32
export let peakBefore: usize = 0 // u32
export let peakNs: usize = 0 // f64
export let peakBy: usize = 0 // i32
// Times of creation by stack: where the stretches of a stack begin among all, or NONE.
export let burstFirst: usize = 0 // u32 by stack
export let burstPerNs: f64 = 0
export let burstBuckets: u32 = 0
export let burstCounts: usize = 0 // u32
export let isBurst: usize = 0 // u8
export let burstMember: usize = 0 // u32

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
export let segmentThread: usize = 0 // u32
export let segmentFirst: usize = 0 // u32
export let segments: u32 = 0
/** Reasons of wake-ups and of waits for the network; NONE where they do not occur. */
export let unblocked: u32 = NONE
export let unblockedByNetwork: u32 = NONE
export let networkWait: u32 = NONE

// The row that is walked.
export let rowGoroutine: u32 = 0
export let rowGroup: u32 = 0
export let rowEnd: u32 = 0
export let addsCounters: bool = false
export let addsDensity: bool = false
export let rowTimes: usize = 0 // f64
export let rowWaits: u32 = 0
export let rowLongestWaitNs: f64 = 0
export let findsSegments: bool = false
/** Place of the thread of the last execution of the P that is walked (model/trace.ts, packPlace). */
export let lastThread: u32 = NONE

// The pyramid that is filled: base level.
export let baseLength: u32 = 0
export let baseWidthNs: f64 = 0
export let baseFirst: f64 = 0
export let sums: usize = 0 // f64, stateCount
export let nodeSums: usize = 0 // u32 by base node, stateCount each
export let nodeLongestNs: usize = 0 // f64 by base node
export let nodeCount: usize = 0 // u32 by node
export let nodeLongest: usize = 0 // u32
export let nodeFlags: usize = 0 // u8
export let nodeTimeNs: usize = 0 // u32, columnCount each
export let columns: usize = 0 // u8: visual state by column
export let columnCount: u32 = 0
// The bucket at hand.
let edgeNs: f64 = 0
let bucket: u32 = 0
let countHere: u32 = 0
let flagsHere: u32 = 0
let longestHere: u32 = NONE
let longestHereNs: f64 = -1

// @ts-ignore: decorator
@inline
function u32At(column: usize, index: u32): u32 {
  return load<u32>(column + ((<usize>index) << 2))
}
// @ts-ignore: decorator
@inline
function setU32(column: usize, index: u32, value: u32): void {
  store<u32>(column + ((<usize>index) << 2), value)
}
// @ts-ignore: decorator
@inline
function f64At(column: usize, index: u32): f64 {
  return load<f64>(column + ((<usize>index) << 3))
}
// @ts-ignore: decorator
@inline
function setF64(column: usize, index: u32, value: f64): void {
  store<f64>(column + ((<usize>index) << 3), value)
}
// @ts-ignore: decorator
@inline
function u8At(column: usize, index: u32): u32 {
  return load<u8>(column + <usize>index)
}
// @ts-ignore: decorator
@inline
function setU8(column: usize, index: u32, value: u32): void {
  store<u8>(column + <usize>index, <u8>value)
}
// @ts-ignore: decorator
@inline
function addU32(column: usize, index: u32, value: u32): void {
  setU32(column, index, u32At(column, index) + value)
}
// @ts-ignore: decorator
@inline
function addF64(column: usize, index: u32, value: f64): void {
  setF64(column, index, f64At(column, index) + value)
}

// @ts-ignore: decorator
@inline
function kindKeyOf(goroutine: u32): u32 {
  return (u32At(functionName, goroutine) << 1) | ((u8At(flags, goroutine) & system) !== 0 ? 1 : 0)
}

/** Bucket of an instant among the stretches in which goroutines begin and end. */
// @ts-ignore: decorator
@inline
function aliveBucket(timeNs: f64): u32 {
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

/** Looks at goroutines one by one. False: something is not as foreseen. */
export function lookAt(from: u32, to: u32): bool {
  for (let goroutine = from; goroutine < to; goroutine++) {
    const key = kindKeyOf(goroutine)
    if (key >= mostKeys) return false
    let kind = u32At(kindOf, key)
    const firstNs = f64At(createdNs, goroutine)
    const lastNs = f64At(rowEndNs, goroutine)
    if (kind === 0) {
      if (kindCount === mostKinds) return false
      kind = ++kindCount
      setU32(kindOf, key, kind)
      setU32(kindKey, kind - 1, key)
      setF64(kindFromNs, kind - 1, Infinity)
      setF64(kindFirstCreatedNs, kind - 1, Infinity)
    }
    kind--
    addU32(kindMembers, kind, 1)
    const length = u32At(spanOffset, goroutine + 1) - u32At(spanOffset, goroutine)
    if (length > longestRow) longestRow = length
    addF64(kindSpans, kind, <f64>length)
    if (firstNs < f64At(kindFromNs, kind)) setF64(kindFromNs, kind, firstNs)
    if (lastNs > f64At(kindToNs, kind)) setF64(kindToNs, kind, lastNs)
    const bits = u8At(flags, goroutine)
    const hasEnded = (bits & endedInTrace) !== 0
    // NaN: it is only named, and has neither begin nor end.
    if (firstNs === firstNs) {
      if (!countAt(begins, aliveBucket(firstNs))) return false
      if (hasEnded && !countAt(ends, aliveBucket(lastNs))) return false
    }
    if ((bits & createdInTrace) === 0) continue
    addU32(kindCreated, kind, 1)
    if (firstNs < f64At(kindFirstCreatedNs, kind)) setF64(kindFirstCreatedNs, kind, firstNs)
    if (!hasEnded) {
      addU32(kindAlive, kind, 1)
      addF64(kindAliveSinceNs, kind, firstNs)
    }
    const from = u32At(creationStack, goroutine)
    if (from < stackCount) addU32(creations, from, 1)
  }
  return true
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

/** Marks the stretches in which there may be more than `most`, and lists them with how many there are before. */
export function markPeaks(most: u32, limit: u32): u32 {
  let found: u32 = 0
  let alive: i32 = 0
  for (let at: u32 = 0; at < aliveBuckets; at++) {
    const place = (<usize>at) << 1
    const more = <i32>load<u16>(begins + place)
    if (alive + more > <i32>most) {
      if (found === limit) return NONE
      setU8(isPeak, at, 1)
      setU32(peakStretch, found, at)
      setU32(peakBefore, found, <u32>alive)
      found++
    }
    alive += more - <i32>load<u16>(ends + place)
  }
  return found
}

/** Lists goroutines by group, counts creations by stack and time, and notes begins and ends in peaks: returns how many. */
export function listMembers(from: u32, to: u32): u32 {
  let peaks: u32 = 0
  for (let goroutine = from; goroutine < to; goroutine++) {
    const group = u32At(groupOfKind, u32At(kindOf, kindKeyOf(goroutine)) - 1)
    const at = u32At(groupNext, group)
    setU32(members, at, goroutine)
    setU32(groupNext, group, at + 1)
    const firstNs = f64At(createdNs, goroutine)
    const bits = u8At(flags, goroutine)
    if (firstNs === firstNs) {
      if (u8At(isPeak, aliveBucket(firstNs)) !== 0) {
        setF64(peakNs, peaks, firstNs)
        setU32(peakBy, peaks, 1)
        peaks++
      }
      const lastNs = f64At(rowEndNs, goroutine)
      if ((bits & endedInTrace) !== 0 && u8At(isPeak, aliveBucket(lastNs)) !== 0) {
        setF64(peakNs, peaks, lastNs)
        setU32(peakBy, peaks, NONE)
        peaks++
      }
    }
    if ((bits & createdInTrace) === 0) continue
    const by = u32At(creationStack, goroutine)
    if (by >= stackCount) continue
    const first = u32At(burstFirst, by)
    if (first === NONE) continue
    const place = Math.floor(firstNs * burstPerNs)
    if (place >= 0 && place < <f64>burstBuckets) addU32(burstCounts, first + <u32>place, 1)
  }
  return peaks
}

/** Lists goroutines that were created in a burst; returns how many. */
export function listBursts(from: u32, to: u32): u32 {
  let found: u32 = 0
  for (let goroutine = from; goroutine < to; goroutine++) {
    if ((u8At(flags, goroutine) & createdInTrace) === 0) continue
    const by = u32At(creationStack, goroutine)
    if (by >= stackCount) continue
    const first = u32At(burstFirst, by)
    if (first === NONE) continue
    const place = Math.floor(f64At(createdNs, goroutine) * burstPerNs)
    if (!(place >= 0 && place < <f64>burstBuckets) || u8At(isBurst, first + <u32>place) === 0) continue
    setU32(burstMember, found, goroutine)
    found++
  }
  return found
}

/** TimeGrid.add for a stretch that may lie in several buckets. */
function addToGrid(
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
function addToCounters(spanState: u32, begin: f64, end: f64, perNs: f64): void {
  const place = Math.floor(begin * perNs)
  if (!(place >= 0 && place < <f64>counterBuckets)) return
  const at = <u32>place
  addF64(spansBefore, at + 1, 1)
  const kind = <i32>load<i8>(kindOfState + <usize>spanState)
  if (kind < 0) return
  if (end <= (place + 1) * counterWidthNs) addF64(counterTimeNs, <u32>kind * counterBuckets + at, end - begin)
  else addToGrid(counterTimeNs, counterSteps, counterBuckets, 0, counterWidthNs, <u32>kind, begin, end)
}

/** A waiting or runnable span: what it adds to the totals over all goroutines. */
// @ts-ignore: decorator
@inline
function addWait(goroutine: u32, span: u32, spanState: u32, spanReason: u32, isSystem: bool, durationNs: f64): void {
  if (spanState === runnable) {
    if (spanReason === unblocked || spanReason === unblockedByNetwork) {
      if (span > 0 && u8At(reason, span - 1) === networkWait) setU32(networkSpan, networkWakes++, span)
    }
    if (isSystem || durationNs < longWaitNs) return
    setU32(longWaitGoroutine, longWaits, goroutine)
    setU32(longWaitSpan, longWaits++, span)
  } else if (spanState === waiting) {
    if (u8At(isContended, spanReason) === 0 || isSystem) return
    const at = u32At(stack, span)
    if (at >= stackCount) return
    addF64(contendedNs, at, durationNs)
    addU32(contendedCount, at, 1)
    if (durationNs <= f64At(contendedLongestNs, at)) return
    setF64(contendedLongestNs, at, durationNs)
    setU32(contendedLongestSpan, at, span)
    setU32(contendedLongestGoroutine, at, goroutine)
  }
}

/** The span of a row that covers an instant: the last that begins at or before it, else its first (assist-pieces.ts). */
function spanAt(first: u32, end: u32, timeNs: f64): u32 {
  let low = first
  let high = end
  while (low < high) {
    const middle = (low + high) >>> 1
    if (f64At(startNs, middle) <= timeNs) low = middle + 1
    else high = middle
  }
  return low > first ? low - 1 : first
}

/** From which span on a row adds to the density of its group; `end` when it does not. */
// @ts-ignore: decorator
@inline
function densityFrom(goroutine: u32, group: u32, first: u32, end: u32): u32 {
  const widthNs = f64At(densityWidthNs, group)
  const fromNs = f64At(densityFirst, group) * widthNs
  const toNs = fromNs + <f64>u32At(densityBuckets, group) * widthNs
  if (f64At(rowEndNs, goroutine) <= fromNs || f64At(createdNs, goroutine) >= toNs) return end
  return f64At(startNs, first) >= fromNs ? first : spanAt(first, end, fromNs)
}

// @ts-ignore: decorator
@inline
function addToDensity(group: u32, code: u32, begin: f64, end: f64): void {
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

/** The group of a goroutine. */
export function groupOf(goroutine: u32): u32 {
  return u32At(groupOfKind, u32At(kindOf, kindKeyOf(goroutine)) - 1)
}

/**
 * All goroutines from `from` on that have no pyramid, until one has, or `to`, or so many spans have been looked at. Returns
 * the first that was not.
 */
export function walkLight(from: u32, to: u32, mostSpans: u32): u32 {
  const perNs = 1 / counterWidthNs
  let left = <i32>mostSpans
  for (let goroutine = from; goroutine < to; goroutine++) {
    const first = u32At(spanOffset, goroutine)
    const end = u32At(spanOffset, goroutine + 1)
    const length = end - first
    if (length > rawSpans) return goroutine
    left -= <i32>length
    if (left < 0) return goroutine
    if (length === 0) continue
    const isSystem = (u8At(flags, goroutine) & system) !== 0
    const table = u32At(functionName, goroutine) === workerName ? workerCodes : codes
    const group = u32At(groupOfKind, u32At(kindOf, kindKeyOf(goroutine)) - 1)
    const times = groupTimes + (<usize>(group * stateCount) << 3)
    const dense = densityFrom(goroutine, group, first, end)
    const lastNs = f64At(rowEndNs, goroutine)
    let begin = f64At(startNs, first)
    for (let span = first; span < end; span++) {
      const next = span + 1 < end ? f64At(startNs, span + 1) : lastNs
      const spanState = u8At(state, span)
      const spanReason = u8At(reason, span)
      const code = u8At(table, (spanState << 8) | spanReason)
      const durationNs = next - begin
      if (code !== notDrawn) {
        addF64(times, code, durationNs)
        if (span >= dense) addToDensity(group, code, begin, next)
      }
      addToCounters(spanState, begin, next, perNs)
      addWait(goroutine, span, spanState, spanReason, isSystem, durationNs)
      begin = next
    }
  }
  return to
}

/** Before the stretches of a row with a pyramid. */
export function beginPyramid(): void {
  memory.fill(sums, 0, <usize>stateCount << 3)
  memory.fill(nodeSums, 0, <usize>baseLength * stateCount * 4)
  memory.fill(nodeLongest, 255, <usize>baseLength * 4)
  for (let node: u32 = 0; node < baseLength; node++) setF64(nodeLongestNs, node, -1)
  bucket = 0
  edgeNs = (baseFirst + 1) * baseWidthNs
  countHere = 0
  flagsHere = 0
  longestHere = NONE
  longestHereNs = -1
  lastThread = NONE
}

/** Writes what was summed up of a bucket of the base level, which is never come back to. */
function leaveBucket(node: u32, count: u32, bits: u32, longest: u32, longestNs: f64): void {
  if (node >= baseLength) return
  const target = nodeSums + <usize>(node * stateCount * 4)
  for (let one: u32 = 0; one < stateCount; one++) {
    setU32(target, one, <u32>f64At(sums, one))
    setF64(sums, one, 0)
  }
  setU32(nodeCount, node, count)
  setU8(nodeFlags, node, bits)
  setU32(nodeLongest, node, longest)
  setF64(nodeLongestNs, node, longestNs)
}

/**
 * Stretches of a row with a pyramid. Of a goroutine: spans [from, to) of the row that is walked. Of a P or M: executions at
 * positions [from, to), the one behind them beginning at `afterNs` (Infinity: none), known in their row by numbers that
 * are `shift` higher. False: executions are not in order of time.
 */
export function addStretches(isRow: bool, from: u32, to: u32, afterNs: f64, shift: u32): bool {
  const perNs = 1 / baseWidthNs
  const counterPerNs = 1 / counterWidthNs
  const times = rowTimes
  const isSystem = isRow && (u8At(flags, rowGoroutine) & system) !== 0
  const rowTable = isRow && u32At(functionName, rowGoroutine) === workerName ? workerCodes : codes
  let dense = NONE
  if (isRow && addsDensity)
    dense = densityFrom(rowGoroutine, rowGroup, u32At(spanOffset, rowGoroutine), u32At(spanOffset, rowGoroutine + 1))
  let edge = edgeNs
  let node = bucket
  let count = countHere
  let bits = flagsHere
  let longest = longestHere
  let longestNs = longestHereNs
  let nextNs: f64 = 0
  if (from < to) nextNs = f64At(startNs, isRow ? from : u32At(processorSpan, from))
  for (let position = from; position < to; position++) {
    const begin = nextNs
    let end: f64
    let code: u32
    let span = position
    if (isRow) {
      end = position + 1 < rowEnd ? f64At(startNs, position + 1) : f64At(rowEndNs, rowGoroutine)
      nextNs = end
      const spanState = u8At(state, position)
      const spanReason = u8At(reason, position)
      code = u8At(rowTable, (spanState << 8) | spanReason)
      const durationNs = end - begin
      if (code !== notDrawn) {
        addF64(times, code, durationNs)
        if (position >= dense) addToDensity(rowGroup, code, begin, end)
        if (spanState === waiting && u8At(isBlocked, code) !== 0) {
          rowWaits++
          if (durationNs > rowLongestWaitNs) rowLongestWaitNs = durationNs
        }
      }
      if (addsCounters) addToCounters(spanState, begin, end, counterPerNs)
      addWait(rowGoroutine, position, spanState, spanReason, isSystem, durationNs)
    } else {
      span = u32At(processorSpan, position)
      const goroutine = u32At(processorSpanGoroutine, position)
      const spanState = u8At(state, span)
      end = span + 1 < u32At(spanOffset, goroutine + 1) ? f64At(startNs, span + 1) : f64At(rowEndNs, goroutine)
      if (spanState === syscall && lostCount > 0) {
        const lost = lostAt(span)
        if (lost < end) end = lost
      }
      if (findsSegments) {
        const thread = u32At(link, span) & 0xfffff
        if (thread !== lastThread) {
          lastThread = thread
          setU32(segmentThread, segments, thread)
          setU32(segmentFirst, segments++, position)
        }
      }
      nextNs = position + 1 < to ? f64At(startNs, u32At(processorSpan, position + 1)) : afterNs
      if (nextNs < begin) return false
      if (nextNs < end) end = nextNs
      if (end < begin) end = begin
      const table = u32At(functionName, goroutine) === workerName ? workerCodes : codes
      code = u8At(table, (spanState << 8) | u8At(reason, span))
    }
    const durationNs = end - begin
    if (begin >= edge) {
      leaveBucket(node, count, bits, longest, longestNs)
      count = 0
      bits = 0
      longestNs = -1
      longest = NONE
      const place = Math.floor(begin * perNs) - baseFirst
      if (!(place >= 0 && place < <f64>baseLength)) return false
      node = <u32>place
      edge = (place + baseFirst + 1) * baseWidthNs
    }
    if (durationNs > longestNs) {
      longestNs = durationNs
      longest = position + shift
    }
    if (code === notDrawn) continue
    count++
    if (durationNs >= f64At(flagThresholdNs, code)) bits |= u8At(flagBits, code)
    if (end <= edge) {
      addF64(sums, code, durationNs)
      continue
    }
    let restNs = begin
    while (edge < end) {
      addF64(sums, code, edge - restNs)
      leaveBucket(node, count, bits, longest, longestNs)
      count = 0
      bits = 0
      longestNs = -1
      longest = NONE
      restNs = edge
      edge += baseWidthNs
      node++
    }
    addF64(sums, code, end - restNs)
  }
  edgeNs = edge
  bucket = node
  countHere = count
  flagsHere = bits
  longestHere = longest
  longestHereNs = longestNs
  return true
}

/** When a system call lost its P, or Infinity. */
function lostAt(span: u32): f64 {
  let low: u32 = 0
  let high = lostCount
  while (low < high) {
    const middle = (low + high) >>> 1
    if (u32At(lostSpan, middle) < span) low = middle + 1
    else high = middle
  }
  return low < lostCount && u32At(lostSpan, low) === span ? f64At(lostAtNs, low) : Infinity
}

/** Behind the last stretch: the base level gets its columns, and every level above it is added up. */
export function finishPyramid(levelCount: u32): void {
  leaveBucket(bucket, countHere, flagsHere, longestHere, longestHereNs)
  const wide = columnCount
  for (let node: u32 = 0; node < baseLength; node++) {
    for (let column: u32 = 0; column < wide; column++)
      setU32(nodeTimeNs, node * wide + column, u32At(nodeSums, node * stateCount + u8At(columns, column)))
  }
  let below: u32 = 0
  let belowFirst = baseFirst
  let belowLength = baseLength
  for (let level: u32 = 1; level < levelCount; level++) {
    const here = below + belowLength
    const first = Math.floor(belowFirst / 4)
    const before = <u32>(belowFirst - 4 * first)
    const length = ((belowLength + before - 1) >>> 2) + 1
    for (let place: u32 = 0; place < length; place++) {
      let longestNs: f64 = -1
      let longest = NONE
      let count: u32 = 0
      let bits: u32 = 0
      for (let part: u32 = 0; part < 4; part++) {
        const index: u32 = 4 * place + part - before
        if (index >= belowLength) continue
        const child = below + index
        const ns = f64At(nodeLongestNs, index)
        if (ns > longestNs) {
          longestNs = ns
          longest = u32At(nodeLongest, child)
        }
        count += u32At(nodeCount, child)
        bits |= u8At(nodeFlags, child)
        for (let column: u32 = 0; column < wide; column++)
          addU32(nodeTimeNs, (here + place) * wide + column, u32At(nodeTimeNs, child * wide + column))
      }
      // What lies below is behind: it has been read.
      setF64(nodeLongestNs, place, longestNs)
      setU32(nodeLongest, here + place, longest)
      setU32(nodeCount, here + place, count)
      setU8(nodeFlags, here + place, bits)
    }
    below = here
    belowFirst = first
    belowLength = length
  }
}
