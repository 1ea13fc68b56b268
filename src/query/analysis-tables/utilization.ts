/**
 * Minimum mutator utilisation from the model: the share of the Ps that the program had for itself, least over all
 * windows of a length (Go 1.27 src/internal/trace/gc.go). A stop-the-world of the collector takes all Ps, a goroutine in
 * mark assist takes one.
 */
import { Metric, NONE } from '../../model/states'
import type { Trace } from '../../model/trace'
import { MinimumUtilization } from '../analyses/minimum-utilization'
import type { UtilizationCurve } from '../analyses/mutator-utilization'
import { worldStops } from '../scheduling/stops'
import type { TraceIndex } from '../trace-index'
import type { AnalysisTable } from './table'
import { column, cut, ns, placeInTime } from './table'

/** How a step function changes: `stops` pauses and `held` Ps more or less; `limit` is a new GOMAXPROCS, or NaN. */
interface Change {
  readonly atNs: number
  readonly stops: number
  readonly held: number
  readonly limit: number
}

/** @param withSweep takes a P for every sweep too, as the option of go tool trace does. */
export function utilizationOf(index: TraceIndex, withSweep = false): UtilizationCurve {
  const { trace, assists } = index
  const limits = trace.metrics[Metric.gomaxprocs]
  const changes: Change[] = []
  for (const stop of worldStops(trace)) {
    if (!stop.reason.includes('GC')) continue
    changes.push({ atNs: stop.startNs, stops: 1, held: 0, limit: NaN })
    changes.push({ atNs: stop.endNs, stops: -1, held: 0, limit: NaN })
  }
  for (let piece = 0; piece < assists.count; piece++) {
    changes.push({ atNs: assists.startNs[piece], stops: 0, held: 1, limit: NaN })
    changes.push({ atNs: assists.endNs[piece], stops: 0, held: -1, limit: NaN })
  }
  if (withSweep) addSweeps(trace, changes)
  for (let point = 0; point < limits.count; point++)
    changes.push({ atNs: limits.atNs[point], stops: 0, held: 0, limit: limits.value[point] })
  changes.sort((a, b) => a.atNs - b.atNs)
  const atNs: number[] = []
  const share: number[] = []
  let stops = 0
  let held = 0
  // Nothing counts before the first GOMAXPROCS in the file.
  let limit = 0
  const put = (timeNs: number, value: number): void => {
    const last = atNs.length - 1
    if (last >= 0 && atNs[last] === timeNs) share[last] = Math.min(share[last], value)
    else if (last < 0 || share[last] !== value) {
      atNs.push(timeNs)
      share.push(value)
    }
  }
  for (const change of changes) {
    stops += change.stops
    held += change.held
    if (!Number.isNaN(change.limit)) limit = change.limit
    if (limit > 0) put(change.atNs, stops > 0 ? 0 : Math.max(0, 1 - held / limit))
  }
  if (atNs.length > 0) {
    atNs.push(Math.max(trace.durationNs, atNs[atNs.length - 1]))
    share.push(0)
  }
  return { count: atNs.length, atNs: Float64Array.from(atNs), share: Float64Array.from(share) }
}

function addSweeps({ ranges, tables }: Trace, changes: Change[]): void {
  for (let range = 0; range < ranges.count; range++) {
    if (tables.strings.get(ranges.name[range]) !== sweepRange) continue
    changes.push({ atNs: ranges.startNs[range], stops: 0, held: 1, limit: NaN })
    changes.push({ atNs: ranges.endNs[range], stops: 0, held: -1, limit: NaN })
  }
}

const sweepRange = 'GC incremental sweep'
const windows = 60

export const utilizationTable: AnalysisTable = (index) => {
  const curve = utilizationOf(index)
  const least = new MinimumUtilization(curve)
  const withSweep = new MinimumUtilization(utilizationOf(index, true))
  const lengthNs = curve.count < 2 ? 0 : curve.atNs[curve.count - 1] - curve.atNs[0]
  const shortestNs = Math.min(1_000, Math.max(1, lengthNs))
  const points = Array.from({ length: lengthNs > 0 ? windows : 0 }, (_, at) => {
    const windowNs = Math.round(shortestNs * (lengthNs / shortestNs) ** (at / (windows - 1)))
    return { windowNs, ...least.worst(windowNs) }
  })
  return {
    formula:
      'Share of the Ps that the program had for itself: 0 while the collector stops the world, less one P for every goroutine in mark assist; the least mean over all windows of each length. The third column takes a P for every sweep too.',
    limits:
      'The collector’s background workers are not counted: go tool trace counts them wrongly since Go 1.22, and compares with its options STW and mark assist alone. The longest window at 0 is the longest full pause.',
    columns: [
      ns('window', 'Window'),
      column('share', 'Least share', 'share'),
      column('sweep', 'With sweep', 'share', 'A P that sweeps counts as taken'),
      column('at', 'Worst at', 'time', 'Begin of a window with the least share; a click leads there'),
    ],
    sortedBy: 'window',
    curve: points,
    ...cut([...points].reverse(), ({ windowNs, share, startNs }) => ({
      cells: [windowNs, share, withSweep.over(windowNs), startNs],
      ...placeInTime(index.trace, startNs, Math.min(windowNs, index.trace.durationNs - startNs), NONE),
    })),
  }
}
