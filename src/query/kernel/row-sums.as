/** Times of goroutines: of one by state and reason, with its waits, or of many those that are wanted. */
import {
  addDuration,
  bucketOf,
  slotBuckets,
  slotCount,
  slotLongestGoroutine,
  slotLongestNs,
  slotLongestSpan,
  slotTotalNs,
} from './duration-slots'
import { addF64, addU32, f64At, setF64, setU32, u32At, u8At } from './load-store'
import { NONE } from './states'
import {
  codesOf,
  firstSpanOf,
  reason,
  reasonOf,
  rowEndOf,
  spanStartNs,
  startUnits,
  state,
  stateOf,
  timeBytes,
  unitNs,
  workerCodes,
} from './trace-columns'

/** By `state << 8 | reason`: time of one row. */
export let rowTimes: usize = 0 // f64
/** Whether such spans are waits, whose durations go to slot 0. */
export let isWait: usize = 0 // u8

/** Adds the spans [from, to) of a goroutine's row. */
export function addRowTimes(goroutine: u32, from: u32, to: u32): void {
  const end = firstSpanOf(goroutine + 1)
  const lastNs = to < end ? spanStartNs(to) : rowEndOf(goroutine)
  if (u32At(slotBuckets, 0) !== 0) countRowTimes(goroutine, from, to, lastNs)
  else listRowTimes(goroutine, from, to, lastNs)
}

function listRowTimes(goroutine: u32, from: u32, to: u32, lastNs: f64): void {
  let beginNs = spanStartNs(from)
  for (let span = from; span < to; span++) {
    const endNs = span + 1 < to ? spanStartNs(span + 1) : lastNs
    const key = (stateOf(span) << 8) | reasonOf(span)
    const durationNs = endNs - beginNs
    addF64(rowTimes, key, durationNs)
    if (u8At(isWait, key) !== 0) addDuration(0, goroutine, span, durationNs)
    beginNs = endNs
  }
}

/** The same where the kernel counts. All in locals: there may be millions, and globals are loaded anew for every span. */
function countRowTimes(goroutine: u32, from: u32, to: u32, lastNs: f64): void {
  const times = rowTimes
  const waits = isWait
  const states = state
  const reasons = reason
  const units = startUnits
  const perUnit = unitNs
  const isNarrow = timeBytes === 4
  const buckets = <usize>u32At(slotBuckets, 0)
  let count: u32 = 0
  let totalNs = f64At(slotTotalNs, 0)
  let longestNs = f64At(slotLongestNs, 0)
  let longest = NONE
  let beginNs = spanStartNs(from)
  for (let span = from; span < to; span++) {
    const next = span + 1
    let endNs = lastNs
    if (next < to) endNs = isNarrow ? <f64>u32At(units, next) * perUnit : f64At(units, next)
    const key = (u8At(states, span) << 8) | u8At(reasons, span)
    const durationNs = endNs - beginNs
    beginNs = endNs
    addF64(times, key, durationNs)
    if (u8At(waits, key) === 0) continue
    count++
    totalNs += durationNs
    addU32(buckets, bucketOf(durationNs), 1)
    if (durationNs > longestNs) {
      longestNs = durationNs
      longest = span
    }
  }
  addF64(slotCount, 0, <f64>count)
  setF64(slotTotalNs, 0, totalNs)
  if (longest === NONE) return
  setF64(slotLongestNs, 0, longestNs)
  setU32(slotLongestSpan, 0, longest)
  setU32(slotLongestGoroutine, 0, goroutine)
}

/** By `state << 8 | reason`: 1 for what is wanted of usual goroutines, and of the collector's workers. */
export let wanted: usize = 0 // u8
export let wantedOfWorkers: usize = 0 // u8
/** By goroutine, from the first of a call on. */
export let wantedNs: usize = 0 // f64

/** Wanted time of goroutines from `from` on, until one has more than `longestRow` spans, or `to`. Returns the first left out. */
export function wantedTimes(from: u32, to: u32, longestRow: u32): u32 {
  let first = firstSpanOf(from)
  for (let goroutine = from; goroutine < to; goroutine++) {
    const end = firstSpanOf(goroutine + 1)
    if (end - first > longestRow) return goroutine
    setF64(wantedNs, goroutine - from, wantedTimeOf(goroutine, first, end))
    first = end
  }
  return to
}

// @ts-ignore: decorator
@inline
function wantedTimeOf(goroutine: u32, first: u32, end: u32): f64 {
  if (first === end) return 0
  const table = codesOf(goroutine) === workerCodes ? wantedOfWorkers : wanted
  let sumNs: f64 = 0
  let beginNs = spanStartNs(first)
  const lastNs = rowEndOf(goroutine)
  for (let span = first; span < end; span++) {
    const endNs = span + 1 < end ? spanStartNs(span + 1) : lastNs
    if (u8At(table, (stateOf(span) << 8) | reasonOf(span)) !== 0) sumNs += endNs - beginNs
    beginNs = endNs
  }
  return sumNs
}
