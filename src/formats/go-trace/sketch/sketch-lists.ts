/**
 * Tables and lists of the walk of a sketch: groups of goroutines, processors, threads, and what waits to be put together
 * (kernel/sketch-lists.as).
 */
import { NONE } from '../../../model/states'
import type { SketchColumns } from './sketch-columns'
import {
  Counter,
  goroutineSlots,
  mostMarks,
  mostPending,
  mostProcessorIds,
  mostProcessors,
  mostStacks,
  threadSlotOf,
} from './sketch-columns'

export class SketchLists {
  constructor(private readonly columns: SketchColumns) {}

  groupOf(stack: number): number {
    return stack < mostStacks ? this.columns.groupOfStack[stack] - 1 : -1
  }

  remember(goroutine: number, group: number): void {
    if (group < 0) return
    const slot = goroutine & (goroutineSlots - 1)
    this.columns.knownGoroutine[slot] = goroutine
    this.columns.knownGroup[slot] = group + 1
  }

  rememberIfNew(goroutine: number, group: number): void {
    if (this.groupOfGoroutine(goroutine) < 0) this.remember(goroutine, group)
  }

  groupOfGoroutine(goroutine: number): number {
    const slot = goroutine & (goroutineSlots - 1)
    return this.columns.knownGoroutine[slot] === goroutine ? this.columns.knownGroup[slot] - 1 : -1
  }

  /** Index of a processor, -1 for one that is left out. */
  processorOf(id: number): number {
    const { processorIndex, processorIds, counters } = this.columns
    if (id >= mostProcessorIds) return -1
    const known = processorIndex[id]
    if (known > 0) return known - 1
    const index = counters[Counter.processors]
    if (index === mostProcessors) return -1
    counters[Counter.processors] = index + 1
    processorIndex[id] = index + 1
    processorIds[index] = id
    return index
  }

  threadOf(id: number): number {
    const { threadId, threadSlot } = this.columns
    const mask = threadSlot.length - 1
    let slot = threadSlotOf(id, threadSlot.length)
    while (threadSlot[slot] !== 0) {
      const thread = threadSlot[slot] - 1
      if (threadId[thread] === id) return thread
      slot = (slot + 1) & mask
    }
    return NONE
  }

  /** In a system call another thread took the processor away, and tells when. */
  addLost(processor: number, kind: number, fromNs: number, toNs: number): void {
    const { columns } = this
    const row = columns.counters[Counter.lost]
    if (row === mostMarks) return
    columns.counters[Counter.lost] = row + 1
    columns.lostProcessor[row] = processor
    columns.lostKind[row] = kind
    columns.lostFromNs[row] = fromNs
    columns.lostToNs[row] = toNs
  }

  addSteal(processor: number, timeNs: number): void {
    const { columns } = this
    const row = columns.counters[Counter.steals]
    if (processor < 0 || row === mostMarks) return
    columns.counters[Counter.steals] = row + 1
    columns.stealProcessor[row] = processor
    columns.stealNs[row] = timeNs
  }

  addMark(thread: number, type: number, timeNs: number): void {
    const { columns } = this
    const row = columns.counters[Counter.marks]
    if (row === mostMarks) return
    columns.counters[Counter.marks] = row + 1
    columns.markType[row] = type
    columns.markThread[row] = thread
    columns.markNs[row] = timeNs
  }

  /** A stretch of a goroutine whose function is not known yet; false when there is no room. */
  addPending(goroutine: number, layer: number, processor: number, fromNs: number, toNs: number): boolean {
    const { columns } = this
    const row = columns.counters[Counter.pending]
    if (row === mostPending) return false
    columns.counters[Counter.pending] = row + 1
    columns.pendingGoroutine[row] = goroutine
    columns.pendingLayer[row] = layer
    columns.pendingProcessor[row] = processor
    columns.pendingFromNs[row] = fromNs
    columns.pendingToNs[row] = toNs
    return true
  }
}
