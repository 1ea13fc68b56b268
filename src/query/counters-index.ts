/**
 * What the counters over time are computed from: covered time of every P, of stop-the-world and of GC marking, and
 * how much time goroutines spent in each of Go's states, on a grid over the whole trace.
 */
import { visualStateIndex } from '../contract/trace-dto'
import { GoroutineState, Metric } from '../model/states'
import type { Trace } from '../model/trace'
import { IntervalSum } from './interval-sum'
import type { Pyramid } from './lod/pyramid'
import { TimeGrid } from './lod/time-grid'

export interface CountersIndex {
  readonly processors: readonly IntervalSum[]
  readonly stopTheWorld: IntervalSum
  readonly gcMark: IntervalSum
  /** Sum of GOMAXPROCS over time up to an instant, or undefined where the file does not tell it. */
  readonly grid: TimeGrid
  readonly maxHeapBytes: number
  /** The most goroutines that existed at once. */
  readonly maxGoroutines: number
  /** Spans that begin before the end of grid bucket i, to tell how many lie in a window. */
  readonly spansBefore: Float64Array
}

/** Kinds of the grid, in the order of the columns that are answered. */
export const countedStates = ['running', 'runnable', 'waiting', 'syscall'] as const

const gridBuckets = 8_192

/** Kind by GoroutineState; -1 for what is not counted. */
export const kindOfState = Int8Array.from([-1, -1, 1, 0, 2, 3])

/** Goal values above this mean "no goal" (Go: math.MaxUint64 or so while GOGC is off). */
export const largestHeapBytes = 2 ** 50

export const gcMarkRange = 'GC concurrent mark phase'
export const stopTheWorldPrefix = 'stop-the-world'

export function countersIndexOf(parts: {
  readonly trace: Trace
  readonly goroutinePyramids: ReadonlyMap<number, Pyramid>
}): CountersIndex {
  const { trace } = parts
  const exponent = Math.max(0, Math.ceil(Math.log2(Math.max(1, trace.durationNs) / gridBuckets)))
  const bucketCount = Math.floor(trace.durationNs / 2 ** exponent) + 1
  const grid = new TimeGrid(exponent, 0, bucketCount, countedStates.length)
  const spansBefore = new Float64Array(bucketCount + 1)
  // Pyramids do not tell undetermined stretches, which are in no state, from waits of unknown reason.
  const hasGaps = trace.spans.state.subarray(0, trace.spans.count).includes(GoroutineState.undetermined)
  const isAdded = new Uint8Array(trace.goroutines.count)
  for (const [goroutine, pyramid] of parts.goroutinePyramids) {
    if (pyramid.baseExponent > exponent || hasGaps) continue
    addNodes(pyramid, grid, spansBefore)
    isAdded[goroutine] = 1
  }
  addSpans(trace, isAdded, grid, spansBefore)
  grid.finish()
  for (let bucket = 1; bucket <= bucketCount; bucket++) spansBefore[bucket] += spansBefore[bucket - 1]
  return {
    processors: Array.from({ length: trace.processors.count }, (_, processor) => runsOf(trace, processor)),
    stopTheWorld: rangesNamed(trace, (name) => name.startsWith(stopTheWorldPrefix)),
    gcMark: rangesNamed(trace, (name) => name === gcMarkRange),
    grid,
    maxHeapBytes: largestOf(trace, Metric.heapLive),
    maxGoroutines: mostAtOnce(trace),
    spansBefore,
  }
}

/** A pyramid knows visual states; all but running, runnable and syscall are ways to wait. */
function addNodes(pyramid: Pyramid, grid: TimeGrid, spansBefore: Float64Array): void {
  const level = Math.min(grid.exponent, pyramid.topExponent) - pyramid.baseExponent
  const shift = 2 ** (grid.exponent - pyramid.baseExponent - level)
  const kinds = Int8Array.from(pyramid.states, (state) => {
    if (state === visualStateIndex.running || state === visualStateIndex['gc-work']) return 0
    if (state === visualStateIndex.runnable) return 1
    return state === visualStateIndex.syscall ? 3 : 2
  })
  const offset = pyramid.levelOffset[level]
  const length = pyramid.levelLength(level)
  for (let index = 0; index < length; index++) {
    const bucket = Math.floor((pyramid.levelFirst[level] + index) / shift)
    const node = offset + index
    for (let column = 0; column < kinds.length; column++) {
      grid.addToBucket(kinds[column], bucket, pyramid.timeNs[node * kinds.length + column])
    }
    if (bucket + 1 < spansBefore.length) spansBefore[bucket + 1] += pyramid.count[node]
  }
}

/** The spans of all goroutines that are not added yet. One loop: most of millions of goroutines have a few spans. */
function addSpans(trace: Trace, isAdded: Uint8Array, grid: TimeGrid, spansBefore: Float64Array): void {
  const { startNs: starts, state } = trace.spans
  const { count, spanOffset, rowEndNs } = trace.goroutines
  const { bucketCount, timeNs } = grid
  const widthNs = 2 ** grid.exponent
  const perNs = 1 / widthNs
  for (let goroutine = 0; goroutine < count; goroutine++) {
    if (isAdded[goroutine] === 1) continue
    const end = spanOffset[goroutine + 1]
    let startNs = 0
    let endNs = spanOffset[goroutine] < end ? starts[spanOffset[goroutine]] : 0
    for (let span = spanOffset[goroutine]; span < end; span++) {
      startNs = endNs
      endNs = span + 1 < end ? starts[span + 1] : rowEndNs[goroutine]
      const bucket = Math.floor(startNs * perNs)
      if (bucket < 0 || bucket >= bucketCount) continue
      spansBefore[bucket + 1]++
      const kind = kindOfState[state[span]]
      if (kind < 0) continue
      // Most spans lie in one bucket.
      if (endNs <= (bucket + 1) * widthNs) timeNs[kind * bucketCount + bucket] += endNs - startNs
      else grid.add(kind, startNs, endNs)
    }
  }
}

function runsOf(trace: Trace, processor: number): IntervalSum {
  const { runOffset, runStartNs, runEndNs } = trace.processors
  const runs: [number, number][] = []
  for (let run = runOffset[processor]; run < runOffset[processor + 1]; run++) {
    runs.push([runStartNs[run], runEndNs[run]])
  }
  return new IntervalSum(runs)
}

function rangesNamed(trace: Trace, accepts: (name: string) => boolean): IntervalSum {
  const { ranges, tables } = trace
  const found: [number, number][] = []
  const known = new Map<number, boolean>()
  for (let range = 0; range < ranges.count; range++) {
    const name = ranges.name[range]
    let isWanted = known.get(name)
    if (isWanted === undefined) {
      isWanted = accepts(tables.strings.get(name))
      known.set(name, isWanted)
    }
    if (isWanted) found.push([ranges.startNs[range], ranges.endNs[range]])
  }
  return new IntervalSum(found.sort((a, b) => a[0] - b[0]))
}

function largestOf(trace: Trace, metric: Metric): number {
  const { count, value } = trace.metrics[metric]
  let largest = 0
  for (let point = 0; point < count; point++) {
    if (value[point] > largest && value[point] < largestHeapBytes) largest = value[point]
  }
  return largest
}

/**
 * The most goroutines that existed at once, by first appearance and end. Sorting two million instants would cost more
 * than all else here: only stretches of time that may hold the peak are looked at one by one.
 */
export function mostAtOnce(trace: Trace): number {
  const { goroutines, durationNs } = trace
  // About two goroutines a bucket: then few buckets can hold the peak.
  const peakBuckets = 2 ** Math.max(8, Math.min(20, Math.ceil(Math.log2(goroutines.count + 1))))
  const perNs = peakBuckets / Math.max(1, durationNs)
  const bucketOf = (timeNs: number): number =>
    Math.max(0, Math.min(peakBuckets - 1, Math.floor(timeNs * perNs)))
  const begins = new Uint32Array(peakBuckets)
  const ends = new Uint32Array(peakBuckets)
  for (let goroutine = 0; goroutine < goroutines.count; goroutine++) {
    begins[bucketOf(goroutines.createdNs[goroutine])]++
    const endedNs = goroutines.endedNs[goroutine]
    if (!Number.isNaN(endedNs)) ends[bucketOf(endedNs)]++
  }
  const before = new Float64Array(peakBuckets + 1)
  let most = 0
  for (let bucket = 0; bucket < peakBuckets; bucket++) {
    before[bucket + 1] = before[bucket] + begins[bucket] - ends[bucket]
    most = Math.max(most, before[bucket + 1])
  }
  const isCandidate = new Uint8Array(peakBuckets)
  for (let bucket = 0; bucket < peakBuckets; bucket++) {
    if (before[bucket] + begins[bucket] > most) isCandidate[bucket] = 1
  }
  const changes = new Map<number, { readonly atNs: number; readonly by: number }[]>()
  const add = (atNs: number, by: number): void => {
    const bucket = bucketOf(atNs)
    if (isCandidate[bucket] === 0) return
    const list = changes.get(bucket)
    if (list === undefined) changes.set(bucket, [{ atNs, by }])
    else list.push({ atNs, by })
  }
  for (let goroutine = 0; goroutine < goroutines.count; goroutine++) {
    add(goroutines.createdNs[goroutine], 1)
    if (!Number.isNaN(goroutines.endedNs[goroutine])) add(goroutines.endedNs[goroutine], -1)
  }
  for (const [bucket, list] of changes) {
    let alive = before[bucket]
    // At one instant ends come first: the one that ends there is no longer there.
    for (const { by } of list.sort((a, b) => a.atNs - b.atNs || a.by - b.by))
      most = Math.max(most, (alive += by))
  }
  return most
}
