import { operationOf } from '../findings/contended-places'
import { handoffs } from '../lock-handoffs'
import type { Handoff } from '../lock-handoffs'
import { NONE } from '../../model/states'
import { stackDto } from '../stack-dto'
import type { AnalysisTable } from './table'
import { counted, cut, ns, placeInTime, placeName, text } from './table'

/** Lock hand-offs: where goroutines waited, times where the lock was released to them. */
export const locksTable: AnalysisTable = (index, { scope }) => {
  const { trace } = index
  const isLock = (stack: number): boolean => operationOf(trace, stack)?.startsWith('sync.') === true
  const byPlaces = new Map<
    string,
    { waiter: string; operation: string; releaser: string; worst: Handoff; count: number; totalNs: number }
  >()
  for (const one of handoffs(index, isLock, scope)) {
    const waiter = placeName(trace, one.waiter)
    const releaser = one.releaser === NONE ? '' : placeName(trace, one.releaser)
    const operation = operationOf(trace, one.waiter) ?? ''
    const key = `${waiter}\n${operation}\n${releaser}`
    const known = byPlaces.get(key)
    if (known === undefined)
      byPlaces.set(key, { waiter, operation, releaser, worst: one, count: one.count, totalNs: one.totalNs })
    else {
      known.count += one.count
      known.totalNs += one.totalNs
      if (one.longestNs > known.worst.longestNs) known.worst = one
    }
  }
  const found = [...byPlaces.values()].sort((a, b) => b.totalNs - a.totalNs)
  return {
    formula:
      'Waits inside sync.Mutex and sync.RWMutex, by where they waited and where the goroutine that ended them stood.',
    limits:
      'The waker’s stack proves who released and where, not for how long it had held the lock. Locks taken without waiting leave no event; which lock it was is not in the data. Waits for the runtime’s own semaphores, WaitGroup and Cond are left out.',
    columns: [
      text('waiter', 'Waited at'),
      text('operation', 'In'),
      text('releaser', 'Released at'),
      counted('count', 'Count'),
      ns('total', 'Waited'),
      ns('longest', 'Longest', 'A click leads there'),
    ],
    sortedBy: 'total',
    ...cut(found, ({ waiter, operation, releaser, worst, count, totalNs }) => ({
      cells: [waiter, operation, releaser === '' ? null : releaser, count, totalNs, worst.longestNs],
      ...placeInTime(trace, worst.longestStartNs, worst.longestNs, worst.longestGoroutine),
      stacks: [
        { label: 'Waited', frames: stackDto(trace, worst.waiter) },
        ...(worst.releaser === NONE ? [] : [{ label: 'Released', frames: stackDto(trace, worst.releaser) }]),
      ],
    })),
  }
}
