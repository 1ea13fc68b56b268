/**
 * The order of goroutines and groups for each way to sort rows.
 */
import { assertUnreachable } from '../../base/assert'
import { visualStateIndex } from '../../contract/trace-dto'
import type { MeasuredSort } from '../../contract/trace-dto'
import { figuresOf, newFigures } from '../goroutine-figures'
import { blockedNsOf, runnableNsOf } from '../goroutine-groups'
import type { GoroutineGroup } from '../goroutine-groups'
import { lifetimeNs } from '../goroutine-filter'
import type { TraceIndex } from '../trace-index'

/** What goroutines are sorted by, smallest first: what is asked for most comes out negative. */
function sortKeyOf(index: TraceIndex, sort: MeasuredSort): (goroutine: number) => number {
  const { goroutines } = index.trace
  const scratch = newFigures()
  switch (sort) {
    case 'start':
      return (one) => goroutines.createdNs[one]
    case 'id':
      return (one) => goroutines.id[one]
    case 'lifetime':
      return (one) => -lifetimeNs(index, one)
    case 'blocked':
      return (one) => -blockedNsOf(figuresOf(index, one, scratch).times)
    case 'runnable':
      return (one) => -runnableNsOf(figuresOf(index, one, scratch).times)
    case 'assist':
      return (one) => -figuresOf(index, one, scratch).times[visualStateIndex['gc-assist']]
    default:
      return assertUnreachable(sort)
  }
}

export function sortGoroutines(index: TraceIndex, goroutines: Uint32Array, sort: MeasuredSort): Uint32Array {
  const keys = new Float64Array(goroutines.length)
  const keyOf = sortKeyOf(index, sort)
  for (let at = 0; at < goroutines.length; at++) keys[at] = keyOf(goroutines[at])
  return reorder(goroutines, keys)
}

/** `items` by ascending `keys`; equal ones keep their order. */
export function reorder(items: Uint32Array, keys: Float64Array): Uint32Array {
  let isSorted = true
  for (let at = 1; at < keys.length && isSorted; at++) isSorted = keys[at - 1] <= keys[at]
  if (isSorted) return items
  const order = new Uint32Array(items.length)
  for (let at = 0; at < items.length; at++) order[at] = at
  order.sort((a, b) => keys[a] - keys[b] || a - b)
  for (let at = 0; at < items.length; at++) order[at] = items[order[at]]
  return order
}

/** Groups by the same measure; the unknown and the runtime's own come last. */
export function compareGroups(
  a: GoroutineGroup,
  b: GoroutineGroup,
  index: TraceIndex,
  sort: MeasuredSort,
): number {
  const rank = (group: GoroutineGroup): number => (group.isRuntime ? 2 : group.functionName === '' ? 1 : 0)
  return rank(a) - rank(b) || groupKey(index, a, sort) - groupKey(index, b, sort) || a.fromNs - b.fromNs
}

function groupKey(index: TraceIndex, group: GoroutineGroup, sort: MeasuredSort): number {
  switch (sort) {
    case 'start':
      return group.fromNs
    case 'id':
    case 'lifetime': {
      const keyOf = sortKeyOf(index, sort)
      let best = Infinity
      for (let at = 0; at < group.goroutines.length; at++) best = Math.min(best, keyOf(group.goroutines[at]))
      return best
    }
    case 'blocked':
      return -blockedNsOf(group.stateTimes)
    case 'runnable':
      return -group.stateTimes[visualStateIndex.runnable]
    case 'assist':
      return -group.stateTimes[visualStateIndex['gc-assist']]
    default:
      return assertUnreachable(sort)
  }
}
