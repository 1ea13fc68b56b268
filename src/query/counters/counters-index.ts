/**
 * What the counters over time are computed from: covered time of every P, of stop-the-world and of GC marking, and
 * how much time goroutines spent in each of Go's states, on a grid over the whole trace.
 */
import { visualStates } from '../../contract/visual-states'
import { GoroutineState, Metric } from '../../model/states'
import type { Trace } from '../../model/trace'
import type { ColumnSpace } from '../../model/column-space'
import { ownArrays } from '../../model/column-space'
import { IntervalSum } from '../interval-sum'
import type { Pyramid } from '../lod/pyramid'
import { TimeGrid } from '../lod/time-grid'

export interface CountersIndex {
  /** From the event that first says so, as Go counts. */
  readonly processors: readonly IntervalSum[]
  /** As the rows of the Ps show it: also before that event. */
  readonly shownProcessors: readonly IntervalSum[]
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

/** The same by visual state, as pyramids know them: all but running, runnable and syscall are ways to wait. */
export const kindOfVisualState = Int8Array.from(visualStates, (state) => {
  if (state === 'running' || state === 'gc-work') return 0
  if (state === 'runnable') return 1
  return state === 'syscall' ? 3 : 2
})

/** Goal values above this mean "no goal" (Go: math.MaxUint64 or so while GOGC is off). */
export const largestHeapBytes = 2 ** 50

export const gcMarkRange = 'GC concurrent mark phase'
export const stopTheWorldPrefix = 'stop-the-world'

/** How long goroutines were in each counted state, and where spans begin: being added up. */
export interface StateSums {
  readonly grid: TimeGrid
  /** Spans that begin in grid bucket i - 1; then those before it. */
  readonly spansBefore: Float64Array
}

export function stateSumsOf(trace: Trace, space: ColumnSpace = ownArrays): StateSums {
  const exponent = Math.max(0, Math.ceil(Math.log2(Math.max(1, trace.durationNs) / gridBuckets)))
  const bucketCount = Math.floor(trace.durationNs / 2 ** exponent) + 1
  return {
    grid: new TimeGrid(exponent, 0, bucketCount, countedStates.length, space),
    spansBefore: space.float64(bucketCount + 1),
  }
}

/** Pyramids do not tell undetermined stretches, which are in no state, from waits of unknown reason. */
export function hasGaps({ spans }: Trace): boolean {
  return spans.state.subarray(0, spans.count).includes(GoroutineState.undetermined)
}

export function sumStates(trace: Trace, goroutinePyramids: ReadonlyMap<number, Pyramid>): StateSums {
  const sums = stateSumsOf(trace)
  const isAdded = new Uint8Array(trace.goroutines.count)
  const readsNodes = !hasGaps(trace)
  for (const [goroutine, pyramid] of goroutinePyramids) {
    if (pyramid.baseExponent > sums.grid.exponent || !readsNodes) continue
    addNodes(pyramid, sums)
    isAdded[goroutine] = 1
  }
  addSpans(trace, isAdded, sums.grid, sums.spansBefore)
  return sums
}

/** @param sums with everything added, not yet finished. */
export function countersIndexOf(
  trace: Trace,
  { grid, spansBefore }: StateSums,
  maxGoroutines: number,
): CountersIndex {
  const processors = Array.from({ length: trace.processors.count }, (_, processor) =>
    runsOf(trace, processor),
  )
  grid.finish()
  for (let bucket = 1; bucket <= grid.bucketCount; bucket++) spansBefore[bucket] += spansBefore[bucket - 1]
  return {
    processors,
    shownProcessors: processors.map((runs, processor) => shownRunsOf(trace, processor) ?? runs),
    stopTheWorld: rangesNamed(trace, (name) => name.startsWith(stopTheWorldPrefix)),
    gcMark: rangesNamed(trace, (name) => name === gcMarkRange),
    grid,
    maxHeapBytes: largestOf(trace, Metric.heapLive),
    maxGoroutines,
    spansBefore,
  }
}

export function addNodes(pyramid: Pyramid, { grid, spansBefore }: StateSums): void {
  const level = pyramid.levelFor(grid.exponent)
  const shift = 2 ** (grid.exponent - pyramid.exponentOf(level))
  const kinds = Int8Array.from(pyramid.states, (state) => kindOfVisualState[state])
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
    let endNs = spanOffset[goroutine] < end ? starts.at(spanOffset[goroutine]) : 0
    for (let span = spanOffset[goroutine]; span < end; span++) {
      startNs = endNs
      endNs = span + 1 < end ? starts.at(span + 1) : rowEndNs.at(goroutine)
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
  const first = runOffset[processor]
  const end = runOffset[processor + 1]
  return new IntervalSum(runStartNs.subarray(first, end), runEndNs.subarray(first, end))
}

/**
 * The first event of a P may come long after the trace's begin, while a goroutine that was there before is shown to run on
 * it from the begin on: then it was held as long. Undefined where that changes nothing.
 */
function shownRunsOf({ processors, spans }: Trace, processor: number): IntervalSum | undefined {
  const { runOffset, runStartNs, runEndNs, spanOffset, span } = processors
  const first = runOffset[processor]
  const end = runOffset[processor + 1]
  if (first === end || spanOffset[processor] === spanOffset[processor + 1]) return undefined
  const ranNs = spans.startNs.at(span[spanOffset[processor]])
  if (ranNs >= runStartNs[first]) return undefined
  const starts = runStartNs.slice(first, end)
  starts[0] = ranNs
  return new IntervalSum(starts, runEndNs.subarray(first, end))
}

function rangesNamed(trace: Trace, accepts: (name: string) => boolean): IntervalSum {
  const { ranges, tables } = trace
  const found: number[] = []
  const known = new Map<number, boolean>()
  for (let range = 0; range < ranges.count; range++) {
    const name = ranges.name[range]
    let isWanted = known.get(name)
    if (isWanted === undefined) {
      isWanted = accepts(tables.strings.get(name))
      known.set(name, isWanted)
    }
    if (isWanted) found.push(range)
  }
  found.sort((a, b) => ranges.startNs[a] - ranges.startNs[b])
  return new IntervalSum(
    Float64Array.from(found, (range) => ranges.startNs[range]),
    Float64Array.from(found, (range) => ranges.endNs[range]),
  )
}

function largestOf(trace: Trace, metric: Metric): number {
  const { count, value } = trace.metrics[metric]
  let largest = 0
  for (let point = 0; point < count; point++) {
    if (value[point] > largest && value[point] < largestHeapBytes) largest = value[point]
  }
  return largest
}
