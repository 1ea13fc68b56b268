/**
 * What lies across goroutines, gathered once: GC marking, stop-the-world, sweeping; the assists of one goroutine.
 */
import { visualStateIndex } from '../../contract/visual-states'
import { RangeScope } from '../../model/states'
import type { Trace } from '../../model/trace'
import { piecesOf } from '../assist-pieces'
import type { AssistPieces } from '../assist-pieces'
import { gcMarkRange, stopTheWorldPrefix } from '../counters/counters-index'
import type { CutRow } from '../lod/cut'
import { intervalCut } from './interval-row'

export interface EventRows {
  readonly gcMark: RangeRow
  readonly stopTheWorld: RangeRow
}

export const sweepRange = 'GC incremental sweep'

/** Sweeping by processor id: made when the first P row is drawn, in one pass. */
export function sweepRowsOf(trace: Trace): ReadonlyMap<number, RangeRow> {
  const { ranges, tables } = trace
  const byProcessor = new Map<number, number[]>()
  const isSweep = new Map<number, boolean>()
  for (let range = 0; range < ranges.count; range++) {
    if (ranges.scope[range] !== RangeScope.processor) continue
    const name = ranges.name[range]
    let sweeps = isSweep.get(name)
    if (sweeps === undefined) isSweep.set(name, (sweeps = tables.strings.get(name) === sweepRange))
    if (!sweeps) continue
    const list = byProcessor.get(ranges.scopeId[range])
    if (list === undefined) byProcessor.set(ranges.scopeId[range], [range])
    else list.push(range)
  }
  return new Map(
    [...byProcessor].map(([processor, found]) => [
      processor,
      rowOfRanges(trace, found, visualStateIndex['gc-work'], false),
    ]),
  )
}

export interface RangeRow {
  readonly cut: CutRow
  /** Index into trace.ranges by position. */
  readonly range: Uint32Array
}

export function eventRowsOf(trace: Trace): EventRows {
  return {
    gcMark: rangeRow(trace, (name) => name === gcMarkRange, visualStateIndex['gc-work'], false),
    stopTheWorld: rangeRow(trace, (name) => name.startsWith(stopTheWorldPrefix), visualStateIndex.stw, true),
  }
}

function rangeRow(
  trace: Trace,
  accepts: (name: string) => boolean,
  state: number,
  isFlagged: boolean,
): RangeRow {
  const { ranges, tables } = trace
  const found: number[] = []
  for (let range = 0; range < ranges.count; range++) {
    if (accepts(tables.strings.get(ranges.name[range]))) found.push(range)
  }
  return rowOfRanges(trace, found, state, isFlagged)
}

function rowOfRanges({ ranges }: Trace, found: number[], state: number, isFlagged: boolean): RangeRow {
  let isSorted = true
  for (let at = 1; at < found.length; at++)
    if (ranges.startNs[found[at - 1]] > ranges.startNs[found[at]]) isSorted = false
  // Ranges are noted as they end: those of a kind and a place rarely overlap.
  if (!isSorted) found.sort((a, b) => ranges.startNs[a] - ranges.startNs[b] || a - b)
  const startNs = new Float64Array(found.length)
  const endNs = new Float64Array(found.length)
  for (let at = 0; at < found.length; at++) {
    startNs[at] = ranges.startNs[found[at]]
    endNs[at] = ranges.endNs[found[at]]
  }
  return { cut: intervalCut({ startNs, endNs }, state, isFlagged), range: Uint32Array.from(found) }
}

/** The assist pieces of one goroutine as a row. */
export function assistCut(assists: AssistPieces, goroutine: number): CutRow | undefined {
  const { first, end } = piecesOf(assists, goroutine)
  if (first === end) return undefined
  return intervalCut(
    { startNs: assists.startNs.subarray(first, end), endNs: assists.endNs.subarray(first, end) },
    visualStateIndex['gc-assist'],
    false,
  )
}
