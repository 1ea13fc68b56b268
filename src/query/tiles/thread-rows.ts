/**
 * What ran on each thread (M): the spans of the Ps it held, in order of time. Made when the first thread row is asked
 * for, from the Ps' own rows; most people never open that section.
 */
import { threadOfPlace } from '../../model/trace'
import type { CutRow } from '../lod/cut'
import { executionCut, executionRow } from '../execution-rows'
import type { TraceIndex } from '../trace-index'

export interface ThreadRows {
  readonly cuts: readonly CutRow[]
  readonly span: Uint32Array
  readonly spanGoroutine: Uint32Array
}

export function threadRowsOf(index: TraceIndex): ThreadRows {
  const { trace, executions } = index
  const { processors, threads, spans } = trace
  const total = processors.spanOffset[processors.count]
  const offset = new Uint32Array(threads.count + 1)
  const threadOf = (position: number): number => threadOfPlace(spans.link[executions.span[position]])
  for (let position = 0; position < total; position++) {
    const thread = threadOf(position)
    if (thread >= 0 && thread < threads.count) offset[thread + 1]++
  }
  for (let thread = 0; thread < threads.count; thread++) offset[thread + 1] += offset[thread]
  const positions = new Uint32Array(offset[threads.count])
  const next = offset.slice(0, threads.count)
  for (let position = 0; position < total; position++) {
    const thread = threadOf(position)
    if (thread >= 0 && thread < threads.count) positions[next[thread]++] = position
  }
  for (let thread = 0; thread < threads.count; thread++) {
    sortByStart(positions.subarray(offset[thread], offset[thread + 1]), executions.span, spans.startNs)
  }
  const span = positions.map((position) => executions.span[position])
  const spanGoroutine = positions.map((position) => executions.spanGoroutine[position])
  const cuts: CutRow[] = []
  for (let thread = 0; thread < threads.count; thread++) {
    const row = executionRow(trace, index, { span, spanGoroutine }, offset[thread], offset[thread + 1], false)
    cuts.push(executionCut(row))
  }
  return { cuts, span, spanGoroutine }
}

/** What a thread did lies in as many ascending stretches as it held Ps in turn: they are merged pairwise. */
function sortByStart(positions: Uint32Array, span: Uint32Array, startNs: Float64Array): void {
  const startOf = (position: number): number => startNs[span[position]]
  let runs = [0]
  for (let at = 1; at < positions.length; at++) {
    if (startOf(positions[at - 1]) > startOf(positions[at])) runs.push(at)
  }
  if (runs.length === 1) return
  let from: Uint32Array = positions
  let into: Uint32Array = new Uint32Array(positions.length)
  while (runs.length > 1) {
    const merged: number[] = []
    for (let run = 0; run < runs.length; run += 2) {
      const first = runs[run]
      const middle = runs[run + 1] ?? positions.length
      const end = runs[run + 2] ?? positions.length
      merged.push(first)
      let a = first
      let b = middle
      for (let at = first; at < end; at++) {
        const takesFirst = b >= end || (a < middle && startOf(from[a]) <= startOf(from[b]))
        into[at] = takesFirst ? from[a++] : from[b++]
      }
    }
    runs = merged
    const swapped = from
    from = into
    into = swapped
  }
  if (from !== positions) positions.set(from)
}
