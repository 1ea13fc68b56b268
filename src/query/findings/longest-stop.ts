/**
 * The longest stop-the-world pause. Notable from 1 ms: Go's own aim is well below that.
 */
import { formatDuration } from '../../base/format-units'
import { stopTheWorldPrefix } from '../counters-index'
import { atSeconds } from './finding-context'
import type { Finder } from './finding-context'

const notableNs = 1e6
const severeNs = 10e6

export const findLongestStop: Finder = ({ trace }) => {
  const { ranges, tables, goroutines } = trace
  let longest = -1
  let longestNs = 0
  let count = 0
  let totalNs = 0
  for (let range = 0; range < ranges.count; range++) {
    if (!tables.strings.get(ranges.name[range]).startsWith(stopTheWorldPrefix)) continue
    const durationNs = ranges.endNs[range] - ranges.startNs[range]
    count++
    totalNs += durationNs
    if (durationNs <= longestNs) continue
    longest = range
    longestNs = durationNs
  }
  if (longest < 0 || longestNs < notableNs) return []
  const name = tables.strings.get(ranges.name[longest])
  const reason = /\((.*)\)$/.exec(name)?.[1] ?? name
  const goroutine = ranges.goroutine[longest]
  return [
    {
      lostNs: totalNs,
      finding: {
        code: 'long-stop-the-world',
        severity: longestNs >= severeNs ? 'high' : 'medium',
        text: `The world stood still for ${formatDuration(longestNs)} at ${atSeconds(ranges.startNs[longest])} (${reason}), the longest of ${count} such pauses.`,
        certainty: 'proved',
        formula: 'end minus begin of the longest stop-the-world range, the time to stop the Ps included',
        figures: { longestNs, count, totalNs, reason },
        at: {
          fromNs: ranges.startNs[longest],
          toNs: ranges.endNs[longest],
          goroutine: goroutine < goroutines.count ? goroutines.id[goroutine] : undefined,
        },
      },
    },
  ]
}
