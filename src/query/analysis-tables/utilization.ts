/**
 * Minimum mutator utilisation from the model: the share of the Ps that the program had for itself, least over all
 * windows of a length (Go 1.27 src/internal/trace/gc.go). A stop-the-world of the collector takes all Ps, a goroutine in
 * mark assist takes one.
 */
import { Metric, NONE } from '../../model/states'
import { processorOfPlace } from '../../model/trace'
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

/** What takes Ps from the program, as the options of go tool trace name it. */
export interface UtilizationParts {
  readonly stops?: boolean
  readonly assist?: boolean
  readonly sweep?: boolean
  /** Index of a P: of that one alone, which is the program's or is not. */
  readonly processor?: number
}

const usualParts: UtilizationParts = { stops: true, assist: true }

export function utilizationOf(index: TraceIndex, parts: UtilizationParts = usualParts): UtilizationCurve {
  const { trace, assists } = index
  const { processor } = parts
  const changes: Change[] = []
  for (const stop of parts.stops === true ? worldStops(trace) : []) {
    if (!stop.reason.includes('GC')) continue
    changes.push({ atNs: stop.startNs, stops: 1, held: 0, limit: NaN })
    changes.push({ atNs: stop.endNs, stops: -1, held: 0, limit: NaN })
  }
  for (let piece = 0; parts.assist === true && piece < assists.count; piece++) {
    const at = processorOfPlace(trace.spans.link[assists.span[piece]])
    if (processor !== undefined && at !== trace.processors.id[processor]) continue
    changes.push({ atNs: assists.startNs[piece], stops: 0, held: 1, limit: NaN })
    changes.push({ atNs: assists.endNs[piece], stops: 0, held: -1, limit: NaN })
  }
  if (parts.sweep === true) addSweeps(trace, changes)
  return curveOf(trace, changes, processor === undefined ? undefined : trace.processors.id[processor])
}

/** @param processor its id: the curve begins and ends with its being below GOMAXPROCS. */
function curveOf(trace: Trace, changes: Change[], processor: number | undefined): UtilizationCurve {
  const limits = trace.metrics[Metric.gomaxprocs]
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
    // Of one P: a share of one. While it does not exist nothing is taken from it.
    const ps = processor === undefined ? limit : processor < limit ? 1 : Infinity
    if (limit > 0) put(change.atNs, stops > 0 && ps < Infinity ? 0 : Math.max(0, 1 - held / ps))
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
/** Of one length: windows looked at, evenly apart, for how the rest of them fares. */
const samples = 2_000
const percentiles = [0.001, 0.01, 0.05] as const

export const utilizationTable: AnalysisTable = (index) => {
  const curve = utilizationOf(index)
  const least = new MinimumUtilization(curve)
  const stopsAlone = new MinimumUtilization(utilizationOf(index, { stops: true }))
  const assistAlone = new MinimumUtilization(utilizationOf(index, { assist: true }))
  const withSweep = new MinimumUtilization(utilizationOf(index, { ...usualParts, sweep: true }))
  const ofProcessors = Array.from(
    { length: index.trace.processors.count },
    (_, processor) => new MinimumUtilization(utilizationOf(index, { ...usualParts, processor })),
  )
  const lengthNs = curve.count < 2 ? 0 : curve.atNs[curve.count - 1] - curve.atNs[0]
  const shortestNs = Math.min(1_000, Math.max(1, lengthNs))
  const points = Array.from({ length: lengthNs > 0 ? windows : 0 }, (_, at) => {
    const windowNs = Math.round(shortestNs * (lengthNs / shortestNs) ** (at / (windows - 1)))
    return { windowNs, ...least.worst(windowNs) }
  })
  return {
    formula:
      'Share of the Ps that the program had for itself: 0 while the collector stops the world, less one P for every goroutine in mark assist; the least mean over all windows of each length. Beside it: how bad the worst thousandth, hundredth and twentieth of 2,000 windows are, evenly apart; the least that any one P had; and the least with stops, with assist alone, and with a P taken for every sweep too.',
    limits:
      'The collector’s background workers are not counted: go tool trace counts them wrongly since Go 1.22, and compares with its options STW and mark assist alone. The longest window at 0 is the longest full pause.',
    columns: [
      ns('window', 'Window'),
      column('share', 'Least share', 'share'),
      column('p999', 'p99.9', 'share', 'One window in a thousand has no more'),
      column('p99', 'p99', 'share', 'One in a hundred'),
      column('p95', 'p95', 'share', 'One in twenty'),
      column('one', 'One P', 'share', 'The least that any one P had for the program'),
      column('stops', 'Stops', 'share', 'Only stop-the-world pauses of the collector counted'),
      column('assist', 'Assist', 'share', 'Only mark assist counted'),
      column('sweep', 'With sweep', 'share', 'A P that sweeps counts as taken'),
      column('at', 'Worst at', 'time', 'Begin of a window with the least share; a click leads there'),
    ],
    sortedBy: 'window',
    curve: points,
    ...cut([...points].reverse(), ({ windowNs, share, startNs }) => ({
      cells: [
        windowNs,
        share,
        ...least.percentiles(windowNs, percentiles, samples),
        Math.min(1, ...ofProcessors.map((one) => one.over(windowNs))),
        stopsAlone.over(windowNs),
        assistAlone.over(windowNs),
        withSweep.over(windowNs),
        startNs,
      ],
      ...placeInTime(index.trace, startNs, Math.min(windowNs, index.trace.durationNs - startNs), NONE),
    })),
  }
}
