/**
 * Pass 1 over a trace of format 1: finds every batch, checks every event once, and collects what lies scattered
 * (frequency, strings, stacks, CPU samples). Pass 2 (EventCursor in event-cursor.ts) then decodes events batch by batch without having
 * to fear bad bytes. Written after Go 1.27 src/internal/trace/internal/tracev1/parser.go.
 */
import type { Cancellation } from '../../../base/cancellation'
import { throwIfCancelled } from '../../../base/cancellation'
import { textOfUtf8 } from '../../../base/utf8-text'
import { VarintReader } from '../varint'
import type { WireEvent } from './wire'
import {
  WireType,
  allOnes,
  mostArgumentBytes,
  mostStackFrames,
  mostStringBytes,
  noProcessor,
  shapes,
  wireTypeCount,
} from './wire'

/** A run of events of one processor. */
export interface Batch {
  readonly processor: number
  readonly ticks: number
  /** Where its first event begins; its end is where the next batch begins, or where the file stops making sense. */
  readonly from: number
  to: number
}

export interface StackFrame {
  readonly pc: number
  readonly functionId: number
  readonly fileId: number
  readonly line: number
}

export interface ParsedTrace {
  readonly bytes: Uint8Array
  /** Batches by processor, each in the order of the file. */
  readonly batches: ReadonlyMap<number, readonly Batch[]>
  /** Events that will be ordered, CPU samples included. */
  readonly eventCount: number
  readonly cpuSamples: readonly WireEvent[]
  /** 0 when the file ends before it says so. */
  readonly ticksPerSecond: number
  readonly strings: ReadonlyMap<number, string>
  readonly stacks: ReadonlyMap<number, readonly StackFrame[]>
  readonly timerGoroutines: ReadonlySet<number>
  /** The first thing that Go's reader would stop at, or null. */
  readonly firstError: ParseError | null
  /** Stretches of the file that could not be read. */
  readonly holes: readonly Hole[]
}

export interface Hole {
  readonly code: string
  readonly message: string
  readonly byteOffset: number
  /** When the events in it happened: between the last one before and the next batch. NaN when unknown. */
  readonly fromTicks: number
  toTicks: number
}

export interface ParseError {
  readonly message: string
  readonly byteOffset: number
}

/** Something at an offset that no event of format 1 looks like. */
class FormatError extends Error {
  constructor(
    message: string,
    readonly byteOffset: number,
  ) {
    super(message)
  }
}

/** How many events behind a candidate must make sense before it is taken for a batch. */
const convincingEvents = 24
/** Ticks that a batch may lie away from its predecessor: about a day at 64 cycles a tick. */
const farthestTicks = 4e12
const cancelEvery = 65536
/** Frames over all stacks; more is no real trace. */
const mostFrames = 50_000_000
/** Texts, and stacks. A Map holds no more than 2^24 entries. */
const mostTableEntries = 4_000_000
/** Far above any GOMAXPROCS: each processor costs some hundred bytes. */
const mostProcessors = 65_536
/** The runtime fills batches of 64 KiB before it begins another: so many bytes a batch are there at least, in all. */
const leastBytesPerBatch = 64
/** More are not told apart. */
const mostHoles = 1000
const freeBatches = 10_000

/**
 * @param bytes the whole file.
 * @param minor of the header, which decides which types may occur.
 * @param isStrict stop at the first error instead of looking for the next batch.
 * @throws CancelledError
 */
export function parseTrace(
  bytes: Uint8Array,
  minor: number,
  isStrict: boolean,
  cancellation: Cancellation,
): ParsedTrace {
  const pass = new FirstPass(bytes, minor)
  let firstError: ParseError | null = null
  let steps = 0
  while (pass.position < bytes.length) {
    const at = pass.position
    try {
      pass.readEvent()
    } catch (error) {
      if (!(error instanceof FormatError)) throw error
      firstError ??= { message: error.message, byteOffset: error.byteOffset }
      pass.closeBatch(at)
      if (isStrict) break
      const next = pass.findBatch(at + 1)
      const lost = (next < 0 ? bytes.length : next) - at
      const isCut = next < 0 && error.message.startsWith(endsInside)
      pass.noteHole({
        code: isCut ? 'cut-short' : 'damaged',
        message: isCut
          ? `The file ends in the middle of an event, at byte ${bytes.length}.`
          : next < 0
            ? `From byte ${at} on the file cannot be read (${error.message}); ${lost} bytes to its end are not shown.`
            : `At byte ${at} the file is damaged (${error.message}); ${lost} bytes up to the next batch are not shown.`,
        byteOffset: at,
        // Behind the frequency, which stands at the end, no events are lost.
        fromTicks: next < 0 && pass.ticksPerSecond > 0 ? NaN : pass.ticks,
        toTicks: NaN,
      })
      if (next < 0) break
      pass.position = next
    }
    if (++steps % cancelEvery === 0) throwIfCancelled(cancellation)
  }
  if (firstError === null) pass.closeBatch(bytes.length)
  pass.cpuSamples.sort((left, right) => left.ticks - right.ticks)
  return {
    bytes,
    batches: pass.batches,
    eventCount: pass.eventCount,
    cpuSamples: pass.cpuSamples,
    ticksPerSecond: pass.ticksPerSecond,
    strings: pass.strings,
    stacks: pass.stacks,
    timerGoroutines: pass.timerGoroutines,
    firstError,
    holes: pass.holes,
  }
}

const endsInside = 'the file ends inside'

class FirstPass {
  readonly batches = new Map<number, Batch[]>()
  readonly cpuSamples: WireEvent[] = []
  readonly strings = new Map<number, string>()
  readonly stacks = new Map<number, readonly StackFrame[]>()
  readonly timerGoroutines = new Set<number>()
  eventCount = 0
  ticksPerSecond = 0
  position = 16
  readonly holes: Hole[] = []
  /** Of the last event of the batch being read. */
  ticks = NaN
  private open: Batch | null = null
  private frameCount = 0
  private batchCount = 0
  private readonly reader: VarintReader
  private readonly args: number[] = []

  constructor(
    private readonly bytes: Uint8Array,
    private readonly minor: number,
  ) {
    this.reader = new VarintReader(bytes, 16, bytes.length)
  }

  noteHole(hole: Hole): void {
    if (this.holes.length < mostHoles) this.holes.push(hole)
  }

  /** Ends the current batch before `at`. */
  closeBatch(at: number): void {
    if (this.open !== null) this.open.to = at
    this.open = null
  }

  /**
   * Reads one event at `position` and moves behind it.
   * @throws FormatError; then nothing of the event was taken.
   */
  readEvent(): void {
    const at = this.position
    const first = this.bytes[at]
    const type = first & 0x3f
    const count = (first >> 6) + 1
    const known = type < wireTypeCount ? shapes[type] : undefined
    if (known === undefined || known.sinceMinor > this.minor) {
      throw new FormatError(`there is no event of type ${type}`, at)
    }
    this.reader.position = at + 1
    this.reader.failed = false
    if (type === WireType.batch) this.readBatch(at, count)
    else if (type === WireType.string) this.readString(at)
    else {
      if (this.open === null) throw new FormatError('an event stands outside of any batch', at)
      this.readArguments(at, type, count)
      this.take(at, type, known.argumentCount, known.hasStack)
    }
    this.position = this.reader.position
  }

  private readBatch(at: number, count: number): void {
    if (count !== 2) throw new FormatError(`a batch has ${count} numbers instead of 2`, at)
    const processor = this.number(at)
    const ticks = this.number(at)
    if (processor >= mostProcessors && processor !== allOnes) {
      throw new FormatError(`a batch has the processor number ${processor}`, at)
    }
    if (++this.batchCount > freeBatches + this.bytes.length / leastBytesPerBatch) {
      throw new FormatError('there are far more batches than any Go program writes', at)
    }
    this.closeBatch(at)
    const hole = this.holes[this.holes.length - 1]
    if (hole !== undefined && Number.isNaN(hole.toTicks)) hole.toTicks = ticks
    this.ticks = ticks
    const batch: Batch = {
      processor: processor === allOnes ? noProcessor : processor,
      ticks,
      from: this.reader.position,
      to: this.bytes.length,
    }
    const list = this.batches.get(batch.processor)
    if (list === undefined) this.batches.set(batch.processor, [batch])
    else list.push(batch)
    this.open = batch
  }

  private readString(at: number): void {
    const id = this.number(at)
    const length = this.number(at)
    if (id === 0) throw new FormatError('a text has the number 0', at)
    if (length === 0) throw new FormatError('a text in the table is empty', at)
    if (this.strings.size >= mostTableEntries) throw new FormatError('there are too many texts', at)
    if (this.strings.has(id)) throw new FormatError(`two texts have the number ${id}`, at)
    this.strings.set(id, this.text(at, length))
  }

  private text(at: number, length: number): string {
    if (length > mostStringBytes) throw new FormatError(`a text is ${length} bytes long`, at)
    const from = this.reader.position
    if (from + length > this.bytes.length) throw new FormatError(`${endsInside} a text`, at)
    this.reader.position = from + length
    return textOfUtf8(this.bytes.subarray(from, from + length))
  }

  private number(at: number): number {
    const value = this.reader.read()
    if (this.reader.failed) throw this.numberError(at)
    return value
  }

  private numberError(at: number): FormatError {
    return this.reader.position >= this.bytes.length
      ? new FormatError(`${endsInside} a number`, at)
      : new FormatError('a number is longer than 64 bits', at)
  }

  private readArguments(at: number, type: number, count: number): void {
    const { args } = this
    args.length = 0
    if (count <= 3) {
      for (let i = 0; i < count; i++) args.push(this.number(at))
      return
    }
    const length = this.number(at)
    if (length > mostArgumentBytes) throw new FormatError(`an event is ${length} bytes long`, at)
    const end = this.reader.position + length
    if (end > this.bytes.length) throw new FormatError(`${endsInside} an event`, at)
    while (this.reader.position < end) {
      args.push(this.number(at))
      if (this.reader.position > end) throw new FormatError('a number reaches beyond its event', at)
    }
    if (type === WireType.userLog) {
      const messageLength = this.number(at)
      if (messageLength > mostStringBytes)
        throw new FormatError(`a message is ${messageLength} bytes long`, at)
      if (this.reader.position + messageLength > this.bytes.length)
        throw new FormatError(`${endsInside} a message`, at)
      this.reader.position += messageLength
    }
  }

  private take(at: number, type: number, argumentCount: number, hasStack: boolean): void {
    const { args } = this
    if (type === WireType.stack) return this.takeStack(at)
    const isTimeless = type === WireType.frequency || type === WireType.timerGoroutine
    const wanted = argumentCount + (hasStack ? 1 : 0) + (isTimeless ? 0 : 1)
    if (args.length !== wanted) {
      throw new FormatError(`an event of type ${type} has ${args.length} numbers instead of ${wanted}`, at)
    }
    if (!isTimeless && type !== WireType.cpuSample) this.ticks += args[0]
    switch (type) {
      case WireType.frequency:
        // Above 2^63 Go sees a negative number.
        if (args[0] === 0 || args[0] >= 2 ** 63)
          throw new FormatError('the frequency is not a positive number', at)
        this.ticksPerSecond = args[0]
        return
      case WireType.timerGoroutine:
        if (this.timerGoroutines.size < mostTableEntries) this.timerGoroutines.add(args[0])
        return
      case WireType.cpuSample:
        // Written late by another goroutine: the true time is an argument, and samples are a stream of their own.
        this.cpuSamples.push({
          type,
          ticks: args[1],
          processor: args[2] > 0x7fffffff ? noProcessor : args[2],
          goroutine: args[3],
          stack: args[4],
          a: 0,
          b: 0,
          c: 0,
        })
        this.eventCount++
        return
      case WireType.userRegion:
        if (args[2] > 1) throw new FormatError(`a region event has the mode ${args[2]}`, at)
        this.eventCount++
        return
      default:
        this.eventCount++
    }
  }

  private takeStack(at: number): void {
    const { args } = this
    const size = args[1] ?? 0
    if (args.length < 2 || size > mostStackFrames || args.length !== 2 + 4 * size) {
      throw new FormatError('a stack does not have as many numbers as its frames need', at)
    }
    this.frameCount += size
    if (args[0] === 0 || this.frameCount > mostFrames || this.stacks.size >= mostTableEntries) return
    const frames: StackFrame[] = []
    for (let i = 2; i < args.length; i += 4) {
      frames.push({ pc: args[i], functionId: args[i + 1], fileId: args[i + 2], line: args[i + 3] })
    }
    this.stacks.set(args[0], frames)
  }

  /** Where a believable batch begins, at or behind `from`; -1 when there is none. */
  findBatch(from: number): number {
    const { bytes } = this
    const near = this.lastTicks()
    for (let at = bytes.indexOf(0x41, from); at >= 0; at = bytes.indexOf(0x41, at + 1)) {
      const reader = new VarintReader(bytes, at + 1, bytes.length)
      const processor = reader.read()
      const ticks = reader.read()
      if (reader.failed) return -1
      const isProcessor = processor === allOnes || processor < 4096
      if (!isProcessor || (near > 0 && Math.abs(ticks - near) > farthestTicks)) continue
      if (this.isConvincing(reader.position)) return at
    }
    return -1
  }

  private lastTicks(): number {
    let last = 0
    for (const list of this.batches.values()) last = Math.max(last, list[list.length - 1].ticks)
    return last
  }

  /** Whether events follow one upon the other from `from` on, without taking them. */
  private isConvincing(from: number): boolean {
    const probe = new FirstPass(this.bytes, this.minor)
    probe.open = { processor: 0, ticks: 0, from, to: from }
    probe.position = from
    try {
      for (let i = 0; i < convincingEvents && probe.position < this.bytes.length; i++) probe.readEvent()
    } catch (error) {
      if (error instanceof FormatError) return false
      throw error
    }
    return true
  }
}
