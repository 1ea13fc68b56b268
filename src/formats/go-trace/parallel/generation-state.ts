/**
 * The state of an order at the begin and at the end of one generation, between the order's own columns and plain ones
 * that travel between threads.
 */
import type { LentRows } from '../../../model/trace-builder'
import { GoroutineState as G, NONE } from '../../../model/states'
import type { EventOrder } from '../event-order'
import type { OpenRange } from '../order-states'
import { GoroutineExtra, unknownTurn } from '../order-states'
import { assistName } from '../order-annotations'
import { WireEvent as W } from '../wire-events'
import type { GenerationJob } from './generation-job'
import type { SegmentSink } from './segment-sink'

/** Cloneable. Goroutines and threads are indices, processors ids. */
export interface GenerationState {
  /** Of the goroutines that were there before, then of those that go on: as in GenerationJob. */
  readonly goroutineStates: Uint8Array
  /** Whether the goroutine's row has ended, by the same place. */
  readonly hasEnded: Uint8Array
  readonly rowEnds: Uint32Array
  /** Of the goroutines that were there before; 0 for one that no event of this generation tells. */
  readonly functionNames: Uint32Array
  /** By thread: goroutine, and processor id; -1 for none. */
  readonly threadGoroutine: Int32Array
  readonly threadProcessor: Float64Array
  readonly processors: readonly (readonly [id: number, status: number])[]
  readonly gcSeq: number
  readonly gcState: number
  readonly hasCollectionWaited: boolean
  readonly goroutineRanges: readonly (readonly [goroutine: number, open: readonly OpenRange[]])[]
  /** Processors on which a sweep is open: id. */
  readonly swept: readonly number[]
  /** Span of the system call in progress on a processor. */
  readonly openSyscalls: readonly (readonly [id: number, span: number])[]
}

/** Puts an order, and the columns that say how far rows have come, into the state in which a generation begins. */
export function beginFrom(
  order: EventOrder,
  job: GenerationJob,
  lent: LentRows,
  processorIds: readonly number[],
  hasRegions: boolean,
): void {
  const { entry, continuing } = job
  const { strings } = order.tables
  order.resetAllButGoroutines()
  order.openTasks.clear()
  order.isFresh = job.isFirst
  order.gcSeq = entry.gc?.seq ?? 0
  order.gcState = entry.gc?.state ?? 0
  order.hasCollectionWaited = false
  // Only a thread that was known before can be named, and whether it has a processor is told.
  if (!job.isFirst) order.threadKnown.fill(1)
  const { offset, rowEnd, lastState } = lent.goroutines
  for (let i = 0; i < continuing.length; i++) {
    const goroutine = continuing[i]
    const state = entry.goroutineStates[i]
    order.goroutineState[goroutine] = state
    order.goroutineSeq[goroutine] = unknownTurn
    order.goroutineExtras[goroutine] = 0
    lastState[goroutine] = state
    rowEnd[goroutine] = offset[goroutine] + job.rowsBefore[i]
    if (hasRegions) order.goroutineExtras[goroutine] |= GoroutineExtra.notedRegions
  }
  for (const [id, status] of entry.processors) order.processorStatus[order.internProcessor(id)] = status
  for (const [thread, goroutine, processor] of entry.threads) {
    order.threadGoroutine[thread] = goroutine
    order.threadProcessor[thread] = processor < 0 ? -1 : order.internProcessor(processor)
  }
  for (const goroutine of entry.assisting) {
    order.openRanges.set(goroutine, [{ type: W.gcMarkAssistBegin, name: strings.intern(assistName) }])
    order.markExtras(goroutine)
  }
  for (const id of entry.swept) order.processorSweep[order.internProcessor(id)] = 1
  for (const [id, goroutine] of entry.syscalls)
    if (processorIds.includes(id))
      lent.processors.openSyscall[processorIds.indexOf(id)] = rowEnd[goroutine] - 1
}

/** The state in which a generation ends. */
export function stateAtEnd(
  order: EventOrder,
  job: GenerationJob,
  lent: LentRows,
  sink: SegmentSink,
  processorIds: readonly number[],
): GenerationState {
  const watched = [...job.continuing, ...job.leaving]
  const { rowEnd, lastState, earlierName } = lent.goroutines
  const { processors } = order
  const idOf = (processor: number): number => (processor < 0 ? -1 : processors.ids[processor])
  return {
    goroutineStates: Uint8Array.from(watched, (goroutine) => order.goroutineState[goroutine]),
    hasEnded: Uint8Array.from(watched, (goroutine) => (lastState[goroutine] === G.notExist ? 1 : 0)),
    rowEnds: Uint32Array.from(watched, (goroutine) => rowEnd[goroutine]),
    functionNames: Uint32Array.from(job.continuing, (goroutine) => earlierName[goroutine]),
    threadGoroutine: Int32Array.from(order.threadGoroutine.subarray(0, order.tables.threads.count)),
    threadProcessor: Float64Array.from(order.threadProcessor.subarray(0, order.tables.threads.count), idOf),
    processors: Array.from({ length: processors.count }, (_, i): [number, number] => [
      processors.ids[i],
      order.processorStatus[i],
    ]).filter(([, status]) => status !== 0),
    gcSeq: order.gcSeq,
    gcState: order.gcState,
    hasCollectionWaited: order.hasCollectionWaited,
    goroutineRanges: [...order.openRanges].filter(([, open]) => open.length > 0),
    swept: Array.from(processors.ids.subarray(0, processors.count)).filter(
      (_, processor) => order.processorSweep[processor] !== 0,
    ),
    openSyscalls: processorIds
      .map((id): [number, number] => [id, sink.processors.openSyscallOf(id)])
      .filter(([, span]) => span !== NONE),
  }
}
