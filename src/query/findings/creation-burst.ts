/**
 * Many goroutines created at one place within a moment: most of them can only queue for a P. Notable from a thousand
 * within ten milliseconds.
 */
import { formatDuration, groupDigits } from '../../base/format-units'
import { GoroutineState, NONE } from '../../model/states'
import { endOfSpan } from '../goroutine/span-details'
import { frameDto, placeFrame } from '../stack-dto'
import type { TraceIndex } from '../trace-index'
import { atSeconds, placeText } from './finding-context'
import type { Finder } from './finding-context'

const severe = 10_000

export const findCreationBurst: Finder = (index) => {
  const { trace } = index
  const worst = index.creationBurst
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

function firstWaits(
  { trace }: TraceIndex,
  members: Uint32Array,
): { readonly totalNs: number; readonly longestNs: number; readonly longest: number } {
  const { goroutines, spans } = trace
  let totalNs = 0
  let longestNs = 0
  let longest: number = NONE
  for (let at = 0; at < members.length; at++) {
    const goroutine = members[at]
    const first = goroutines.spanOffset[goroutine]
    if (first === goroutines.spanOffset[goroutine + 1] || spans.state[first] !== GoroutineState.runnable)
      continue
    const waitNs = endOfSpan(trace, goroutine, first) - spans.startNs.at(first)
    totalNs += waitNs
    if (waitNs <= longestNs) continue
    longestNs = waitNs
    longest = goroutine
  }
  return { totalNs, longestNs, longest }
}
