/**
 * Start functions whose goroutines keep being created and do not end. Notable: at least twenty created in the trace
 * and alive at its end, four in five of all created, and creation going on through at least three quarters of the
 * time since the first; a pool that is started once does not count.
 */
import { formatShare, groupDigits } from '../../base/format-units'
import { GoroutineFlag } from '../../model/trace'
import type { GoroutineGroup } from '../goroutine-groups'
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
  const created: number[] = []
  let alive = 0
  let aliveNs = 0
  for (const goroutine of group.goroutines) {
    if ((goroutines.flags[goroutine] & GoroutineFlag.createdInTrace) === 0) continue
    created.push(goroutines.createdNs[goroutine])
    if (!Number.isNaN(goroutines.endedNs[goroutine])) continue
    alive++
    aliveNs += durationNs - goroutines.createdNs[goroutine]
  }
  if (alive < fewestAlive || alive < aliveShare * created.length) return []
  const firstNs = Math.min(...sampled(created))
  const spread = new Set(
    created.map((atNs) =>
      Math.min(quarters - 1, Math.floor(((atNs - firstNs) / Math.max(1, durationNs - firstNs)) * quarters)),
    ),
  )
  if (spread.size < quarters - 1) return []
  return [
    {
      lostNs: aliveNs,
      finding: {
        code: 'goroutine-growth',
        severity: alive >= 1_000 ? 'high' : 'medium',
        text: `Goroutines of ${group.functionName} kept being created and did not end: ${groupDigits(alive)} of ${groupDigits(created.length)} created in the trace (${formatShare(alive / created.length)}) were alive at its end.`,
        certainty: 'proved',
        formula:
          'goroutines of one start function created in the trace, and those of them without an end in it',
        figures: { alive, created: created.length, function: group.functionName },
        at: { fromNs: firstNs, toNs: durationNs },
      },
    },
  ]
}

/** The minimum is among the first: goroutines stand in order of first appearance. */
function sampled(created: readonly number[]): readonly number[] {
  return created.slice(0, 1_000)
}
