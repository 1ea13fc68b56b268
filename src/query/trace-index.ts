/**
 * What every query needs and no query should compute again: rows with their pyramids, time per state of every
 * goroutine, groups by start function, what lies on which goroutine. Built once, when a trace is loaded.
 */
import { visualStateIndex } from '../contract/trace-dto'
import type { Cancellation } from '../base/cancellation'
import { throwIfCancelled } from '../base/cancellation'
import { GoroutineState, NONE, RangeScope } from '../model/states'
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
import { groupListsOf } from './list-by-key'
import type { ListsByKey } from './list-by-key'
import {
  gcWorkerFunction,
  isBlockedState,
  NOT_DRAWN,
  visualStateCount,
  visualStateTable,
} from './visual-state'

export interface TraceIndex {
  readonly trace: Trace
  /** 1 for the collector's own workers, by goroutine. */
  readonly isGcWorker: Uint8Array
  /** Visual state by `state << 8 | reason`, for usual goroutines and for the collector's. */
  readonly codes: Uint8Array
  readonly workerCodes: Uint8Array
  /** Time per visual state: goroutine × visualStateCount. Assist time is taken out of running. */
  readonly stateTimes: Float64Array
  /** By goroutine: the longest blocked stretch, and how many. */
  readonly longestWaitNs: Float64Array
  readonly waitCount: Uint32Array
  /** By goroutine: its longest runnable span, NONE for none. */
  readonly longestRunnable: Uint32Array
  /** By stack: time and number of waits that hold others up: reasons 'sync' and 'chan send', not of the runtime's own. */
  readonly contended: { readonly totalNs: Float64Array; readonly count: Uint32Array }
  /** Pyramids of the goroutines that have one. */
  readonly goroutinePyramids: ReadonlyMap<number, Pyramid>
  readonly processorRows: readonly CutRow[]
  readonly assists: AssistPieces
  readonly groups: readonly GoroutineGroup[]
  /** Index into `groups` by goroutine. */
  readonly groupOf: Uint32Array
  /** Indices into regions, logs, cpuSamples and children by goroutine, each in order of time. */
  readonly regionsOf: ListsByKey
  readonly logsOf: ListsByKey
  readonly samplesOf: ListsByKey
  readonly childrenOf: ListsByKey
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
  const isGcWorker = Uint8Array.from({ length: goroutines.count }, (_, goroutine) =>
    tables.strings.get(goroutines.functionName[goroutine]) === gcWorkerFunction ? 1 : 0,
  )
  const codes = visualStateTable(trace.spans, false)
  const workerCodes = visualStateTable(trace.spans, true)
  const assists = assistPieces(trace)
  const stateTimes = new Float64Array(goroutines.count * visualStateCount)
  const totals: Totals = {
    stateTimes,
    longestWaitNs: new Float64Array(goroutines.count),
    waitCount: new Uint32Array(goroutines.count),
    longestRunnable: new Uint32Array(goroutines.count).fill(NONE),
    contended: {
      totalNs: new Float64Array(tables.stacks.count),
      count: new Uint32Array(tables.stacks.count),
    },
    isContendedReason: Uint8Array.from(trace.spans.reasons, (reason) =>
      contendedReasons.has(reason) ? 1 : 0,
    ),
  }
  const goroutinePyramids = new Map<number, Pyramid>()
  for (let goroutine = 0; goroutine < goroutines.count; goroutine++) {
    const first = goroutines.spanOffset[goroutine]
    const count = goroutines.spanOffset[goroutine + 1] - first
    const table = isGcWorker[goroutine] === 1 ? workerCodes : codes
    if (count > rawRowStretches) {
      throwIfCancelled(cancellation)
      const row = stretchRowOfGoroutine(trace, goroutine, table)
      goroutinePyramids.set(goroutine, buildPyramid(row, flagRule))
    }
    addTimes(trace, goroutine, table, totals)
  }
  const { goroutineOf, startNs, endNs } = assists
  for (let piece = 0; piece < assists.count; piece++) {
    const base = goroutineOf[piece] * visualStateCount
    stateTimes[base + visualStateIndex.running] -= endNs[piece] - startNs[piece]
    stateTimes[base + visualStateIndex['gc-assist']] += endNs[piece] - startNs[piece]
  }
  throwIfCancelled(cancellation)
  const processorRows: CutRow[] = []
  for (let processor = 0; processor < trace.processors.count; processor++) {
    throwIfCancelled(cancellation)
    const row = stretchRowOfProcessor(trace, processor, codes, workerCodes, isGcWorker)
    processorRows.push({
      row,
      pyramid: row.count > rawRowStretches ? buildPyramid(row, flagRule) : undefined,
      rule: flagRule,
      isClippedLeft: false,
      isClippedRight: false,
    })
  }
  const { groups, groupOf } = groupGoroutines(trace, stateTimes)
  throwIfCancelled(cancellation)
  const base = {
    trace,
    isGcWorker,
    codes,
    workerCodes,
    stateTimes,
    longestWaitNs: totals.longestWaitNs,
    waitCount: totals.waitCount,
    longestRunnable: totals.longestRunnable,
    contended: totals.contended,
    goroutinePyramids,
    processorRows,
    assists,
    groups,
    groupOf,
    regionsOf: groupListsOf(trace.regions.goroutine, trace.regions.count, goroutines.count),
    logsOf: groupListsOf(trace.logs.goroutine, trace.logs.count, goroutines.count),
    samplesOf: groupListsOf(trace.cpuSamples.goroutine, trace.cpuSamples.count, goroutines.count),
    childrenOf: groupListsOf(goroutines.createdBy, goroutines.count, goroutines.count),
  }
  return { ...base, counters: countersIndexOf(base) }
}

interface Totals {
  readonly stateTimes: Float64Array
  readonly longestWaitNs: Float64Array
  readonly waitCount: Uint32Array
  readonly longestRunnable: Uint32Array
  readonly contended: { readonly totalNs: Float64Array; readonly count: Uint32Array }
  /** By reason. */
  readonly isContendedReason: Uint8Array
}

const contendedReasons: ReadonlySet<string> = new Set(['sync', 'chan send'])

function addTimes(trace: Trace, goroutine: number, table: Uint8Array, totals: Totals): void {
  const { spans, goroutines } = trace
  const { startNs, state, reason } = spans
  const end = goroutines.spanOffset[goroutine + 1]
  const isSystem = (goroutines.flags[goroutine] & GoroutineFlag.system) !== 0
  const times = totals.stateTimes.subarray(goroutine * visualStateCount, (goroutine + 1) * visualStateCount)
  let longestWaitNs = 0
  let longestRunnableNs = 0
  let waits = 0
  for (let span = goroutines.spanOffset[goroutine]; span < end; span++) {
    const code = table[(state[span] << 8) | reason[span]]
    if (code === NOT_DRAWN) continue
    const durationNs = (span + 1 < end ? startNs[span + 1] : goroutines.rowEndNs[goroutine]) - startNs[span]
    times[code] += durationNs
    if (state[span] === GoroutineState.waiting) {
      if (!isBlocked[code]) continue
      waits++
      if (durationNs > longestWaitNs) longestWaitNs = durationNs
      const stack = spans.stack[span]
      if (isSystem || stack === NONE || totals.isContendedReason[reason[span]] === 0) continue
      totals.contended.totalNs[stack] += durationNs
      totals.contended.count[stack]++
    } else if (state[span] === GoroutineState.runnable && durationNs > longestRunnableNs) {
      longestRunnableNs = durationNs
      totals.longestRunnable[goroutine] = span
    }
  }
  totals.longestWaitNs[goroutine] = longestWaitNs
  totals.waitCount[goroutine] = waits
}

/** isBlockedState by code. */
const isBlocked: readonly boolean[] = Array.from({ length: visualStateCount }, (_, code) =>
  isBlockedState(code),
)

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

function stretchRowOfProcessor(
  trace: Trace,
  processor: number,
  codes: Uint8Array,
  workerCodes: Uint8Array,
  isGcWorker: Uint8Array,
): StretchRow {
  const { processors, spans, goroutines } = trace
  const { span, spanGoroutine } = processors
  const first = processors.spanOffset[processor]
  const end = processors.spanOffset[processor + 1]
  const { startNs, state } = spans
  const lost = spans.syscallLostProcessor
  const endOf = (position: number): number => {
    const element = span[position]
    const goroutine = spanGoroutine[position]
    let endNs =
      element + 1 < goroutines.spanOffset[goroutine + 1]
        ? startNs[element + 1]
        : goroutines.rowEndNs[goroutine]
    if (state[element] === GoroutineState.syscall) {
      const at = indexOfSorted(lost.span, element)
      if (at >= 0) endNs = Math.min(endNs, lost.atNs[at])
    }
    // Clocks of two threads may disagree by a little: what the P did next wins.
    if (position + 1 < end) endNs = Math.min(endNs, startNs[span[position + 1]])
    return Math.max(endNs, startNs[element])
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

/** Whether a range belongs to a goroutine. */
export function isGoroutineRange(trace: Trace, range: number): boolean {
  return trace.ranges.scope[range] === RangeScope.goroutine && trace.ranges.scopeId[range] !== NONE
}
