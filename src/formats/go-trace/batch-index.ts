/**
 * One cheap pass over the batch headers of a format-2 file: which generations it has and where their batches lie.
 * Nothing is decoded and the file is never held (docs/formats/go-trace.md, "Framing").
 */
import type { ByteSource } from '../../base/byte-source'
import type { Cancellation } from '../../base/cancellation'
import { throwIfCancelled } from '../../base/cancellation'
import { GrowableIdTable } from '../../model/id-table'
import { NONE } from '../../model/states'
import type { BatchColumns } from './batch-columns'
import { bytesPerBatchRow, newBatchColumns, widenBatchColumns } from './batch-columns'
import { ByteWindow, widestHeaderBytes } from './byte-window'
import { readTraceHeader, traceHeaderBytes } from '../sniff-trace'
import type { VersionFacts } from './header'
import { allOnes, maximumBatchBytes, WireEvent } from './wire-events'
import { VarintReader } from './varint'

/** Batches behind a hole are not further off than this: hours at the usual 64 ns a tick. */
const widestHoleTicks = 2 ** 38

/** At one a second more than three days; a bound for files that only pretend. */
const mostGenerations = 262_144

/** What the index takes besides its columns: a thread's id in its table; a place of damage, a generation. */
const bytesPerThread = 64
const bytesPerDamage = 256
/** While columns are widened, the old ones and the new ones of twice their length are there. */
const wideningFactor = 3

/** How much is looked through at once for the next batch: damage may reach over gigabytes. */
const searchedBytes = 65536

export const BatchKind = {
  events: 0,
  strings: 1,
  stacks: 2,
  cpuSamples: 3,
  sync: 4,
  experimental: 5,
} as const

/** The event batches of one generation; cloneable. */
export interface EventBatches {
  readonly payloadOffset: Float64Array
  readonly payloadBytes: Uint32Array
  /** Thread index, or -1. */
  readonly thread: Int32Array
}

/** A place where the file could not be walked on, and where the walk found its way again. */
export interface FrameDamage {
  readonly message: string
  readonly byteOffset: number
  /** Where reading goes on; the end of the file when it does not. */
  readonly resumesAt: number
  /** The file ends here. */
  readonly isCut: boolean
  /** The batch itself is readable, but its generation cannot stand here: Go drops the generation before it too. */
  readonly isOrderError: boolean
}

export interface IndexedGeneration {
  readonly number: number
  /** Rows of BatchColumns: [firstBatch, endBatch). */
  readonly firstBatch: number
  endBatch: number
  /** The rows that come before the first damage: all that Go's reader sees. */
  soundEndBatch: number
  readonly byteOffset: number
  endOffset: number
  /** Over all batches, structural ones too: Go dates the generation's Sync by it. */
  minimumTicks: number
  /** `mark` and `next` are good ends; `end-of-file` is one only below header 1.26. */
  end: 'mark' | 'next' | 'end-of-file' | 'damage'
  /** Within the generation. */
  readonly damage: FrameDamage[]
  /** Between its end mark and the next generation. */
  readonly damageBehind: FrameDamage[]
}

export interface BatchIndex {
  readonly version: VersionFacts
  readonly byteLength: number
  readonly generations: readonly IndexedGeneration[]
  readonly batches: BatchColumns
  /** Thread ids of all batches. */
  readonly threads: GrowableIdTable
  /** Damage before any batch of the file. */
  readonly leadingDamage: readonly FrameDamage[]
  /** The file has so many batches that listing them ended here, for want of memory; else -1. */
  readonly outgrownAt: number
}

/** Indexes a file within `budgetBytes`. Damage is recorded, never thrown. @throws SourceReadError, CancelledError */
export function indexBatches(
  source: ByteSource,
  version: VersionFacts,
  cancellation: Cancellation,
  onProgress: (doneBytes: number) => void = () => undefined,
  budgetBytes = Infinity,
): BatchIndex {
  return new BatchIndexer(source, version, cancellation, onProgress, budgetBytes).run()
}

/** One batch header as read. */
interface FrameHeader {
  isExperimental: boolean
  generation: number
  thread: number
  baseTicks: number
  payloadOffset: number
  payloadBytes: number
  firstPayloadByte: number
}

class BatchIndexer {
  private readonly window: ByteWindow
  private readonly reader = new VarintReader(new Uint8Array(0), 0, 0)
  private readonly threads = new GrowableIdTable()
  private readonly generations: IndexedGeneration[] = []
  private readonly leadingDamage: FrameDamage[] = []
  private readonly batches = newBatchColumns()
  private current: IndexedGeneration | null = null
  private readonly frame: FrameHeader = {
    isExperimental: false,
    generation: 0,
    thread: 0,
    baseTicks: 0,
    payloadOffset: 0,
    payloadBytes: 0,
    firstPayloadByte: 0,
  }
  /** Base of the last batch that was accepted; 0 before the first. */
  private lastTicks = 0
  /** Why the last readFrame failed, and whether the file ended inside the frame. */
  private failure = ''
  private failureIsCut = false
  private failureIsOrder = false
  private damageCount = 0
  /** A second view for looking ahead, so that probing does not move the walk's own. */
  private readonly probe: ByteWindow

  constructor(
    private readonly source: ByteSource,
    private readonly version: VersionFacts,
    private readonly cancellation: Cancellation,
    private readonly onProgress: (doneBytes: number) => void,
    private readonly budgetBytes: number,
  ) {
    this.window = new ByteWindow(source)
    this.probe = new ByteWindow(source)
  }

  run(): BatchIndex {
    const { source, frame } = this
    let offset = traceHeaderBytes
    let steps = 0
    let outgrownAt = -1
    while (offset < source.byteLength) {
      if ((++steps & 0xfff) === 0) {
        throwIfCancelled(this.cancellation)
        this.onProgress(offset)
        if (this.takenBytes() > this.budgetBytes) {
          outgrownAt = offset
          break
        }
      }
      const at = this.window.moveTo(offset, widestHeaderBytes)
      if (this.window.bytes[at] === WireEvent.endOfGeneration && this.version.hasEndMarks) {
        offset = this.closeAtMark(offset)
        continue
      }
      if (this.readFrame(this.window, offset) && this.accept(offset)) {
        offset = frame.payloadOffset + frame.payloadBytes
        continue
      }
      offset = this.passDamage(offset)
    }
    this.closeCurrent(source.byteLength, 'end-of-file')
    this.onProgress(source.byteLength)
    return {
      version: this.version,
      byteLength: source.byteLength,
      generations: this.generations,
      batches: this.batches,
      threads: this.threads,
      leadingDamage: this.leadingDamage,
      outgrownAt,
    }
  }

  /** Soon: a few thousand rows before the columns are full they count as widened. */
  private takenBytes(): number {
    const { batches, threads, generations, damageCount } = this
    const rows = Math.max(batches.kind.length, batches.count + 4096)
    const others = threads.count * bytesPerThread + (damageCount + generations.length) * bytesPerDamage
    return rows * bytesPerBatchRow * (rows > batches.kind.length ? wideningFactor : 1) + others
  }

  private closeAtMark(offset: number): number {
    // A mark without a generation before it: Go calls this a generation without a frequency.
    if (this.current === null) this.openGeneration(0, offset)
    this.closeCurrent(offset + 1, 'mark')
    return offset + 1
  }

  /** Reads a batch header at `offset` into `frame`. False with `failure` set when there is none. */
  private readFrame(window: ByteWindow, offset: number): boolean {
    const { frame, reader, source } = this
    const at = window.moveTo(offset, widestHeaderBytes)
    const bytes = window.bytes
    const type = bytes[at]
    this.failureIsCut = false
    this.failureIsOrder = false
    if (type !== WireEvent.eventBatch && type !== WireEvent.experimentalBatch) {
      this.failure = 'the bytes here are no part of a Go trace'
      return false
    }
    frame.isExperimental = type === WireEvent.experimentalBatch
    reader.bytes = bytes
    reader.position = at + (frame.isExperimental ? 2 : 1)
    reader.end = bytes.length
    reader.failed = false
    frame.generation = reader.read()
    frame.thread = reader.read()
    frame.baseTicks = reader.read()
    frame.payloadBytes = reader.read()
    if (reader.failed) {
      this.failureIsCut = offset + widestHeaderBytes > source.byteLength
      this.failure = this.failureIsCut
        ? 'the file was cut short: it ends inside the head of a batch'
        : 'a number in a batch header is longer than 64 bits'
      return false
    }
    if (frame.payloadBytes > maximumBatchBytes) {
      this.failure = `a batch claims ${frame.payloadBytes} bytes; Go writes at most ${maximumBatchBytes}`
      return false
    }
    frame.payloadOffset = window.start + reader.position
    frame.firstPayloadByte = frame.payloadBytes === 0 ? 0 : bytes[reader.position]
    if (frame.payloadOffset + frame.payloadBytes > source.byteLength) {
      this.failureIsCut = true
      this.failure = `the file was cut short: it ends inside a batch, of whose ${frame.payloadBytes} bytes ${source.byteLength - frame.payloadOffset} are there`
      return false
    }
    if (frame.generation === 0) {
      this.failure = 'a batch names generation 0, which Go never writes'
      this.failureIsOrder = true
      return false
    }
    return true
  }

  /** Files the batch in `frame` under its generation. False when it cannot belong here. */
  private accept(offset: number): boolean {
    const { frame } = this
    let current = this.current
    if (this.generations.length >= mostGenerations && frame.generation !== current?.number) {
      this.failure = `the file has more than ${mostGenerations} generations`
      this.failureIsCut = true
      return false
    }
    if (current !== null && frame.generation !== current.number) {
      if (this.version.hasEndMarks) {
        this.recordDamage({
          message: `generation ${current.number} has no end mark before generation ${frame.generation} begins`,
          byteOffset: offset,
          resumesAt: offset,
          isCut: false,
          isOrderError: true,
        })
        this.closeCurrent(offset, 'damage')
      } else if (frame.generation === current.number + 1) {
        this.closeCurrent(offset, 'next')
      } else {
        this.recordDamage({
          message: `generation ${frame.generation} follows generation ${current.number}`,
          byteOffset: offset,
          resumesAt: offset,
          isCut: false,
          isOrderError: true,
        })
        this.closeCurrent(offset, 'damage')
      }
      current = null
    }
    current ??= this.openGeneration(frame.generation, offset)
    if (current.minimumTicks === 0 || frame.baseTicks < current.minimumTicks)
      current.minimumTicks = frame.baseTicks
    this.lastTicks = frame.baseTicks
    if (frame.payloadBytes > 0) this.append()
    return true
  }

  private append(): void {
    const { batches, frame } = this
    const row = batches.count++
    if (row === batches.kind.length) widenBatchColumns(batches)
    batches.payloadOffset[row] = frame.payloadOffset
    batches.payloadBytes[row] = frame.payloadBytes
    batches.thread[row] = frame.thread === allOnes ? -1 : this.threads.intern(frame.thread)
    batches.baseTicks[row] = frame.baseTicks
    batches.kind[row] = this.kindOf()
  }

  private kindOf(): number {
    const { frame, version } = this
    if (frame.isExperimental) return BatchKind.experimental
    switch (frame.firstPayloadByte) {
      case WireEvent.strings:
        return BatchKind.strings
      case WireEvent.stacks:
        return BatchKind.stacks
      case WireEvent.cpuSamples:
        return BatchKind.cpuSamples
      case WireEvent.frequency:
        return version.hasClockSnapshots ? BatchKind.events : BatchKind.sync
      case WireEvent.sync:
        return version.hasClockSnapshots ? BatchKind.sync : BatchKind.events
      default:
        return BatchKind.events
    }
  }

  private openGeneration(number: number, byteOffset: number): IndexedGeneration {
    const generation: IndexedGeneration = {
      number,
      firstBatch: this.batches.count,
      endBatch: this.batches.count,
      soundEndBatch: -1,
      byteOffset,
      endOffset: byteOffset,
      minimumTicks: 0,
      end: 'end-of-file',
      damage: [],
      damageBehind: [],
    }
    this.generations.push(generation)
    this.current = generation
    return generation
  }

  private closeCurrent(endOffset: number, end: IndexedGeneration['end']): void {
    const { current } = this
    if (current === null) return
    current.endBatch = this.batches.count
    if (current.soundEndBatch < 0) current.soundEndBatch = current.endBatch
    current.endOffset = endOffset
    current.end = end
    this.current = null
  }

  private recordDamage(damage: FrameDamage): void {
    this.damageCount++
    const { current } = this
    if (current === null) {
      const last = this.generations.at(-1)
      if (last === undefined) this.leadingDamage.push(damage)
      else last.damageBehind.push(damage)
      return
    }
    if (current.soundEndBatch < 0) current.soundEndBatch = this.batches.count
    current.damage.push(damage)
  }

  /** Notes what is wrong at `offset` and finds where batches go on. */
  private passDamage(offset: number): number {
    const isSecondTrace = this.isHeader(offset)
    const message = isSecondTrace
      ? 'another trace begins here, as if two files had been joined: cut the file at this byte to see the second one'
      : this.failure
    const isCut = this.failureIsCut
    const isOrderError = this.failureIsOrder
    const resumesAt = isCut || isSecondTrace ? this.source.byteLength : this.findNextFrame(offset + 1)
    this.recordDamage({ message, byteOffset: offset, resumesAt, isCut, isOrderError })
    return resumesAt
  }

  private isHeader(offset: number): boolean {
    const at = this.window.moveTo(offset, widestHeaderBytes)
    return readTraceHeader(this.window.bytes.subarray(at, at + traceHeaderBytes)).type === 'version'
  }

  /**
   * The next place from which three batches in a row (or all up to the end) can be walked, with a generation that
   * can follow here. The file's length when there is none.
   */
  private findNextFrame(from: number): number {
    const { source, window } = this
    const known = this.current?.number ?? this.generations.at(-1)?.number
    const { eventBatch, experimentalBatch } = WireEvent
    let offset = from
    while (offset < source.byteLength) {
      throwIfCancelled(this.cancellation)
      const at = window.moveTo(offset, searchedBytes)
      const { bytes, start } = window
      for (let index = at; index < bytes.length; index++) {
        const type = bytes[index]
        if (type !== eventBatch && type !== experimentalBatch) continue
        if (this.isChain(start + index, known)) return start + index
      }
      offset = start + bytes.length
    }
    return source.byteLength
  }

  private isChain(start: number, known: number | undefined): boolean {
    const { source, frame, version } = this
    let offset = start
    let expected = known
    let readFrames = 0
    let familiarThreads = 0
    while (readFrames < 3) {
      if (offset === source.byteLength) return familiarThreads > 0
      const at = this.probe.moveTo(offset, widestHeaderBytes)
      if (readFrames > 0 && version.hasEndMarks && this.probe.bytes[at] === WireEvent.endOfGeneration) {
        offset++
        continue
      }
      if (!this.readFrame(this.probe, offset)) return false
      if (expected !== undefined && (frame.generation < expected || frame.generation > expected + 64))
        return false
      if (this.lastTicks > 0 && Math.abs(frame.baseTicks - this.lastTicks) > widestHoleTicks) return false
      if (frame.thread === allOnes || this.threads.indexOf(frame.thread) !== NONE) familiarThreads++
      expected = frame.generation
      offset = frame.payloadOffset + frame.payloadBytes
      readFrames++
    }
    return familiarThreads > 0 || this.threads.count === 0
  }
}

/** The event batches of a generation as columns of their own. */
export function eventBatchesOf(index: BatchIndex, generation: IndexedGeneration): EventBatches {
  const { batches } = index
  let count = 0
  for (let row = generation.firstBatch; row < generation.endBatch; row++)
    if (batches.kind[row] === BatchKind.events) count++
  const payloadOffset = new Float64Array(count)
  const payloadBytes = new Uint32Array(count)
  const thread = new Int32Array(count)
  let at = 0
  for (let row = generation.firstBatch; row < generation.endBatch; row++) {
    if (batches.kind[row] !== BatchKind.events) continue
    payloadOffset[at] = batches.payloadOffset[row]
    payloadBytes[at] = batches.payloadBytes[row]
    thread[at++] = batches.thread[row]
  }
  return { payloadOffset, payloadBytes, thread }
}
