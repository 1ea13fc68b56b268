/**
 * The counting pass over one generation: how many spans each goroutine and each processor will get, found without
 * ordering anything, and what the generation says about the time before it.
 *
 * Which goroutine runs on a thread follows from that thread's own batches alone, so one walk over the batches in
 * file order suffices. The counts are exact for sound files; where they are not (damage), the builder appends.
 */
import type { ByteSource } from '../../base/byte-source'
import type { Cancellation } from '../../base/cancellation'
import { throwIfCancelled } from '../../base/cancellation'
import { GrowableIdTable } from '../../model/id-table'
import { NONE } from '../../model/states'
import { grownUint32 } from '../../model/trace-tables'
import type { EventBatches } from './batch-index'
import { shrunkError } from './byte-window'
import type { GenerationCounts } from './generation-counts'
import { CountFlag, mostNotes, noteWidth, reasonIdLimit } from './generation-counts'
import { argumentCounts, maximumBatchBytes, WireEvent as W } from './wire-events'

const { toldByStatus, isCreated } = CountFlag
const overrunBytes = 64
/** No event takes more: its type, and numbers of at most ten bytes. */
const longestEventBytes = 1 + 10 * (1 + Math.max(...argumentCounts))

/** Room for one batch at a time, for any number of generations. */
export function countingScratch(): Uint8Array {
  return new Uint8Array(maximumBatchBytes + overrunBytes)
}

/** Walks the event batches of one generation. @throws SourceReadError, CancelledError */
export function countGeneration(
  source: ByteSource,
  batches: EventBatches,
  threadCount: number,
  cancellation: Cancellation,
  onProgress: (doneBytes: number) => void = () => undefined,
  scratch: Uint8Array = countingScratch(),
): GenerationCounts {
  const walk = new CountingWalk(threadCount, scratch)
  let doneBytes = 0
  for (let row = 0; row < batches.thread.length; row++) {
    const length = batches.payloadBytes[row]
    const offset = batches.payloadOffset[row]
    const readBytes = source.readInto(offset, scratch.subarray(0, length))
    if (readBytes < length) throw shrunkError(offset + readBytes)
    walk.batch(length, batches.thread[row])
    doneBytes += length
    if ((row & 15) === 0) {
      throwIfCancelled(cancellation)
      onProgress(doneBytes)
    }
  }
  return walk.pack()
}

class CountingWalk {
  private at = 0
  private readonly goroutines = new GrowableIdTable()
  private spans: Uint32Array = new Uint32Array(64)
  private flags = new Uint8Array(64)
  private readonly processors = new GrowableIdTable()
  private processorSpans: Uint32Array = new Uint32Array(8)
  private readonly notes: number[] = []
  private readonly reasons = new Set<number>()
  private readonly rareEvents = new Map<number, number>()
  /** By thread index: goroutine and processor (rows of the tables) on it, or -1. */
  private readonly goroutineOf: Int32Array
  private readonly processorOf: Int32Array

  constructor(
    threadCount: number,
    private readonly data: Uint8Array,
  ) {
    // The last place is for the batches of no thread.
    this.goroutineOf = new Int32Array(threadCount + 1).fill(-1)
    this.processorOf = new Int32Array(threadCount + 1).fill(-1)
  }

  pack(): GenerationCounts {
    const { goroutines, processors } = this
    return {
      goroutineIds: Float64Array.from(goroutines.ids.subarray(0, goroutines.count)),
      spans: this.spans.slice(0, goroutines.count),
      flags: this.flags.slice(0, goroutines.count),
      processorIds: Float64Array.from(processors.ids.subarray(0, processors.count)),
      processorSpans: this.processorSpans.slice(0, processors.count),
      notes: Float64Array.from(this.notes),
      reasonIds: Uint32Array.from(this.reasons).sort(),
      rareEvents: Uint32Array.from([...this.rareEvents].sort(([a], [b]) => a - b).flat()),
    }
  }

  private goroutine(id: number): number {
    const known = this.goroutines.indexOf(id)
    return known !== NONE ? known : this.addGoroutine(id)
  }

  private addGoroutine(id: number): number {
    const goroutine = this.goroutines.intern(id)
    if (goroutine === this.spans.length) {
      this.spans = grownUint32(this.spans)
      const flags = new Uint8Array(this.spans.length)
      flags.set(this.flags)
      this.flags = flags
    }
    return goroutine
  }

  private processor(id: number): number {
    const processor = this.processors.intern(id)
    if (processor === this.processorSpans.length) this.processorSpans = grownUint32(this.processorSpans)
    return processor
  }

  private note(type: number, thread: number, a: number, b = 0, c = 0, d = 0): void {
    if (this.notes.length === mostNotes * noteWidth) {
      this.rareEvents.set(0, 1)
      return
    }
    // Batches of no thread have the last place.
    this.notes.push(type, thread === this.goroutineOf.length - 1 ? -1 : thread, a, b, c, d)
  }

  /** Walks the batch whose payload is in front in the scratch. */
  batch(end: number, threadIndex: number): void {
    const { data, goroutineOf } = this
    const thread = threadIndex < 0 ? goroutineOf.length - 1 : threadIndex
    this.at = 0
    let current = goroutineOf[thread]
    while (this.at < end) {
      const type = data[this.at++]
      let rest = argumentCounts[type]
      if (rest < 0 || (end - this.at < longestEventBytes && !this.endsBy(end, rest + 1))) break
      this.skip()
      switch (type) {
        case W.goStart: {
          current = this.goroutine(this.number())
          rest--
          this.addRun(current, thread)
          break
        }
        case W.goBlock:
        case W.goStop: {
          const reason = this.number()
          if (reason < reasonIdLimit) this.reasons.add(reason)
          rest--
          if (current >= 0) this.addSpan(current)
          current = -1
          break
        }
        case W.goUnblock:
          this.addSpan(this.goroutine(this.number()))
          rest--
          break
        case W.goCreate:
          this.addLife(this.goroutine(this.number()))
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
    const { processorOf } = this
    this.rareEvents.set(type, (this.rareEvents.get(type) ?? 0) + 1)
    switch (type) {
      case W.procStart:
        processorOf[thread] = this.processor(this.number())
        this.skip()
        return current
      case W.procStop:
        processorOf[thread] = -1
        return current
      case W.procStatus: {
        const processor = this.processor(this.number())
        const status = this.number()
        this.note(type, thread, this.processors.ids[processor], status)
        if (status === 1 || status === 3) processorOf[thread] = processor
        return current
      }
      case W.goCreateBlocked:
        this.addLife(this.goroutine(this.number()))
        this.skip()
        this.skip()
        return current
      case W.goCreateSyscall: {
        const goroutine = this.goroutine(this.number())
        this.addLife(goroutine)
        if (processorOf[thread] >= 0) this.addOnProcessor(thread)
        return goroutine
      }
      case W.goDestroySyscall:
        processorOf[thread] = -1
        return -1
      case W.goSwitch:
      case W.goSwitchDestroy: {
        const next = this.goroutine(this.number())
        this.skip()
        if (current >= 0 && type === W.goSwitch) this.addSpan(current)
        this.addSpan(next)
        this.addRun(next, thread)
        return next
      }
      case W.goStatus:
      case W.goStatusStack: {
        const goroutine = this.goroutine(this.number())
        const threadId = this.number()
        const status = this.number()
        if (type === W.goStatusStack) this.skip()
        const isFirst = (this.flags[goroutine] & (toldByStatus | isCreated)) === 0
        const isRunning = status === 2 || status === 3
        if (isFirst) {
          this.flags[goroutine] |= toldByStatus
          this.addSpan(goroutine)
          const on = isRunning ? this.addOnProcessor(thread) : -1
          this.note(W.goStatus, thread, goroutine, threadId, status, on)
        }
        return isRunning ? goroutine : current
      }
      case W.procSteal: {
        const id = this.number()
        const turn = this.number()
        const loser = this.number()
        if (turn === 1) this.note(type, thread, id, loser)
        return current
      }
      case W.stwBegin:
      case W.gcBegin:
        this.note(type, thread, this.number())
        this.skip()
        return current
      case W.gcActive:
      case W.gcEnd:
      case W.gcSweepActive:
      case W.gcMarkAssistActive:
        this.note(type, thread, this.number())
        return current
      default:
        return current
    }
  }

  private addSpan(goroutine: number): void {
    this.spans[goroutine]++
  }

  private addRun(goroutine: number, thread: number): void {
    this.addSpan(goroutine)
    this.addOnProcessor(thread)
  }

  /** The id of the processor, or -1. */
  private addOnProcessor(thread: number): number {
    const processor = this.processorOf[thread]
    if (processor < 0) return -1
    this.processorSpans[processor]++
    return this.processors.ids[processor]
  }

  private addLife(goroutine: number): void {
    this.addSpan(goroutine)
    // A second life has a gap before it, which is a span.
    if (this.flags[goroutine] !== 0) this.addSpan(goroutine)
    this.flags[goroutine] |= isCreated
  }

  /** Whether that many numbers end within the batch: behind it lies what an earlier one has left. */
  private endsBy(end: number, numbers: number): boolean {
    const { data } = this
    let at = this.at
    for (; numbers > 0 && at < end; numbers--) while (data[at++] >= 0x80 && at < end);
    return numbers === 0 && data[at - 1] < 0x80
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
