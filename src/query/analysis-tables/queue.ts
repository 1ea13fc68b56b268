/** How many goroutines could run and had no P, over time: the run queues of all Ps together. */
import { partOf } from '../../base/steps'
import type { Steps } from '../../base/steps'
import { GoroutineState, NONE } from '../../model/states'
import { insideOf } from '../analysis-scope'
import type { Scope } from '../analysis-scope'
import { counters } from '../counters/counters'
import { sortTimes } from '../sort-times'
import { spanPortions } from '../span-portions'
import type { SpanPortion } from '../span-portions'
import type { TraceIndex } from '../trace-index'
import type { SteppedTable } from './table'
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

export const queueTable: SteppedTable = function* (index, { scope }) {
  const { durationNs } = index.trace
  const fromNs = Math.max(0, scope.fromNs)
  const toNs = Math.min(durationNs, scope.toNs)
  const lengthNs = Math.max(0, toNs - fromNs)
  const { levels, deepest } = yield* levelsOf(index, scope, toNs)
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

interface Levels {
  readonly levels: readonly Level[]
  readonly deepest: number
}

/** One pass over all begins and ends of runnable stretches in order of time. */
function* levelsOf(index: TraceIndex, scope: Scope, toNs: number): Steps<Levels> {
  const edges = new Edges(index, scope)
  for (const portion of spanPortions(index.trace)) {
    edges.add(portion)
    yield portion.share * 0.3
  }
  const begins = yield* partOf(sortTimes(edges.begins), 0.3, 0.6)
  const ends = yield* partOf(sortTimes(edges.ends), 0.6, 0.9)
  return countLevels(begins, ends, toNs)
}

function countLevels(begins: Float64Array, ends: Float64Array, toNs: number): Levels {
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
      if ((depth & (depth - 1)) === 0) close(levels[levelOf(depth)], atNs)
      depth--
      continue
    }
    depth++
    if (depth > deepest) deepest = depth
    if ((depth & (depth - 1)) !== 0) continue
    const known = levels.at(levelOf(depth))
    if (known === undefined)
      levels.push({ depth, totalNs: 0, count: 0, longestNs: 0, longestStartNs: 0, sinceNs: atNs })
    else known.sinceNs = atNs
  }
  for (const level of levels) if (depth >= level.depth) close(level, toNs)
  return { levels: levels.filter((level) => level.count > 0), deepest }
}

/** Of a power of two: which. */
const levelOf = (depth: number): number => 31 - Math.clz32(depth)

function close(level: Level, atNs: number): void {
  const lengthNs = atNs - level.sinceNs
  if (lengthNs <= 0) return
  level.totalNs += lengthNs
  level.count++
  if (lengthNs <= level.longestNs) return
  level.longestNs = lengthNs
  level.longestStartNs = level.sinceNs
}

/** Begins and ends of runnable stretches, as they lie in the trace. */
class Edges {
  private readonly beginNs: Float64Array
  private readonly endNs: Float64Array
  private count = 0

  constructor(
    private readonly index: TraceIndex,
    private readonly scope: Scope,
  ) {
    const { state, count } = index.trace.spans
    let most = 0
    for (let span = 0; span < count; span++) if (state[span] === GoroutineState.runnable) most++
    this.beginNs = new Float64Array(most)
    this.endNs = new Float64Array(most)
  }

  get begins(): Float64Array {
    return this.beginNs.subarray(0, this.count)
  }

  get ends(): Float64Array {
    return this.endNs.subarray(0, this.count)
  }

  add({ firstGoroutine, endGoroutine, firstSpan, endSpan }: SpanPortion): void {
    const { scope, beginNs, endNs } = this
    const { spans, goroutines } = this.index.trace
    const { startNs, state } = spans
    for (let goroutine = firstGoroutine; goroutine < endGoroutine; goroutine++) {
      if (!scope.hasGoroutine(goroutine)) continue
      const end = goroutines.spanOffset[goroutine + 1]
      const last = Math.min(end, endSpan)
      for (let span = Math.max(goroutines.spanOffset[goroutine], firstSpan); span < last; span++) {
        if (state[span] !== GoroutineState.runnable) continue
        let fromNs = startNs.at(span)
        let toNs = span + 1 < end ? startNs.at(span + 1) : goroutines.rowEndNs.at(goroutine)
        if (!scope.isWhole) {
          const inside = insideOf(scope, goroutine, fromNs, toNs)
          if (inside === undefined) continue
          fromNs = inside.startNs
          toNs = fromNs + inside.durationNs
        } else if (toNs <= fromNs) continue
        beginNs[this.count] = fromNs
        endNs[this.count++] = toNs
      }
    }
  }
}
