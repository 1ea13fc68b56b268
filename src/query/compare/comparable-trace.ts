/** What of a trace can be laid beside another one: sums and durations by start function, collections, stops, heap. */
import type {
  ComparableDurationsDto,
  ComparableFunctionDto,
  ComparableStopDto,
  ComparableTraceDto,
} from '../../contract/compare-dto'
import type { Steps } from '../../base/steps'
import { GoroutineState, Metric, NONE, GoroutineFlag } from '../../model/states'
import type { Trace } from '../../model/trace'
import { gcMarkRange, largestHeapBytes } from '../counters/counters-index'
import { Durations } from '../durations'
import { isFlightRecording } from '../flight-recording'
import { groupsByGoroutine } from '../goroutine/groups'
import type { GoroutineGroup } from '../goroutine/groups'
import { worldStops } from '../scheduling/stops'
import { spanPortions } from '../span-portions'
import type { SpanPortion } from '../span-portions'
import type { TraceIndex } from '../trace-index'

export const mostComparedFunctions = 2000

/** Durations with the goroutine of the longest one. */
class OwnedDurations {
  private readonly durations = new Durations()
  private longest = NONE

  add(durationNs: number, startNs: number, goroutine: number): void {
    if (durationNs > this.durations.longestNs) this.longest = goroutine
    this.durations.add(durationNs, startNs)
  }

  get totalNs(): number {
    return this.durations.totalNs
  }

  dto({ goroutines }: Trace): ComparableDurationsDto {
    const isKnown = this.longest < goroutines.count
    return { ...this.durations.dto(), longestGoroutine: isKnown ? goroutines.id[this.longest] : null }
  }
}

export function* comparableTrace(index: TraceIndex): Steps<ComparableTraceDto> {
  const { trace, totalTimes, counters } = index
  const { goroutines, header } = trace
  const waits = index.groups.map((): GroupWaits => ({ latency: new OwnedDurations(), byReason: new Map() }))
  const latency = new OwnedDurations()
  const groupOf = groupsByGoroutine(index.groups, goroutines.count)
  for (const portion of spanPortions(trace)) {
    addPortion(trace, portion, (goroutine) => waits[groupOf[goroutine]], latency)
    yield portion.share
  }
  const functions = index.groups
    .map((group, at) => ({ group, waits: waits[at], totalNs: group.stateTimes.reduce((a, b) => a + b, 0) }))
    .sort((a, b) => b.totalNs - a.totalNs)
    .slice(0, mostComparedFunctions)
    .map((one) => comparableFunction(trace, one.group, one.waits))
  let created = 0
  for (let goroutine = 0; goroutine < goroutines.count; goroutine++)
    if ((goroutines.flags[goroutine] & GoroutineFlag.createdInTrace) !== 0) created++
  return {
    goVersion: header.writtenBy,
    durationNs: trace.durationNs,
    isComplete: trace.isComplete,
    isFlightRecording: isFlightRecording(trace),
    processors: trace.processors.count,
    threads: trace.threads.count,
    goroutines: goroutines.count,
    created,
    mostGoroutines: counters.maxGoroutines,
    events: trace.eventCount,
    stateTimes: Array.from(totalTimes),
    occupiedNs: counters.processors.reduce((sum, one) => sum + one.between(0, trace.durationNs), 0),
    latency: latency.dto(trace),
    ...pauses(trace),
    ...heapOf(trace),
    functions,
    functionTotal: index.groups.length,
  }
}

/** Stretches of the goroutines of one start function in which they did not run. */
interface GroupWaits {
  readonly latency: OwnedDurations
  /** By reason index; system calls, which have none, by `syscalls`. */
  readonly byReason: Map<number, OwnedDurations>
}

const syscalls = -1

function addPortion(
  { spans, goroutines }: Trace,
  { firstGoroutine, endGoroutine, firstSpan, endSpan }: SpanPortion,
  waitsOf: (goroutine: number) => GroupWaits,
  all: OwnedDurations,
): void {
  const { startNs, state, reason } = spans
  const { spanOffset, rowEndNs } = goroutines
  for (let goroutine = firstGoroutine; goroutine < endGoroutine; goroutine++) {
    const { latency, byReason } = waitsOf(goroutine)
    const end = spanOffset[goroutine + 1]
    const last = Math.min(end, endSpan)
    for (let span = Math.max(spanOffset[goroutine], firstSpan); span < last; span++) {
      const fromNs = startNs.at(span)
      const lengthNs = (span + 1 < end ? startNs.at(span + 1) : rowEndNs.at(goroutine)) - fromNs
      if (state[span] === GoroutineState.runnable) {
        latency.add(lengthNs, fromNs, goroutine)
        all.add(lengthNs, fromNs, goroutine)
      } else if (state[span] === GoroutineState.waiting || state[span] === GoroutineState.syscall) {
        const key = state[span] === GoroutineState.syscall ? syscalls : reason[span]
        let durations = byReason.get(key)
        if (durations === undefined) {
          durations = new OwnedDurations()
          byReason.set(key, durations)
        }
        durations.add(lengthNs, fromNs, goroutine)
      }
    }
  }
}

function comparableFunction(
  trace: Trace,
  group: GoroutineGroup,
  { latency, byReason }: GroupWaits,
): ComparableFunctionDto {
  return {
    functionName: group.functionName,
    isRuntime: group.isRuntime,
    goroutines: group.goroutines.length,
    created: group.createdCount,
    stateTimes: Array.from(group.stateTimes),
    latency: latency.dto(trace),
    reasons: [...byReason]
      .sort(([, a], [, b]) => b.totalNs - a.totalNs)
      .map(([key, durations]) => ({
        reason: key === syscalls ? 'syscall' : trace.spans.reasons[key],
        durations: durations.dto(trace),
      })),
  }
}

function pauses(trace: Trace): Pick<ComparableTraceDto, 'marks' | 'stops' | 'stopsByReason'> {
  const { ranges, tables } = trace
  const marks = new OwnedDurations()
  for (let range = 0; range < ranges.count; range++) {
    if (tables.strings.get(ranges.name[range]) !== gcMarkRange) continue
    marks.add(ranges.endNs[range] - ranges.startNs[range], ranges.startNs[range], NONE)
  }
  const stops = new OwnedDurations()
  const byReason = new Map<string, OwnedDurations>()
  for (const stop of worldStops(trace)) {
    const lengthNs = stop.endNs - stop.startNs
    stops.add(lengthNs, stop.startNs, stop.goroutine)
    let durations = byReason.get(stop.reason)
    if (durations === undefined) {
      durations = new OwnedDurations()
      byReason.set(stop.reason, durations)
    }
    durations.add(lengthNs, stop.startNs, stop.goroutine)
  }
  const stopsByReason: ComparableStopDto[] = [...byReason]
    .sort(([, a], [, b]) => b.totalNs - a.totalNs)
    .map(([reason, durations]) => ({ reason, durations: durations.dto(trace) }))
  return { marks: marks.dto(trace), stops: stops.dto(trace), stopsByReason }
}

function heapOf(
  trace: Trace,
): Pick<ComparableTraceDto, 'peakHeapBytes' | 'peakHeapAtNs' | 'lastHeapBytes' | 'lastGoalBytes'> {
  const live = trace.metrics[Metric.heapLive]
  let peakHeapBytes: number | null = null
  let peakHeapAtNs: number | null = null
  for (let point = 0; point < live.count; point++) {
    if (live.value[point] > largestHeapBytes || live.value[point] <= (peakHeapBytes ?? -1)) continue
    peakHeapBytes = live.value[point]
    peakHeapAtNs = live.atNs[point]
  }
  return {
    peakHeapBytes,
    peakHeapAtNs,
    lastHeapBytes: lastOf(trace, Metric.heapLive),
    lastGoalBytes: lastOf(trace, Metric.heapGoal),
  }
}

/** Null without any, and for a goal that stands for none. */
function lastOf(trace: Trace, metric: Metric): number | null {
  const { count, value } = trace.metrics[metric]
  return count === 0 || value[count - 1] > largestHeapBytes ? null : value[count - 1]
}
