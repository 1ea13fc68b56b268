/**
 * What happened in a range of time on some rows of the timeline only. As range-statistics.ts, which looks at all of the trace
 * and is written for millions of spans.
 */
import { visualStateIndex } from '../../contract/trace-dto'
import type { RangeProcessorsDto, RangeStatisticsDto } from '../../contract/stretch-dto'
import { GoroutineFlag, threadOfPlace } from '../../model/trace'
import type { Trace } from '../../model/trace'
import { sparseListOf } from '../list-by-key'
import { codeOfNothing } from '../lod/stretch-row'
import { goroutineRef } from '../goroutine/span-details'
import type { TraceIndex } from '../trace-index'
import { visualStateCount } from '../visual-state'
import type { RowScope } from './range-rows'
import {
  BestGoroutines,
  collectorOf,
  functionRows,
  goroutineRow,
  isWait,
  mostRan,
  mostWaits,
  sortValue,
} from './range-statistics'
import type { RangeRequest } from './range-statistics'
import { LongestParts, spanPlace, SpanTally, visitSpans } from './span-tally'
import type { SpanPart } from './span-tally'
import { threadCalls } from './thread-calls'

export function rangeOfRows(index: TraceIndex, request: RangeRequest, scope: RowScope): RangeStatisticsDto {
  const { fromNs, toNs, sort, limit } = request
  const { goroutines } = index.trace
  const tally = new SpanTally(index, fromNs, toNs)
  const waits = new LongestParts(mostWaits)
  const runs = new LongestParts(mostWaits)
  const functions = new Map<number, { count: number; times: Float64Array }>()
  const best = new BestGoroutines(limit)
  const isInside = (timeNs: number): boolean => timeNs >= fromNs && timeNs < toNs
  const parts = partsOf(index, scope, fromNs, toNs)
  let created = 0
  let ended = 0
  for (const [goroutine, own] of parts) {
    const flags = goroutines.flags[goroutine]
    if ((flags & GoroutineFlag.createdInTrace) !== 0 && isInside(goroutines.createdNs[goroutine])) created++
    if (isInside(goroutines.endedNs[goroutine])) ended++
    const times = new Float64Array(visualStateCount)
    for (const { span, insideNs, code } of own) {
      times[code] += insideNs
      tally.addPart(goroutine, span, insideNs, code)
      runs.offer(goroutine, span, insideNs, code)
      const isWaiting = isWait[code] === 1 && insideNs > 0 && (flags & GoroutineFlag.system) === 0
      if (isWaiting) waits.offer(goroutine, span, insideNs, code)
    }
    // What ran on one P is told as running: which part of an assist was there is not known.
    if (scope.executions.length === 0) addAssists(index, tally, goroutine, times)
    addFunction(functions, goroutines.functionName[goroutine], times)
    best.offer(goroutine, times, sortValue(times, sort))
  }
  return {
    fromNs,
    toNs,
    stateTimes: Array.from(tally.stateTimes),
    reasons: tally.reasons(),
    goroutines: {
      total: parts.size,
      created,
      ended,
      rows: best.rows.map((row) => goroutineRow(index, row, fromNs, toNs)),
    },
    functions: { total: functions.size, rows: functionRows(index, functions, sort, limit) },
    longestWaits: waits.parts.map((part) => spanPlace(index, part)),
    processors: processorsOf(index, scope, fromNs, toNs),
    ...collectorOf(index, fromNs, toNs, tally.stateTimes),
    cpuSampleCount: samplesOf(index, scope, isInside),
    ...(scope.executions.length > 0 ? { longestRuns: runs.parts.map((part) => spanPlace(index, part)) } : {}),
    ...(isOfThreads(scope) ? { systemCalls: threadCalls(index, scope.executions, fromNs, toNs) } : {}),
  }
}

/** Parts of spans that are meant, by goroutine in the order of the trace; only goroutines that have some. */
function partsOf(
  index: TraceIndex,
  scope: RowScope,
  fromNs: number,
  toNs: number,
): ReadonlyMap<number, readonly SpanPart[]> {
  const found = new Map<number, SpanPart[]>()
  const add = (goroutine: number, span: number, insideNs: number, code: number): void => {
    const part = { goroutine, span, insideNs, code }
    const own = found.get(goroutine)
    if (own === undefined) found.set(goroutine, [part])
    else own.push(part)
  }
  for (const goroutine of [...scope.goroutines].sort((a, b) => a - b))
    visitSpans(index, goroutine, fromNs, toNs, add)
  for (const { row, goroutineAt } of scope.executions) {
    const end = row.first + row.count
    for (let at = row.count === 0 ? end : row.positionAt(fromNs); at < end && row.startAt(at) < toNs; at++) {
      const insideNs = Math.min(row.endAt(at), toNs) - Math.max(row.startAt(at), fromNs)
      const code = row.codeAt(at)
      if (insideNs > 0 && code !== codeOfNothing) add(goroutineAt(at), row.elementAt(at), insideNs, code)
    }
  }
  return found
}

function addAssists(index: TraceIndex, tally: SpanTally, goroutine: number, times: Float64Array): void {
  const running = index.isGcWorker[goroutine] === 1 ? visualStateIndex['gc-work'] : visualStateIndex.running
  tally.addAssists(goroutine, (_, __, insideNs, code) => {
    times[running] -= insideNs
    times[code] += insideNs
  })
}

function addFunction(
  functions: Map<number, { count: number; times: Float64Array }>,
  name: number,
  times: Float64Array,
): void {
  let sums = functions.get(name)
  if (sums === undefined)
    functions.set(name, (sums = { count: 0, times: new Float64Array(visualStateCount) }))
  sums.count++
  for (let state = 0; state < visualStateCount; state++) sums.times[state] += times[state]
}

/** Whether threads are meant, and nothing else. */
const isOfThreads = ({ goroutines, processors, threads }: RowScope): boolean =>
  threads.size > 0 && goroutines.size === 0 && processors === undefined

/** On which Ps the meant goroutines ran; of meant Ps, who ran on them; of threads, what they ran on which P. */
function processorsOf(index: TraceIndex, scope: RowScope, fromNs: number, toNs: number): RangeProcessorsDto {
  const { trace, executions, processorRows, counters } = index
  const { span, spanGoroutine } = executions
  const ofThreads = isOfThreads(scope)
  const ran = new Map<number, number>()
  const rows: { processor: number; heldNs: number; goroutineNs: number }[] = []
  processorRows.forEach(({ row }, processor) => {
    if (scope.processors?.has(processor) === false) return
    let goroutineNs = 0
    const end = row.first + row.count
    for (let at = row.count === 0 ? end : row.positionAt(fromNs); at < end && row.startAt(at) < toNs; at++) {
      const insideNs = Math.min(row.endAt(at), toNs) - Math.max(row.startAt(at), fromNs)
      const goroutine = spanGoroutine[at]
      const isMeant = ofThreads
        ? scope.threads.has(threadOfPlace(trace.spans.link[span[at]]))
        : scope.goroutines.size === 0 || scope.goroutines.has(goroutine)
      if (insideNs <= 0 || !isMeant) continue
      goroutineNs += insideNs
      ran.set(goroutine, (ran.get(goroutine) ?? 0) + insideNs)
    }
    const heldNs = ofThreads
      ? heldByThreads(trace, processor, scope.threads, fromNs, toNs)
      : counters.processors[processor].between(fromNs, toNs)
    if (ofThreads && heldNs === 0 && goroutineNs === 0) return
    rows.push({ processor: trace.processors.id[processor], heldNs, goroutineNs })
  })
  return {
    heldNs: rows.reduce((sum, row) => sum + row.heldNs, 0),
    goroutineNs: rows.reduce((sum, row) => sum + row.goroutineNs, 0),
    rows,
    ran: [...ran]
      .sort((a, b) => b[1] - a[1] || a[0] - b[0])
      .slice(0, mostRan)
      .map(([goroutine, onProcessorsNs]) => ({ goroutine: goroutineRef(trace, goroutine), onProcessorsNs })),
  }
}

/** How long any of the threads held a P inside the range. */
function heldByThreads(
  { processors }: Trace,
  processor: number,
  threads: ReadonlySet<number>,
  fromNs: number,
  toNs: number,
): number {
  let heldNs = 0
  const end = processors.runOffset[processor + 1]
  for (let run = processors.runOffset[processor]; run < end; run++) {
    if (!threads.has(processors.runThread[run])) continue
    heldNs += Math.max(
      0,
      Math.min(processors.runEndNs[run], toNs) - Math.max(processors.runStartNs[run], fromNs),
    )
  }
  return heldNs
}

function samplesOf(index: TraceIndex, scope: RowScope, isInside: (timeNs: number) => boolean): number {
  const { atNs, count } = index.trace.cpuSamples
  let found = 0
  if (scope.goroutines.size === 0) {
    for (let sample = 0; sample < count; sample++) if (isInside(atNs[sample])) found++
    return found
  }
  for (const goroutine of scope.goroutines)
    for (const sample of sparseListOf(index.samplesOf, goroutine)) if (isInside(atNs[sample])) found++
  return found
}
