/**
 * The ordered event stream of a format-2 trace, generation by generation in file order, as Go's reader gives it
 * (Go 1.27 src/internal/trace/reader.go). docs/formats/go-trace.md tells what the modes mean.
 */
import type { ByteSource } from '../../base/byte-source'
import type { Cancellation } from '../../base/cancellation'
import { neverCancelled, throwIfCancelled } from '../../base/cancellation'
import type { ImportWarning } from '../../base/import-warning'
import type { EventSink, SyncDetails } from '../../model/event-sink'
import type { Generation } from '../../model/trace'
import { NONE } from '../../model/states'
import type { GrowableTables } from '../../model/trace-tables'
import { createTables } from '../../model/trace-tables'
import type { BatchIndex, IndexedGeneration } from './batch-index'
import { BatchKind } from './batch-index'
import { Cursors } from './cursors'
import type { GenerationTables } from './generation-tables'
import { readGenerationTables, usualNsPerTick } from './generation-tables'
import type { HotEvents } from './kernel/hot-events'
import { GenerationMerge } from './merge'
import { EventOrder } from './event-order'
import { isPlausibleTick, plausibleTicks } from './plausible-time'
import type { PreparedTables } from './prepare-tables'
import { WarningLog } from './warning-log'

export interface ProduceOptions {
  /** `go`: times as Go's reader gives them, strictly rising. `raw`: as written. */
  readonly clock: 'go' | 'raw'
  /** `strict`: stop where Go's reader stops. `tolerant`: take what can be taken, count what is odd. */
  readonly mode: 'strict' | 'tolerant'
  readonly cancellation?: Cancellation
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void
  /** Tables that were read beforehand, with what was odd about them. */
  readonly prepared?: PreparedTables
  /** Does the usual events faster; tolerant reading in the raw clock into the builder it was made for only. */
  readonly hotEvents?: HotEvents
}

export interface ProducedEvents {
  readonly tables: GrowableTables
  /** Absolute time of the origin, in Go's nanoseconds. */
  readonly originNs: bigint
  /** Time of the last event (the closing Sync) since the origin. */
  readonly lastNs: number
  readonly eventCount: number
  readonly generations: readonly Generation[]
  readonly warnings: readonly ImportWarning[]
  /** Strict reading: why it stopped before the end, else null. All events before it have been delivered. */
  readonly error: string | null
}

/** Delivers every event of the file to `sink`. @throws SourceReadError, CancelledError, and what the sink throws. */
export function produceEvents(
  source: ByteSource,
  index: BatchIndex,
  sink: EventSink,
  options: ProduceOptions,
): ProducedEvents {
  return new EventProducer(source, index, sink, options).run()
}

class EventProducer {
  private readonly tables: GrowableTables
  private readonly warnings: WarningLog
  private readonly order: EventOrder
  private readonly hotEvents: HotEvents | null
  private readonly isStrict: boolean
  private readonly cancellation: Cancellation
  private readonly generations: Generation[] = []
  /** Absolute nanoseconds of trace time 0. */
  private originNs = 0
  private hasOrigin = false
  private nsPerTick = usualNsPerTick
  private doneBytes = 0
  /** Since when the events of the present stretch are lost; NaN when none are. */
  private lossFromNs = NaN

  constructor(
    private readonly source: ByteSource,
    private readonly index: BatchIndex,
    private readonly sink: EventSink,
    private readonly options: ProduceOptions,
  ) {
    this.tables = options.prepared?.tables ?? createTables()
    this.warnings = options.prepared?.warnings ?? new WarningLog()
    this.isStrict = options.mode === 'strict'
    this.cancellation = options.cancellation ?? neverCancelled
    this.hotEvents =
      options.mode === 'tolerant' && options.clock === 'raw' ? (options.hotEvents ?? null) : null
    this.order = new EventOrder(
      this.tables,
      sink,
      this.isStrict,
      options.clock === 'go',
      this.warnings,
      this.hotEvents?.space,
    )
    // Thread indices of the index and of the events are the same.
    for (let i = 0; i < index.threads.count; i++) this.tables.threads.intern(index.threads.ids[i])
    this.order.reserveThreads()
    this.order.reserveGoroutines(this.tables.goroutines.count)
  }

  run(): ProducedEvents {
    this.sink.begin(this.tables)
    const error = this.isStrict ? this.runStrict() : this.runTolerant()
    return {
      tables: this.tables,
      originNs: BigInt(this.originNs),
      lastNs: this.order.lastNs,
      eventCount: this.order.eventCount,
      generations: this.generations,
      warnings: this.warnings.toArray(),
      error,
    }
  }

  private runStrict(): string | null {
    const { version } = this.index
    const { generations, leadingDamage } = this.index
    if (leadingDamage.length > 0) return this.closeWith(leadingDamage[0].message)
    if (generations.length === 0)
      return this.closeWith(version.hasEndMarks ? null : 'the file has no generation')
    for (let ordinal = 0; ordinal < generations.length; ordinal++) {
      const generation = generations[ordinal]
      const damage = generation.damage[0]
      if (damage !== undefined && (version.hasEndMarks || damage.isOrderError))
        return this.closeWith(damage.message)
      if (version.hasEndMarks && generation.end === 'end-of-file') {
        const hasEvents = this.hasEvents(generation)
        return this.closeWith(
          hasEvents ? 'the last generation has no end mark: the file was cut short' : null,
        )
      }
      const names = this.readTables(generation, generation.soundEndBatch)
      if (names.strictError !== '') return this.closeWith(names.strictError)
      const problem = this.runGeneration(generation, ordinal, generation.soundEndBatch, names)
      if (problem !== '') return problem
      const stop = damage ?? generation.damageBehind[0]
      if (stop !== undefined) return this.closeWith(stop.message)
    }
    return this.closeWith(null)
  }

  private hasEvents(generation: IndexedGeneration): boolean {
    for (let row = generation.firstBatch; row < generation.endBatch; row++)
      if (this.index.batches.kind[row] === BatchKind.events) return true
    return false
  }

  /** The closing Sync, which Go sends before an error too. */
  private closeWith(error: string | null): string | null {
    const { order } = this
    const context = order.context
    if (!this.hasOrigin) {
      // Go's clock starts at 0 and every event is later than the one before.
      this.hasOrigin = true
      this.originNs = 1
      order.lastNs = -1
    }
    context.thread = NONE
    context.processor = NONE
    context.goroutine = NONE
    context.stack = NONE
    order.stampAt(order.lastNs + 1)
    this.sink.sync(context, { generation: 0, isLast: true })
    return error
  }

  private runTolerant(): string | null {
    const { generations, leadingDamage, version } = this.index
    if (version.isNewerThanKnown) {
      this.warnings.add(
        'newer-version',
        `the header says go 1.${version.minor}: read by the rules of go 1.26, the newest that is known`,
        { byteOffset: 0 },
      )
    }
    for (const damage of leadingDamage) {
      this.warnings.add('damaged-frame', damage.message, { byteOffset: damage.byteOffset, isLoss: true })
    }
    for (let ordinal = 0; ordinal < generations.length; ordinal++) {
      const generation = generations[ordinal]
      const before = generations[ordinal - 1]
      const isLast = ordinal === generations.length - 1
      if (isLast && version.hasEndMarks && generation.end === 'end-of-file' && !this.hasEvents(generation)) {
        this.warnings.add(
          'unfinished-generation',
          'the last generation had only begun: none of its events were written',
          {
            byteOffset: generation.byteOffset,
            fromNs: this.order.lastNs,
          },
        )
        break
      }
      if (before !== undefined && generation.number !== before.number + 1) this.noteGap(before, generation)
      const names = this.options.prepared?.names[ordinal] ?? this.readTables(generation, generation.endBatch)
      this.runGeneration(generation, ordinal, generation.endBatch, names)
      this.noteEnd(generation, ordinal)
    }
    return this.closeWith(null)
  }

  private noteGap(before: IndexedGeneration, next: IndexedGeneration): void {
    // After the largest number the writer goes on with 4 (runtime/trace.go, traceNextGen).
    if (next.number === 4 && before.number > 2 ** 31) return
    this.loseFrom(this.order.lastNs)
    this.warnings.add(
      'missing-generations',
      `generation ${next.number} follows generation ${before.number}: what lies between is not in the file`,
      { byteOffset: next.byteOffset, fromNs: this.order.lastNs, isLoss: true },
    )
  }

  private loseFrom(timeNs: number): void {
    if (Number.isNaN(this.lossFromNs)) this.lossFromNs = timeNs
  }

  /** Warnings about how the generation ended in the file. */
  private noteEnd(generation: IndexedGeneration, ordinal: number): void {
    const isLast = ordinal === this.index.generations.length - 1
    for (const damage of [...generation.damage, ...generation.damageBehind]) {
      const isLoss = damage.resumesAt > damage.byteOffset
      this.warnings.add(damage.isCut ? 'cut-short' : 'damaged-frame', damage.message, {
        byteOffset: damage.byteOffset,
        toNs: this.order.lastNs,
        isLoss,
      })
      if (isLoss) this.loseFrom(this.order.lastNs)
    }
    if (
      isLast &&
      generation.end === 'end-of-file' &&
      this.index.version.hasEndMarks &&
      generation.damage.length === 0
    ) {
      this.warnings.add('cut-short', 'the last generation has no end mark: the file was cut short', {
        byteOffset: generation.endOffset,
        toNs: this.order.lastNs,
        isLoss: true,
      })
    }
  }

  private readTables(generation: IndexedGeneration, endBatch: number): GenerationTables {
    const { index, tables, warnings, source } = this
    return readGenerationTables(source, index.version, index.batches, generation, endBatch, tables, warnings)
  }

  /** Orders one generation. '' or, in strict reading, why it stopped. */
  private runGeneration(
    generation: IndexedGeneration,
    ordinal: number,
    endBatch: number,
    names: GenerationTables,
  ): string {
    const { order, index, hotEvents } = this
    this.setTickLength(generation, names.nsPerTick)
    const plausible = plausibleTicks(index.batches, generation.firstBatch, endBatch, this.nsPerTick)
    // An empty batch counts too, and is not in the columns: only damage lies before the plausible stretch by far.
    const isDamagedStart =
      !this.isStrict && generation.minimumTicks < plausible.from - 3600e9 / this.nsPerTick
    const startNs = Math.floor((isDamagedStart ? plausible.from : generation.minimumTicks) * this.nsPerTick)
    if (!this.hasOrigin) {
      // In Go's clock the first event comes after 0 (reader.go, ReadEvent: lastTs).
      this.originNs = order.isGoClock ? Math.max(1, startNs) : startNs
      this.hasOrigin = true
      order.lastNs = -1
    }
    this.hotEvents?.passing.reset()
    const cursors = new Cursors(
      this.source,
      index.batches,
      generation.firstBatch,
      endBatch,
      this.nsPerTick,
      this.originNs,
      this.isStrict,
      this.warnings,
      plausible,
      this.hotEvents?.passing.space,
    )
    order.cursors = cursors
    order.names = names
    order.generation = ordinal + 1
    if (hotEvents === null) order.forgetTurns()
    else hotEvents.fillBytes(order.goroutineSeq, 0xff)
    order.anomalies = 0
    if (ordinal > 0) order.isFresh = false
    if (!Number.isNaN(this.lossFromNs)) order.reset()
    const problem = cursors.start()
    if (problem !== '') return problem
    this.sync(generation, startNs - this.originNs, names)
    const eventsBefore = order.eventCount
    this.hotEvents?.begin(order, cursors, names, this.nsPerTick)
    const merge = new GenerationMerge(order, cursors, names.samples, this.hotEvents, {
      nsPerTick: this.nsPerTick,
      originNs: this.originNs,
      fromNs: startNs - this.originNs,
      check: () => {
        throwIfCancelled(this.cancellation)
        this.options.onProgress?.(this.doneBytes + cursors.loadedBytes, index.byteLength)
      },
    })
    const end = merge.run()
    if (end === 'hopeless') this.loseFrom(merge.gaveUpNs)
    const isPartial =
      end === 'hopeless' ||
      cursors.lostBatches > 0 ||
      generation.damage.some((damage) => damage.resumesAt > damage.byteOffset)
    this.generations.push({
      number: generation.number,
      fromNs: startNs - this.originNs,
      toNs: order.lastNs,
      byteOffset: generation.byteOffset,
      byteLength: generation.endOffset - generation.byteOffset,
      eventCount: order.eventCount - eventsBefore,
      status: isPartial ? 'partial' : 'whole',
    })
    this.doneBytes += cursors.loadedBytes
    return end === 'failed' ? order.failure : ''
  }

  private setTickLength(generation: IndexedGeneration, nsPerTick: number): void {
    if (nsPerTick !== 0 && (this.isStrict || isPlausibleTick(nsPerTick))) {
      this.nsPerTick = nsPerTick
      return
    }
    this.warnings.add(
      'no-frequency',
      'a generation does not say how long a tick is, or nothing that can be true: that of the one before it, or else 64 ns, is used',
      { byteOffset: generation.byteOffset },
    )
  }

  private sync(generation: IndexedGeneration, timeNs: number, names: GenerationTables): void {
    const { order } = this
    const context = order.context
    context.thread = NONE
    context.processor = NONE
    context.goroutine = NONE
    context.stack = NONE
    order.stampAt(timeNs)
    const details: SyncDetails = {
      generation: generation.number,
      isLast: false,
      ...(names.clock === null
        ? {}
        : {
            wallClock: {
              unixNs: names.clock.unixNs,
              atNs: Math.floor(names.clock.ticks * this.nsPerTick) - this.originNs,
            },
          }),
      ...(Number.isNaN(this.lossFromNs) ? {} : { lossFromNs: this.lossFromNs }),
    }
    this.lossFromNs = NaN
    this.sink.sync(context, details)
  }
}
