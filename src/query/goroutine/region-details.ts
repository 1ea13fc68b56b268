/** One user region: when, what its goroutine did meanwhile, what lies in it, and how it compares with others of its name. */
import type { RegionDto, RegionRefDto } from '../../contract/work-dto'
import { RangeFlag } from '../../model/trace'
import type { Trace } from '../../model/trace'
import { taskNamesOf, workLog, workRegion } from './work'
import { sparseListOf } from '../list-by-key'
import { nestedKey } from '../rows/row-key'
import { goroutineRef } from './span-details'
import { mostRegionRows } from '../tiles/track-layers'
import { timesBetween } from './times-between'
import type { TraceIndex } from '../trace-index'

const mostInner = 500
const mostLogs = 500

/** Undefined for a region that the trace does not have. */
export function regionDto(index: TraceIndex, region: number): RegionDto | undefined {
  const { trace } = index
  const { regions, logs, goroutines } = trace
  if (region >= regions.count || regions.goroutine[region] >= goroutines.count) return undefined
  const goroutine = regions.goroutine[region]
  const startNs = regions.startNs[region]
  const endNs = regions.endNs[region]
  const depth = regions.depth[region]
  const names = taskNamesOf(trace)
  const overlapping = Array.from(sparseListOf(index.regionsOf, goroutine)).filter(
    (other) => other !== region && regions.startNs[other] <= endNs && regions.endNs[other] >= startNs,
  )
  const outer = overlapping.find(
    (other) =>
      regions.depth[other] === depth - 1 &&
      regions.startNs[other] <= startNs &&
      regions.endNs[other] >= endNs,
  )
  const inner = overlapping.filter(
    (other) =>
      regions.depth[other] === depth + 1 &&
      regions.startNs[other] >= startNs &&
      regions.endNs[other] <= endNs,
  )
  const logList = Array.from(sparseListOf(index.logsOf, goroutine)).filter(
    (log) => logs.atNs[log] >= startNs && logs.atNs[log] <= endNs,
  )
  return {
    ...workRegion(trace, region, names),
    goroutine: goroutineRef(trace, goroutine),
    row: nestedKey('regions', goroutines.id[goroutine], Math.min(mostRegionRows - 1, depth)),
    stateTimes: Array.from(timesBetween(index, goroutine, startNs, endNs)),
    ...(outer === undefined ? {} : { outer: regionRef(trace, outer) }),
    inner: inner.slice(0, mostInner).map((other) => regionRef(trace, other)),
    innerTotal: inner.length,
    logs: logList.slice(0, mostLogs).map((log) => workLog(trace, log, names)),
    logTotal: logList.length,
    ...amongItsKind(trace, region),
  }
}

function regionRef({ regions, tables }: Trace, region: number): RegionRefDto {
  return {
    region,
    name: tables.strings.get(regions.name[region]),
    startNs: regions.startNs[region],
    endNs: regions.endNs[region],
  }
}

/** Only whole regions compare: of the others nobody knows how long they were. */
function amongItsKind({ regions }: Trace, region: number): Pick<RegionDto, 'among'> {
  const { name, flags, startNs, endNs } = regions
  const openBits = RangeFlag.openAtStart | RangeFlag.openAtEnd
  if ((flags[region] & openBits) !== 0) return {}
  const lengthNs = endNs[region] - startNs[region]
  let count = 0
  let shorter = 0
  for (let other = 0; other < regions.count; other++) {
    if (name[other] !== name[region] || (flags[other] & openBits) !== 0) continue
    count++
    if (endNs[other] - startNs[other] < lengthNs) shorter++
  }
  return { among: { count, shorter } }
}
