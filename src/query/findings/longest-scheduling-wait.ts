/**
 * The longest time a goroutine that could run waited for a processor. Notable from 10 ms, the time slice after which
 * the scheduler preempts (Go 1.26 src/runtime/proc.go, forcePreemptNS).
 */
import { formatDuration } from '../../base/format-units'
import { visualStateIndex } from '../../contract/trace-dto'
import { endOfSpan } from '../span-details'
import { atSeconds, nameOfGoroutine } from './finding-context'
import type { Finder } from './finding-context'

const notableNs = 10e6
const severeNs = 100e6

export const findLongestSchedulingWait: Finder = (index) => {
  const { trace } = index
  if (index.longestRunnable === undefined) return []
  const { goroutine: owner, span } = index.longestRunnable
  const longestNs = endOfSpan(trace, owner, span) - trace.spans.startNs[span]
  const totalNs = index.totalTimes[visualStateIndex.runnable]
  if (longestNs < notableNs) return []
  const startNs = trace.spans.startNs[span]
  return [
    {
      lostNs: totalNs,
      finding: {
        code: 'long-scheduling-wait',
        severity: longestNs >= severeNs ? 'high' : 'medium',
        text: `${nameOfGoroutine(index, owner)} could run and waited ${formatDuration(longestNs)} for a processor at ${atSeconds(startNs)}; all goroutines together waited ${formatDuration(totalNs)} so.`,
        certainty: 'proved',
        formula: 'length of the longest runnable stretch; the total is the sum of all runnable stretches',
        figures: { longestNs, totalNs },
        at: { fromNs: startNs, toNs: startNs + longestNs, goroutine: trace.goroutines.id[owner] },
      },
    },
  ]
}
