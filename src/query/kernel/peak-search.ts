/**
 * most-at-once.ts by index-kernel.as: begins and ends are counted in stretches of time first, and only what lies in stretches that
 * may hold the peak is put in order. Where those are many, they are divided and counted once more.
 */
import type { Cancellation } from '../../base/cancellation'
import type { ColumnArena, ColumnMemory } from '../../model/column-memory'
import type { ColumnSpace } from '../../model/column-space'
import type { Trace } from '../../model/trace'
import { mostIn, stretchesFor, stretchOver } from '../most-at-once'
import type { Change } from '../most-at-once'
import type { IndexKernel } from './index-kernel'
import { turn } from './index-kernel'

/** Stretches in which begins and ends are put in order. */
const mostPeaks = 2 ** 13
/** Stretches that are divided where there are more. */
const mostDivided = 2 ** 17
/** As in peaks.as. */
const thinPerStretch = 64
/** Begins in a stretch are counted in 16 bits. */
const mostExcess = 2 ** 16 - 1

export function peakScratchBytes(goroutineCount: number): number {
  return stretchesFor(goroutineCount) + 8 * mostPeaks + 4 * mostExcess + 24 * turn
}

export class PeakSearch {
  private readonly stretches: number
  private readonly excesses: Uint32Array
  private readonly peakStretch: Uint32Array
  private readonly peakBefore: Uint32Array
  private readonly peakNs: Float64Array
  private readonly peakBy: Int32Array
  private readonly changes: Change[] = []
  /** What stretches that have not been marked may hold at most. */
  private floor = 0
  private stretchOf: (timeNs: number) => number

  private constructor(
    private readonly kernel: IndexKernel,
    private readonly trace: Trace,
    private readonly memory: ColumnMemory,
    { space }: ColumnArena,
    private readonly cancellation: Cancellation,
  ) {
    this.stretches = stretchesFor(trace.goroutines.count)
    this.stretchOf = stretchOver(trace.durationNs, this.stretches)
    this.excesses = space.uint32(mostExcess + 1)
    this.peakStretch = space.uint32(mostPeaks)
    this.peakBefore = space.uint32(mostPeaks)
    this.peakNs = space.float64(2 * turn)
    this.peakBy = space.int32(2 * turn)
  }

  /** After begins and ends have been counted. Null: something is not as foreseen. */
  static prepare(
    kernel: IndexKernel,
    trace: Trace,
    memory: ColumnMemory,
    scratch: ColumnArena,
    cancellation: Cancellation,
  ): PeakSearch | null {
    const search = new PeakSearch(kernel, trace, memory, scratch, cancellation)
    return search.bind(scratch.space) ? search : null
  }

  private bind(space: ColumnSpace): boolean {
    const { kernel, excesses, peakStretch, peakBefore, peakNs, peakBy } = this
    const isPeak = space.uint8(this.stretches)
    kernel.set({ mostAlive: 0, mostExcess: 0, peaks: 0, dividedAt: 0, divided: 0 })
    return kernel.bind({ isPeak, excesses, peakStretch, peakBefore, peakNs, peakBy }, space)
  }

  /**
   * Marks stretches that may hold the peak.
   * @param use is called while the marks are there, and told whether there are any.
   * @throws CancelledError
   */
  mark(use: (isAny: boolean) => void): void {
    const { kernel } = this
    this.overAll((from, to) => kernel.call('countAlive', from, to))
    this.overAll((from, to) => kernel.call('countExcesses', from, to))
    const floor = this.leastFloor(mostPeaks)
    const thin = floor > kernel.get('mostAlive') ? this.thinColumns() : null
    if (thin === null) {
      this.floor = floor
      this.overAll((from, to) => kernel.call('markPeaks', floor, from, to))
    } else this.markThin()
    use(kernel.get('peaks') > 0)
    if (thin !== null) this.memory.giveBack(thin)
    kernel.set({ dividedAt: 0 })
  }

  /** Takes what the kernel has listed. */
  drain(): void {
    const { changes, peakNs, peakBy } = this
    const listed = this.kernel.get('changes')
    for (let at = 0; at < listed; at++) changes.push({ atNs: peakNs[at], by: peakBy[at] })
  }

  /** When all in marked stretches has been listed; null where it cannot be told. */
  find(): number | null {
    const { kernel, peakStretch, peakBefore } = this
    const before = new Map<number, number>()
    const peaks = kernel.get('peaks')
    for (let at = 0; at < peaks; at++) before.set(peakStretch[at], peakBefore[at])
    const found = mostIn({ most: kernel.get('mostAlive'), before }, this.changes, this.stretchOf)
    // Where more stretches may hold the peak than are looked at, those that may hold most suffice, or else nobody knows.
    return found < this.floor ? null : found
  }

  /** Room for the thin stretches, bound to the kernel; null where there is none. */
  private thinColumns(): ColumnArena | null {
    const { kernel, memory, stretches } = this
    const bytes = 4 * stretches + (8 + 5 * thinPerStretch) * mostDivided
    const arena = memory.arena(bytes)
    if (arena === null) return null
    const { space } = arena
    const columns = {
      dividedAt: space.uint32(stretches),
      dividedStretch: space.uint32(mostDivided),
      dividedBefore: space.uint32(mostDivided),
      thinBegins: space.uint16(thinPerStretch * mostDivided),
      thinEnds: space.uint16(thinPerStretch * mostDivided),
      isPeak: space.uint8(thinPerStretch * mostDivided),
    }
    if (kernel.bind(columns, space)) return arena
    memory.giveBack(arena)
    return null
  }

  /** Divides the stretches that may hold most, and marks the thin ones of them that may hold the peak. */
  private markThin(): void {
    const { kernel, trace, stretches, excesses } = this
    const floor = this.leastFloor(mostDivided)
    this.overAll((from, to) => kernel.call('divide', floor, from, to))
    kernel.inTurns(0, trace.goroutines.count, this.cancellation, (from, to) =>
      kernel.call('countThin', from, to),
    )
    this.overDivided((from, to) => kernel.call('countAliveThin', from, to))
    excesses.fill(0)
    kernel.set({ mostExcess: 0 })
    this.overDivided((from, to) => kernel.call('countExcessesThin', from, to))
    const thinFloor = this.leastFloor(mostPeaks)
    this.overDivided((from, to) => kernel.call('markPeaksThin', thinFloor, from, to))
    this.floor = Math.max(floor, thinFloor)
    this.stretchOf = thinStretchOver(trace.durationNs, stretches)
  }

  /** In turns over all stretches, from no goroutine on. */
  private overAll(pass: (from: number, to: number) => void): void {
    this.kernel.set({ aliveHere: 0 })
    this.kernel.inTurns(0, this.stretches, this.cancellation, pass)
  }

  private overDivided(pass: (from: number, to: number) => void): void {
    this.kernel.inTurns(0, this.kernel.get('divided'), this.cancellation, pass)
  }

  /** The least number of goroutines that no more than so many stretches may hold more of. */
  private leastFloor(mostStretches: number): number {
    const { kernel, excesses } = this
    let stretches = 0
    let excess = kernel.get('mostExcess')
    while (excess > 0 && stretches + excesses[excess] <= mostStretches) stretches += excesses[excess--]
    return kernel.get('mostAlive') + excess
  }
}

/** Thin stretches, numbered through over the trace, as peaks.as has them. */
function thinStretchOver(durationNs: number, count: number): (timeNs: number) => number {
  const perNs = count / Math.max(1, durationNs)
  const stretchOf = stretchOver(durationNs, count)
  return (timeNs) => {
    const stretch = stretchOf(timeNs)
    const thin = Math.floor((timeNs * perNs - stretch) * thinPerStretch)
    return stretch * thinPerStretch + Math.max(0, Math.min(thinPerStretch - 1, thin))
  }
}
