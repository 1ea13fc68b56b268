import { Metric, NONE } from '../../model/states'
import type { Trace } from '../../model/trace'
import { gcMarkRange, largestHeapBytes } from '../counters/counters-index'
import { stackDto } from '../stack-dto'
import { lastStoppedIn, worldStops } from '../scheduling/stops'
import type { TraceIndex } from '../trace-index'
import type { AnalysisTable } from './table'
import { column, cut, ns, placeInTime, placeName, text } from './table'

/** Every stop-the-world, the longest first. */
export const stopsTable: AnalysisTable = (index) => {
  const { trace } = index
  const stops = [...worldStops(trace)].sort((a, b) => b.endNs - b.startNs - (a.endNs - a.startNs))
  return {
    formula: 'Begin to end of every stop-the-world range, the time to stop the Ps included.',
    limits:
      'Which P was waited for shows only where one is seen to stop inside the range, in about three of four. The stack is where it gave way; a thread that the operating system did not run leaves an innocent one: likely, not proved.',
    columns: [
      column('at', 'At', 'time'),
      ns('length', 'Length'),
      text('reason', 'Reason'),
      column('by', 'Stopped by', 'goroutine'),
      ns('stop', 'Last P after', 'From the begin until the last P is seen to stop'),
      text('last', 'Likely last P'),
      text('place', 'It was in'),
    ],
    sortedBy: 'length',
    ...cut(stops, (stop) => {
      const last = lastStoppedIn(index, stop)
      const { goroutines, processors } = trace
      const ran = last === undefined || last.goroutine === NONE ? '' : ` · g${goroutines.id[last.goroutine]}`
      return {
        cells: [
          stop.startNs,
          stop.endNs - stop.startNs,
          stop.reason,
          stop.goroutine < goroutines.count ? goroutines.id[stop.goroutine] : null,
          last === undefined ? null : last.atNs - stop.startNs,
          last === undefined ? null : `P${processors.id[last.processor]}${ran}`,
          last === undefined ? null : placeName(trace, last.stack),
        ],
        ...placeInTime(trace, stop.startNs, stop.endNs - stop.startNs, stop.goroutine),
        stacks: [
          { label: 'Stopped by', frames: stackDto(trace, trace.ranges.stack[stop.range]) },
          ...(last === undefined || last.stack === NONE
            ? []
            : [{ label: 'Likely last', frames: stackDto(trace, last.stack) }]),
        ].filter(({ frames }) => frames.length > 0),
      }
    }),
  }
}

/** Every GC cycle by its mark phase, in order of time. */
export const gcTable: AnalysisTable = (index) => {
  const { trace, counters } = index
  const { ranges, tables } = trace
  const cycles: number[] = []
  for (let range = 0; range < ranges.count; range++) {
    if (tables.strings.get(ranges.name[range]) === gcMarkRange) cycles.push(range)
  }
  const assistNs = assistsDuring(index, cycles)
  const rows = cycles.map((range, at) => ({ range, assistNs: assistNs[at] }))
  rows.sort(
    (a, b) =>
      ranges.endNs[b.range] - ranges.startNs[b.range] - (ranges.endNs[a.range] - ranges.startNs[a.range]),
  )
  return {
    formula:
      'Begin to end of every concurrent mark phase; assist is what goroutines marked in it instead of running; heap and goal are the values in force when it began.',
    limits: 'How many Ps the collector’s own workers held is not in it: idle workers look like busy ones.',
    columns: [
      column('at', 'At', 'time'),
      ns('length', 'Marking'),
      ns('assist', 'Assist', 'Over all goroutines'),
      ns('stopped', 'World stopped', 'Inside the mark phase'),
      column('heap', 'Heap', 'bytes'),
      column('goal', 'Goal', 'bytes'),
    ],
    sortedBy: 'length',
    ...cut(rows, ({ range, assistNs: lent }) => {
      const startNs = ranges.startNs[range]
      const endNs = ranges.endNs[range]
      return {
        cells: [
          startNs,
          endNs - startNs,
          lent,
          counters.stopTheWorld.between(startNs, endNs),
          valueAt(trace, Metric.heapLive, startNs),
          valueAt(trace, Metric.heapGoal, startNs),
        ],
        ...placeInTime(trace, startNs, endNs - startNs, NONE),
      }
    }),
  }
}

/** Assist time inside each of some ranges, which follow each other. */
function assistsDuring({ trace, assists }: TraceIndex, cycles: readonly number[]): Float64Array {
  const { ranges } = trace
  const sums = new Float64Array(cycles.length)
  for (let piece = 0; piece < assists.count; piece++) {
    let low = 0
    let high = cycles.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (ranges.startNs[cycles[middle]] <= assists.startNs[piece]) low = middle + 1
      else high = middle
    }
    // A piece begins inside a cycle, or a little before where clocks differ.
    const cycle = Math.max(0, low - 1)
    if (cycle < sums.length) sums[cycle] += assists.endNs[piece] - assists.startNs[piece]
  }
  return sums
}

/** The value of a metric in force at an instant; null before the first, and for a goal that stands for none. */
export function valueAt(trace: Trace, metric: Metric, timeNs: number): number | null {
  const { count, atNs, value } = trace.metrics[metric]
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (atNs[middle] <= timeNs) low = middle + 1
    else high = middle
  }
  return low === 0 || value[low - 1] > largestHeapBytes ? null : value[low - 1]
}
