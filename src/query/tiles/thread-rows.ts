/**
 * What ran on each thread (M): the spans of the Ps it held, in order of time. Made when the first thread row is asked
 * for, from the Ps' own rows; most people never open that section.
 */
import { threadOfPlace } from '../../model/trace'
import type { CutRow } from '../lod/cut'
import { executionCut, executionRow } from '../trace-index'
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

/** A span that is on two Ps (a syscall that changed its P) stands once, where it began. */
function sortByStart(positions: Uint32Array, span: Uint32Array, startNs: Float64Array): void {
  let isSorted = true
  for (let at = 1; at < positions.length && isSorted; at++) {
    isSorted = startNs[span[positions[at - 1]]] <= startNs[span[positions[at]]]
  }
  if (!isSorted) positions.sort((a, b) => startNs[span[a]] - startNs[span[b]] || a - b)
}
