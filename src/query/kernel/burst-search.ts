/**
 * creation-bursts.ts by index-kernel.as: creations are counted in thin slices of time first, and only goroutines of slices
 * in which the largest burst may lie are put in order.
 */
import type { Cancellation } from '../../base/cancellation'
import type { ColumnArena } from '../../model/column-memory'
import type { ColumnSpace } from '../../model/column-space'
import { NONE } from '../../model/states'
import type { Trace } from '../../model/trace'
import { burstWindowNs, densest, fewestInBurst, largestBurst } from '../creation-bursts'
import type { CreationBurst } from '../creation-bursts'
import type { IndexKernel } from './index-kernel'
import { turn } from './index-kernel'

/** Over all stacks. */
const mostSlices = 2 ** 20
export const burstScratchBytes = 5 * mostSlices + 4 * turn
const mostPerWindow = 1_024
/** Fewer tell too little of where a burst may lie. */
const fewestPerWindow = 16

export class BurstSearch {
  private readonly stacks: readonly number[]
  /** Slices of a stack, and of the window; none when they would be too thick. */
  private readonly sliceCount: number
  private readonly perWindow: number
  private readonly counts: Uint32Array
  private readonly isBurst: Uint8Array
  private readonly members: Uint32Array

  /** @param creations by stack */
  constructor(
    private readonly kernel: IndexKernel,
    private readonly trace: Trace,
    creations: Uint32Array,
    { space }: ColumnArena,
  ) {
    const stacks: number[] = []
    creations.forEach((count, stack) => {
      if (count >= fewestInBurst) stacks.push(stack)
    })
    this.stacks = stacks
    const windows = Math.max(1, trace.durationNs / burstWindowNs)
    const perWindow = Math.floor(mostSlices / Math.max(1, stacks.length) / windows) - 1
    this.perWindow = perWindow < fewestPerWindow ? 0 : Math.min(mostPerWindow, perWindow)
    const isSliced = stacks.length > 0 && this.perWindow > 0
    this.sliceCount = isSliced ? Math.floor(trace.durationNs * this.perNs) + 1 : 0
    this.counts = space.uint32(stacks.length * this.sliceCount)
    this.isBurst = space.uint8(stacks.length * this.sliceCount)
    this.members = space.uint32(turn)
  }

  private get perNs(): number {
    return this.perWindow / burstWindowNs
  }

  bind(space: ColumnSpace): boolean {
    const { kernel, stacks, sliceCount, counts, isBurst, members } = this
    const burstFirst = space.uint32(Math.max(1, this.trace.tables.stacks.count)).fill(NONE)
    if (sliceCount > 0) stacks.forEach((stack, at) => (burstFirst[stack] = at * sliceCount))
    kernel.set({ burstPerNs: this.perNs, burstBuckets: sliceCount })
    return kernel.bind({ burstFirst, burstCounts: counts, isBurst, burstMember: members }, space)
  }

  /** After all creations have been counted. @throws CancelledError */
  find(cancellation: Cancellation): CreationBurst | undefined {
    const { kernel, trace, stacks, members } = this
    if (stacks.length === 0) return undefined
    if (this.sliceCount === 0) return largestBurst(trace)
    if (!this.markSlices()) return undefined
    const found = new Map<number, number[]>(stacks.map((stack) => [stack, []]))
    kernel.inTurns(0, trace.goroutines.count, cancellation, (from, to) => {
      const count = kernel.call('listBursts', from, to)
      for (let at = 0; at < count; at++)
        found.get(trace.goroutines.creationStack[members[at]])?.push(members[at])
    })
    let most: CreationBurst | undefined
    for (const list of found.values()) {
      if (list.length <= (most?.members.length ?? 0)) continue
      const burst = densest(trace.goroutines.createdNs, Uint32Array.from(list))
      if (burst !== undefined && burst.members.length > (most?.members.length ?? 0)) most = burst
    }
    return most
  }

  /**
   * Marks the slices of every window that may hold as many creations as some window surely does. False: none holds
   * enough. A slice more or less on either side makes up for rounding.
   */
  private markSlices(): boolean {
    const { stacks, sliceCount, perWindow, counts, isBurst } = this
    let surely = fewestInBurst
    const eachWindow = (stack: number, slices: number, visit: (first: number, sum: number) => void): void => {
      const base = stack * sliceCount
      let sum = 0
      for (let slice = 0; slice < sliceCount + slices; slice++) {
        if (slice < sliceCount) sum += counts[base + slice]
        if (slice >= slices) sum -= counts[base + slice - slices]
        if (slice - slices + 1 >= 0 && slice - slices + 1 < sliceCount) visit(slice - slices + 1, sum)
      }
    }
    for (let stack = 0; stack < stacks.length; stack++)
      eachWindow(stack, perWindow - 1, (_, sum) => (surely = Math.max(surely, sum)))
    let isAny = false
    for (let stack = 0; stack < stacks.length; stack++) {
      const base = stack * sliceCount
      let marked = 0
      eachWindow(stack, perWindow + 2, (first, sum) => {
        if (sum < surely) return
        isAny = true
        for (marked = Math.max(marked, first); marked < Math.min(sliceCount, first + perWindow + 2); marked++)
          isBurst[base + marked] = 1
      })
    }
    return isAny
  }
}
