/**
 * Mark assists as a second layer over goroutine rows: the parts of running spans inside a range 'GC mark assist', in
 * which the goroutine worked for the collector. Sparse, so the spans themselves need no splitting.
 */
import { GoroutineState, RangeScope } from '../model/states'
import type { Trace } from '../model/trace'
import { groupListsOf } from './list-by-key'
import { markAssistRange } from './visual-state'

/** Grouped by goroutine, in order of time; those of goroutine g are [offset[g], offset[g + 1]). */
export interface AssistPieces {
  readonly count: number
  readonly offset: Uint32Array
  readonly startNs: Float64Array
  readonly endNs: Float64Array
  readonly span: Uint32Array
  readonly goroutineOf: Uint32Array
}

export function assistPieces(trace: Trace): AssistPieces {
  const { ranges, goroutines, spans, tables } = trace
  const owner: number[] = []
  const from: number[] = []
  const to: number[] = []
  const inSpan: number[] = []
  /** By goroutine: where its last piece ended, so that ranges that overlap do not count twice. */
  const reached = new Map<number, number>()
  for (let range = 0; range < ranges.count; range++) {
    if (ranges.scope[range] !== RangeScope.goroutine) continue
    const goroutine = ranges.scopeId[range]
    if (goroutine >= goroutines.count || tables.strings.get(ranges.name[range]) !== markAssistRange) continue
    const startNs = Math.max(ranges.startNs[range], reached.get(goroutine) ?? 0)
    const endNs = ranges.endNs[range]
    const end = goroutines.spanOffset[goroutine + 1]
    for (let span = spanAt(trace, goroutine, startNs); span < end && spans.startNs[span] < endNs; span++) {
      if (spans.state[span] !== GoroutineState.running) continue
      const spanEndNs = span + 1 < end ? spans.startNs[span + 1] : goroutines.rowEndNs[goroutine]
      const pieceStartNs = Math.max(startNs, spans.startNs[span])
      const pieceEndNs = Math.min(endNs, spanEndNs)
      if (pieceEndNs <= pieceStartNs) continue
      owner.push(goroutine)
      from.push(pieceStartNs)
      to.push(pieceEndNs)
      inSpan.push(span)
    }
    reached.set(goroutine, endNs)
  }
  const lists = groupListsOf(Uint32Array.from(owner), owner.length, goroutines.count)
  return {
    count: owner.length,
    offset: lists.offset,
    startNs: Float64Array.from(lists.item, (index) => from[index]),
    endNs: Float64Array.from(lists.item, (index) => to[index]),
    span: Uint32Array.from(lists.item, (index) => inSpan[index]),
    goroutineOf: Uint32Array.from(lists.item, (index) => owner[index]),
  }
}

/** The span of a goroutine that covers `timeNs`: the last that begins at or before it, else its first. */
export function spanAt(trace: Trace, goroutine: number, timeNs: number): number {
  const { startNs } = trace.spans
  let low = trace.goroutines.spanOffset[goroutine]
  let high = trace.goroutines.spanOffset[goroutine + 1]
  const first = low
  while (low < high) {
    const middle = (low + high) >>> 1
    if (startNs[middle] <= timeNs) low = middle + 1
    else high = middle
  }
  return Math.max(first, low - 1)
}
