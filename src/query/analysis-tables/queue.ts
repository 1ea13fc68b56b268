/** How many goroutines could run and had no P, over time: the run queues of all Ps together. */
import { GoroutineState, NONE } from '../../model/states'
import { insideOf } from '../analysis-scope'
import type { Scope } from '../analysis-scope'
import { counters } from '../counters/counters'
import type { TraceIndex } from '../trace-index'
import type { AnalysisTable } from './table'
import { column, counted, cut, ns, placeInTime } from './table'

const slices = 400

/** Time with at least `depth` goroutines in the queue. */
interface Level {
  readonly depth: number
  totalNs: number
  count: number
  longestNs: number
  longestStartNs: number
  sinceNs: number
}

export const queueTable: AnalysisTable = (index, { scope }) => {
  const { durationNs } = index.trace
  const fromNs = Math.max(0, scope.fromNs)
  const toNs = Math.min(durationNs, scope.toNs)
  const lengthNs = Math.max(0, toNs - fromNs)
  const { levels, deepest } = levelsOf(index, scope, toNs)
  const mean =
    lengthNs > 0 && scope.intervalsOf === undefined
      ? counters(index, fromNs, toNs, slices).columns['runnable']
      : new Float64Array(0)
  return {
    formula:
      'A goroutine is in the queue from when it can run until it runs. The chart is the mean number in each slice, over all goroutines; the table is exact: for how long at least so many of those asked for were in the queue, and the longest stretch of it.',
    limits:
      'The queue of each P is not in the data, only that a goroutine could run. One that is runnable while a P is idle may just be on its way there.',
    columns: [
      counted('depth', 'At least', 'Goroutines in the queue'),
      ns('total', 'Time'),
      column('share', 'Share', 'share', 'Of the whole stretch of time'),
      counted('count', 'Stretches'),
      ns('longest', 'Longest', 'A click leads there'),
    ],
    sortedBy: 'depth',
    series: {
      label: 'Runnable goroutines',
      fromNs,
      toNs,
      values: Array.from(mean),
      unit: 'goroutines',
      most: deepest,
    },
    ...cut([...levels].reverse(), (level) => ({
      cells: [
        level.depth,
        level.totalNs,
        lengthNs > 0 ? level.totalNs / lengthNs : 0,
        level.count,
        level.longestNs,
      ],
      ...placeInTime(index.trace, level.longestStartNs, level.longestNs, NONE),
    })),
  }
}

/** One pass over all begins and ends of runnable stretches in order of time. */
function levelsOf(
  index: TraceIndex,
  scope: Scope,
  toNs: number,
): { readonly levels: readonly Level[]; readonly deepest: number } {
  const { begins, ends } = runnableEdges(index, scope)
  let depth = 0
  let deepest = 0
  const levels: Level[] = []
  let end = 0
  let begin = 0
  while (begin < begins.length || end < ends.length) {
    // What ends at an instant leaves before what begins there enters: handing a P over is no queue of two.
    const isEnd = begin === begins.length || ends[end] <= begins[begin]
    const atNs = isEnd ? ends[end++] : begins[begin++]
    if (isEnd) {
      const level = Math.log2(depth)
      if (Number.isInteger(level)) close(levels[level], atNs)
      depth--
      continue
    }
    depth++
    deepest = Math.max(deepest, depth)
    const level = Math.log2(depth)
    if (!Number.isInteger(level)) continue
    const known = levels.at(level)
    if (known === undefined)
      levels.push({ depth, totalNs: 0, count: 0, longestNs: 0, longestStartNs: 0, sinceNs: atNs })
    else known.sinceNs = atNs
  }
  for (const level of levels) if (depth >= level.depth) close(level, toNs)
  return { levels: levels.filter((level) => level.count > 0), deepest }
}

function close(level: Level, atNs: number): void {
  const lengthNs = atNs - level.sinceNs
  if (lengthNs <= 0) return
  level.totalNs += lengthNs
  level.count++
  if (lengthNs <= level.longestNs) return
  level.longestNs = lengthNs
  level.longestStartNs = level.sinceNs
}

function runnableEdges(
  { trace }: TraceIndex,
  scope: Scope,
): { readonly begins: Float64Array; readonly ends: Float64Array } {
  const { spans, goroutines } = trace
  const { startNs, state } = spans
  let count = 0
  for (let span = 0; span < spans.count; span++) if (state[span] === GoroutineState.runnable) count++
  const begins = new Float64Array(count)
  const ends = new Float64Array(count)
  let at = 0
  for (let goroutine = 0; goroutine < goroutines.count; goroutine++) {
    if (!scope.hasGoroutine(goroutine)) continue
    const end = goroutines.spanOffset[goroutine + 1]
    for (let span = goroutines.spanOffset[goroutine]; span < end; span++) {
      if (state[span] !== GoroutineState.runnable) continue
      const endNs = span + 1 < end ? startNs[span + 1] : goroutines.rowEndNs[goroutine]
      const inside = insideOf(scope, goroutine, startNs[span], endNs)
      if (inside === undefined) continue
      begins[at] = inside.startNs
      ends[at] = inside.startNs + inside.durationNs
      at++
    }
  }
  return { begins: begins.subarray(0, at).sort(), ends: ends.subarray(0, at).sort() }
}
