/**
 * Builds the index of a trace: one walk over all it holds, by the kernel or, where that cannot, by TypeScript, and
 * what is put together from it.
 */
import type { Cancellation } from '../base/cancellation'
import { throwIfCancelled } from '../base/cancellation'
import type { Trace } from '../model/trace'
import { assistPieces } from './assist-pieces'
import { countersIndexOf } from './counters/counters-index'
import { sortedInstants } from './instants'
import { walkSpans } from './kernel/span-walk'
import { walkByKernel, walkInThreads } from './kernel/walk-by-kernel'
import type { ShareOptions, WalkThreads } from './kernel/walk-by-kernel'
import type { Walked, WalkTables } from './kernel/walked'
import { sparseListsOf } from './list-by-key'
import type { TraceIndex } from './trace-index'
import { gcWorkerFunction, visualStateCount, visualStateTable } from './visual-state'

export interface IndexOptions {
  /** False: TypeScript alone, to compare with. */
  readonly usesKernel?: boolean
}

/** @throws CancelledError */
export function buildTraceIndex(
  trace: Trace,
  cancellation: Cancellation,
  options: IndexOptions = {},
): TraceIndex {
  const tables = tablesOf(trace)
  const byKernel = options.usesKernel === false ? null : walkByKernel(trace, tables, cancellation)
  return indexOf(trace, tables, byKernel ?? walkSpans(trace, tables, cancellation), cancellation)
}

/** The same with the help of other threads. @throws CancelledError */
export async function buildTraceIndexInThreads(
  trace: Trace,
  pool: WalkThreads,
  cancellation: Cancellation,
  options: ShareOptions = {},
): Promise<TraceIndex> {
  const tables = tablesOf(trace)
  const byKernel = await walkInThreads(trace, tables, pool, cancellation, options)
  return indexOf(trace, tables, byKernel ?? walkSpans(trace, tables, cancellation), cancellation)
}

function tablesOf(trace: Trace): WalkTables {
  return {
    assists: assistPieces(trace),
    isGcWorker: gcWorkersOf(trace),
    codes: visualStateTable(trace.spans, false),
    workerCodes: visualStateTable(trace.spans, true),
  }
}

function indexOf(trace: Trace, tables: WalkTables, walked: Walked, cancellation: Cancellation): TraceIndex {
  const { groups } = walked
  const totalTimes = new Float64Array(visualStateCount)
  for (const group of groups) {
    for (let state = 0; state < visualStateCount; state++) totalTimes[state] += group.stateTimes[state]
  }
  throwIfCancelled(cancellation)
  return {
    trace,
    ...tables,
    ...walked,
    totalTimes,
    networkWakeups: sortedInstants(walked.networkWakeups, (span) => trace.spans.startNs.at(span)),
    regionsOf: sparseListsOf(trace.regions.goroutine, trace.regions.count),
    logsOf: sparseListsOf(trace.logs.goroutine, trace.logs.count),
    samplesOf: sparseListsOf(trace.cpuSamples.goroutine, trace.cpuSamples.count),
    counters: countersIndexOf(trace, walked.stateSums, walked.maxGoroutines),
  }
}

function gcWorkersOf({ goroutines, tables }: Trace): Uint8Array {
  const isGcWorker = new Uint8Array(goroutines.count)
  let worker = -1
  for (let string = 0; string < tables.strings.count && worker < 0; string++) {
    if (tables.strings.get(string) === gcWorkerFunction) worker = string
  }
  if (worker < 0) return isGcWorker
  const { functionName } = goroutines
  for (let at = functionName.indexOf(worker); at >= 0; at = functionName.indexOf(worker, at + 1))
    isGcWorker[at] = 1
  return isGcWorker
}
