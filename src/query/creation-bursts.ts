/**
 * The most goroutines that one place created within a moment.
 */
import { NONE, GoroutineFlag } from '../model/states'
import type { RowBegins } from '../model/time-column'
import type { Trace } from '../model/trace'
import { groupListsOf } from './list-by-key'
import type { ListsByKey } from './list-by-key'

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
  const order = inOrderOfTime(members, createdNs)
  let bestFirst = 0
  let bestCount = 0
  let first = 0
  for (let last = 0; last < order.length; last++) {
    while (createdNs.at(order[last]) - createdNs.at(order[first]) > burstWindowNs) first++
    if (last - first + 1 <= bestCount) continue
    bestFirst = first
    bestCount = last - first + 1
  }
  if (bestCount < fewestInBurst) return undefined
  const found = order.slice(bestFirst, bestFirst + bestCount)
  return { members: found, fromNs: createdNs.at(found[0]), toNs: createdNs.at(found[found.length - 1]) }
}

/** Most members of a bucket that are put in order by moving each to its place. */
const fewInBucket = 64

/**
 * Indices in order of their times; equal times stay in order. Times of creation are spread over the whole trace, so buckets
 * come close to the order in one pass.
 */
function inOrderOfTime(members: Uint32Array, timeNs: RowBegins): Uint32Array {
  let fromNs = Infinity
  let toNs = -Infinity
  for (const member of members) {
    fromNs = Math.min(fromNs, timeNs.at(member))
    toNs = Math.max(toNs, timeNs.at(member))
  }
  const bucketCount = Math.max(1, members.length >>> 1)
  const perNs = bucketCount / (toNs - fromNs + 1)
  const offset = new Uint32Array(bucketCount + 1)
  for (const member of members) offset[Math.floor((timeNs.at(member) - fromNs) * perNs) + 1]++
  let most = 0
  for (let bucket = 0; bucket < bucketCount; bucket++) {
    most = Math.max(most, offset[bucket + 1])
    offset[bucket + 1] += offset[bucket]
  }
  if (most > fewInBucket) return members.slice().sort((a, b) => timeNs.at(a) - timeNs.at(b) || a - b)
  const order = new Uint32Array(members.length)
  for (const member of members) order[offset[Math.floor((timeNs.at(member) - fromNs) * perNs)]++] = member
  for (let at = 1; at < order.length; at++) {
    const member = order[at]
    let place = at
    for (; place > 0 && timeNs.at(order[place - 1]) > timeNs.at(member); place--)
      order[place] = order[place - 1]
    order[place] = member
  }
  return order
}
