/**
 * Counters over a window, by integration: each value is the mean over its slice, not a sample of it.
 *
 * Heap: the last value at or before the slice's end (a step function). Occupancy: share of GOMAXPROCS that a thread
 * held (truths: P occupancy, not CPU use). Goroutines by state: exact where the window is read span by span; in wide
 * windows over large traces from the grid, where a slice's two edges are interpolated within one of 8,192 buckets.
 */
import type { CountersHead } from '../../contract/counters-dto'
import type { Frame } from '../../contract/wire'
import { Metric } from '../../model/states'
import type { Trace } from '../../model/trace'
import { spanAt } from '../assist-pieces'
import { countedStates, kindOfState, largestHeapBytes } from './counters-index'
import type { TraceIndex } from '../trace-index'

/** Up to this many spans are read one by one. */
const directSpans = 400_000

export function counters(
  index: TraceIndex,
  fromNs: number,
  toNs: number,
  slices: number,
): Frame<CountersHead> {
  const { trace } = index
  const width = (toNs - fromNs) / slices
  const edgeNs = Float64Array.from({ length: slices + 1 }, (_, slice) => fromNs + slice * width)
  const goroutines = goroutineMeans(index, edgeNs)
  return {
    head: {
      fromNs,
      toNs,
      slices,
      maxHeapBytes: index.counters.maxHeapBytes,
      maxGoroutines: index.counters.maxGoroutines,
    },
    columns: {
      heapLive: stepValues(trace, Metric.heapLive, edgeNs),
      heapGoal: stepValues(trace, Metric.heapGoal, edgeNs),
      running: goroutines[0],
      runnable: goroutines[1],
      waiting: goroutines[2],
      syscall: goroutines[3],
      occupancy: occupancy(index, edgeNs),
      stw: shares(edgeNs, (timeNs) => index.counters.stopTheWorld.upTo(timeNs)),
      gc: shares(edgeNs, (timeNs) => index.counters.gcMark.upTo(timeNs)),
    },
  }
}

/** The share of each slice that an integral covers. */
function shares(edgeNs: Float64Array, upTo: (timeNs: number) => number): Float64Array {
  const slices = edgeNs.length - 1
  const values = new Float64Array(slices)
  let before = upTo(edgeNs[0])
  for (let slice = 0; slice < slices; slice++) {
    const after = upTo(edgeNs[slice + 1])
    const width = edgeNs[slice + 1] - edgeNs[slice]
    values[slice] = width > 0 ? (after - before) / width : 0
    before = after
  }
  return values
}

/** Mean share of Ps that a thread held, per slice; 0..1. */
export function occupancy(index: TraceIndex, edgeNs: Float64Array): Float64Array {
  const { shownProcessors: processors } = index.counters
  const held = shares(edgeNs, (timeNs) => {
    let sum = 0
    for (const processor of processors) sum += processor.upTo(timeNs)
    return sum
  })
  const limit = shares(edgeNs, processorLimitIntegral(index.trace))
  return held.map((value, slice) => {
    const most = limit[slice] > 0 ? limit[slice] : processors.length
    return most > 0 ? Math.min(1, value / most) : 0
  })
}

/** ∫ GOMAXPROCS dt from 0. Before the first value that the file has, that value holds. */
export function processorLimitIntegral(trace: Trace): (timeNs: number) => number {
  const { count, atNs, value } = trace.metrics[Metric.gomaxprocs]
  if (count === 0) return (timeNs) => trace.processors.count * timeNs
  const before = new Float64Array(count)
  for (let point = 0; point < count; point++) {
    before[point] =
      point === 0
        ? value[0] * atNs[0]
        : before[point - 1] + value[point - 1] * (atNs[point] - atNs[point - 1])
  }
  return (timeNs) => {
    const point = lastAt(atNs, count, timeNs)
    return point < 0 ? value[0] * timeNs : before[point] + value[point] * (timeNs - atNs[point])
  }
}

/** The last point at or before `timeNs`, or -1. */
function lastAt(atNs: Float64Array, count: number, timeNs: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (atNs[middle] <= timeNs) low = middle + 1
    else high = middle
  }
  return low - 1
}

function stepValues(trace: Trace, metric: Metric, edgeNs: Float64Array): Float64Array {
  const { count, atNs, value } = trace.metrics[metric]
  const values = new Float64Array(edgeNs.length - 1)
  for (let slice = 0; slice < values.length; slice++) {
    const point = lastAt(atNs, count, edgeNs[slice + 1])
    values[slice] = point < 0 || value[point] > largestHeapBytes ? NaN : value[point]
  }
  return values
}

function goroutineMeans(index: TraceIndex, edgeNs: Float64Array): Float64Array[] {
  const slices = edgeNs.length - 1
  const fromNs = edgeNs[0]
  const toNs = edgeNs[slices]
  const means = countedStates.map(() => new Float64Array(slices))
  if (!(toNs > fromNs)) return means
  if (spansBetween(index, fromNs, toNs) + index.trace.goroutines.count > directSpans) {
    return countedStates.map((_, kind) => shares(edgeNs, (timeNs) => gridUpTo(index, kind, timeNs)))
  }
  addSpans(index.trace, means, fromNs, toNs)
  const width = (toNs - fromNs) / slices
  return means.map((values) => values.map((timeNs) => timeNs / width))
}

/** About how many spans begin in a window; from above. */
function spansBetween(index: TraceIndex, fromNs: number, toNs: number): number {
  const { spansBefore, grid } = index.counters
  const last = spansBefore.length - 1
  const bucketOf = (timeNs: number): number =>
    Math.min(last, Math.max(0, Math.floor(timeNs / 2 ** grid.exponent)))
  return spansBefore[Math.min(last, bucketOf(toNs) + 1)] - spansBefore[bucketOf(fromNs)]
}

const cumulativeCache = new WeakMap<TraceIndex, Float64Array>()

/** Time in a counted state before `timeNs`, over all goroutines. */
function gridUpTo(index: TraceIndex, kind: number, timeNs: number): number {
  const { grid } = index.counters
  const { bucketCount } = grid
  let cumulative = cumulativeCache.get(index)
  if (cumulative === undefined) {
    cumulative = new Float64Array(countedStates.length * (bucketCount + 1))
    for (let one = 0; one < countedStates.length; one++) {
      for (let bucket = 0; bucket < bucketCount; bucket++) {
        const at = one * (bucketCount + 1) + bucket
        cumulative[at + 1] = cumulative[at] + grid.timeNs[one * bucketCount + bucket]
      }
    }
    cumulativeCache.set(index, cumulative)
  }
  const place = Math.min(bucketCount, Math.max(0, timeNs / 2 ** grid.exponent))
  const bucket = Math.min(bucketCount - 1, Math.floor(place))
  const at = kind * (bucketCount + 1) + bucket
  return cumulative[at] + (cumulative[at + 1] - cumulative[at]) * (place - bucket)
}

/** Adds time per slice, span by span; long spans by steps so that each costs the same. */
function addSpans(trace: Trace, means: readonly Float64Array[], fromNs: number, toNs: number): void {
  const slices = means[0].length
  const width = (toNs - fromNs) / slices
  const steps = means.map(() => new Int32Array(slices + 1))
  const { goroutines, spans } = trace
  for (let goroutine = 0; goroutine < goroutines.count; goroutine++) {
    const end = goroutines.spanOffset[goroutine + 1]
    if (goroutines.rowEndNs.at(goroutine) <= fromNs) continue
    for (let span = spanAt(trace, goroutine, fromNs); span < end && spans.startNs.at(span) < toNs; span++) {
      const kind = kindOfState[spans.state[span]]
      if (kind < 0) continue
      const endNs = span + 1 < end ? spans.startNs.at(span + 1) : goroutines.rowEndNs.at(goroutine)
      const low = (Math.max(spans.startNs.at(span), fromNs) - fromNs) / width
      const high = (Math.min(endNs, toNs) - fromNs) / width
      if (high <= low) continue
      const first = Math.min(slices - 1, Math.floor(low))
      const last = Math.min(slices - 1, Math.floor(high))
      const values = means[kind]
      if (first === last) {
        values[first] += (high - low) * width
        continue
      }
      values[first] += (first + 1 - low) * width
      values[last] += (high - last) * width
      steps[kind][first + 1]++
      steps[kind][last]--
    }
  }
  means.forEach((values, kind) => {
    let level = 0
    for (let slice = 0; slice < slices; slice++) {
      level += steps[kind][slice]
      values[slice] += level * width
    }
  })
}
