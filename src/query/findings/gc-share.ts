/**
 * How much of the run the collector was marking, and what goroutines lent it. Notable from half of the run, or when assist
 * took a tenth of the time goroutines ran. While it marks the collector takes a quarter of the Ps (Go 1.26
 * src/runtime/mgcpacer.go, gcBackgroundUtilization), and more only where they would be idle: a third of the run spent
 * marking costs a program that allocates much a twelfth, which is the price of its garbage and no fault.
 */
import { formatDuration, formatShare } from '../../base/format-units'
import { visualStateIndex } from '../../contract/visual-states'
import { gcMarkRange } from '../counters/counters-index'
import type { TraceIndex } from '../trace-index'
import type { Finder } from './finding-context'

const notableShare = 0.5
const severeShare = 0.75
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
  const helper = mostAssisting(index)
  const most =
    helper === undefined || helper.assistNs === 0
      ? ''
      : `, most of it (${formatDuration(helper.assistNs)}) those of ${helper.functionName}`
  return [
    {
      lostNs: assistNs,
      finding: {
        code: 'gc-share',
        severity: share >= severeShare || assistShare >= 2 * notableAssist ? 'high' : 'medium',
        text: `The garbage collector was marking for ${formatShare(share)} of the run (${cycles} ${cycles === 1 ? 'cycle' : 'cycles'}, the longest ${formatDuration(longestNs)}); goroutines spent ${formatDuration(assistNs)} assisting it or waiting for it${most}.`,
        certainty: 'proved',
        formula:
          'time inside GC mark phases divided by the length of the trace; assist is time in mark assist plus waits for GC',
        figures: {
          share: Number(share.toFixed(4)),
          markNs,
          cycles,
          longestNs,
          assistNs,
          ...(most === '' || helper === undefined
            ? {}
            : { function: helper.functionName, functionNs: helper.assistNs }),
        },
        at: { fromNs: ranges.startNs[longest], toNs: ranges.endNs[longest] },
      },
    },
  ]
}

/** The start function whose goroutines lent the collector most time. */
function mostAssisting({
  groups,
}: TraceIndex): { readonly functionName: string; readonly assistNs: number } | undefined {
  let most: { functionName: string; assistNs: number } | undefined
  for (const group of groups) {
    if (group.isRuntime || group.functionName === '') continue
    const assistNs = group.stateTimes[visualStateIndex['gc-assist']]
    if (assistNs > (most?.assistNs ?? 0)) most = { functionName: group.functionName, assistNs }
  }
  return most
}
