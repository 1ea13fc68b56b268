/**
 * Rows with a pyramid, of goroutines and of Ps and Ms: what light rows add to the totals, and the nodes (lod/pyramid.ts).
 */
import { addF64, addU32, f64At, setF64, setU32, setU8, u32At, u8At } from './load-store'
import { addToCounters, addToDensity, counterWidthNs, densityFrom } from './time-grids'
import { NONE, notDrawn, stateCount, system, waiting } from './states'
import {
  codesOf,
  endOfExecution,
  executedBy,
  executedSpan,
  firstSpanOf,
  flagBits,
  flagsOf,
  flagThresholdNs,
  isBlocked,
  placeOf,
  reasonOf,
  rowEndOf,
  spanStartNs,
  stateOf,
} from './trace-columns'
import { addWait } from './waits'

export let segmentThread: usize = 0 // u32
export let segmentFirst: usize = 0 // u32
export let segments: u32 = 0

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
  const isSystem = isRow && (flagsOf(rowGoroutine) & system) !== 0
  const rowTable = isRow && codesOf(rowGoroutine)
  let dense = NONE
  if (isRow && addsDensity)
    dense = densityFrom(rowGoroutine, rowGroup, firstSpanOf(rowGoroutine), firstSpanOf(rowGoroutine + 1))
  let edge = edgeNs
  let node = bucket
  let count = countHere
  let bits = flagsHere
  let longest = longestHere
  let longestNs = longestHereNs
  let nextNs: f64 = 0
  if (from < to) nextNs = spanStartNs(isRow ? from : executedSpan(from))
  for (let position = from; position < to; position++) {
    const begin = nextNs
    let end: f64
    let code: u32
    let span = position
    if (isRow) {
      end = position + 1 < rowEnd ? spanStartNs(position + 1) : rowEndOf(rowGoroutine)
      nextNs = end
      const spanState = stateOf(position)
      const spanReason = reasonOf(position)
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
      span = executedSpan(position)
      const goroutine = executedBy(position)
      if (findsSegments) {
        const thread = placeOf(span) & 0xfffff
        if (thread !== lastThread) {
          lastThread = thread
          setU32(segmentThread, segments, thread)
          setU32(segmentFirst, segments++, position)
        }
      }
      nextNs = position + 1 < to ? spanStartNs(executedSpan(position + 1)) : afterNs
      if (nextNs < begin) return false
      end = endOfExecution(span, goroutine, begin, nextNs)
      code = u8At(codesOf(goroutine), (stateOf(span) << 8) | reasonOf(span))
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
