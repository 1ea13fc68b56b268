import { GoroutineState } from '../../model/states'
import type { SteppedTable } from './table'
import { cut } from './table'
import { gather, placeColumns, placeRow } from './places'
import type { Wanted } from './places'

const wanted: Wanted = {
  has: (state, reason) =>
    (state === GoroutineState.runnable && (reason === 'preempted' || reason === 'runtime.Gosched')) ||
    (state === GoroutineState.waiting && reason === 'preempted'),
  skipsOpen: false,
}

/** Where goroutines had their P taken or gave it up, and how long they then waited for the next. */
export const preemptionsTable: SteppedTable = function* (index, { scope }) {
  const found = yield* gather(index, scope, wanted)
  return {
    formula:
      'Stretches that began with a preemption or with runtime.Gosched, by where the goroutine stood: from then until it ran again. Go preempts what has run for 10 ms, and whatever the collector has to look at.',
    limits:
      'The reason “preempted” stands for both; one that the collector suspended is told apart by its state, Waiting. A goroutine that is preempted where it was not asked to stop has the place it happened to stand at.',
    columns: placeColumns,
    sortedBy: 'total',
    ...cut(found, placeRow(index.trace, 'Where it stood')),
  }
}
