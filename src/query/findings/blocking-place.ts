/**
 * The place at which goroutines waited longest to send on a channel: whoever receives there is too slow. Notable when at
 * least one goroutine and a half, on average over the run, stood there, in at least ten waits, of which one took a
 * millisecond. A single one that hands out work stands at its channel all the time in every healthy pool and pipeline:
 * whoever makes work is faster than whoever does it. Locks have a finding of their own.
 */
import { formatDuration, groupDigits } from '../../base/format-units'
import { frameDto } from '../stack-dto'
import { contendedPlaces } from './contended-places'
import { atSeconds, placeText } from './finding-context'
import type { Finder } from './finding-context'

/** Of locks and the like: goroutines waiting on average. */
export const notableShare = 0.5
/** Of sends. */
const notableSenders = 1.5
export const severeShare = 4
export const fewestWaits = 10
export const fewestLongestNs = 1e6

export const findBlockingPlace: Finder = (index) => {
  const { trace } = index
  const worst = contendedPlaces(index).find((place) => !place.isLock && place.count >= fewestWaits)
  if (worst === undefined || worst.totalNs < notableSenders * trace.durationNs || trace.durationNs === 0)
    return []
  const { longest, totalNs, count, operation } = worst
  if (longest.durationNs < fewestLongestNs) return []
  const place = frameDto(trace, worst.frame)
  const mean = totalNs / trace.durationNs
  return [
    {
      lostNs: totalNs,
      finding: {
        code: 'blocking-place',
        severity: mean >= severeShare ? 'high' : 'medium',
        text: `Goroutines waited ${formatDuration(totalNs)} in ${operation} at ${placeText(place)}, in ${groupDigits(count)} waits that ended; the longest took ${formatDuration(longest.durationNs)} at ${atSeconds(longest.startNs)}.`,
        certainty: 'proved',
        formula:
          'sum of the waits that ended in the trace and whose stack passes through this place, over all goroutines but the runtime’s own',
        figures: {
          totalNs,
          count,
          meanWaiting: Number(mean.toFixed(2)),
          longestNs: longest.durationNs,
          function: place.functionName,
          file: place.file,
          line: place.line,
          operation,
        },
        at: {
          fromNs: longest.startNs,
          toNs: longest.startNs + longest.durationNs,
          goroutine: trace.goroutines.id[longest.goroutine],
        },
      },
    },
  ]
}
