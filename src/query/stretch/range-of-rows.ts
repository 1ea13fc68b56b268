/**
 * What happened in a range of time on some rows of the timeline only. As range-statistics.ts, which looks at all of the trace
 * and is written for millions of spans.
 */
import type { Steps } from '../../base/steps'
import { visualStateIndex } from '../../contract/visual-states'
import type { RangeProcessorsDto, RangeStatisticsDto } from '../../contract/stretch-dto'
import { GoroutineFlag } from '../../model/states'
import { threadOfPlace } from '../../model/trace'
import type { Trace } from '../../model/trace'
import { sparseListOf } from '../list-by-key'
import { codeOfNothing } from '../lod/stretch-row'
import { goroutineRef } from '../goroutine/span-details'
import type { TraceIndex } from '../trace-index'
import { visualStateCount } from '../visual-state'
import type { ExecutionRow, RowScope } from './range-rows'
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

export function* rangeOfRows(
  index: TraceIndex,
  request: RangeRequest,
  scope: RowScope,
): Steps<RangeStatisticsDto> {
  const { fromNs, toNs } = request
  const parts = new RowParts(index, request, scope)
  const wanted = Uint32Array.from(scope.goroutines).sort()
  const { spanOffset } = index.trace.goroutines
  let spans = 0
  for (let at = 0; at < wanted.length; at++) {
    parts.addGoroutine(wanted[at])
    spans += 1 + spanOffset[wanted[at] + 1] - spanOffset[wanted[at]]
    if (spans < spansAtOnce) continue
    spans = 0
    yield at / wanted.length
  }
  for (const [at, row] of scope.executions.entries()) {
    parts.addExecutions(row)
    yield at / scope.executions.length
  }
  const isInside = (timeNs: number): boolean => timeNs >= fromNs && timeNs < toNs
  return {
    fromNs,
    toNs,
    ...parts.answer(),
    processors: processorsOf(index, scope, fromNs, toNs),
    cpuSampleCount: samplesOf(index, scope, isInside),
    ...(isOfThreads(scope) ? { systemCalls: threadCalls(index, scope.executions, fromNs, toNs) } : {}),
  }
}

/** Looked at in one piece of work. */
const spansAtOnce = 1 << 16

/** Parts of spans that are meant, added up. Of millions nothing is kept but sums. */
class RowParts {
  private readonly tally: SpanTally
  private readonly waits = new LongestParts(mostWaits)
  private readonly runs = new LongestParts(mostWaits)
  private readonly functions = new Map<number, { count: number; times: Float64Array }>()
  private readonly best: BestGoroutines
  private total = 0
  private created = 0
  private ended = 0
  /** Of what ran on Ps and threads: time by visual state and goroutine; only few states occur. */
  private readonly onRows = new Map<number, Float64Array>()
  /** Goroutines in the order in which they first occur there. */
  private readonly seen: number[] = []
  private readonly isSeen: Uint8Array

  constructor(
    private readonly index: TraceIndex,
    private readonly request: RangeRequest,
    private readonly scope: RowScope,
  ) {
    this.tally = new SpanTally(index, request.fromNs, request.toNs)
    this.best = new BestGoroutines(request.limit)
    this.isSeen = new Uint8Array(scope.executions.length === 0 ? 0 : index.trace.goroutines.count)
  }

  addGoroutine(goroutine: number): void {
    const { index, request } = this
    const times = new Float64Array(visualStateCount)
    let count = 0
    visitSpans(index, goroutine, request.fromNs, request.toNs, (_goroutine, span, insideNs, code) => {
      count++
      times[code] += insideNs
      this.addPart(goroutine, span, insideNs, code)
    })
    if (count === 0) return
    addAssists(index, this.tally, goroutine, times)
    this.endGoroutine(goroutine, times)
  }

  addExecutions({ row, goroutineAt }: ExecutionRow): void {
    const { fromNs, toNs } = this.request
    const end = row.first + row.count
    for (let at = row.count === 0 ? end : row.positionAt(fromNs); at < end && row.startAt(at) < toNs; at++) {
      const insideNs = Math.min(row.endAt(at), toNs) - Math.max(row.startAt(at), fromNs)
      const code = row.codeAt(at)
      if (insideNs <= 0 || code === codeOfNothing) continue
      const goroutine = goroutineAt(at)
      let times = this.onRows.get(code)
      if (times === undefined)
        this.onRows.set(code, (times = new Float64Array(this.index.trace.goroutines.count)))
      times[goroutine] += insideNs
      if (this.isSeen[goroutine] === 0) {
        this.isSeen[goroutine] = 1
        this.seen.push(goroutine)
      }
      this.addPart(goroutine, row.elementAt(at), insideNs, code)
    }
  }

  private addPart(goroutine: number, span: number, insideNs: number, code: number): void {
    this.tally.addPart(goroutine, span, insideNs, code)
    this.runs.offer(goroutine, span, insideNs, code)
    const isSystem = (this.index.trace.goroutines.flags[goroutine] & GoroutineFlag.system) !== 0
    if (isWait[code] === 1 && insideNs > 0 && !isSystem) this.waits.offer(goroutine, span, insideNs, code)
  }

  private endGoroutine(goroutine: number, times: Float64Array): void {
    const { fromNs, toNs, sort } = this.request
    const { goroutines } = this.index.trace
    const isInside = (timeNs: number): boolean => timeNs >= fromNs && timeNs < toNs
    const isBorn = (goroutines.flags[goroutine] & GoroutineFlag.createdInTrace) !== 0
    if (isBorn && isInside(goroutines.createdNs.at(goroutine))) this.created++
    if (isInside(goroutines.endedNs.at(goroutine))) this.ended++
    this.total++
    addFunction(this.functions, goroutines.functionName[goroutine], times)
    this.best.offer(goroutine, times, sortValue(times, sort), undefined)
  }

  /** Once everything has been added. What ran on one P is told as running: which part of an assist was there is not known. */
  answer(): Omit<RangeStatisticsDto, 'fromNs' | 'toNs' | 'processors' | 'cpuSampleCount' | 'systemCalls'> {
    const { index, tally, waits, runs, functions, best } = this
    const { fromNs, toNs, sort, limit } = this.request
    const times = new Float64Array(visualStateCount)
    for (const goroutine of this.seen) {
      times.fill(0)
      for (const [code, ofGoroutines] of this.onRows) times[code] = ofGoroutines[goroutine]
      this.endGoroutine(goroutine, times)
    }
    return {
      stateTimes: Array.from(tally.stateTimes),
      reasons: tally.reasons(),
      goroutines: {
        total: this.total,
        created: this.created,
        ended: this.ended,
        rows: best.rows.map((row) =>
          goroutineRow(index, { ...row, longest: longestWaitIn(index, row.goroutine, fromNs, toNs) }),
        ),
      },
      functions: { total: functions.size, rows: functionRows(index, functions, sort, limit) },
      longestWaits: waits.parts.map((part) => spanPlace(index, part)),
      ...collectorOf(index, fromNs, toNs, tally.stateTimes),
      ...(this.scope.executions.length > 0
        ? { longestRuns: runs.parts.map((part) => spanPlace(index, part)) }
        : {}),
    }
  }
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
/** Of the goroutine's own row: what ran on a P or M tells of no waits. */
function longestWaitIn(
  index: TraceIndex,
  goroutine: number,
  fromNs: number,
  toNs: number,
): SpanPart | undefined {
  const longest = new LongestParts(1)
  visitSpans(index, goroutine, fromNs, toNs, (_goroutine, span, insideNs, code) => {
    if (isWait[code] === 1) longest.offer(goroutine, span, insideNs, code)
  })
  return longest.parts.at(0)
}

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
      : counters.shownProcessors[processor].between(fromNs, toNs)
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
