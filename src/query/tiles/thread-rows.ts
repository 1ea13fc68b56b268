/**
 * What ran on each thread (M): the spans of the Ps it held, in order of time, and the parts of its system calls during
 * which it no longer held its P. Made when the first thread row is asked for, from the Ps' own rows; most people never
 * open that section.
 */
import { visualStateIndex } from '../../contract/trace-dto'
import { threadOfPlace } from '../../model/trace'
import type { CutRow } from '../lod/cut'
import { executionCut, executionRow } from '../execution-rows'
import { lostSyscalls } from '../lost-syscalls'
import type { LostSyscall } from '../lost-syscalls'
import type { TraceIndex } from '../trace-index'
import { intervalCut } from './interval-row'

export interface ThreadRows {
  readonly cuts: readonly CutRow[]
  /** The same, but system calls only while they hold their P. */
  readonly heldCuts: readonly CutRow[]
  /** By thread: from the loss of a P to the return of the call. */
  readonly lost: ReadonlyMap<number, LostParts>
  readonly span: Uint32Array
  readonly spanGoroutine: Uint32Array
}

export interface LostParts {
  readonly cut: CutRow
  readonly span: Uint32Array
  readonly goroutine: Uint32Array
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
  const order = { span, spanGoroutine }
  const cutOf = (thread: number, losesProcessor: boolean): CutRow =>
    executionCut(executionRow(trace, index, order, offset[thread], offset[thread + 1], losesProcessor))
  const lost = lostPartsOf(index)
  const cuts = Array.from({ length: threads.count }, (_, thread) => cutOf(thread, false))
  const heldCuts = cuts.map((cut, thread) => (lost.has(thread) ? cutOf(thread, true) : cut))
  return { cuts, heldCuts, span, spanGoroutine, lost }
}

function lostPartsOf(index: TraceIndex): ReadonlyMap<number, LostParts> {
  const { spans } = index.trace
  const byThread = new Map<number, LostSyscall[]>()
  for (const call of lostSyscalls(index)) {
    const thread = threadOfPlace(spans.link[call.span])
    const list = byThread.get(thread)
    if (list === undefined) byThread.set(thread, [call])
    else list.push(call)
  }
  const rows = new Map<number, LostParts>()
  for (const [thread, calls] of byThread) {
    calls.sort((a, b) => a.lostNs - b.lostNs)
    rows.set(thread, {
      cut: intervalCut(
        {
          startNs: Float64Array.from(calls, (call) => call.lostNs),
          endNs: Float64Array.from(calls, (call) => call.endNs),
        },
        visualStateIndex.syscall,
        false,
      ),
      span: Uint32Array.from(calls, (call) => call.span),
      goroutine: Uint32Array.from(calls, (call) => call.goroutine),
    })
  }
  return rows
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
