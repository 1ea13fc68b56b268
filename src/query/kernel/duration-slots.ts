/**
 * Durations that duration-slots.as counts: the first of each slot are listed and kept here, as single values; once they are
 * counted in buckets, the kernel counts on.
 */
import type { ColumnMemory } from '../../model/column-memory'
import { NONE } from '../../model/states'
import type { Durations } from '../durations'
import { turn } from './index-kernel'
import type { IndexKernel } from './index-kernel'

/** More are left to TypeScript. */
const mostSlots = 4_096

/** What is told of a duration that is the longest of its slot. */
interface Slot {
  readonly durations: Durations
  readonly noteLongest: (goroutine: number, span: number) => void
  /** Where the kernel counts; undefined while values are listed. */
  buckets?: Uint32Array
}

export class DurationSlots {
  private readonly slots: Slot[] = []
  private readonly buckets: Uint32Array
  private readonly count: Float64Array
  private readonly totalNs: Float64Array
  private readonly longestNs: Float64Array
  private readonly longestSpan: Uint32Array
  private readonly longestGoroutine: Uint32Array
  private readonly listedSlot: Uint32Array
  private readonly listedSpan: Uint32Array
  private readonly listedGoroutine: Uint32Array
  private readonly listedNs: Float64Array

  constructor(
    private readonly kernel: IndexKernel,
    private readonly memory: ColumnMemory,
  ) {
    const { space } = memory
    this.buckets = space.uint32(mostSlots)
    this.count = space.float64(mostSlots)
    this.totalNs = space.float64(mostSlots)
    this.longestNs = space.float64(mostSlots)
    this.longestSpan = space.uint32(mostSlots)
    this.longestGoroutine = space.uint32(mostSlots)
    this.listedSlot = space.uint32(turn)
    this.listedSpan = space.uint32(turn)
    this.listedGoroutine = space.uint32(turn)
    this.listedNs = space.float64(turn)
  }

  /** By the names that the kernel has for them. */
  get columns(): Readonly<Record<string, Uint32Array | Float64Array>> {
    return {
      slotBuckets: this.buckets,
      slotCount: this.count,
      slotTotalNs: this.totalNs,
      slotLongestNs: this.longestNs,
      slotLongestSpan: this.longestSpan,
      slotLongestGoroutine: this.longestGoroutine,
      listedSlot: this.listedSlot,
      listedSpan: this.listedSpan,
      listedGoroutine: this.listedGoroutine,
      listedNs: this.listedNs,
    }
  }

  /** Whether somebody counts, and has not finished. */
  get areTaken(): boolean {
    return this.slots.length > 0
  }

  get areFull(): boolean {
    return this.slots.length === mostSlots
  }

  /** A slot for durations that are none yet. They must not be full. */
  add(durations: Durations, noteLongest: Slot['noteLongest'] = ignore): number {
    this.buckets[this.slots.length] = 0
    return this.slots.push({ durations, noteLongest }) - 1
  }

  /** Takes what the last call listed. @param startNsOf begin of a span */
  drain(startNsOf: (span: number) => number): void {
    const { slots, kernel } = this
    const listed = kernel.get('listed')
    for (let at = 0; at < listed; at++) {
      const { durations, noteLongest } = slots[this.listedSlot[at]]
      const span = this.listedSpan[at]
      const durationNs = this.listedNs[at]
      if (durationNs > durations.longestNs) noteLongest(this.listedGoroutine[at], span)
      durations.add(durationNs, startNsOf(span))
    }
    for (let at = 0; at < listed; at++) this.handOver(this.listedSlot[at])
    kernel.set({ listed: 0 })
  }

  /** Takes everything back, and forgets the slots. To be called in any case. @param startNsOf begin of a span */
  finish(startNsOf: (span: number) => number): void {
    this.slots.forEach(({ durations, noteLongest, buckets }, slot) => {
      if (buckets === undefined) return
      const span = this.longestSpan[slot]
      durations.replace({
        count: this.count[slot],
        totalNs: this.totalNs[slot],
        longestNs: this.longestNs[slot],
        longestStartNs: span === NONE ? durations.longestStartNs : startNsOf(span),
        buckets,
      })
      if (span !== NONE) noteLongest(this.longestGoroutine[slot], span)
      this.memory.giveBack({ address: buckets.byteOffset, bytes: buckets.byteLength })
    })
    this.slots.length = 0
    this.kernel.set({ listed: 0 })
  }

  /** From when on its durations are counted in buckets, the kernel does that. */
  private handOver(slot: number): void {
    const one = this.slots[slot]
    if (!one.durations.areBucketed || one.buckets !== undefined) return
    const { count, totalNs, longestNs, buckets } = one.durations.counted()
    const address = this.memory.take(buckets.byteLength)
    // Without room for them they go on being listed.
    if (address < 0) return
    one.buckets = new Uint32Array(this.memory.memory.buffer, address, buckets.length)
    one.buckets.set(buckets)
    this.buckets[slot] = address
    this.count[slot] = count
    this.totalNs[slot] = totalNs
    this.longestNs[slot] = longestNs
    this.longestSpan[slot] = NONE
  }
}

const ignore = (): void => undefined
