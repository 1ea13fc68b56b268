/** The rows of a trace as jobs of about the same size, for one thread or several. */
import type { Trace } from '../../model/trace'
import type { AssistPieces } from '../assist-pieces'
import { rawRowStretches } from '../lod/pyramid'
import { executionRow } from '../scheduling/execution-rows'
import type { WalkJob } from './row-walk'
import type { WalkTables } from './walked'

/**
 * Numbered in the order of the goroutines and of the Ps, those that take longest first.
 * @param spansPerJob a row that has more is a job of its own
 */
export function jobsOf(trace: Trace, tables: WalkTables, spansPerJob: number): readonly WalkJob[] {
  const { goroutines, processors } = trace
  const sized: { readonly job: WalkJob; readonly size: number }[] = []
  const { spanOffset, count } = goroutines
  for (let from = 0; from < count;) {
    const to = Math.max(from + 1, lastWithin(spanOffset, from, count, spanOffset[from] + spansPerJob))
    const job = { kind: 'goroutines' as const, at: sized.length, from, to }
    sized.push({ job, size: spanOffset[to] - spanOffset[from] })
    from = to
  }
  for (let processor = 0; processor < processors.count; processor++) {
    const first = processors.spanOffset[processor]
    const end = processors.spanOffset[processor + 1]
    const { fromNs, toNs } = executionRow(trace, tables, processors, first, end)
    const job = { kind: 'processor' as const, at: sized.length, first, end, fromNs, toNs, count: end - first }
    sized.push({ job, size: job.count })
  }
  return sized.sort((a, b) => b.size - a.size || a.job.at - b.job.at).map(({ job }) => job)
}

/** The last goroutine from `from` on before which there are at most so many spans. */
function lastWithin(spanOffset: Uint32Array, from: number, count: number, limit: number): number {
  let low = from
  let high = count
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (spanOffset[middle] <= limit) low = middle
    else high = middle - 1
  }
  return low
}

/** Time in mark assists of the goroutines that have a pyramid. */
export function assistNsOfLongRows(
  { goroutines }: Trace,
  assists: AssistPieces,
): ReadonlyMap<number, number> {
  const found = new Map<number, number>()
  for (const [goroutine, { first, end }] of assists.runs) {
    if (goroutines.spanOffset[goroutine + 1] - goroutines.spanOffset[goroutine] <= rawRowStretches) continue
    let sumNs = 0
    for (let piece = first; piece < end; piece++) sumNs += assists.endNs[piece] - assists.startNs[piece]
    found.set(goroutine, sumNs)
  }
  return found
}
