import { grownFloat64 } from '../../model/id-table'
import { grownUint32 } from '../../model/trace-tables'

/** Columns, one row per batch with a payload, in file order. */
export interface BatchColumns {
  count: number
  /** Where the payload lies in the file. */
  payloadOffset: Float64Array
  payloadBytes: Uint32Array
  /** Thread index of BatchIndex.threads, or -1 for a batch of no thread. */
  thread: Int32Array
  /** Absolute ticks. */
  baseTicks: Float64Array
  kind: Uint8Array
}

/** Over all columns. */
export const bytesPerBatchRow = 25

export function newBatchColumns(): BatchColumns {
  return {
    count: 0,
    payloadOffset: new Float64Array(256),
    payloadBytes: new Uint32Array(256),
    thread: new Int32Array(256),
    baseTicks: new Float64Array(256),
    kind: new Uint8Array(256),
  }
}

/** Twice the room. */
export function widenBatchColumns(batches: BatchColumns): void {
  batches.payloadOffset = grownFloat64(batches.payloadOffset)
  batches.payloadBytes = grownUint32(batches.payloadBytes)
  batches.baseTicks = grownFloat64(batches.baseTicks)
  const thread = new Int32Array(2 * batches.thread.length)
  thread.set(batches.thread)
  batches.thread = thread
  const kind = new Uint8Array(2 * batches.kind.length)
  kind.set(batches.kind)
  batches.kind = kind
}
