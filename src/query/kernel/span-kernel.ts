/** span-kernel.as over the trace of an index: made when it is first needed, and kept. */
import { base64 } from 'kernel:span-kernel'
import type { ColumnMemory } from '../../model/column-memory'
import type { TraceIndex } from '../trace-index'
import { bindTrace } from './bind-trace'
import { DurationSlots } from './duration-slots'
import { IndexKernel } from './index-kernel'

/** Keys `state << 8 | reason`. */
export const keyCount = 6 << 8
/** Goroutines whose wanted time is told in one call. */
export const goroutinesAtOnce = 4_096

/** A kernel and the columns that it is given its questions in. */
export class SpanKernel {
  /** All zero between two questions. */
  readonly rowTimes: Float64Array
  readonly isWait: Uint8Array
  readonly wanted: Uint8Array
  readonly wantedOfWorkers: Uint8Array
  readonly wantedNs: Float64Array
  readonly kindNumber: Uint8Array
  readonly slots: DurationSlots

  private constructor(
    readonly kernel: IndexKernel,
    readonly memory: ColumnMemory,
  ) {
    const { space } = memory
    this.rowTimes = space.float64(keyCount)
    this.isWait = space.uint8(keyCount)
    this.wanted = space.uint8(keyCount)
    this.wantedOfWorkers = space.uint8(keyCount)
    this.wantedNs = space.float64(goroutinesAtOnce)
    this.kindNumber = space.uint8(keyCount)
    this.slots = new DurationSlots(kernel, memory)
  }

  /** Null where the columns do not lie in a memory, or there is no more room in it. */
  static of(index: TraceIndex): SpanKernel | null {
    let made = kernels.get(index)
    if (made === undefined) kernels.set(index, (made = SpanKernel.make(index)))
    return made
  }

  private static make(index: TraceIndex): SpanKernel | null {
    const { trace } = index
    const { memory } = trace
    if (memory === undefined || !memory.canHold(mostBytes)) return null
    const kernel = IndexKernel.create(memory.memory, base64)
    if (kernel === null || !bindTrace(kernel, trace, index, memory.space)) return null
    const made = new SpanKernel(kernel, memory)
    const { rowTimes, isWait, wanted, wantedOfWorkers, wantedNs, kindNumber } = made
    const columns = { rowTimes, isWait, wanted, wantedOfWorkers, wantedNs, kindNumber, ...made.slots.columns }
    return kernel.bind(columns, memory.space) ? made : null
  }
}

/** Of the columns above, tables of the trace included. */
const mostBytes = 2 ** 22

const kernels = new WeakMap<TraceIndex, SpanKernel | null>()
