/**
 * The longest stop-the-world pause that the program itself may be held to account for, and the P that likely was the last to
 * stop. Go's own aim is well below a millisecond, but a thread that the operating system has descheduled holds the world up
 * just as well, for as long as its turn takes: some milliseconds, and tens where there is much more to run than processors.
 * So a pause of the collector that no P is seen to have held up is notable from 50 ms. One that waited for a P for half of
 * its length or more, or that the program asked for (runtime.ReadMemStats, all stacks, a heap dump), is notable from 10 ms;
 * from 1 ms when all pauses take a twentieth of the run.
 */
import { formatDuration } from '../../base/format-units'
import { NONE } from '../../model/states'
import { placeOf } from '../stack-dto'
import { lastStoppedIn, worldStops } from '../scheduling/stops'
import type { WorldStop } from '../scheduling/stops'
import type { TraceIndex } from '../trace-index'
import { atSeconds, nameOfGoroutine, placeText } from './finding-context'
import type { Finder } from './finding-context'

const notableNs = 10e6
const notableUnexplainedNs = 50e6
const notableAmongManyNs = 1e6
const notableShare = 0.05
const severeNs = 50e6
/** Of more pauses the longest are looked at. */
const mostLookedAt = 64

export const findLongestStop: Finder = (index) => {
  const { trace } = index
  const stops = worldStops(trace)
  const totalNs = stops.reduce((sum, stop) => sum + stop.endNs - stop.startNs, 0)
  const leastNs = totalNs >= notableShare * trace.durationNs ? notableAmongManyNs : notableNs
  const isNotable = (stop: WorldStop): boolean => {
    const durationNs = stop.endNs - stop.startNs
    if (durationNs >= notableUnexplainedNs) return true
    if (durationNs < leastNs) return false
    return !stop.reason.startsWith('GC ') || describeLast(index, stop).text !== ''
  }
  const longest = [...stops]
    .sort((a, b) => b.endNs - b.startNs - (a.endNs - a.startNs) || a.startNs - b.startNs)
    .slice(0, mostLookedAt)
    .find(isNotable)
  if (longest === undefined) return []
  const longestNs = longest.endNs - longest.startNs
  const isLongest = stops.every((stop) => stop.endNs - stop.startNs <= longestNs)
  const { goroutine, startNs, endNs, reason } = longest
  const last = describeLast(index, longest)
  return [
    {
      lostNs: totalNs * Math.max(1, trace.processors.count),
      finding: {
        code: 'long-stop-the-world',
        severity: longestNs >= severeNs ? 'high' : 'medium',
        text: `The world stood still for ${formatDuration(longestNs)} at ${atSeconds(startNs)} (${reason}), ${isLongest ? 'the longest' : 'one'} of ${stops.length} such pauses${last.text}.`,
        certainty: 'proved',
        formula:
          'end minus begin of the stop-the-world range, the time to stop the Ps included. The last P to stop is the one whose stop is seen last inside that range; a pause without any has none',
        figures: { longestNs, count: stops.length, totalNs, reason, ...last.figures },
        at: {
          fromNs: startNs,
          toNs: endNs,
          ...(goroutine < trace.goroutines.count ? { goroutine: trace.goroutines.id[goroutine] } : {}),
        },
      },
    },
  ]
}

/** A pause is mostly waiting for a P when that took at least half of it. */
const mostlyWaiting = 0.5

function describeLast(
  index: TraceIndex,
  stop: WorldStop,
): { readonly text: string; readonly figures: Readonly<Record<string, number | string>> } {
  const { trace } = index
  const last = lastStoppedIn(index, stop)
  if (last === undefined) return { text: '', figures: {} }
  const waitNs = last.atNs - stop.startNs
  const figures = { stopNs: waitNs, lastProcessor: trace.processors.id[last.processor] }
  if (waitNs < mostlyWaiting * (stop.endNs - stop.startNs) || last.goroutine === NONE)
    return { text: '', figures }
  const place = placeOf(trace, last.stack)
  // At its very end a goroutine stands in the runtime's own code, which says nothing.
  const where =
    place === undefined || place.functionName.startsWith('runtime.') ? '' : ` in ${placeText(place)}`
  return {
    text: `; P${figures.lastProcessor} was likely the last to stop, after ${formatDuration(waitNs)}, running ${nameOfGoroutine(index, last.goroutine)}${where}`,
    figures: { ...figures, ...(place === undefined ? {} : { lastFunction: place.functionName }) },
  }
}
