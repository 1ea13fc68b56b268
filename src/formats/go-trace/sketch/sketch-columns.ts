/**
 * All that a sketch keeps while it is taken, as columns of fixed length: the walk in TypeScript (sketch-walk.ts) and the one
 * in WebAssembly (sketch-kernel.as) work on the same ones. No length here follows from what a file claims.
 */
import { clearColumn } from '../../../model/column-memory'
import type { ColumnSpace } from '../../../model/column-space'
import { argumentCounts } from '../wire-events'

/** Columns of the picture: the whole time in as many equal stretches. */
export const sketchBuckets = 2048
/** A file with more threads gets no sketch. */
export const mostThreads = 65_536
/** Processors with ids beyond, or more of them, are left out. */
export const mostProcessorIds = 4096
export const mostProcessors = 512
/** Functions beyond are counted to those without a name. */
export const mostGroups = 512
/** Stacks with ids beyond are unknown. */
export const mostStacks = 2 ** 20
/** Goroutines whose function is remembered: a slot each, the newest in it. A power of two. */
export const goroutineSlots = 2 ** 20
/** Marks and stretches that wait to be put together; more are left out. */
export const mostMarks = 65_536
export const mostPending = 131_072

/** `syscallAlone`: the processor that it began on is certain to be somebody else's by now. */
export const ThreadState = { none: 0, running: 1, syscall: 2, syscallAlone: 3 } as const

/** What a generation has told of a thread so far: nothing, batches of its own, or what it was doing at their beginning. */
export const ThreadWord = { none: 0, walked: 1, told: 2 } as const

/** Layers of a processor's row, and of a group's (without the last). */
export const SketchLayer = { running: 0, syscall: 1, gcWork: 2 } as const
export const processorLayers = 3
export const groupLayers = 2

/** Indices of `counters`. */
export const Counter = { processors: 0, marks: 1, lost: 2, steals: 3, pending: 4 } as const

/** Group of goroutines whose function is not in the file. */
export const namelessGroup = 0

/** How the end of a system call that held a processor is known. */
export const LossKind = { stolen: 0, stolenOrHeld: 1 } as const

export type SketchColumns = ReturnType<typeof sketchColumns>

/**
 * @param threadCount threads of the file, and one more for batches that name none.
 * @param data that batches are loaded to.
 */
export function sketchColumns(space: ColumnSpace, threadCount: number, data: Uint8Array) {
  const threadSlots = 2 ** Math.ceil(Math.log2(2 * threadCount + 2))
  const columns = {
    data,
    /** By event type; 255 for what is no timed event. */
    argumentCounts: space.uint8(256),
    counters: space.uint32(8),

    threadId: space.float64(threadCount),
    /** Thread index + 1 by hash of the id; open addressing. */
    threadSlot: space.uint32(threadSlots),
    /** Processor index or -1. */
    threadProcessor: space.int32(threadCount),
    /** Low 32 bits of the goroutine's id. */
    threadGoroutine: space.uint32(threadCount),
    /** Group of that goroutine, -1 while unknown. */
    threadGroup: space.int32(threadCount),
    threadState: space.uint8(threadCount),
    threadSinceNs: space.float64(threadCount),
    threadLastNs: space.float64(threadCount),
    /** By ThreadWord, in the present generation. */
    threadKnown: space.uint8(threadCount),
    /** When it is first heard of in the present generation. */
    threadFirstNs: space.float64(threadCount),

    /** Processor index + 1 by id. */
    processorIndex: space.uint32(mostProcessorIds),
    processorIds: space.uint32(mostProcessors),
    /** Time per processor, layer and bucket. */
    processorNs: space.float64(mostProcessors * processorLayers * sketchBuckets),
    /** Time per group, layer and bucket. */
    groupNs: space.float64(mostGroups * groupLayers * sketchBuckets),
    /** 1 for the goroutines that mark for the collector. */
    isGcGroup: space.uint8(mostGroups),

    /** By stack id of the present generation: wire id of its outermost function, then that function's group + 1, or 0. */
    rootOfStack: space.uint32(mostStacks),
    groupOfStack: space.uint16(mostStacks),

    knownGoroutine: space.uint32(goroutineSlots),
    /** Group + 1; 0 where nothing is known. */
    knownGroup: space.uint16(goroutineSlots),

    markType: space.uint8(mostMarks),
    markThread: space.uint32(mostMarks),
    markNs: space.float64(mostMarks),

    /** System calls whose processor went to somebody else at a time that another thread tells. */
    lostProcessor: space.uint32(mostMarks),
    lostKind: space.uint8(mostMarks),
    lostFromNs: space.float64(mostMarks),
    lostToNs: space.float64(mostMarks),
    stealProcessor: space.uint32(mostMarks),
    stealNs: space.float64(mostMarks),

    /** Stretches of goroutines whose function is not known yet. */
    pendingGoroutine: space.uint32(mostPending),
    pendingLayer: space.uint8(mostPending),
    /** Where it ran; -1 for nowhere. */
    pendingProcessor: space.int32(mostPending),
    pendingFromNs: space.float64(mostPending),
    pendingToNs: space.float64(mostPending),
  }
  columns.argumentCounts.set(argumentCounts)
  return columns
}

/** Bytes of all columns; those that nothing is written to take no memory. */
export function sketchBytes(threadCount: number): number {
  const perThread = 8 + 4 * 4 + 4 + 4 + 4 + 1 + 8 + 8 + 1 + 8
  const rows = mostProcessors * processorLayers + mostGroups * groupLayers
  return (
    (threadCount + 2) * perThread +
    rows * sketchBuckets * 8 +
    mostStacks * 6 +
    goroutineSlots * 6 +
    mostMarks * (1 + 4 + 8 + 4 + 1 + 8 + 8 + 4 + 8) +
    mostPending * (4 + 1 + 4 + 8 + 8) +
    2 ** 18
  )
}

/**
 * Makes all columns zero again: their memory can be had by others.
 * @param stackCount how many stacks there were at most
 * @param groups how many groups there are; none: nothing was sketched
 */
export function clearSketch(columns: SketchColumns, stackCount: number, groups: number): void {
  if (groups === 0) {
    clearColumn(columns.data)
    clearColumn(columns.argumentCounts)
    return
  }
  const processors = columns.counters[Counter.processors]
  const [marks, lost, steals] = [Counter.marks, Counter.lost, Counter.steals].map(
    (counter) => columns.counters[counter],
  )
  const written: Partial<Record<keyof SketchColumns, number>> = {
    processorNs: processors * processorLayers * sketchBuckets,
    groupNs: Math.min(groups, mostGroups) * groupLayers * sketchBuckets,
    rootOfStack: stackCount,
    groupOfStack: stackCount,
    markType: marks,
    markThread: marks,
    markNs: marks,
    lostProcessor: lost,
    lostKind: lost,
    lostFromNs: lost,
    lostToNs: lost,
    stealProcessor: steals,
    stealNs: steals,
  }
  for (const name of Object.keys(columns) as (keyof SketchColumns)[])
    clearColumn(columns[name], written[name])
}

/** Where to begin to look for a thread id. */
export function threadSlotOf(id: number, slotCount: number): number {
  return Math.imul(id < 2 ** 64 ? id >>> 0 : 0, 0x9e3779b1) & (slotCount - 1)
}

/** Files the ids of the threads. */
export function fileThreads(columns: SketchColumns, ids: ArrayLike<number>, count: number): void {
  const { threadId, threadSlot } = columns
  const mask = threadSlot.length - 1
  for (let thread = 0; thread < count; thread++) {
    threadId[thread] = ids[thread]
    let slot = threadSlotOf(ids[thread], threadSlot.length)
    while (threadSlot[slot] !== 0) slot = (slot + 1) & mask
    threadSlot[slot] = thread + 1
  }
}
