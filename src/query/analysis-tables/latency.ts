import { GoroutineState } from '../../model/states'
import { insideOf } from '../analysis-scope'
import type { Scope } from '../analysis-scope'
import { Durations } from '../durations'
import { groupsByGoroutine } from '../goroutine/groups'
import { spanPortions } from '../span-portions'
import type { SpanPortion } from '../span-portions'
import type { TraceIndex } from '../trace-index'
import { Histogram } from './histogram'
import type { SteppedTable } from './table'
import { cut, durationCells, durationColumns, placeInTime, text } from './table'

/** Scheduling latency: how long goroutines of each start function could run before they did. */
export const latencyTable: SteppedTable = function* (index, { scope }) {
  const all = index.groups.map(({ isRuntime, functionName }): Latency => ({
    name: isRuntime ? '(the runtime’s own)' : functionName,
    opens: isRuntime || functionName === '' ? undefined : functionName,
    durations: new Durations(),
    histogram: new Histogram(),
    goroutine: -1,
  }))
  const groupOf = groupsByGoroutine(index.groups, index.trace.goroutines.count)
  for (const portion of spanPortions(index.trace)) {
    addPortion(index, scope, portion, (goroutine) => all[groupOf[goroutine]])
    yield portion.share
  }
  const { trace } = index
  const found = all
    .filter(({ durations }) => durations.count > 0)
    .sort((a, b) => b.durations.totalNs - a.durations.totalNs)
  return {
    formula:
      'Length of every runnable stretch, from when a goroutine could run until it ran, by start function.',
    limits:
      'How late a timer was noticed is not in it: a goroutine counts as runnable only once the runtime has noticed.',
    columns: [text('function', 'Start function'), ...durationColumns],
    sortedBy: 'total',
    ...cut(found, ({ name, opens, durations, histogram, goroutine }) => ({
      cells: [name === '' ? '(start function unknown)' : name, ...durationCells(durations)],
      ...placeInTime(trace, durations.longestStartNs, durations.longestNs, goroutine),
      ...(opens === undefined ? {} : { opens: { kind: 'latency-list' as const, name: opens } }),
      histogram: histogram.dto(),
    })),
  }
}

interface Latency {
  readonly name: string
  /** The start function whose waits can be listed. */
  readonly opens: string | undefined
  readonly durations: Durations
  readonly histogram: Histogram
  /** Whose wait was the longest. */
  goroutine: number
}

function addPortion(
  { trace }: TraceIndex,
  scope: Scope,
  { firstGoroutine, endGoroutine, firstSpan, endSpan }: SpanPortion,
  latencyOf: (goroutine: number) => Latency,
): void {
  const { startNs, state } = trace.spans
  const { spanOffset, rowEndNs } = trace.goroutines
  for (let goroutine = firstGoroutine; goroutine < endGoroutine; goroutine++) {
    if (!scope.hasGoroutine(goroutine)) continue
    const latency = latencyOf(goroutine)
    const { durations } = latency
    const end = spanOffset[goroutine + 1]
    const last = Math.min(end, endSpan)
    for (let span = Math.max(spanOffset[goroutine], firstSpan); span < last; span++) {
      if (state[span] !== GoroutineState.runnable) continue
      let beginNs = startNs.at(span)
      const endNs = span + 1 < end ? startNs.at(span + 1) : rowEndNs.at(goroutine)
      // A stretch of no length counts: it could run and did at once.
      let durationNs = endNs - beginNs
      if (!scope.isWhole) {
        const inside = insideOf(scope, goroutine, beginNs, endNs)
        if (inside === undefined) continue
        beginNs = inside.startNs
        durationNs = inside.durationNs
      }
      if (durationNs > durations.longestNs) latency.goroutine = goroutine
      durations.add(durationNs, beginNs)
      latency.histogram.add(durationNs)
    }
  }
}
