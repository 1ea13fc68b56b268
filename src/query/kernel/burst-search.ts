/**
 * creation-bursts.ts by index-kernel.as: creations are counted in thin slices of time first, and only goroutines of slices
 * in which the largest burst may lie are put in order.
 */
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
  private readonly found: ReadonlyMap<number, number[]>

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
    this.found = new Map(stacks.map((stack) => [stack, []]))
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

  /**
   * After all creations have been counted: whether any stack may have had a burst. Marks the slices of every window that may
   * hold as many creations as some window surely does; a slice more or less on either side makes up for rounding.
   */
  mark(): boolean {
    const { kernel, stacks, sliceCount, perWindow } = this
    let surely = fewestInBurst
    this.passWindows((base, from, to) => {
      surely = Math.max(surely, kernel.call('mostInWindow', base, perWindow - 1, from, to))
    })
    let windows = 0
    this.passWindows((base, from, to) => {
      windows += kernel.call('markWindows', base, perWindow + 2, surely, from, to)
    })
    return windows > 0 || (stacks.length > 0 && sliceCount === 0)
  }

  /** In turns over the slices of each stack. */
  private passWindows(visit: (base: number, from: number, to: number) => void): void {
    for (let stack = 0; stack < this.stacks.length; stack++) {
      this.kernel.set({ windowSum: 0, markedTo: 0 })
      for (let from = 0; from < this.sliceCount; from += turn)
        visit(stack * this.sliceCount, from, Math.min(this.sliceCount, from + turn))
    }
  }

  /** Takes what the kernel has listed. */
  drain(): void {
    const { creationStack } = this.trace.goroutines
    const count = this.kernel.get('burstMembers')
    for (let at = 0; at < count; at++) {
      const member = this.members[at]
      this.found.get(creationStack[member])?.push(member)
    }
  }

  /** When all in marked slices has been listed. */
  find(): CreationBurst | undefined {
    const { trace, sliceCount, stacks } = this
    if (stacks.length > 0 && sliceCount === 0) return largestBurst(trace)
    let most: CreationBurst | undefined
    for (const list of this.found.values()) {
      if (list.length <= (most?.members.length ?? 0)) continue
      const burst = densest(trace.goroutines.createdNs, Uint32Array.from(list))
      if (burst !== undefined && burst.members.length > (most?.members.length ?? 0)) most = burst
    }
    return most
  }
}
