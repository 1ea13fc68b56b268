/**
 * The longest time a goroutine that could run waited for a processor. Notable from 10 ms, the time slice after which
 * the scheduler preempts (Go 1.26 src/runtime/proc.go, forcePreemptNS).
 */
import { formatDuration } from '../../base/format-units'
import { visualStateIndex } from '../../contract/trace-dto'
import { NONE } from '../../model/states'
import { endOfSpan } from '../span-details'
import { visualStateCount } from '../visual-state'
import { atSeconds, nameOfGoroutine } from './finding-context'
import type { Finder } from './finding-context'

const notableNs = 10e6
const severeNs = 100e6

export const findLongestSchedulingWait: Finder = (index) => {
  const { trace } = index
  let owner = -1
  let longestNs = 0
  let totalNs = 0
  for (let goroutine = 0; goroutine < trace.goroutines.count; goroutine++) {
    totalNs += index.stateTimes[goroutine * visualStateCount + visualStateIndex.runnable]
    const span = index.longestRunnable[goroutine]
    if (span === NONE) continue
    const durationNs = endOfSpan(trace, goroutine, span) - trace.spans.startNs[span]
    if (durationNs <= longestNs) continue
    owner = goroutine
    longestNs = durationNs
  }
  if (owner < 0 || longestNs < notableNs) return []
  const span = index.longestRunnable[owner]
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
