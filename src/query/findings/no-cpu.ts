/**
 * Stretches in which not one thread left an event although goroutines ran: signs that the process itself got no CPU (a
 * cgroup's quota used up, a stopped process, a paused machine). Only inferred. The scheduler preempts a running goroutine
 * after 10 ms and looks at least every 10 ms (Go 1.26 src/runtime/proc.go, forcePreemptNS and sysmon), so that silence
 * of 50 ms is notable, when a goroutine that ran through it is seen to be preemptible anywhere, that is not kept in a
 * loop of its own.
 */
import { formatDuration } from '../../base/format-units'
import { GoroutineState, NONE } from '../../model/states'
import { TimeColumn } from '../../model/time-column'
import type { Trace } from '../../model/trace'
import type { TraceIndex } from '../trace-index'
import { atSeconds, nameOfGoroutine } from './finding-context'
import type { Finder } from './finding-context'

const notableNs = 50e6
const severeNs = 500e6
/** Of more silences the first are looked at; exact bounds cost a search in every row. */
const mostSilences = 200
/** Bounds are sought in every row only where there are no more than this many. */
const mostSearches = 20_000_000
/** Spans of a goroutine around a silence that are looked at for a preemption. */
const lookAround = 200
/** Quotas of cgroups are handed out in this rhythm by default (Linux, cpu.max). */
const quotaPeriodNs = 100e6

export interface Silence {
  readonly fromNs: number
  readonly toNs: number
  /** Goroutine indices that ran on a P all through it. */
  readonly running: readonly number[]
}

export const findNoCpu: Finder = (index) => {
  const found = silencesWithoutCpu(index)
  let awayNs = 0
  let lostNs = 0
  let longest: Silence | undefined
  for (const silence of found) {
    const { fromNs, toNs, running } = silence
    awayNs += toNs - fromNs
    lostNs += (toNs - fromNs) * running.length
    if (longest === undefined || toNs - fromNs > longest.toNs - longest.fromNs) longest = silence
  }
  if (longest === undefined) return []
  const longestNs = longest.toNs - longest.fromNs
  const who =
    longest.running.length === 1
      ? `${nameOfGoroutine(index, longest.running[0])} was running`
      : `${longest.running.length} goroutines were running`
  const others =
    found.length === 1
      ? ''
      : `, the longest of ${found.length} such silences (${formatDuration(awayNs)} in all)`
  const rhythm = hasQuotaRhythm(found) ? ' They come in a rhythm of 100 ms, as quotas of cgroups do.' : ''
  return [
    {
      lostNs,
      finding: {
        code: 'no-cpu',
        severity: awayNs >= severeNs ? 'high' : 'medium',
        text: `For ${formatDuration(longestNs)} at ${atSeconds(longest.fromNs)} no thread left an event although ${who}${others}. The process itself likely got no CPU: the scheduler would have preempted after 10 to 20 ms.${rhythm}`,
        certainty: 'likely',
        formula:
          'time between two events of the whole trace, from 50 ms, while a goroutine that can be preempted ran; the first 10 to 20 ms of it may have been run',
        figures: { longestNs, awayNs, count: found.length },
        at: { fromNs: longest.fromNs, toNs: longest.toNs },
      },
    },
  ]
}

const cache = new WeakMap<TraceIndex, readonly Silence[]>()

/** Stretches in which the process likely got no CPU, in order of time. */
export function silencesWithoutCpu(index: TraceIndex): readonly Silence[] {
  const known = cache.get(index)
  if (known !== undefined) return known
  const found: Silence[] = []
  for (const { fromNs, toNs } of silencesOf(index)) {
    const running = runningThrough(index, fromNs, toNs)
    if (!running.some((one) => isPreemptible(index.trace, one.goroutine, one.span))) continue
    found.push({ fromNs, toNs, running: running.map((one) => one.goroutine) })
  }
  cache.set(index, found)
  return found
}

/** Stretches of at least 50 ms without an event, in order of time. */
function silencesOf(index: TraceIndex): readonly { readonly fromNs: number; readonly toNs: number }[] {
  const { trace, counters } = index
  const { spansBefore, grid } = counters
  const widthNs = 2 ** grid.exponent
  const found: { fromNs: number; toNs: number }[] = []
  let candidates = 0
  const most = Math.min(mostSilences, Math.floor(mostSearches / Math.max(1, trace.goroutines.count)))
  for (let bucket = 0; bucket + 1 < spansBefore.length; bucket++) {
    const first = bucket
    while (bucket + 1 < spansBefore.length && spansBefore[bucket + 1] === spansBefore[bucket]) bucket++
    // Events may stand at the far ends of the buckets beside the empty ones.
    if (bucket === first || (bucket - first + 2) * widthNs < notableNs) continue
    if (candidates++ === most) break
    const silence = silenceAround(trace, ((first + bucket) / 2) * widthNs)
    if (silence.toNs - silence.fromNs >= notableNs) found.push(silence)
  }
  return found
}

const inNanoseconds = (timesNs: Float64Array): TimeColumn => new TimeColumn(timesNs, 1)

/** The events right before and after an instant. */
function silenceAround(trace: Trace, timeNs: number): { fromNs: number; toNs: number } {
  let fromNs = 0
  let toNs = trace.durationNs
  const look = (values: TimeColumn, first: number, end: number): void => {
    let low = first
    let high = end
    while (low < high) {
      const middle = (low + high) >>> 1
      if (values.at(middle) <= timeNs) low = middle + 1
      else high = middle
    }
    if (low > first) fromNs = Math.max(fromNs, values.at(low - 1))
    if (low < end) toNs = Math.min(toNs, values.at(low))
  }
  const { goroutines, spans, processors, ranges, cpuSamples, logs, regions, metrics } = trace
  for (let goroutine = 0; goroutine < goroutines.count; goroutine++) {
    // Of millions of rows nearly all lie wholly before or behind, and need no search.
    if (goroutines.rowEndNs.at(goroutine) <= fromNs || goroutines.createdNs.at(goroutine) >= toNs) continue
    look(spans.startNs, goroutines.spanOffset[goroutine], goroutines.spanOffset[goroutine + 1])
    const endedNs = goroutines.endedNs.at(goroutine)
    if (endedNs <= timeNs) fromNs = Math.max(fromNs, endedNs)
    else if (endedNs > timeNs) toNs = Math.min(toNs, endedNs)
  }
  for (let processor = 0; processor < processors.count; processor++) {
    const first = processors.runOffset[processor]
    const end = processors.runOffset[processor + 1]
    look(inNanoseconds(processors.runStartNs), first, end)
    look(inNanoseconds(processors.runEndNs), first, end)
  }
  look(inNanoseconds(ranges.startNs), 0, ranges.count)
  for (let range = 0; range < ranges.count; range++) {
    const endNs = ranges.endNs[range]
    if (endNs <= timeNs) fromNs = Math.max(fromNs, endNs)
    else toNs = Math.min(toNs, endNs)
  }
  look(inNanoseconds(cpuSamples.atNs), 0, cpuSamples.count)
  look(inNanoseconds(logs.atNs), 0, logs.count)
  look(inNanoseconds(regions.startNs), 0, regions.count)
  for (const metric of metrics) look(inNanoseconds(metric.atNs), 0, metric.count)
  return { fromNs, toNs }
}

/** Running spans on the Ps that cover a stretch. */
function runningThrough(
  { trace, processorRows, executions }: TraceIndex,
  fromNs: number,
  toNs: number,
): readonly { readonly goroutine: number; readonly span: number }[] {
  const found: { goroutine: number; span: number }[] = []
  for (const { row } of processorRows) {
    if (row.count === 0) continue
    const position = row.positionAt(fromNs)
    const span = row.elementAt(position)
    if (row.startAt(position) > fromNs || row.endAt(position) < toNs) continue
    if (trace.spans.state[span] !== GoroutineState.running) continue
    found.push({ goroutine: executions.spanGoroutine[position], span })
  }
  return found
}

/** Whether the goroutine is preempted by a signal somewhere around a span: then it does not hold its P in a loop. */
function isPreemptible(trace: Trace, goroutine: number, span: number): boolean {
  const { spans, goroutines, tables } = trace
  const first = Math.max(goroutines.spanOffset[goroutine], span - lookAround)
  const end = Math.min(goroutines.spanOffset[goroutine + 1], span + lookAround)
  for (let one = first; one < end; one++) {
    if (spans.state[one] !== GoroutineState.runnable || spans.stack.at(one) === NONE) continue
    if (spans.reasons[spans.reason[one]] !== 'preempted') continue
    const { stacks, frames, strings } = tables
    for (let at = stacks.offset[spans.stack.at(one)]; at < stacks.offset[spans.stack.at(one) + 1]; at++) {
      if (strings.get(frames.functionName[stacks.frame[at]]) === 'runtime.asyncPreempt') return true
    }
  }
  return false
}

function hasQuotaRhythm(silences: readonly Silence[]): boolean {
  if (silences.length < 3) return false
  let fits = 0
  for (let at = 1; at < silences.length; at++) {
    const periods = (silences[at].toNs - silences[at - 1].toNs) / quotaPeriodNs
    if (periods >= 0.95 && Math.abs(periods - Math.round(periods)) < 0.05) fits++
  }
  return fits >= 0.8 * (silences.length - 1)
}
