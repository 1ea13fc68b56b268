/**
 * Start functions whose goroutines keep being created and do not end. Notable: at least twenty created in the trace
 * and alive at its end, four in five of all created, and creation going on through at least three quarters of the
 * time since the first; a pool that is started once does not count.
 */
import { formatShare, groupDigits } from '../../base/format-units'
import { GoroutineFlag } from '../../model/states'
import type { GoroutineGroup } from '../goroutine/groups'
import type { TraceIndex } from '../trace-index'
import type { Finder, RankedFinding } from './finding-context'

const fewestAlive = 20
const aliveShare = 0.8
const quarters = 4

export const findGoroutineGrowth: Finder = (index) =>
  index.groups.flatMap((group) =>
    group.isRuntime || group.functionName === '' ? [] : growthOf(index, group),
  )

function growthOf(index: TraceIndex, group: GoroutineGroup): RankedFinding[] {
  const { goroutines, durationNs } = index.trace
  const { createdCount: created, aliveCount: alive, firstCreatedNs: firstNs } = group
  if (alive < fewestAlive || alive < aliveShare * created) return []
  const perNs = quarters / Math.max(1, durationNs - firstNs)
  const spread = new Set<number>()
  for (let at = 0; at < group.goroutines.length; at++) {
    const goroutine = group.goroutines[at]
    if ((goroutines.flags[goroutine] & GoroutineFlag.createdInTrace) === 0) continue
    spread.add(Math.min(quarters - 1, Math.floor((goroutines.createdNs.at(goroutine) - firstNs) * perNs)))
    if (spread.size === quarters) break
  }
  if (spread.size < quarters - 1) return []
  return [
    {
      lostNs: alive * durationNs - group.aliveSinceNs,
      finding: {
        code: 'goroutine-growth',
        severity: alive >= 1_000 ? 'high' : 'medium',
        text: `Goroutines of ${group.functionName} kept being created and did not end: ${groupDigits(alive)} of ${groupDigits(created)} created in the trace (${formatShare(alive / created)}) were alive at its end.`,
        certainty: 'proved',
        formula:
          'goroutines of one start function created in the trace, and those of them without an end in it',
        figures: { alive, created, function: group.functionName },
        at: { fromNs: firstNs, toNs: durationNs },
      },
    },
  ]
}
