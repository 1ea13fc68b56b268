/**
 * One cursor per thread over that thread's batches of a generation, and Go's heap over their next events
 * (Go 1.27 src/internal/trace/batchcursor.go: the same operations, so that ties fall the same way).
 *
 * Each cursor holds one batch at a time, in its own slot of one buffer: memory is threads times 64 KiB at most.
 */
import type { ByteSource } from '../../base/byte-source'
import type { ColumnSpace } from '../../model/column-space'
import { ownArrays } from '../../model/column-space'
import type { BatchColumns } from './batch-columns'
import { BatchKind } from './batch-index'
import { shrunkError } from './byte-window'
import type { PlausibleTicks } from './plausible-time'
import { argumentCounts, wireEventName } from './wire-events'
import type { WarningLog } from './warning-log'

/** Bytes after the last slot that a damaged event may read before its length is checked. */
const overrunBytes = 64
const mostArguments = 4
/** Clocks of threads may differ a little; what is later by more than this is damage. */
export const slackNs = 1e9

export class Cursors {
  /** Number of cursors; rows of the columns below. */
  readonly count: number
  /** Thread index, or -1 for the batches of no thread. */
  readonly thread: Int32Array
  /** The next event of each cursor: type, time in ns since the origin, arguments. */
  readonly type: Uint8Array
  readonly timeNs: Float64Array
  readonly arguments: Float64Array
  /** Where in `data` the arguments of the next event begin. */
  readonly argumentsAt: Uint32Array
  /** Cursors that have an event, as a heap by time. */
  readonly heap: Int32Array
  heapLength = 0
  /** Batches whose rest could not be decoded. */
  lostBatches = 0
  /** Where the arguments that were read last began. */
  private readonly argumentsOf: Uint32Array
  /** Bytes of batches that have been loaded. */
  loadedBytes = 0

  /** Time of the last decoded event, or the base of the batch: what the next difference adds to. */
  readonly lastNs: Float64Array
  /** Tolerant only: no sound event of the present batch is later. */
  readonly limitNs: Float64Array
  readonly data: Uint8Array
  private readonly slot: Float64Array
  readonly position: Uint32Array
  readonly end: Uint32Array
  /** Strict only: where in the slot the first undecodable event lies, or -1. */
  private readonly badAt: Float64Array
  /** File offset of data[slot]. */
  private readonly fileOffset: Float64Array
  private readonly nextBatch: Uint32Array
  private readonly endBatch: Uint32Array
  private readonly batchRows: Uint32Array
  /** Decoding position, a field so that the varint loop has one site. */
  private at = 0

  constructor(
    private readonly source: ByteSource,
    private readonly batches: BatchColumns,
    firstBatch: number,
    endBatch: number,
    private readonly nsPerTick: number,
    private readonly originNs: number,
    private readonly isStrict: boolean,
    private readonly warnings: WarningLog,
    private readonly plausible: PlausibleTicks,
    space: ColumnSpace = ownArrays,
  ) {
    const cursorOfThread = new Map<number, number>()
    const sizes: number[] = []
    const widest: number[] = []
    const threads: number[] = []
    let rowCount = 0
    for (let row = firstBatch; row < endBatch; row++) {
      if (batches.kind[row] !== BatchKind.events) continue
      const thread = batches.thread[row]
      let cursor = cursorOfThread.get(thread)
      if (cursor === undefined) {
        cursor = threads.length
        cursorOfThread.set(thread, cursor)
        threads.push(thread)
        sizes.push(0)
        widest.push(0)
      }
      sizes[cursor]++
      widest[cursor] = Math.max(widest[cursor], batches.payloadBytes[row])
      rowCount++
    }
    this.count = threads.length
    const count = this.count
    this.thread = space.int32(count)
    this.thread.set(threads)
    this.type = space.uint8(count)
    this.timeNs = space.float64(count)
    this.lastNs = space.float64(count)
    this.limitNs = space.float64(count).fill(Infinity)
    this.arguments = new Float64Array(count * mostArguments)
    this.argumentsAt = space.uint32(count)
    this.argumentsOf = new Uint32Array(count)
    this.heap = space.int32(count)
    this.slot = new Float64Array(count)
    this.position = space.uint32(count)
    this.end = space.uint32(count)
    this.badAt = new Float64Array(count).fill(-1)
    this.fileOffset = new Float64Array(count)
    this.nextBatch = new Uint32Array(count)
    this.endBatch = new Uint32Array(count)
    this.batchRows = new Uint32Array(rowCount)
    let slotAt = 0
    let rowAt = 0
    for (let cursor = 0; cursor < count; cursor++) {
      this.slot[cursor] = slotAt
      this.position[cursor] = slotAt
      this.end[cursor] = slotAt
      slotAt += widest[cursor]
      this.nextBatch[cursor] = rowAt
      this.endBatch[cursor] = rowAt
      rowAt += sizes[cursor]
    }
    this.data = space.uint8(slotAt + overrunBytes)
    for (let row = firstBatch; row < endBatch; row++) {
      if (batches.kind[row] !== BatchKind.events) continue
      const cursor = cursorOfThread.get(batches.thread[row]) ?? 0
      this.batchRows[this.endBatch[cursor]++] = row
    }
  }

  /** Loads every cursor's first event. '' or, in strict reading, what is wrong. */
  start(): string {
    for (let cursor = 0; cursor < this.count; cursor++) {
      if (this.isStrict) {
        const problem = this.nextProblem(cursor)
        if (problem !== '') return problem
      }
      if (this.next(cursor)) this.insert(cursor)
    }
    return ''
  }

  /**
   * Strict reading: why the event after the present one cannot be decoded, or ''. Go finds that out before it
   * hands out the present one (reader.go, tryAdvance).
   */
  nextProblem(cursor: number): string {
    if (this.position[cursor] === this.end[cursor]) {
      if (this.nextBatch[cursor] === this.endBatch[cursor]) return ''
      this.load(cursor)
    }
    return this.position[cursor] === this.badAt[cursor]
      ? `an event of type ${this.data[this.position[cursor]]} cannot be decoded`
      : ''
  }

  /** File offset of the bytes that follow the cursor's present event. */
  byteOffsetOf(cursor: number): number {
    return this.fileOffset[cursor] + this.position[cursor] - this.slot[cursor]
  }

  /** Decodes the cursor's next event. False when it has none left. */
  next(cursor: number): boolean {
    for (;;) {
      const position = this.position[cursor]
      const end = this.end[cursor]
      if (position < end) {
        const type = this.data[position]
        const count = argumentCounts[type]
        if (count >= 0) {
          this.at = position + 1
          const ticks = this.varint()
          const argumentsAt = this.at
          const base = cursor * mostArguments
          for (let i = 0; i < count; i++) this.arguments[base + i] = this.varint()
          if (this.at <= end) {
            this.argumentsAt[cursor] = argumentsAt
            this.argumentsOf[cursor] = argumentsAt
            this.position[cursor] = this.at
            this.type[cursor] = type
            // Go scales each difference and drops the fraction (base.go, frequency.mul).
            let time = this.lastNs[cursor] + Math.floor(ticks * this.nsPerTick)
            if (time > this.limitNs[cursor]) time = this.repairedNs(cursor)
            this.lastNs[cursor] = time
            this.timeNs[cursor] = time
            return true
          }
        }
        this.warnings.add(
          'undecodable-event',
          count < 0
            ? `event type ${type} is unknown: the rest of its batch is lost`
            : `a ${wireEventName(type)} event runs past its batch: the rest of the batch is lost`,
          { byteOffset: this.byteOffsetOf(cursor), fromNs: this.lastNs[cursor], isLoss: true },
        )
        this.lostBatches++
        this.position[cursor] = end
        continue
      }
      if (this.nextBatch[cursor] === this.endBatch[cursor]) return false
      // Places in the next batch are other places. (Strict reading looks ahead: the present event keeps its arguments.)
      this.argumentsOf[cursor] = 0
      this.load(cursor)
    }
  }

  /** Reads the arguments of the present event, where the kernel has found it and left them unread. */
  readArguments(cursor: number): void {
    const argumentsAt = this.argumentsAt[cursor]
    if (this.argumentsOf[cursor] === argumentsAt) return
    this.argumentsOf[cursor] = argumentsAt
    const count = argumentCounts[this.type[cursor]]
    const base = cursor * mostArguments
    this.at = argumentsAt
    for (let i = 0; i < count; i++) this.arguments[base + i] = this.varint()
    this.position[cursor] = this.at
  }

  private load(cursor: number): void {
    const row = this.batchRows[this.nextBatch[cursor]++]
    const offset = this.batches.payloadOffset[row]
    const length = this.batches.payloadBytes[row]
    const slot = this.slot[cursor]
    const read = this.source.readInto(offset, this.data.subarray(slot, slot + length))
    if (read < length) throw shrunkError(offset + read)
    this.position[cursor] = slot
    this.end[cursor] = slot + length
    this.fileOffset[cursor] = offset
    if (this.isStrict) this.lastNs[cursor] = this.nsOf(this.batches.baseTicks[row])
    else this.setTimes(cursor, row)
    this.loadedBytes += length
    if (this.isStrict) this.badAt[cursor] = this.findBadEvent(slot, slot + length)
  }

  private nsOf(ticks: number): number {
    return Math.floor(ticks * this.nsPerTick) - this.originNs
  }

  /** Tolerant: begin and latest end of the batch just loaded, as far as the batches around it can tell. */
  private setTimes(cursor: number, row: number): void {
    const { plausible } = this
    const ticks = this.batches.baseTicks[row]
    if (ticks >= plausible.from && ticks <= plausible.to) this.lastNs[cursor] = this.nsOf(ticks)
    else {
      this.lastNs[cursor] = Math.max(this.lastNs[cursor], this.nsOf(plausible.from))
      this.noteTime(cursor)
    }
    // A thread's clock does not run backwards: its next batch begins after the last event of this one.
    let limit = plausible.to
    if (this.nextBatch[cursor] < this.endBatch[cursor]) {
      const next = this.batches.baseTicks[this.batchRows[this.nextBatch[cursor]]]
      if (next >= ticks && next <= plausible.to) limit = next
    }
    this.limitNs[cursor] = this.nsOf(limit) + slackNs
  }

  /** The time of an event whose own cannot be true: that of the one before it. */
  private repairedNs(cursor: number): number {
    this.noteTime(cursor)
    return this.lastNs[cursor]
  }

  private noteTime(cursor: number): void {
    this.warnings.add(
      'implausible-time',
      'times lie far outside their generation: taken as those before them',
      {
        byteOffset: this.byteOffsetOf(cursor),
        fromNs: this.lastNs[cursor],
      },
    )
  }

  /** Where in the slot the first event lies that cannot be decoded; -1 when all can. */
  private findBadEvent(from: number, end: number): number {
    let position = from
    while (position < end) {
      const count = argumentCounts[this.data[position]]
      if (count < 0) return position
      this.at = position + 1
      for (let i = 0; i <= count; i++) {
        const before = this.at
        this.varint()
        if (this.at - before > 10) return position
        if (this.at - before === 10 && this.data[this.at - 1] > 1) return position
      }
      if (this.at > end) return position
      position = this.at
    }
    return -1
  }

  /** One number at `at`. Loop-shaped on purpose: one site learns all lengths. */
  private varint(): number {
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
    return byte < 0x80 ? value : this.longVarint(value)
  }

  /** The rest of a number that does not end within 28 bits. */
  private longVarint(low: number): number {
    const data = this.data
    let value = low
    let scale = 2 ** 28
    let byte
    do {
      byte = data[this.at++]
      value += (byte & 0x7f) * scale
      scale *= 128
      // `>= 0x80` is false for undefined too: the loop ends at the end of the buffer.
    } while (byte >= 0x80 && scale < 2 ** 77)
    return value
  }

  private insert(cursor: number): void {
    this.heap[this.heapLength] = cursor
    this.siftUp(this.heapLength++)
  }

  /** After the time of the cursor at heap place `place` has changed. */
  update(place: number): void {
    if (this.siftUp(place) === place) this.siftDown(place)
  }

  /** Takes the cursor at heap place `place` out (batchcursor.go, heapRemove). */
  remove(place: number): void {
    const { heap } = this
    let at = place
    while (at > 0) {
      const parent = (at - 1) >> 1
      const held = heap[parent]
      heap[parent] = heap[at]
      heap[at] = held
      at = parent
    }
    heap[0] = heap[--this.heapLength]
    this.siftDown(0)
  }

  /** Sorts the heap by time; it stays a heap. */
  sort(): void {
    const { heap, timeNs, heapLength } = this
    // Up to twelve Go's slices.SortFunc inserts, and so do we: equal times keep their order. Of more, most stand where
    // the last sort has put them, so that inserting is quicker too; but not when it comes to many moves.
    const mostMoves = heapLength > 12 ? 16 * heapLength : Infinity
    let moves = 0
    for (let i = 1; i < heapLength; i++) {
      const cursor = heap[i]
      const time = timeNs[cursor]
      let j = i
      while (j > 0 && timeNs[heap[j - 1]] > time) {
        heap[j] = heap[j - 1]
        j--
      }
      heap[j] = cursor
      moves += i - j
      if (moves > mostMoves) {
        heap.subarray(0, heapLength).sort((a, b) => timeNs[a] - timeNs[b])
        return
      }
    }
  }

  private siftUp(place: number): number {
    const { heap, timeNs } = this
    let at = place
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (timeNs[heap[parent]] <= timeNs[heap[at]]) break
      const held = heap[parent]
      heap[parent] = heap[at]
      heap[at] = held
      at = parent
    }
    return at
  }

  private siftDown(place: number): void {
    const { heap, timeNs, heapLength } = this
    let at = place
    for (;;) {
      let least = at
      let leastTime = timeNs[heap[at]]
      const left = 2 * at + 1
      if (left < heapLength) {
        const time = timeNs[heap[left]]
        if (time < leastTime) {
          least = left
          leastTime = time
        }
        if (left + 1 < heapLength && timeNs[heap[left + 1]] < leastTime) least = left + 1
      }
      if (least === at) return
      const held = heap[at]
      heap[at] = heap[least]
      heap[least] = held
      at = least
    }
  }
}
