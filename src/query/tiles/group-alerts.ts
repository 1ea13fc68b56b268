/**
 * What must not vanish in a folded group: the begin of every long wait of its goroutines, their logs, their CPU samples.
 * Gathered when the group's row is first drawn; rows with a pyramid are read only where a node is flagged.
 */
import { sparseListOf } from '../list-by-key'
import type { GoroutineGroup } from '../goroutine/groups'
import type { CutRow } from '../lod/cut'
import { goroutineCut } from '../trace-index'
import type { TraceIndex } from '../trace-index'

export interface GroupAlerts {
  /** Begin of each stretch that is flagged on its goroutine's own row. */
  readonly waitNs: Float64Array
  readonly logNs: Float64Array
  readonly sampleNs: Float64Array
}

export function groupAlerts(index: TraceIndex, group: GoroutineGroup): GroupAlerts {
  const { logs, cpuSamples } = index.trace
  const waits: number[] = []
  const logged: number[] = []
  const sampled: number[] = []
  for (const goroutine of group.goroutines) {
    addFlagged(goroutineCut(index, goroutine), waits)
    for (const log of sparseListOf(index.logsOf, goroutine)) logged.push(logs.atNs[log])
    for (const sample of sparseListOf(index.samplesOf, goroutine)) sampled.push(cpuSamples.atNs[sample])
  }
  return {
    waitNs: Float64Array.from(waits).sort(),
    logNs: Float64Array.from(logged).sort(),
    sampleNs: Float64Array.from(sampled).sort(),
  }
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
