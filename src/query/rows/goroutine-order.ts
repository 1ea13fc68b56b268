/**
 * The order of goroutines and groups for each way to sort rows.
 */
import { assertUnreachable } from '../../base/assert'
import { visualStateIndex } from '../../contract/trace-dto'
import type { RowSort } from '../../contract/trace-dto'
import { blockedNsOf } from '../goroutine-groups'
import type { GoroutineGroup } from '../goroutine-groups'
import { lifetimeNs } from '../goroutine-filter'
import type { TraceIndex } from '../trace-index'
import { visualStateCount } from '../visual-state'

/** What a goroutine is sorted by, smallest first: what is asked for most comes out negative. */
function sortKey(index: TraceIndex, goroutine: number, sort: RowSort): number {
  const { trace, stateTimes } = index
  const base = goroutine * visualStateCount
  switch (sort) {
    case 'start':
      return trace.goroutines.createdNs[goroutine]
    case 'id':
      return trace.goroutines.id[goroutine]
    case 'lifetime':
      return -lifetimeNs(index, goroutine)
    case 'blocked':
      return -blockedNsOf(stateTimes, base)
    case 'runnable':
      return -stateTimes[base + visualStateIndex.runnable]
    case 'assist':
      return -stateTimes[base + visualStateIndex['gc-assist']]
    default:
      return assertUnreachable(sort)
  }
}

export function sortGoroutines(index: TraceIndex, goroutines: Uint32Array, sort: RowSort): Uint32Array {
  const keys = Float64Array.from(goroutines, (goroutine) => sortKey(index, goroutine, sort))
  return reorder(goroutines, keys)
}

/** `items` by ascending `keys`; equal ones keep their order. */
export function reorder(items: Uint32Array, keys: Float64Array): Uint32Array {
  let isSorted = true
  for (let at = 1; at < keys.length && isSorted; at++) isSorted = keys[at - 1] <= keys[at]
  if (isSorted) return items
  const order = Uint32Array.from(items, (_, at) => at).sort((a, b) => keys[a] - keys[b] || a - b)
  return order.map((at) => items[at])
}

/** Groups by the same measure; the unknown and the runtime's own come last. */
export function compareGroups(
  a: GoroutineGroup,
  b: GoroutineGroup,
  index: TraceIndex,
  sort: RowSort,
): number {
  const rank = (group: GoroutineGroup): number => (group.isRuntime ? 2 : group.functionName === '' ? 1 : 0)
  return rank(a) - rank(b) || groupKey(index, a, sort) - groupKey(index, b, sort) || a.fromNs - b.fromNs
}

function groupKey(index: TraceIndex, group: GoroutineGroup, sort: RowSort): number {
  switch (sort) {
    case 'start':
      return group.fromNs
    case 'id':
    case 'lifetime': {
      let best = Infinity
      for (const goroutine of group.goroutines) best = Math.min(best, sortKey(index, goroutine, sort))
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
