/**
 * How much of the run the collector was marking, and what goroutines lent it. Notable from a quarter of the run, or
 * when assist took a tenth of the time goroutines ran.
 */
import { formatDuration, formatShare } from '../../base/format-units'
import { visualStateIndex } from '../../contract/trace-dto'
import { gcMarkRange } from '../counters-index'
import type { Finder } from './finding-context'

const notableShare = 0.25
const severeShare = 0.5
const notableAssist = 0.1

export const findGcShare: Finder = (index) => {
  const { trace } = index
  if (trace.durationNs === 0) return []
  const { ranges, tables } = trace
  let cycles = 0
  let longestNs = -1
  let longest = -1
  for (let range = 0; range < ranges.count; range++) {
    if (tables.strings.get(ranges.name[range]) !== gcMarkRange) continue
    cycles++
    const durationNs = ranges.endNs[range] - ranges.startNs[range]
    if (durationNs <= longestNs) continue
    longestNs = durationNs
    longest = range
  }
  if (longest < 0) return []
  const markNs = index.counters.gcMark.totalNs
  const share = markNs / trace.durationNs
  const assistNs = index.totalTimes[visualStateIndex['gc-assist']]
  const runningNs = index.totalTimes[visualStateIndex.running]
  const assistShare = assistNs / Math.max(1, runningNs + assistNs)
  if (share < notableShare && assistShare < notableAssist) return []
  return [
    {
      lostNs: assistNs,
      finding: {
        code: 'gc-share',
        severity: share >= severeShare || assistShare >= 2 * notableAssist ? 'high' : 'medium',
        text: `The garbage collector was marking for ${formatShare(share)} of the run (${cycles} ${cycles === 1 ? 'cycle' : 'cycles'}, the longest ${formatDuration(longestNs)}); goroutines spent ${formatDuration(assistNs)} assisting it or waiting for it.`,
        certainty: 'proved',
        formula:
          'time inside GC mark phases divided by the length of the trace; assist is time in mark assist plus waits for GC',
        figures: { share: Number(share.toFixed(4)), markNs, cycles, longestNs, assistNs },
        at: { fromNs: ranges.startNs[longest], toNs: ranges.endNs[longest] },
      },
    },
  ]
}
