/**
 * A blocking profile restricted to goroutines, regions, tasks or a stretch of time, from kept records.
 */
import { NONE } from '../../model/states'
import type { TraceTables } from '../../model/tables'
import { RegionStatus, type AnnotationTally } from './annotation-tally'
import type { ProfileKind, StackWeights, TimeInterval, WaitRecords } from './blocking-profiles'
import { weighRecords } from './blocking-profiles'
import type { GoroutineTimes } from './goroutine-times'
import type { SummaryRules } from './summary-rules'

export interface ProfileFilter {
  /** Start function of the goroutines. */
  readonly goroutine?: string
  /** Name of user regions. */
  readonly region?: string
  /** Task id: the explicit regions of that task, on whatever goroutine. */
  readonly task?: number
  readonly fromNs?: number
  readonly toNs?: number
}

export interface ProfileInput {
  readonly rules: SummaryRules
  readonly tables: TraceTables
  readonly times: GoroutineTimes
  readonly annotations: AnnotationTally
  readonly records: WaitRecords
  /** Last event. */
  readonly endNs: number
}

const everywhere: readonly TimeInterval[] = [{ fromNs: -Infinity, toNs: Infinity }]
const nowhere: readonly TimeInterval[] = []

/** Undefined when the filter names a goroutine function, region or task that the trace does not have. */
export function profileOf(
  input: ProfileInput,
  kind: ProfileKind,
  filter: ProfileFilter,
): StackWeights | undefined {
  let intervals: ((goroutine: number) => readonly TimeInterval[]) | undefined
  if (filter.region !== undefined || filter.task !== undefined) {
    const byGoroutine = regionIntervals(input, filter)
    if (byGoroutine.size === 0) return undefined
    intervals = (goroutine) => byGoroutine.get(goroutine) ?? nowhere
  } else {
    const byGoroutine = lifeIntervals(input, filter.goroutine)
    if (filter.goroutine !== undefined && byGoroutine.size === 0) return undefined
    const others = input.rules.isParity || filter.goroutine !== undefined ? nowhere : everywhere
    intervals = (goroutine) => byGoroutine.get(goroutine) ?? others
  }
  const { fromNs = -Infinity, toNs = Infinity } = filter
  if (fromNs === -Infinity && toNs === Infinity) return weighRecords(input.records, kind, intervals)
  const unbounded = intervals
  return weighRecords(input.records, kind, (goroutine) =>
    unbounded(goroutine).map((interval) => ({
      fromNs: Math.max(interval.fromNs, fromNs),
      toNs: Math.min(interval.toNs, toNs),
    })),
  )
}

/**
 * Go 1.27 src/cmd/trace/pprof.go, pprofMatchingGoroutines: a goroutine counts from its first run, so the wait between
 * creation and first run is lost; one that never ran counts from 0. By default the whole life counts.
 */
function lifeIntervals(input: ProfileInput, functionName: string | undefined): Map<number, TimeInterval[]> {
  const { times, tables, rules, endNs } = input
  const byGoroutine = new Map<number, TimeInterval[]>()
  if (!rules.isParity && functionName === undefined) return byGoroutine
  for (let row = 0; row < times.count; row++) {
    if (functionName !== undefined && tables.strings.get(times.functionName.values[row]) !== functionName)
      continue
    if (rules.isParity && !times.isNewest(row)) continue
    const goroutine = times.goroutine.values[row]
    const end = times.endNs.values[row]
    const toNs = Number.isNaN(end) || end === rules.zeroNs ? endNs : end
    const start = times.startNs.values[row]
    const neverNs = Number.isNaN(rules.zeroNs) ? -Infinity : rules.zeroNs
    const fromNs = rules.isParity ? (Number.isNaN(start) ? neverNs : start) : times.createdNs.values[row]
    const lives = byGoroutine.get(goroutine)
    if (lives === undefined) byGoroutine.set(goroutine, [{ fromNs, toNs }])
    else lives.push({ fromNs, toNs })
  }
  return byGoroutine
}

/** Go 1.27 pprof.go, pprofMatchingRegions: of nested or overlapping regions of a goroutine the first to begin. */
function regionIntervals(input: ProfileInput, filter: ProfileFilter): Map<number, TimeInterval[]> {
  const { annotations, times, tables, rules, endNs } = input
  const byGoroutine = new Map<number, TimeInterval[]>()
  for (let region = 0; region < annotations.regionCount; region++) {
    const life = annotations.regionLife.values[region]
    if (life === NONE || annotations.regionStatus.values[region] === RegionStatus.dropped) continue
    if (rules.isParity && !times.isNewest(life)) continue
    if (
      filter.region !== undefined &&
      tables.strings.get(annotations.regionName.values[region]) !== filter.region
    ) {
      continue
    }
    if (filter.task !== undefined && annotations.regionTask.values[region] !== filter.task) continue
    if (filter.goroutine !== undefined) {
      if (tables.strings.get(times.functionName.values[life]) !== filter.goroutine) continue
    }
    const start = annotations.regionStartNs.values[region]
    const end = annotations.regionEndNs.values[region]
    const interval = { fromNs: Number.isNaN(start) ? 0 : start, toNs: Number.isNaN(end) ? endNs : end }
    const goroutine = times.goroutine.values[life]
    const found = byGoroutine.get(goroutine)
    if (found === undefined) byGoroutine.set(goroutine, [interval])
    else found.push(interval)
  }
  for (const [goroutine, found] of byGoroutine) {
    found.sort((a, b) => a.fromNs - b.fromNs || a.toNs - b.toNs)
    let reachedNs = -Infinity
    const outermost = found.filter((interval) => {
      if (interval.fromNs < reachedNs) return false
      reachedNs = interval.toNs
      return true
    })
    byGoroutine.set(goroutine, outermost)
  }
  return byGoroutine
}
