/**
 * The counting pass: how many spans each goroutine and each processor will get, found without ordering anything.
 *
 * Which goroutine runs on a thread follows from that thread's own batches alone, so one walk over the batches in
 * file order suffices. The counts are exact for sound files; where they are not (damage), the builder appends.
 */
import type { ByteSource } from '../../base/byte-source'
import type { Cancellation } from '../../base/cancellation'
import { throwIfCancelled } from '../../base/cancellation'
import { GrowableIdTable } from '../../model/id-table'
import { NONE } from '../../model/states'
import type { TracePlan } from '../../model/trace-builder'
import { grownUint32 } from '../../model/trace-tables'
import type { EventBatches } from './batch-index'
import { shrunkError } from './byte-window'
import { argumentCounts, maximumBatchBytes, WireEvent as W } from './wire-events'

const toldByStatus = 1
const isCreated = 2
const overrunBytes = 64

/** Counts of one generation as plain columns; cloneable. */
export interface PackedSpanCounts {
  readonly goroutineIds: Float64Array
  readonly spans: Uint32Array
  readonly flags: Uint8Array
  readonly processorIds: Float64Array
  readonly processorSpans: Uint32Array
}

/** By row of `goroutines`, and of `processorIds`. */
export interface TakenCounts {
  readonly goroutines: GrowableIdTable
  readonly spans: Uint32Array
  readonly firstIn: Uint32Array
  readonly flags: Uint8Array
  readonly processorIds: Uint32Array
  readonly processorSpans: Uint32Array
  readonly spanTotal: number
  readonly processorSpanTotal: number
}

/** Counts of the generations walked so far. */
export class SpanCounts {
  goroutines = new GrowableIdTable()
  spans: Uint32Array = new Uint32Array(1024)
  /** Ordinal of the generation of first appearance. */
  firstIn: Uint32Array = new Uint32Array(1024)
  flags: Uint8Array = new Uint8Array(1024)
  readonly processors = new GrowableIdTable()
  processorSpans: Uint32Array = new Uint32Array(64)
  spanTotal = 0
  /** One batch at a time, shared by the walks over all generations. */
  readonly batchBytes = new Uint8Array(maximumBatchBytes + overrunBytes)
  processorSpanTotal = 0

  /** Counts that were taken elsewhere. */
  static of(taken: TakenCounts): SpanCounts {
    const counts = new SpanCounts()
    counts.goroutines = taken.goroutines
    counts.spans = taken.spans
    counts.firstIn = taken.firstIn
    counts.flags = taken.flags
    counts.spanTotal = taken.spanTotal
    counts.processorSpanTotal = taken.processorSpanTotal
    taken.processorIds.forEach((id, row) => {
      counts.processorSpans[counts.processor(id)] = taken.processorSpans[row]
    })
    return counts
  }

  /** The index of a goroutine, added as appearing in generation `ordinal`. */
  goroutine(id: number, ordinal: number): number {
    const known = this.goroutines.indexOf(id)
    return known !== NONE ? known : this.addGoroutine(id, ordinal)
  }

  private addGoroutine(id: number, ordinal: number): number {
    const goroutine = this.goroutines.intern(id)
    if (goroutine === this.spans.length) {
      this.spans = grownUint32(this.spans)
      this.firstIn = grownUint32(this.firstIn)
      const flags = new Uint8Array(this.spans.length)
      flags.set(this.flags)
      this.flags = flags
    }
    this.firstIn[goroutine] = ordinal
    return goroutine
  }

  processor(id: number): number {
    const processor = this.processors.intern(id)
    if (processor === this.processorSpans.length) this.processorSpans = grownUint32(this.processorSpans)
    return processor
  }

  pack(): PackedSpanCounts {
    const { goroutines, processors } = this
    return {
      goroutineIds: goroutines.ids.slice(0, goroutines.count),
      spans: this.spans.slice(0, goroutines.count),
      flags: this.flags.slice(0, goroutines.count),
      processorIds: processors.ids.slice(0, processors.count),
      processorSpans: this.processorSpans.slice(0, processors.count),
    }
  }

  /** Adds the counts of generation `ordinal`, taken on their own. Generations must come in order. */
  merge(other: PackedSpanCounts, ordinal: number): void {
    for (let row = 0; row < other.goroutineIds.length; row++) {
      const known = this.goroutines.count
      const goroutine = this.goroutine(other.goroutineIds[row], ordinal)
      let spans = other.spans[row]
      if (goroutine === known) this.flags[goroutine] = other.flags[row]
      else {
        // A state that only repeats the last one is no span; a second life has a gap before it, which is one.
        if ((other.flags[row] & toldByStatus) !== 0) spans--
        if ((other.flags[row] & isCreated) !== 0) spans++
        this.flags[goroutine] |= other.flags[row]
      }
      this.spans[goroutine] += spans
      this.spanTotal += spans
    }
    for (let row = 0; row < other.processorIds.length; row++) {
      this.processorSpans[this.processor(other.processorIds[row])] += other.processorSpans[row]
      this.processorSpanTotal += other.processorSpans[row]
    }
  }

  /** The rows to allocate. Goroutine indices are those of `goroutines`. */
  toPlan(): TracePlan {
    const order = Array.from({ length: this.processors.count }, (_, i) => i)
    order.sort((a, b) => this.processors.ids[a] - this.processors.ids[b])
    return {
      spans: this.spans.subarray(0, this.goroutines.count),
      processorIds: order.map((processor) => this.processors.ids[processor]),
      processorSpans: Uint32Array.from(order, (processor) => this.processorSpans[processor]),
    }
  }
}

/** Walks the event batches of generation `ordinal` into `counts`. @throws SourceReadError, CancelledError */
export function countGeneration(
  source: ByteSource,
  batches: EventBatches,
  threadCount: number,
  ordinal: number,
  counts: SpanCounts,
  cancellation: Cancellation,
  onProgress: (doneBytes: number) => void = () => undefined,
): void {
  const walk = new CountingWalk(counts, ordinal, threadCount)
  let doneBytes = 0
  for (let row = 0; row < batches.thread.length; row++) {
    const length = batches.payloadBytes[row]
    const offset = batches.payloadOffset[row]
    const bytes = source.read(offset, length)
    if (bytes.length < length) throw shrunkError(offset + bytes.length)
    walk.batch(bytes, batches.thread[row])
    doneBytes += length
    if ((row & 15) === 0) {
      throwIfCancelled(cancellation)
      onProgress(doneBytes)
    }
  }
}

class CountingWalk {
  private readonly data: Uint8Array
  private at = 0
  /** By thread index: goroutine (row of `counts`) and processor on it, or -1. */
  private readonly goroutineOf: Int32Array
  private readonly processorOf: Int32Array

  constructor(
    private readonly counts: SpanCounts,
    private readonly ordinal: number,
    threadCount: number,
  ) {
    this.data = counts.batchBytes
    // The last place is for the batches of no thread.
    this.goroutineOf = new Int32Array(threadCount + 1).fill(-1)
    this.processorOf = new Int32Array(threadCount + 1).fill(-1)
  }

  batch(bytes: Uint8Array, threadIndex: number): void {
    const { data, goroutineOf, counts, ordinal } = this
    const thread = threadIndex < 0 ? goroutineOf.length - 1 : threadIndex
    const end = bytes.length
    data.set(bytes)
    this.at = 0
    let current = goroutineOf[thread]
    while (this.at < end) {
      const type = data[this.at++]
      let rest = argumentCounts[type]
      if (rest < 0) break
      this.skip()
      switch (type) {
        case W.goStart: {
          current = counts.goroutine(this.number(), ordinal)
          rest--
          this.addRun(current, thread)
          break
        }
        case W.goBlock:
        case W.goStop:
          if (current >= 0) this.addSpan(current)
          current = -1
          break
        case W.goUnblock:
          this.addSpan(counts.goroutine(this.number(), ordinal))
          rest--
          break
        case W.goCreate:
          this.addLife(counts.goroutine(this.number(), ordinal))
          rest--
          break
        case W.goDestroy:
          current = -1
          break
        case W.goSyscallBegin:
        case W.goSyscallEnd:
          if (current >= 0) this.addRun(current, thread)
          break
        case W.goSyscallEndBlocked:
          if (current >= 0) this.addSpan(current)
          current = -1
          break
        default: {
          const before = this.at
          current = this.rare(type, thread, current)
          if (this.at !== before) rest = 0
        }
      }
      while (rest-- > 0) this.skip()
    }
    goroutineOf[thread] = current
  }

  /** Events that are rare: the goroutine on the thread after it. Reads all arguments or none. */
  private rare(type: number, thread: number, current: number): number {
    const { counts, ordinal, processorOf } = this
    switch (type) {
      case W.procStart:
        processorOf[thread] = counts.processor(this.number())
        this.skip()
        return current
      case W.procStop:
        processorOf[thread] = -1
        return current
      case W.procStatus: {
        const processor = counts.processor(this.number())
        const status = this.number()
        if (status === 1 || status === 3) processorOf[thread] = processor
        return current
      }
      case W.goCreateBlocked:
        this.addLife(counts.goroutine(this.number(), ordinal))
        this.skip()
        this.skip()
        return current
      case W.goCreateSyscall: {
        const goroutine = counts.goroutine(this.number(), ordinal)
        this.addLife(goroutine)
        if (processorOf[thread] >= 0) this.addOnProcessor(thread)
        return goroutine
      }
      case W.goDestroySyscall:
        processorOf[thread] = -1
        return -1
      case W.goSwitch:
      case W.goSwitchDestroy: {
        const next = counts.goroutine(this.number(), ordinal)
        this.skip()
        if (current >= 0 && type === W.goSwitch) this.addSpan(current)
        this.addSpan(next)
        this.addRun(next, thread)
        return next
      }
      case W.goStatus:
      case W.goStatusStack: {
        const goroutine = counts.goroutine(this.number(), ordinal)
        this.skip()
        const status = this.number()
        if (type === W.goStatusStack) this.skip()
        const isFirst =
          counts.firstIn[goroutine] === ordinal &&
          (counts.flags[goroutine] & (toldByStatus | isCreated)) === 0
        if (isFirst) {
          counts.flags[goroutine] |= toldByStatus
          this.addSpan(goroutine)
        }
        if (status !== 2 && status !== 3) return current
        if (isFirst) this.addOnProcessor(thread)
        return goroutine
      }
      default:
        return current
    }
  }

  private addSpan(goroutine: number): void {
    this.counts.spans[goroutine]++
    this.counts.spanTotal++
  }

  private addRun(goroutine: number, thread: number): void {
    this.addSpan(goroutine)
    this.addOnProcessor(thread)
  }

  private addOnProcessor(thread: number): void {
    const processor = this.processorOf[thread]
    if (processor < 0) return
    this.counts.processorSpans[processor]++
    this.counts.processorSpanTotal++
  }

  private addLife(goroutine: number): void {
    const { counts } = this
    this.addSpan(goroutine)
    if (counts.firstIn[goroutine] !== this.ordinal || counts.flags[goroutine] !== 0) this.addSpan(goroutine)
    counts.flags[goroutine] |= isCreated
  }

  private skip(): void {
    const data = this.data
    let at = this.at
    while (data[at++] >= 0x80);
    this.at = at
  }

  private number(): number {
    const data = this.data
    let at = this.at
    let byte = data[at++]
    if (byte < 0x80) {
      this.at = at
      return byte
    }
    let value = byte & 0x7f
    let shift = 7
    do {
      byte = data[at++]
      value |= (byte & 0x7f) << shift
      shift += 7
    } while (byte >= 0x80 && shift < 28)
    this.at = at
    if (byte < 0x80) return value
    let scale = 2 ** 28
    do {
      byte = data[this.at++]
      value += (byte & 0x7f) * scale
      scale *= 128
    } while (byte >= 0x80 && scale < 2 ** 77)
    return value
  }
}
