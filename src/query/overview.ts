/**
 * The first screen: what the file is, where time went, what is odd.
 */
import { visualStateIndex } from '../contract/visual-states'
import type { OverviewDto, TopFunctionDto } from '../contract/overview-dto'
import type { Trace } from '../model/trace'
import { occupancy } from './counters/counters'
import { gcMarkRange, stopTheWorldPrefix } from './counters/counters-index'
import { findFindingsIn } from './findings/find-findings'
import { isFlightRecording } from './flight-recording'
import { blockedNsOf, runnableNsOf } from './goroutine/groups'
import type { TraceIndex } from './trace-index'

const occupancySlices = 400
const mostFunctions = 12

export function overview(index: TraceIndex): OverviewDto {
  const { trace } = index
  const { header, durationNs } = trace
  const stateTimes = index.totalTimes
  return {
    goVersion: header.writtenBy,
    durationNs,
    eventCount: trace.eventCount,
    processorCount: trace.processors.count,
    threadCount: trace.threads.count,
    goroutineCount: trace.goroutines.count,
    maxGoroutinesAtOnce: index.counters.maxGoroutines,
    taskCount: trace.tasks.count,
    regionCount: trace.regions.count,
    logCount: trace.logs.count,
    cpuSampleCount: trace.cpuSamples.count,
    wallClockStartUnixNs: wallClockStart(trace),
    isFlightRecording: isFlightRecording(trace),
    stateTimes: Array.from(stateTimes),
    gc: {
      ...rangeFigures(trace, (name) => name === gcMarkRange),
      assistNs: stateTimes[visualStateIndex['gc-assist']],
    },
    stw: rangeFigures(trace, (name) => name.startsWith(stopTheWorldPrefix)),
    topFunctions: topFunctions(index),
    findings: findFindingsIn(index),
    occupancy: Array.from(
      occupancy(
        index,
        Float64Array.from(
          { length: occupancySlices + 1 },
          (_, slice) => (slice * durationNs) / occupancySlices,
        ),
      ),
    ),
    meanOccupancy: occupancy(index, Float64Array.of(0, durationNs))[0],
    lost: hatchedStretches(trace),
  }
}

/** Unix time of the trace's origin: the first wall clock, carried back. */
function wallClockStart(trace: Trace): string | undefined {
  const first = trace.wallClock[0]
  return first === undefined ? undefined : String(first.unixNs - BigInt(Math.round(first.atNs)))
}

function rangeFigures(
  { ranges, tables }: Trace,
  accepts: (name: string) => boolean,
): { count: number; totalNs: number; longestNs: number } {
  let count = 0
  let totalNs = 0
  let longestNs = 0
  for (let range = 0; range < ranges.count; range++) {
    if (!accepts(tables.strings.get(ranges.name[range]))) continue
    const rangeNs = ranges.endNs[range] - ranges.startNs[range]
    count++
    totalNs += rangeNs
    longestNs = Math.max(longestNs, rangeNs)
  }
  return { count, totalNs, longestNs }
}

/** Start functions by time blocked and runnable. */
function topFunctions(index: TraceIndex): readonly TopFunctionDto[] {
  return index.groups
    .filter((group) => !group.isRuntime)
    .map((group) => ({
      functionName: group.functionName,
      count: group.goroutines.length,
      stateTimes: Array.from(group.stateTimes),
      blockedNs: blockedNsOf(group.stateTimes),
      runnableNs: runnableNsOf(group.stateTimes),
      runningNs: group.stateTimes[visualStateIndex.running],
    }))
    .sort((a, b) => b.blockedNs + b.runnableNs - a.blockedNs - a.runnableNs)
    .slice(0, mostFunctions)
}

/**
 * What the file has lost, and, where a generation was read in part, the stretch in which the order of events shows that some are
 * missing: damage alone often tells no more than the byte.
 */
function hatchedStretches({ warnings, generations }: Trace): OverviewDto['lost'] {
  return warnings.flatMap(({ code, message, isLoss, fromNs, toNs }) => {
    if (fromNs === undefined || toNs === undefined) return []
    const isGap =
      code === 'forced-order' &&
      generations.some((one) => one.status !== 'whole' && one.fromNs <= toNs && one.toNs >= fromNs)
    return isLoss === true || isGap ? [{ fromNs, toNs, reason: message }] : []
  })
}
