/**
 * Many goroutines created at one place within a moment: most of them can only queue for a P. Notable from a thousand
 * within ten milliseconds.
 */
import { formatDuration, groupDigits } from '../../base/format-units'
import { GoroutineState, NONE } from '../../model/states'
import { GoroutineFlag } from '../../model/trace'
import type { Trace } from '../../model/trace'
import { endOfSpan } from '../span-details'
import { frameDto, placeFrame } from '../stack-dto'
import { groupListsOf } from '../list-by-key'
import type { ListsByKey } from '../list-by-key'
import type { TraceIndex } from '../trace-index'
import { atSeconds, placeText } from './finding-context'
import type { Finder } from './finding-context'

const windowNs = 10e6
const fewest = 1_000
const severe = 10_000

interface Burst {
  readonly members: Uint32Array
  readonly fromNs: number
  readonly toNs: number
}

export const findCreationBurst: Finder = (index) => {
  const { trace } = index
  let worst: Burst | undefined
  const { offset, item } = byCreationStack(trace)
  for (let stack = 0; stack < trace.tables.stacks.count; stack++) {
    if (offset[stack + 1] - offset[stack] < fewest) continue
    const members = item.subarray(offset[stack], offset[stack + 1])
    const burst = densest(trace, members)
    if (burst !== undefined && burst.members.length > (worst?.members.length ?? 0)) worst = burst
  }
  if (worst === undefined) return []
  const { members, fromNs, toNs } = worst
  const { totalNs, longestNs, longest } = firstWaits(index, members)
  const { goroutines, tables } = trace
  const name = tables.strings.get(goroutines.functionName[members[0]])
  const frame = placeFrame(trace, goroutines.creationStack[members[0]])
  const place = frame === undefined ? undefined : frameDto(trace, frame)
  return [
    {
      lostNs: totalNs,
      finding: {
        code: 'creation-burst',
        severity: members.length >= severe ? 'high' : 'medium',
        text: `${groupDigits(members.length)} goroutines${name === '' ? '' : ` of ${name}`} were created within ${formatDuration(toNs - fromNs)} at ${atSeconds(fromNs)}${place === undefined ? '' : `, all in ${placeText(place)}`}; they waited ${formatDuration(totalNs)} in all for their first turn, the slowest ${formatDuration(longestNs)}.`,
        certainty: 'proved',
        formula:
          'goroutines created at one place within 10 ms; the wait of each is from its creation to its first run',
        figures: {
          count: members.length,
          burstNs: toNs - fromNs,
          waitedNs: totalNs,
          longestNs,
          function: name,
          ...(place === undefined ? {} : { creator: place.functionName, line: place.line }),
        },
        at: {
          fromNs,
          toNs: Math.max(toNs, fromNs + 1),
          ...(longest === NONE ? {} : { goroutine: goroutines.id[longest] }),
        },
      },
    },
  ]
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
function densest({ goroutines }: Trace, members: Uint32Array): Burst | undefined {
  const { createdNs } = goroutines
  const order = inOrderOfTime(members, createdNs)
  let bestFirst = 0
  let bestCount = 0
  let first = 0
  for (let last = 0; last < order.length; last++) {
    while (createdNs[order[last]] - createdNs[order[first]] > windowNs) first++
    if (last - first + 1 <= bestCount) continue
    bestFirst = first
    bestCount = last - first + 1
  }
  if (bestCount < fewest) return undefined
  const found = order.slice(bestFirst, bestFirst + bestCount)
  return { members: found, fromNs: createdNs[found[0]], toNs: createdNs[found[found.length - 1]] }
}

/** Most members of a bucket that are put in order by moving each to its place. */
const fewInBucket = 64

/**
 * Indices in order of their times; equal times stay in order. Times of creation are spread over the whole trace, so buckets
 * come close to the order in one pass.
 */
function inOrderOfTime(members: Uint32Array, timeNs: Float64Array): Uint32Array {
  let fromNs = Infinity
  let toNs = -Infinity
  for (const member of members) {
    fromNs = Math.min(fromNs, timeNs[member])
    toNs = Math.max(toNs, timeNs[member])
  }
  const bucketCount = Math.max(1, members.length >>> 1)
  const perNs = bucketCount / (toNs - fromNs + 1)
  const offset = new Uint32Array(bucketCount + 1)
  for (const member of members) offset[Math.floor((timeNs[member] - fromNs) * perNs) + 1]++
  let most = 0
  for (let bucket = 0; bucket < bucketCount; bucket++) {
    most = Math.max(most, offset[bucket + 1])
    offset[bucket + 1] += offset[bucket]
  }
  if (most > fewInBucket) return members.slice().sort((a, b) => timeNs[a] - timeNs[b] || a - b)
  const order = new Uint32Array(members.length)
  for (const member of members) order[offset[Math.floor((timeNs[member] - fromNs) * perNs)]++] = member
  for (let at = 1; at < order.length; at++) {
    const member = order[at]
    let place = at
    for (; place > 0 && timeNs[order[place - 1]] > timeNs[member]; place--) order[place] = order[place - 1]
    order[place] = member
  }
  return order
}

function firstWaits(
  { trace }: TraceIndex,
  members: Uint32Array,
): { readonly totalNs: number; readonly longestNs: number; readonly longest: number } {
  const { goroutines, spans } = trace
  let totalNs = 0
  let longestNs = 0
  let longest: number = NONE
  for (const goroutine of members) {
    const first = goroutines.spanOffset[goroutine]
    if (first === goroutines.spanOffset[goroutine + 1] || spans.state[first] !== GoroutineState.runnable)
      continue
    const waitNs = endOfSpan(trace, goroutine, first) - spans.startNs[first]
    totalNs += waitNs
    if (waitNs <= longestNs) continue
    longestNs = waitNs
    longest = goroutine
  }
  return { totalNs, longestNs, longest }
}
