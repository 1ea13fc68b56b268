/**
 * What every query needs and no query should compute again: rows with their pyramids, time per state of every
 * goroutine, groups by start function, what lies on which goroutine. Built once, when a trace is loaded.
 */
import { visualStateIndex } from '../contract/trace-dto'
import type { Cancellation } from '../base/cancellation'
import { throwIfCancelled } from '../base/cancellation'
import { GoroutineState, NONE } from '../model/states'
import { GoroutineFlag } from '../model/trace'
import type { Trace } from '../model/trace'
import { assistPieces } from './assist-pieces'
import type { AssistPieces } from './assist-pieces'
import { groupGoroutines } from './goroutine-groups'
import type { GoroutineGroup } from './goroutine-groups'
import { countersIndexOf } from './counters-index'
import type { CountersIndex } from './counters-index'
import type { CutRow } from './lod/cut'
import { buildPyramid, rawRowStretches } from './lod/pyramid'
import type { FlagRule, Pyramid } from './lod/pyramid'
import { StretchRow } from './lod/stretch-row'
import { isBlocked, moveAssists } from './goroutine-figures'
import type { GoroutineFigures } from './goroutine-figures'
import { sparseListsOf } from './list-by-key'
import type { SparseLists } from './list-by-key'
import { gcWorkerFunction, NOT_DRAWN, visualStateCount, visualStateTable } from './visual-state'

export interface TraceIndex {
  readonly trace: Trace
  /** 1 for the collector's own workers, by goroutine. */
  readonly isGcWorker: Uint8Array
  /** Visual state by `state << 8 | reason`, for usual goroutines and for the collector's. */
  readonly codes: Uint8Array
  readonly workerCodes: Uint8Array
  /** Figures of goroutines with many spans; the others are added up when asked for (figuresOf). */
  readonly heavyFigures: ReadonlyMap<number, GoroutineFigures>
  /** Time per visual state over all goroutines. */
  readonly totalTimes: Float64Array
  /** Waits for a P of at least `longWaitForProcessorNs`, of all goroutines but the runtime's own. */
  readonly longRunnable: LongRunnable
  /** By stack: time and number of waits that hold others up: reasons 'sync' and 'chan send', not of the runtime's own. */
  readonly contended: ContendedStacks
  /** Pyramids of the goroutines that have one. */
  readonly goroutinePyramids: ReadonlyMap<number, Pyramid>
  /** The Ps' spans in order of time, by processors.spanOffset: the trace's own columns unless damage disordered them. */
  readonly executions: Executions
  readonly processorRows: readonly CutRow[]
  readonly assists: AssistPieces
  readonly groups: readonly GoroutineGroup[]
  /** Indices into regions, logs and cpuSamples by goroutine, each in order of time. */
  readonly regionsOf: SparseLists
  readonly logsOf: SparseLists
  readonly samplesOf: SparseLists
  readonly counters: CountersIndex
}

/** Stretches at least this long keep a mark at any zoom. */
export const longRunnableNs = 1e6
export const longSyncWaitNs = 10e6

export const flagRule: FlagRule = makeFlagRule()

function makeFlagRule(): FlagRule {
  const thresholdNs = new Float64Array(256).fill(Infinity)
  const bits = new Uint8Array(256)
  thresholdNs[visualStateIndex.runnable] = longRunnableNs
  thresholdNs[visualStateIndex['blocked-sync']] = longSyncWaitNs
  bits[visualStateIndex.runnable] = 1
  bits[visualStateIndex['blocked-sync']] = 2
  return { thresholdNs, bits }
}

/** @throws CancelledError */
export function buildTraceIndex(trace: Trace, cancellation: Cancellation): TraceIndex {
  const { goroutines, tables } = trace
  const isGcWorker = gcWorkersOf(trace)
  const codes = visualStateTable(trace.spans, false)
  const workerCodes = visualStateTable(trace.spans, true)
  const assists = assistPieces(trace)
  const { groups, groupOf } = groupGoroutines(trace)
  const heavyFigures = new Map<number, GoroutineFigures>()
  const goroutinePyramids = new Map<number, Pyramid>()
  const totalTimes = new Float64Array(visualStateCount)
  const waits: WaitTotals = {
    contended: {
      totalNs: new Float64Array(tables.stacks.count),
      count: new Uint32Array(tables.stacks.count),
      longestNs: new Float64Array(tables.stacks.count).fill(-1),
      longestSpan: new Uint32Array(tables.stacks.count),
      longestGoroutine: new Uint32Array(tables.stacks.count),
    },
    isContendedReason: Uint8Array.from(trace.spans.reasons, (reason) =>
      contendedReasons.has(reason) ? 1 : 0,
    ),
    longRunnable: { goroutine: [], span: [], count: 0, totalNs: 0 },
    rowWaitCount: 0,
    rowLongestWaitNs: 0,
  }
  const timesOfGroup = groups.map((group) => group.stateTimes)
  for (let goroutine = 0; goroutine < goroutines.count; goroutine++) {
    const count = goroutines.spanOffset[goroutine + 1] - goroutines.spanOffset[goroutine]
    const table = isGcWorker[goroutine] === 1 ? workerCodes : codes
    const isHeavy = count > rawRowStretches
    const groupTimes = timesOfGroup[groupOf[goroutine]]
    const times = isHeavy ? new Float64Array(visualStateCount) : groupTimes
    addSpans(trace, goroutine, table, times, waits)
    if (assists.count > 0) moveAssists(assists, goroutine, times)
    if ((goroutine & 0xffff) === 0) throwIfCancelled(cancellation)
    if (!isHeavy) continue
    throwIfCancelled(cancellation)
    for (let state = 0; state < visualStateCount; state++) groupTimes[state] += times[state]
    const figures = { times, longestWaitNs: waits.rowLongestWaitNs, waitCount: waits.rowWaitCount }
    heavyFigures.set(goroutine, figures)
    goroutinePyramids.set(
      goroutine,
      buildPyramid(stretchRowOfGoroutine(trace, goroutine, table), flagRule, statesWithTime(figures)),
    )
  }
  for (const group of groups) {
    for (let state = 0; state < visualStateCount; state++) totalTimes[state] += group.stateTimes[state]
  }
  const { processors } = trace
  const executions = executionsInOrder(trace)
  const processorRows: CutRow[] = []
  for (let processor = 0; processor < processors.count; processor++) {
    throwIfCancelled(cancellation)
    const row = executionRow(
      trace,
      { codes, workerCodes, isGcWorker },
      executions,
      processors.spanOffset[processor],
      processors.spanOffset[processor + 1],
      true,
    )
    processorRows.push(executionCut(row))
  }
  throwIfCancelled(cancellation)
  return {
    trace,
    isGcWorker,
    codes,
    workerCodes,
    heavyFigures,
    totalTimes,
    longRunnable: waits.longRunnable,
    contended: waits.contended,
    goroutinePyramids,
    executions,
    processorRows,
    assists,
    groups,
    regionsOf: sparseListsOf(trace.regions.goroutine, trace.regions.count),
    logsOf: sparseListsOf(trace.logs.goroutine, trace.logs.count),
    samplesOf: sparseListsOf(trace.cpuSamples.goroutine, trace.cpuSamples.count),
    counters: countersIndexOf({ trace, goroutinePyramids }),
  }
}

/** Assist is laid over running and has no time of its own in the row; running may be all assist. */
function statesWithTime({ times }: GoroutineFigures): Uint8Array {
  const states: number[] = []
  for (let state = 0; state < visualStateCount; state++) {
    if (
      times[state] > 0 ||
      (state === visualStateIndex.running && times[visualStateIndex['gc-assist']] > 0)
    ) {
      states.push(state)
    }
  }
  return Uint8Array.from(states)
}

export interface Executions {
  readonly span: Uint32Array
  readonly spanGoroutine: Uint32Array
}

/**
 * In a whole trace the Ps' rows are in order. Where a generation is lost, a goroutine that is seen running only later
 * has run since the generation's begin, and so may two on one P.
 */
function executionsInOrder({ processors, spans }: Trace): Executions {
  const { startNs } = spans
  let { span, spanGoroutine } = processors
  for (let processor = 0; processor < processors.count; processor++) {
    const first = processors.spanOffset[processor]
    const end = processors.spanOffset[processor + 1]
    let isInOrder = true
    for (let at = first + 1; at < end && isInOrder; at++)
      isInOrder = startNs[span[at - 1]] <= startNs[span[at]]
    if (isInOrder) continue
    if (span === processors.span) {
      span = processors.span.slice()
      spanGoroutine = processors.spanGoroutine.slice()
    }
    const order = Uint32Array.from({ length: end - first }, (_, at) => first + at)
    order.sort((a, b) => startNs[processors.span[a]] - startNs[processors.span[b]] || a - b)
    for (let at = first; at < end; at++) {
      span[at] = processors.span[order[at - first]]
      spanGoroutine[at] = processors.spanGoroutine[order[at - first]]
    }
  }
  return { span, spanGoroutine }
}

/** What can run on a P or M. */
const executionStates = Uint8Array.of(
  visualStateIndex.running,
  visualStateIndex.syscall,
  visualStateIndex['gc-work'],
)

/** A row of executions with its pyramid, if it needs one. */
export function executionCut(row: StretchRow): CutRow {
  return {
    row,
    pyramid: row.count > rawRowStretches ? buildPyramid(row, flagRule, executionStates) : undefined,
    rule: flagRule,
    isClippedLeft: false,
    isClippedRight: false,
  }
}

function gcWorkersOf({ goroutines, tables }: Trace): Uint8Array {
  const isGcWorker = new Uint8Array(goroutines.count)
  let worker = -1
  for (let string = 0; string < tables.strings.count && worker < 0; string++) {
    if (tables.strings.get(string) === gcWorkerFunction) worker = string
  }
  for (let goroutine = 0; goroutine < goroutines.count; goroutine++) {
    if (goroutines.functionName[goroutine] === worker) isGcWorker[goroutine] = 1
  }
  return isGcWorker
}

const contendedReasons: ReadonlySet<string> = new Set(['sync', 'chan send'])

/** Waits that hold others up, by the stack they waited in. */
export interface ContendedStacks {
  readonly totalNs: Float64Array
  readonly count: Uint32Array
  readonly longestNs: Float64Array
  readonly longestSpan: Uint32Array
  readonly longestGoroutine: Uint32Array
}

/** Half of the time slice after which the scheduler preempts (Go 1.26 src/runtime/proc.go, forcePreemptNS). */
export const longWaitForProcessorNs = 5e6

/** Beyond this many they are counted only. */
const mostLongWaits = 200_000

/** Runnable spans, by goroutine and in order of time. */
export interface LongRunnable {
  readonly goroutine: number[]
  readonly span: number[]
  /** All there are, listed or not. */
  count: number
  totalNs: number
}

interface WaitTotals {
  readonly contended: ContendedStacks
  /** By reason. */
  readonly isContendedReason: Uint8Array
  readonly longRunnable: LongRunnable
  /** Of the goroutine added last: its waits, and the longest of them. */
  rowWaitCount: number
  rowLongestWaitNs: number
}

/** One look at each span of a goroutine: its time goes to the group, its waits to the totals. */
function addSpans(
  { spans, goroutines }: Trace,
  goroutine: number,
  codes: Uint8Array,
  times: Float64Array,
  totals: WaitTotals,
): void {
  const { startNs, state, reason, stack } = spans
  const { contended, isContendedReason, longRunnable } = totals
  const end = goroutines.spanOffset[goroutine + 1]
  const isSystem = (goroutines.flags[goroutine] & GoroutineFlag.system) !== 0
  let waitCount = 0
  let longestWaitNs = 0
  for (let span = goroutines.spanOffset[goroutine]; span < end; span++) {
    const endNs = span + 1 < end ? startNs[span + 1] : goroutines.rowEndNs[goroutine]
    const code = codes[(state[span] << 8) | reason[span]]
    if (code !== NOT_DRAWN) times[code] += endNs - startNs[span]
    if (state[span] === GoroutineState.runnable) {
      if (isSystem || endNs - startNs[span] < longWaitForProcessorNs) continue
      longRunnable.count++
      longRunnable.totalNs += endNs - startNs[span]
      if (longRunnable.span.length === mostLongWaits) continue
      longRunnable.goroutine.push(goroutine)
      longRunnable.span.push(span)
    } else if (state[span] === GoroutineState.waiting) {
      const durationNs = endNs - startNs[span]
      if (isBlocked[code] === 1) {
        waitCount++
        if (durationNs > longestWaitNs) longestWaitNs = durationNs
      }
      if (isContendedReason[reason[span]] === 0) continue
      const at = stack[span]
      if (isSystem || at === NONE) continue
      contended.totalNs[at] += durationNs
      contended.count[at]++
      if (durationNs <= contended.longestNs[at]) continue
      contended.longestNs[at] = durationNs
      contended.longestSpan[at] = span
      contended.longestGoroutine[at] = goroutine
    }
  }
  totals.rowWaitCount = waitCount
  totals.rowLongestWaitNs = longestWaitNs
}

export function stretchRowOfGoroutine(trace: Trace, goroutine: number, codes: Uint8Array): StretchRow {
  const { goroutines, spans } = trace
  const first = goroutines.spanOffset[goroutine]
  return new StretchRow({
    columns: spans,
    codes,
    first,
    count: goroutines.spanOffset[goroutine + 1] - first,
    lastEndNs: goroutines.rowEndNs[goroutine],
  })
}

/** A goroutine's row with its pyramid, ready to be cut. */
export function goroutineCut(index: TraceIndex, goroutine: number): CutRow {
  const { trace } = index
  const flags = trace.goroutines.flags[goroutine]
  return {
    row: stretchRowOfGoroutine(
      trace,
      goroutine,
      index.isGcWorker[goroutine] === 1 ? index.workerCodes : index.codes,
    ),
    pyramid: index.goroutinePyramids.get(goroutine),
    rule: flagRule,
    isClippedLeft: (flags & GoroutineFlag.createdInTrace) === 0,
    isClippedRight: (flags & GoroutineFlag.endedInTrace) === 0,
  }
}

/** The row of executions that `order` lists: spans with their goroutines, holes between them. */
export function executionRow(
  trace: Trace,
  tables: { readonly codes: Uint8Array; readonly workerCodes: Uint8Array; readonly isGcWorker: Uint8Array },
  order: Executions,
  first: number,
  end: number,
  losesProcessor: boolean,
): StretchRow {
  const { spans, goroutines } = trace
  const { startNs, state, reason } = spans
  const { span, spanGoroutine } = order
  const { codes, workerCodes, isGcWorker } = tables
  const { spanOffset, rowEndNs } = goroutines
  const lost = spans.syscallLostProcessor
  const endOf = (position: number): number => {
    const element = span[position]
    const goroutine = spanGoroutine[position]
    let endNs = element + 1 < spanOffset[goroutine + 1] ? startNs[element + 1] : rowEndNs[goroutine]
    if (losesProcessor && state[element] === GoroutineState.syscall) {
      const at = indexOfSorted(lost.span, element)
      if (at >= 0 && lost.atNs[at] < endNs) endNs = lost.atNs[at]
    }
    // Clocks of two threads may disagree by a little: what came next wins.
    if (position + 1 < end) {
      const nextNs = startNs[span[position + 1]]
      if (nextNs < endNs) endNs = nextNs
    }
    return endNs < startNs[element] ? startNs[element] : endNs
  }
  return new StretchRow({
    columns: spans,
    codes,
    otherCodes: workerCodes,
    usesOtherCodes: (position) => isGcWorker[spanGoroutine[position]] === 1,
    first,
    count: end - first,
    lastEndNs: 0,
    order: span,
    endOf,
    readRun(position, count, chunk) {
      const { startNs: starts, endNs: ends, code } = chunk
      // endOf written out: a call for each of millions of executions costs as much as all the rest.
      let nextStartNs = startNs[span[position]]
      for (let index = 0; index < count; index++) {
        const at = position + index
        const element = span[at]
        const goroutine = spanGoroutine[at]
        const fromNs = nextStartNs
        let endNs = element + 1 < spanOffset[goroutine + 1] ? startNs[element + 1] : rowEndNs[goroutine]
        if (losesProcessor && state[element] === GoroutineState.syscall) {
          const lostAt = indexOfSorted(lost.span, element)
          if (lostAt >= 0 && lost.atNs[lostAt] < endNs) endNs = lost.atNs[lostAt]
        }
        if (at + 1 < end) {
          nextStartNs = startNs[span[at + 1]]
          if (nextStartNs < endNs) endNs = nextStartNs
        }
        const key = (state[element] << 8) | reason[element]
        starts[index] = fromNs
        ends[index] = endNs < fromNs ? fromNs : endNs
        code[index] = isGcWorker[goroutine] === 1 ? workerCodes[key] : codes[key]
      }
    },
  })
}

/** Index of `value` in an ascending column, or -1. */
export function indexOfSorted(column: Uint32Array, value: number): number {
  let low = 0
  let high = column.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (column[middle] < value) low = middle + 1
    else high = middle
  }
  return low < column.length && column[low] === value ? low : -1
}
