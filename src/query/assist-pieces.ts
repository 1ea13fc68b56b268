/**
 * Mark assists as a second layer over goroutine rows: the parts of running spans inside a range 'GC mark assist', in
 * which the goroutine worked for the collector. Sparse, so the spans themselves need no splitting.
 */
import { GoroutineState, RangeScope } from '../model/states'
import type { Trace } from '../model/trace'
import { markAssistRange } from './visual-state'

/** Grouped by goroutine, in order of time. */
export interface AssistPieces {
  readonly count: number
  /** First piece and the one past the last, by goroutine; absent for those that have none. */
  readonly runs: ReadonlyMap<number, PieceRun>
  /** 1 for goroutines that are in `runs`: most are not, and a look into the map costs more. */
  readonly hasRun: Uint8Array
  readonly startNs: Float64Array
  readonly endNs: Float64Array
  readonly span: Uint32Array
}

export interface PieceRun {
  readonly first: number
  readonly end: number
}

const noPieces: PieceRun = { first: 0, end: 0 }

export function piecesOf(assists: AssistPieces, goroutine: number): PieceRun {
  if (assists.hasRun[goroutine] === 0) return noPieces
  return assists.runs.get(goroutine) ?? noPieces
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
    for (let span = spanAt(trace, goroutine, startNs); span < end && spans.startNs.at(span) < endNs; span++) {
      if (spans.state[span] !== GoroutineState.running) continue
      const spanEndNs = span + 1 < end ? spans.startNs.at(span + 1) : goroutines.rowEndNs.at(goroutine)
      const pieceStartNs = Math.max(startNs, spans.startNs.at(span))
      const pieceEndNs = Math.min(endNs, spanEndNs)
      if (pieceEndNs <= pieceStartNs) continue
      owner.push(goroutine)
      from.push(pieceStartNs)
      to.push(pieceEndNs)
      inSpan.push(span)
    }
    reached.set(goroutine, endNs)
  }
  const order = Array.from(owner, (_, index) => index).sort((a, b) => owner[a] - owner[b] || a - b)
  const runs = new Map<number, PieceRun>()
  const hasRun = new Uint8Array(goroutines.count)
  for (let first = 0; first < order.length;) {
    let end = first + 1
    while (end < order.length && owner[order[end]] === owner[order[first]]) end++
    runs.set(owner[order[first]], { first, end })
    hasRun[owner[order[first]]] = 1
    first = end
  }
  return {
    count: order.length,
    runs,
    hasRun,
    startNs: Float64Array.from(order, (index) => from[index]),
    endNs: Float64Array.from(order, (index) => to[index]),
    span: Uint32Array.from(order, (index) => inSpan[index]),
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
    if (startNs.at(middle) <= timeNs) low = middle + 1
    else high = middle
  }
  return Math.max(first, low - 1)
}
