/** The heap at an instant: live, goal, and what it is to be compared with to tell how much it has grown. */
import type { HeapAtDto } from '../../contract/counters-dto'
import { Metric } from '../../model/states'
import { RangeFlag } from '../../model/trace'
import type { Trace } from '../../model/trace'
import { valueAt } from '../analysis-tables/pauses'
import { gcMarkRange } from './counters-index'

export function heapAt(trace: Trace, timeNs: number): HeapAtDto {
  const liveBytes = valueAt(trace, Metric.heapLive, timeNs)
  const goalBytes = valueAt(trace, Metric.heapGoal, timeNs)
  const since = liveBytes === null ? undefined : comparedWith(trace, timeNs)
  return {
    ...(liveBytes === null ? {} : { liveBytes }),
    ...(goalBytes === null ? {} : { goalBytes }),
    ...(since === undefined ? {} : { since }),
  }
}

/**
 * While the collector marks, the heap still grows from what the cycle before it left. Go tells the bytes that were marked
 * before it ends the phase (Go 1.27 src/runtime/mgc.go, gcMarkTermination).
 */
function comparedWith(trace: Trace, timeNs: number): HeapAtDto['since'] {
  const { ranges, tables, metrics } = trace
  let endNs = -1
  for (let range = 0; range < ranges.count && ranges.startNs[range] <= timeNs; range++) {
    const isOver = ranges.endNs[range] <= timeNs && (ranges.flags[range] & RangeFlag.openAtEnd) === 0
    if (isOver && ranges.endNs[range] > endNs && tables.strings.get(ranges.name[range]) === gcMarkRange)
      endNs = ranges.endNs[range]
  }
  const left = endNs < 0 ? null : valueAt(trace, Metric.heapLive, endNs)
  if (left !== null) return { atNs: endNs, isGcEnd: true, liveBytes: left }
  const { count, atNs, value } = metrics[Metric.heapLive]
  return count === 0 || atNs[0] > timeNs ? undefined : { atNs: atNs[0], isGcEnd: false, liveBytes: value[0] }
}
