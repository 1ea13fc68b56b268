/**
 * The most goroutines that one place created within a moment.
 */
import { NONE, GoroutineFlag } from '../model/states'
import type { RowBegins } from '../model/time-column'
import type { Trace } from '../model/trace'
import { groupListsOf } from './list-by-key'
import type { ListsByKey } from './list-by-key'
import { orderBy } from './order-by'

export const burstWindowNs = 10e6
/** Fewer are no burst. */
export const fewestInBurst = 1_000

export interface CreationBurst {
  /** Goroutines in order of their creation, all by one stack. */
  readonly members: Uint32Array
  readonly fromNs: number
  readonly toNs: number
}

/** The largest burst of any stack; of equal ones that of the first stack, and of that the earliest. */
export function largestBurst(trace: Trace): CreationBurst | undefined {
  let most: CreationBurst | undefined
  const { offset, item } = byCreationStack(trace)
  for (let stack = 0; stack < trace.tables.stacks.count; stack++) {
    if (offset[stack + 1] - offset[stack] < fewestInBurst) continue
    const members = item.subarray(offset[stack], offset[stack + 1])
    const burst = densest(trace.goroutines.createdNs, members)
    if (burst !== undefined && burst.members.length > (most?.members.length ?? 0)) most = burst
  }
  return most
}

/** Goroutines created in the trace, by the stack that created them. */
function byCreationStack({ goroutines, tables }: Trace): ListsByKey {
  const { count, flags, creationStack } = goroutines
  const keys = creationStack.slice(0, count)
  for (let goroutine = 0; goroutine < count; goroutine++)
    if ((flags[goroutine] & GoroutineFlag.createdInTrace) === 0) keys[goroutine] = NONE
  return groupListsOf(keys, count, tables.stacks.count)
}

/** The most goroutines of a list that were created within the window; undefined when they are too few to matter. */
export function densest(createdNs: RowBegins, members: Uint32Array): CreationBurst | undefined {
  const order = orderBy(members, timesOf(createdNs, members))
  const timeNs = timesOf(createdNs, order)
  let bestFirst = 0
  let bestCount = 0
  let first = 0
  for (let last = 0; last < order.length; last++) {
    while (timeNs[last] - timeNs[first] > burstWindowNs) first++
    if (last - first + 1 <= bestCount) continue
    bestFirst = first
    bestCount = last - first + 1
  }
  if (bestCount < fewestInBurst) return undefined
  const end = bestFirst + bestCount
  return { members: order.slice(bestFirst, end), fromNs: timeNs[bestFirst], toNs: timeNs[end - 1] }
}

function timesOf(createdNs: RowBegins, members: Uint32Array): Float64Array {
  const timeNs = new Float64Array(members.length)
  for (let at = 0; at < timeNs.length; at++) timeNs[at] = createdNs.at(members[at])
  return timeNs
}
