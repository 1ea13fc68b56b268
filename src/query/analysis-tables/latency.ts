import { GoroutineState } from '../../model/states'
import { insideOf } from '../analysis-scope'
import { Durations } from '../durations'
import type { AnalysisTable } from './table'
import { cut, durationCells, durationColumns, placeInTime, text } from './table'

/** Scheduling latency: how long goroutines of each start function could run before they did. */
export const latencyTable: AnalysisTable = (index, { scope }) => {
  const { trace } = index
  const { spans, goroutines } = trace
  const { startNs, state } = spans
  const found: { name: string; durations: Durations; goroutine: number }[] = []
  for (const group of index.groups) {
    const durations = new Durations()
    let longest = -1
    for (const goroutine of group.goroutines) {
      if (!scope.hasGoroutine(goroutine)) continue
      const end = goroutines.spanOffset[goroutine + 1]
      for (let span = goroutines.spanOffset[goroutine]; span < end; span++) {
        if (state[span] !== GoroutineState.runnable) continue
        const endNs = span + 1 < end ? startNs[span + 1] : goroutines.rowEndNs[goroutine]
        const inside = insideOf(scope, goroutine, startNs[span], endNs)
        // A stretch of no length counts: it could run and did at once.
        if (inside === undefined && !(scope.isWhole && endNs === startNs[span])) continue
        const durationNs = inside?.durationNs ?? 0
        if (durationNs > durations.longestNs) longest = goroutine
        durations.add(durationNs, inside?.startNs ?? startNs[span])
      }
    }
    if (durations.count > 0)
      found.push({
        name: group.isRuntime ? '(the runtime’s own)' : group.functionName,
        durations,
        goroutine: longest,
      })
  }
  found.sort((a, b) => b.durations.totalNs - a.durations.totalNs)
  return {
    formula:
      'Length of every runnable stretch, from when a goroutine could run until it ran, by start function.',
    limits:
      'How late a timer was noticed is not in it: a goroutine counts as runnable only once the runtime has noticed.',
    columns: [text('function', 'Start function'), ...durationColumns],
    sortedBy: 'total',
    ...cut(found, ({ name, durations, goroutine }) => ({
      cells: [name === '' ? '(start function unknown)' : name, ...durationCells(durations)],
      ...placeInTime(trace, durations.longestStartNs, durations.longestNs, goroutine),
    })),
  }
}
