/**
 * The longest stop-the-world pause, and the P that likely was the last to stop. Notable from 1 ms: Go's own aim is well
 * below that.
 */
import { formatDuration } from '../../base/format-units'
import { NONE } from '../../model/states'
import { placeOf } from '../stack-dto'
import { lastStoppedIn, worldStops } from '../scheduling/stops'
import type { WorldStop } from '../scheduling/stops'
import type { TraceIndex } from '../trace-index'
import { atSeconds, nameOfGoroutine, placeText } from './finding-context'
import type { Finder } from './finding-context'

const notableNs = 1e6
const severeNs = 10e6

export const findLongestStop: Finder = (index) => {
  const { trace } = index
  const stops = worldStops(trace)
  let longest: WorldStop | undefined
  let longestNs = 0
  let totalNs = 0
  for (const stop of stops) {
    const durationNs = stop.endNs - stop.startNs
    totalNs += durationNs
    if (durationNs <= longestNs) continue
    longest = stop
    longestNs = durationNs
  }
  if (longest === undefined || longestNs < notableNs) return []
  const { goroutine, startNs, endNs, reason } = longest
  const last = describeLast(index, longest)
  return [
    {
      lostNs: totalNs * Math.max(1, trace.processors.count),
      finding: {
        code: 'long-stop-the-world',
        severity: longestNs >= severeNs ? 'high' : 'medium',
        text: `The world stood still for ${formatDuration(longestNs)} at ${atSeconds(startNs)} (${reason}), the longest of ${stops.length} such pauses${last.text}.`,
        certainty: 'proved',
        formula:
          'end minus begin of the longest stop-the-world range, the time to stop the Ps included. The last P to stop is the one whose stop is seen last inside that range; a pause without any has none',
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
  const where = place === undefined ? '' : ` in ${placeText(place)}`
  return {
    text: `; P${figures.lastProcessor} was likely the last to stop, after ${formatDuration(waitNs)}, running ${nameOfGoroutine(index, last.goroutine)}${where}`,
    figures: { ...figures, ...(place === undefined ? {} : { lastFunction: place.functionName }) },
  }
}
