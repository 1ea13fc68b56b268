/**
 * The order of goroutines and groups for each way to sort rows.
 */
import { assertUnreachable } from '../../base/assert'
import { measuredSorts } from '../../contract/rows-dto'
import { visualStateIndex } from '../../contract/visual-states'
import type { MeasuredSort, RowSort } from '../../contract/rows-dto'
import { timesIn } from '../goroutine/times-in'
import { blockedNsOf } from '../goroutine/groups'
import type { GoroutineGroup } from '../goroutine/groups'
import { lifetimeNs } from '../goroutine/filter'
import { orderBy } from '../order-by'
import type { TraceIndex } from '../trace-index'
import { isBlockedState } from '../visual-state'

/** What goroutines are sorted by, smallest first: what is asked for most comes out negative. */
function sortKeysOf(index: TraceIndex, goroutines: Uint32Array, sort: MeasuredSort): Float64Array {
  const { createdNs, id } = index.trace.goroutines
  const keys = new Float64Array(goroutines.length)
  switch (sort) {
    case 'start':
      for (let at = 0; at < keys.length; at++) keys[at] = createdNs.at(goroutines[at])
      return keys
    case 'id':
      for (let at = 0; at < keys.length; at++) keys[at] = id[goroutines[at]]
      return keys
    case 'lifetime':
      for (let at = 0; at < keys.length; at++) keys[at] = -lifetimeNs(index, goroutines[at])
      return keys
    case 'blocked':
      return mostFirst(timesIn(index, goroutines, isBlockedState))
    case 'runnable':
      return mostFirst(timesIn(index, goroutines, (state) => state === visualStateIndex.runnable))
    case 'assist':
      return mostFirst(timesIn(index, goroutines, (state) => state === visualStateIndex['gc-assist']))
    default:
      return assertUnreachable(sort)
  }
}

function mostFirst(times: Float64Array): Float64Array {
  for (let at = 0; at < times.length; at++) times[at] = -times[at]
  return times
}

export function sortGoroutines(index: TraceIndex, goroutines: Uint32Array, sort: MeasuredSort): Uint32Array {
  return orderBy(goroutines, sortKeysOf(index, goroutines, sort))
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
      let best = Infinity
      const keys = sortKeysOf(index, group.goroutines, sort)
      for (let at = 0; at < keys.length; at++) if (keys[at] < best) best = keys[at]
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

/** The place of every goroutine among all, in the order of rows; by blocked time where the order is no measure. */
export function goroutineRanks(index: TraceIndex, rowSort: RowSort): Uint32Array {
  const sort = measuredSorts.find((measured) => measured === rowSort) ?? 'blocked'
  const ranks = new Uint32Array(index.trace.goroutines.count)
  let rank = 0
  for (const group of [...index.groups].sort((a, b) => compareGroups(a, b, index, sort)))
    for (const goroutine of sortGoroutines(index, group.goroutines, sort)) ranks[goroutine] = rank++
  return ranks
}
