/**
 * What ran on each thread (M): the spans of the Ps it held, in order of time, and the parts of its system calls during
 * which it no longer held its P.
 */
import { visualStateIndex } from '../../contract/visual-states'
import { threadOfPlace } from '../../model/trace'
import type { CutRow } from '../lod/cut'
import { executionCutWith, segmentedRow } from '../scheduling/execution-rows'
import type { StretchRow } from '../lod/stretch-row'
import { positionsOf } from '../scheduling/thread-segments'
import { lostSyscalls } from '../scheduling/lost-syscalls'
import type { LostSyscall } from '../scheduling/lost-syscalls'
import type { TraceIndex } from '../trace-index'
import { intervalCut } from './interval-row'

export interface ThreadRow {
  /** System calls to their return. */
  readonly row: StretchRow
  /** System calls only while they hold their P. */
  readonly heldCut: CutRow
  readonly goroutineAt: (position: number) => number
  /** From the loss of a P to the return of the call; undefined where no call lost it. */
  readonly lost: LostParts | undefined
}

export interface LostParts {
  readonly cut: CutRow
  readonly span: Uint32Array
  readonly goroutine: Uint32Array
}

/** Rows of threads, each made when it is asked for. */
export class ThreadRows {
  private readonly made: (ThreadRow | undefined)[] = []
  private lost: ReadonlyMap<number, LostParts> | undefined

  constructor(private readonly index: TraceIndex) {}

  rowOf(thread: number): ThreadRow {
    return (this.made[thread] ??= this.make(thread))
  }

  private make(thread: number): ThreadRow {
    const { index } = this
    const { trace, executions } = index
    const segments = index.threadSegments[thread]
    const held = segmentedRow(trace, index, executions, segments, true)
    const positionOf = positionsOf(segments)
    this.lost ??= lostPartsOf(index)
    return {
      row: segmentedRow(trace, index, executions, segments, false),
      heldCut: executionCutWith(held, index.threadPyramid(held, segments)),
      goroutineAt: (position) => executions.spanGoroutine[positionOf(position)],
      lost: this.lost.get(thread),
    }
  }
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
