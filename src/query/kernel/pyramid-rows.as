/**
 * Rows with a pyramid, of goroutines and of Ps and Ms: what light rows add to the totals, and the nodes (lod/pyramid.ts).
 */
import { addF64, addU32, f64At, setF64, setU32, setU8, timeAt, u32At, u8At } from './load-store'
import { addToCounters, addToDensity, counterWidthNs } from './time-grids'
import { NONE, notDrawn, runnable, stateCount, system, waiting } from './states'
import {
  codesOf,
  endOfExecution,
  executedBy,
  flagBits,
  flagsOf,
  flagThresholdNs,
  isBlocked,
  isContended,
  longWaitNs,
  placeOf,
  processorSpan,
  reason,
  reasonOf,
  rowEndOf,
  startUnits,
  state,
  timeBytes,
  unitNs,
} from './trace-columns'
import { addContended, addWait, networkWait } from './waits'

export let segmentThread: usize = 0 // u32
export let segmentFirst: usize = 0 // u32
export let segments: u32 = 0

// The row that is walked.
export let rowGoroutine: u32 = 0
export let rowGroup: u32 = 0
export let rowEnd: u32 = 0
export let addsCounters: bool = false
export let addsDensity: bool = false
/** From which span on it adds to the density of its group. */
export let rowDense: u32 = 0
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
let statesHere: u32 = 0
let countHere: u32 = 0
let flagsHere: u32 = 0
let longestHere: u32 = NONE
let longestHereNs: f64 = -1

/** Before the stretches of a row with a pyramid. */
export function beginPyramid(): void {
  memory.fill(sums, 0, <usize>stateCount << 3)
  memory.fill(nodeSums, 0, <usize>baseLength * stateCount * 4)
  memory.fill(nodeLongest, 255, <usize>baseLength * 4)
  for (let node: u32 = 0; node < baseLength; node++) setF64(nodeLongestNs, node, -1)
  bucket = 0
  edgeNs = (baseFirst + 1) * baseWidthNs
  statesHere = 0
  countHere = 0
  flagsHere = 0
  longestHere = NONE
  longestHereNs = -1
  lastThread = NONE
}

/** Writes what was summed up of a bucket of the base level, which is never come back to. `states`: bits of those it has. */
function leaveBucket(node: u32, states: u32, count: u32, bits: u32, longest: u32, longestNs: f64): void {
  const isThere = node < baseLength
  const target = nodeSums + <usize>(node * stateCount * 4)
  for (let left = states; left !== 0; left &= left - 1) {
    const one = ctz(left)
    const timeNs = f64At(sums, one)
    if (isThere) setU32(target, one, <u32>timeNs)
    addF64(rowTimes, one, timeNs)
    setF64(sums, one, 0)
  }
  if (!isThere) return
  setU32(nodeCount, node, count)
  setU8(nodeFlags, node, bits)
  setU32(nodeLongest, node, longest)
  setF64(nodeLongestNs, node, longestNs)
}

/** Spans [from, to) of the row of a goroutine that is walked. False: they are not in order of time. */
export function addSpans(from: u32, to: u32): bool {
  return addStretches(true, timeBytes === 4, from, to, 0, 0)
}

/**
 * Executions at positions [from, to) of a P or M, the one behind them beginning at `afterNs` (Infinity: none), known in their
 * row by numbers that are `shift` higher. False: they are not in order of time.
 */
export function addExecutions(from: u32, to: u32, afterNs: f64, shift: u32): bool {
  return addStretches(false, timeBytes === 4, from, to, afterNs, shift)
}

/**
 * The first says at compile time what the rows are: this is written in where it is called. Globals are read once, for V8 keeps
 * none in registers.
 */
// @ts-ignore: decorator
@inline
function addStretches(isRow: bool, isNarrow: bool, from: u32, to: u32, afterNs: f64, shift: u32): bool {
  const starts = startUnits
  const unit = unitNs
  const states = state
  const reasons = reason
  const executed = processorSpan
  const sumOf = sums
  const widthNs = baseWidthNs
  const perNs = 1 / widthNs
  const rowTable = isRow ? codesOf(rowGoroutine) : 0
  const contended = isContended
  const blocked = isBlocked
  const longNs = longWaitNs
  const network = networkWait
  const leastFlagNs = leastFlag()
  const isSystem = isRow && (flagsOf(rowGoroutine) & system) !== 0
  const addsToGrids = isRow && (addsCounters || addsDensity)
  let lastReason = isRow && from > 0 ? reasonOf(from - 1) : NONE
  let waits: u32 = 0
  let longestWaitNs = rowLongestWaitNs
  let edge = edgeNs
  let node = bucket
  let seen = statesHere
  let count = countHere
  let bits = flagsHere
  let longest = longestHere
  let longestNs = longestHereNs
  let nextNs: f64 = 0
  if (from < to) nextNs = timeAt(isNarrow, starts, unit, isRow ? from : u32At(executed, from))
  for (let position = from; position < to; position++) {
    const begin = nextNs
    let end: f64
    let code: u32
    if (isRow) {
      end = position + 1 < rowEnd ? timeAt(isNarrow, starts, unit, position + 1) : rowEndOf(rowGoroutine)
      nextNs = end
      const spanState = u8At(states, position)
      const spanReason = u8At(reasons, position)
      const durationNs = end - begin
      code = u8At(rowTable, (spanState << 8) | spanReason)
      if (spanState === waiting) {
        if (u8At(contended, spanReason) !== 0 && !isSystem) addContended(rowGoroutine, position, durationNs)
        if (code !== notDrawn && u8At(blocked, code) !== 0) {
          waits++
          if (durationNs > longestWaitNs) longestWaitNs = durationNs
        }
      } else if (spanState === runnable) {
        if (durationNs >= longNs || lastReason === network)
          addWait(rowGoroutine, position, spanState, spanReason, isSystem, durationNs)
      }
      lastReason = spanReason
      if (addsToGrids) addToGrids(position, spanState, code, begin, end)
    } else {
      const span = u32At(executed, position)
      const goroutine = executedBy(position)
      if (findsSegments) {
        const thread = placeOf(span) & 0xfffff
        if (thread !== lastThread) {
          lastThread = thread
          setU32(segmentThread, segments, thread)
          setU32(segmentFirst, segments++, position)
        }
      }
      nextNs = position + 1 < to ? timeAt(isNarrow, starts, unit, u32At(executed, position + 1)) : afterNs
      if (nextNs < begin) return false
      end = endOfExecution(span, goroutine, begin, nextNs)
      code = u8At(codesOf(goroutine), (u8At(states, span) << 8) | u8At(reasons, span))
    }
    const durationNs = end - begin
    if (begin >= edge) {
      leaveBucket(node, seen, count, bits, longest, longestNs)
      seen = 0
      count = 0
      bits = 0
      longestNs = -1
      longest = NONE
      const place = Math.floor(begin * perNs) - baseFirst
      if (!(place >= 0 && place < <f64>baseLength)) return false
      node = <u32>place
      edge = (place + baseFirst + 1) * widthNs
    }
    if (durationNs > longestNs) {
      longestNs = durationNs
      longest = position + shift
    }
    if (code === notDrawn) continue
    count++
    seen |= <u32>1 << code
    if (durationNs >= leastFlagNs && durationNs >= f64At(flagThresholdNs, code)) bits |= u8At(flagBits, code)
    if (end <= edge) {
      addF64(sumOf, code, durationNs)
      continue
    }
    let restNs = begin
    while (edge < end) {
      addF64(sumOf, code, edge - restNs)
      leaveBucket(node, seen, count, bits, longest, longestNs)
      seen = <u32>1 << code
      count = 0
      bits = 0
      longestNs = -1
      longest = NONE
      restNs = edge
      edge += widthNs
      node++
    }
    addF64(sumOf, code, end - restNs)
  }
  rowWaits += waits
  rowLongestWaitNs = longestWaitNs
  edgeNs = edge
  bucket = node
  statesHere = seen
  countHere = count
  flagsHere = bits
  longestHere = longest
  longestHereNs = longestNs
  return true
}

/** The shortest stretch that is flagged in any state. */
function leastFlag(): f64 {
  let least = Infinity
  for (let code: u32 = 0; code < stateCount; code++) least = Math.min(least, f64At(flagThresholdNs, code))
  return least
}

/** Of a row whose buckets are too wide to stand for its spans on the grids of time. */
function addToGrids(span: u32, spanState: u32, code: u32, begin: f64, end: f64): void {
  if (addsDensity && code !== notDrawn && span >= rowDense) addToDensity(rowGroup, code, begin, end)
  if (addsCounters) addToCounters(spanState, begin, end, 1 / counterWidthNs)
}

/** Behind the last stretch of a row: its times are complete. */
export function leaveRow(): void {
  leaveBucket(bucket, statesHere, countHere, flagsHere, longestHere, longestHereNs)
}

/** After that: the base level gets its columns, and every level above it is added up. */
export function finishPyramid(levelCount: u32): void {
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
