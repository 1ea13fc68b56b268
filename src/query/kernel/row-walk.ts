/**
 * Rows of goroutines and of Ps through a kernel: sums go to the columns that the kernel is bound to (walk-sums.ts), what
 * belongs to single rows is returned.
 */
import type { Cancellation } from '../../base/cancellation'
import { throwIfCancelled } from '../../base/cancellation'
import type { ColumnSpace } from '../../model/column-space'
import { rawRowStretches } from '../lod/pyramid'
import type { Pyramid } from '../lod/pyramid'
import { mostLongWaits } from '../goroutine/wait-totals'
import { executionStates } from '../scheduling/execution-rows'
import { visualStateIndex } from '../../contract/visual-states'
import { visualStateCount } from '../visual-state'
import { turn } from './index-kernel'
import type { IndexKernel } from './index-kernel'
import { PyramidKernel } from './pyramid-kernel'
import type { RowExtent } from './pyramid-kernel'
import { statesWithTime } from '../goroutine/goroutine-row'

/** Cloneable. `at`: its place among all jobs. */
export type WalkJob = GoroutinesJob | ProcessorJob

/** Goroutines [from, to). */
export interface GoroutinesJob {
  readonly kind: 'goroutines'
  readonly at: number
  readonly from: number
  readonly to: number
}

/** The executions [first, end) of a P. */
export interface ProcessorJob extends RowExtent {
  readonly kind: 'processor'
  readonly at: number
  readonly first: number
  readonly end: number
}

/** What comes of a job. Cloneable; nodes of pyramids stay in the memory. */
export type WalkPart = GoroutinesPart | ProcessorPart

export interface GoroutinesPart {
  readonly kind: 'goroutines'
  readonly at: number
  /** Of long waits for a P the first ones, and how many there are. */
  readonly longWaitGoroutines: readonly number[]
  readonly longWaitSpans: readonly number[]
  readonly longWaitCount: number
  readonly networkWakeups: readonly Uint32Array[]
  readonly rows: readonly LongRow[]
}

/** A row that has a pyramid. */
export interface LongRow {
  readonly goroutine: number
  readonly times: Float64Array
  readonly longestWaitNs: number
  readonly waitCount: number
  /** Null: it has to be made otherwise. */
  readonly pyramid: Pyramid | null
}

export interface ProcessorPart {
  readonly kind: 'processor'
  readonly at: number
  readonly pyramid: Pyramid | null
  /** Where another thread begins: its place (model/trace.ts), and the position. */
  readonly threads: readonly number[]
  readonly positions: readonly number[]
}

export class RowWalk {
  private readonly pyramids: PyramidKernel
  private readonly found: Readonly<Record<'goroutine' | 'span' | 'network' | 'thread' | 'first', Uint32Array>>
  private readonly rowTimes: Float64Array

  /**
   * @param kernel bound to everything
   * @param nodes room for pyramids
   * @param assistNs by goroutine with a pyramid: time in mark assists, which is taken out of running
   * @param readsNodes whether pyramids may stand for their spans in the counters
   */
  constructor(
    private readonly kernel: IndexKernel,
    nodes: ColumnSpace,
    private readonly assistNs: ReadonlyMap<number, number>,
    private readonly readsNodes: boolean,
  ) {
    this.pyramids = new PyramidKernel(kernel, nodes)
    const { buffer } = kernel.memory
    const list = (name: string, length: number): Uint32Array =>
      new Uint32Array(buffer, kernel.addressOf(name), length)
    this.found = {
      goroutine: list('longWaitGoroutine', turn + rawRowStretches),
      span: list('longWaitSpan', turn + rawRowStretches),
      network: list('networkSpan', turn + rawRowStretches),
      thread: list('segmentThread', turn),
      first: list('segmentFirst', turn),
    }
    this.rowTimes = new Float64Array(buffer, kernel.addressOf('rowTimes'), visualStateCount)
  }

  /** Null: the rows are not as foreseen. @throws CancelledError */
  do(job: WalkJob, cancellation: Cancellation): WalkPart | null {
    return job.kind === 'goroutines' ? this.goroutines(job, cancellation) : this.processor(job, cancellation)
  }

  private goroutines({ at, from, to }: GoroutinesJob, cancellation: Cancellation): GoroutinesPart | null {
    const { kernel } = this
    const part = {
      kind: 'goroutines' as const,
      at,
      longWaitGoroutines: [],
      longWaitSpans: [],
      longWaitCount: 0,
      networkWakeups: [] as Uint32Array[],
      rows: [] as LongRow[],
    }
    for (let goroutine = from; goroutine < to;) {
      throwIfCancelled(cancellation)
      const end = Math.min(to, goroutine + turn)
      const next = kernel.call('walkLight', goroutine, end, turn) >>> 0
      this.drain(part)
      goroutine = next
      if (next === end || this.firstSpanOf(next + 1) - this.firstSpanOf(next) <= rawRowStretches) continue
      const row = this.longRow(next, part, cancellation)
      if (row === null) return null
      part.rows.push(row)
      goroutine++
    }
    return part
  }

  private firstSpanOf(goroutine: number): number {
    return this.kernel.call('firstSpanOf', goroutine) >>> 0
  }

  /** Takes what the last turn found. */
  private drain(part: Found): void {
    const { kernel, found } = this
    const waits = kernel.get('longWaits')
    const wakes = kernel.get('networkWakes')
    if (waits === 0 && wakes === 0) return
    for (let at = 0; at < waits && part.longWaitSpans.length < mostLongWaits; at++) {
      part.longWaitGoroutines.push(found.goroutine[at])
      part.longWaitSpans.push(found.span[at])
    }
    part.longWaitCount += waits
    if (wakes > 0) part.networkWakeups.push(found.network.slice(0, wakes))
    kernel.set({ longWaits: 0, networkWakes: 0 })
  }

  private longRow(goroutine: number, part: Found, cancellation: Cancellation): LongRow | null {
    const { kernel, pyramids, rowTimes } = this
    const first = this.firstSpanOf(goroutine)
    const end = this.firstSpanOf(goroutine + 1)
    const group = kernel.call('groupOf', goroutine)
    const baseExponent = pyramids.begin({
      fromNs: kernel.call('spanStartNs', first),
      toNs: kernel.call('rowEndOf', goroutine),
      count: end - first,
    })
    // Where buckets are fine enough, they stand for their spans.
    const countersExponent = Math.log2(kernel.get('counterWidthNs'))
    const densityExponent = Math.log2(kernel.call('densityWidthOf', group))
    const addsToCounters = this.readsNodes && baseExponent <= countersExponent
    const addsToDensity = baseExponent <= densityExponent
    rowTimes.fill(0)
    const rowDense = kernel.call('densityFrom', goroutine, group, first, end) >>> 0
    kernel.set({
      rowDense,
      rowGoroutine: goroutine,
      rowGroup: group,
      rowEnd: end,
      addsCounters: addsToCounters ? 0 : 1,
      addsDensity: addsToDensity ? 0 : 1,
      rowWaits: 0,
      rowLongestWaitNs: 0,
    })
    let isFine = true
    kernel.inTurns(first, end, cancellation, (from, to) => {
      if (isFine) isFine = kernel.call('addSpans', from, to) !== 0
      this.drain(part)
    })
    if (!isFine) return null
    kernel.call('leaveRow')
    const times = rowTimes.slice()
    const assistNs = this.assistNs.get(goroutine) ?? 0
    times[visualStateIndex.running] -= assistNs
    times[visualStateIndex['gc-assist']] += assistNs
    const pyramid = pyramids.finish(statesWithTime(times))
    if (pyramid !== null && addsToCounters)
      kernel.call('addNodesToCounters', ...nodesFor(pyramid, countersExponent))
    if (pyramid !== null && addsToDensity && rowDense < end)
      kernel.call('addNodesToDensity', group, ...nodesFor(pyramid, densityExponent))
    const longestWaitNs = kernel.get('rowLongestWaitNs')
    return { goroutine, times, longestWaitNs, waitCount: kernel.get('rowWaits'), pyramid }
  }

  private processor(job: ProcessorJob, cancellation: Cancellation): ProcessorPart | null {
    const { kernel, pyramids, found } = this
    const { at, first, end } = job
    pyramids.begin(job)
    kernel.set({ findsSegments: 1, segments: 0 })
    const threads: number[] = []
    const positions: number[] = []
    let isFine = true
    kernel.inTurns(first, end, cancellation, (from, to) => {
      const afterNs = to < end ? kernel.call('spanStartNs', kernel.call('executedSpan', to)) : Infinity
      if (isFine) isFine = kernel.call('addExecutions', from, to, afterNs, 0) !== 0
      const count = kernel.get('segments')
      for (let index = 0; index < count; index++) {
        threads.push(found.thread[index])
        positions.push(found.first[index])
      }
      kernel.set({ segments: 0 })
    })
    kernel.set({ findsSegments: 0 })
    if (!isFine) return null
    kernel.call('leaveRow')
    return { kind: 'processor', at, pyramid: pyramids.finish(executionStates), threads, positions }
  }
}

/** Nodes that add up to the buckets of a grid: where their level begins, how many, its first bucket, and how many make one. */
function nodesFor(pyramid: Pyramid, exponent: number): readonly [number, number, number, number] {
  const level = pyramid.levelFor(exponent)
  const shift = 2 ** (exponent - pyramid.exponentOf(level))
  return [pyramid.levelOffset[level], pyramid.levelLength(level), pyramid.levelFirst[level], shift]
}

/** A part that is being found. */
interface Found {
  readonly longWaitGoroutines: number[]
  readonly longWaitSpans: number[]
  longWaitCount: number
  readonly networkWakeups: Uint32Array[]
}
