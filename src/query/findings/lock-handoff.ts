/**
 * The lock whose hand-offs pile up: where goroutines queued for it, and where most of those waits were ended. Notable by
 * the same measure as other blocking places. That two places are about one lock is not in the data: the waker's stack
 * proves only that it released the one that was waited for.
 */
import { formatDuration, formatShare, groupDigits } from '../../base/format-units'
import type { FrameDto } from '../../contract/place-dto'
import { NONE } from '../../model/states'
import { handoffs } from '../lock-handoffs'
import { frameDto, placeFrame } from '../stack-dto'
import type { TraceIndex } from '../trace-index'
import { fewestLongestNs, fewestWaits, notableShare, severeShare } from './blocking-place'
import { contendedPlaces } from './contended-places'
import type { ContendedPlace } from './contended-places'
import { atSeconds, placeText } from './finding-context'
import type { Finder } from './finding-context'

export const findLockHandoff: Finder = (index) => {
  const { trace } = index
  const worst = contendedPlaces(index).find((place) => place.isLock && place.count >= fewestWaits)
  if (worst === undefined || worst.totalNs < notableShare * trace.durationNs || trace.durationNs === 0)
    return []
  const { longest, totalNs, count, operation } = worst
  if (longest.durationNs < fewestLongestNs) return []
  const place = frameDto(trace, worst.frame)
  const mean = totalNs / trace.durationNs
  const releaser = releaserOf(index, worst)
  return [
    {
      lostNs: totalNs,
      finding: {
        code: 'lock-handoff',
        severity: mean >= severeShare ? 'high' : 'medium',
        text: `Goroutines waited ${formatDuration(totalNs)} in ${operation} at ${placeText(place)}, in ${groupDigits(count)} waits; the longest took ${formatDuration(longest.durationNs)} at ${atSeconds(longest.startNs)}.${releaser === undefined ? '' : ` ${formatShare(releaser.share)} of that time ended by a release at ${placeText(releaser.place)}.`}`,
        certainty: 'proved',
        formula:
          'sum of the waits for a lock whose stack passes through this place, over all goroutines but the runtime’s own; the release is where the stack of the waking goroutine stood',
        figures: {
          totalNs,
          count,
          meanWaiting: Number(mean.toFixed(2)),
          longestNs: longest.durationNs,
          function: place.functionName,
          file: place.file,
          line: place.line,
          operation,
          ...(releaser === undefined
            ? {}
            : {
                releaser: releaser.place.functionName,
                releaserShare: Number(releaser.share.toFixed(4)),
              }),
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

/** The place that ended most of the waiting time. */
function releaserOf(
  index: TraceIndex,
  waited: ContendedPlace,
): { readonly place: FrameDto; readonly share: number } | undefined {
  const byFrame = new Map<number, number>()
  for (const { releaser, totalNs } of handoffs(index, (stack) => waited.stacks.has(stack))) {
    const frame = releaser === NONE ? undefined : placeFrame(index.trace, releaser)
    if (frame !== undefined) byFrame.set(frame, (byFrame.get(frame) ?? 0) + totalNs)
  }
  const [most] = [...byFrame].sort((a, b) => b[1] - a[1])
  return most === undefined
    ? undefined
    : { place: frameDto(index.trace, most[0]), share: most[1] / waited.totalNs }
}
