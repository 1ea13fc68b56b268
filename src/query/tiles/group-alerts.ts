/**
 * What must not vanish in a folded group: the begin of every long wait of its goroutines, their logs, their CPU samples.
 * Gathered when the group's row is first drawn; rows with a pyramid are read only where a node is flagged.
 */
import type { SparseLists } from '../list-by-key'
import type { GoroutineGroup } from '../goroutine/groups'
import { indexOfSorted } from '../scheduling/execution-rows'
import type { CutRow } from '../lod/cut'
import { goroutineCut } from '../trace-index'
import type { TraceIndex } from '../trace-index'
import { flagRule } from './flag-rule'

export interface GroupAlerts {
  /** Begin of each stretch that is flagged on its goroutine's own row. */
  readonly waitNs: Float64Array
  readonly logNs: Float64Array
  readonly sampleNs: Float64Array
}

export function groupAlerts(index: TraceIndex, group: GoroutineGroup): GroupAlerts {
  const { logs, cpuSamples } = index.trace
  return {
    waitNs: flaggedIn(index, group.goroutines),
    logNs: timesOfMembers(index.logsOf, group.goroutines, logs.atNs),
    sampleNs: timesOfMembers(index.samplesOf, group.goroutines, cpuSamples.atNs),
  }
}

/** When what belongs to some goroutines happened, in order of time. @param members ascending */
function timesOfMembers(lists: SparseLists, members: Uint32Array, atNs: Float64Array): Float64Array {
  const times: number[] = []
  for (const [goroutine, items] of lists)
    if (indexOfSorted(members, goroutine) >= 0) for (const item of items) times.push(atNs[item])
  return Float64Array.from(times).sort()
}

/** The shortest stretch of any state that is flagged. */
const leastFlaggedNs = flagRule.thresholdNs.reduce((least, thresholdNs) => Math.min(least, thresholdNs))

/** Of millions of goroutines most live too shortly to have one. */
function flaggedIn(index: TraceIndex, members: Uint32Array): Float64Array {
  const { goroutines, spans } = index.trace
  const { spanOffset, rowEndNs } = goroutines
  const { startNs } = spans
  const found: number[] = []
  for (let at = 0; at < members.length; at++) {
    const goroutine = members[at]
    const first = spanOffset[goroutine]
    if (first === spanOffset[goroutine + 1] || rowEndNs.at(goroutine) - startNs.at(first) < leastFlaggedNs)
      continue
    addFlagged(goroutineCut(index, goroutine), found)
  }
  return Float64Array.from(found).sort()
}

function addFlagged({ row, pyramid, rule }: CutRow, out: number[]): void {
  const addBetween = (first: number, end: number): void => {
    for (let position = first; position < end; position++) {
      const startNs = row.startAt(position)
      if (row.endAt(position) - startNs >= rule.thresholdNs[row.codeAt(position)]) out.push(startNs)
    }
  }
  if (pyramid === undefined) {
    addBetween(row.first, row.first + row.count)
    return
  }
  const widthNs = 2 ** pyramid.exponentOf(0)
  for (let node = 0; node < pyramid.levelLength(0); node++) {
    if (pyramid.flags[pyramid.levelOffset[0] + node] === 0) continue
    const fromNs = (pyramid.levelFirst[0] + node) * widthNs
    // Whole nanoseconds: what begins after the last one before the bucket begins in it or later.
    addBetween(row.positionAfter(fromNs - 1), row.positionAfter(fromNs + widthNs - 1))
  }
}
