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
import type { TraceIndex } from '../trace-index'
import { atSeconds, placeText } from './finding-context'
import type { Finder } from './finding-context'

const windowNs = 10e6
const fewest = 1_000
const severe = 10_000

interface Burst {
  readonly members: readonly number[]
  readonly fromNs: number
  readonly toNs: number
}

export const findCreationBurst: Finder = (index) => {
  const { trace } = index
  let worst: Burst | undefined
  for (const members of byCreationStack(trace).values()) {
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

function byCreationStack({ goroutines }: Trace): ReadonlyMap<number, readonly number[]> {
  const lists = new Map<number, number[]>()
  for (let goroutine = 0; goroutine < goroutines.count; goroutine++) {
    if ((goroutines.flags[goroutine] & GoroutineFlag.createdInTrace) === 0) continue
    const stack = goroutines.creationStack[goroutine]
    if (stack === NONE) continue
    const list = lists.get(stack)
    if (list === undefined) lists.set(stack, [goroutine])
    else list.push(goroutine)
  }
  return lists
}

/** The most goroutines of a list that were created within the window; undefined when they are too few to matter. */
function densest({ goroutines }: Trace, members: readonly number[]): Burst | undefined {
  if (members.length < fewest) return undefined
  const { createdNs } = goroutines
  const order = [...members].sort((a, b) => createdNs[a] - createdNs[b])
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

function firstWaits(
  { trace }: TraceIndex,
  members: readonly number[],
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
