/**
 * What a generation says about itself: strings, stacks, tick length, wall clock, CPU samples
 * (Go 1.27 src/internal/trace/generation.go). All of it must be read before the first event: it may lie anywhere.
 */
import type { ByteSource } from '../../base/byte-source'
import { textOfUtf8 } from '../../base/utf8-text'
import type { GrowableTables } from '../../model/trace-tables'
import { NONE } from '../../model/states'
import type { BatchColumns } from './batch-columns'
import type { IndexedGeneration } from './batch-index'
import { BatchKind } from './batch-index'
import { shrunkError } from './byte-window'
import type { VersionFacts } from './header'
import { VarintReader } from './varint'
import type { WarningLog } from './warning-log'
import { allOnes, maximumFramesPerStack, maximumStringBytes, WireEvent } from './wire-events'
import { missingId, WireIdMap } from './wire-id-map'

/** Ticks of 64 ns: true wherever the system clock is fine enough (trace-time in Go's runtime/tracetime.go). */
export const usualNsPerTick = 64

export interface ClockSnapshot {
  readonly ticks: number
  readonly unixNs: bigint
}

/** CPU samples in order of time. */
export interface WireSamples {
  count: number
  ticks: Float64Array
  /** Ids as written; allOnes for none (goroutine: 0 for none). */
  thread: Float64Array
  processor: Float64Array
  goroutine: Float64Array
  /** Trace-wide stack index or NONE. */
  stack: Uint32Array
}

export interface GenerationTables {
  /** Wire id -> string index. */
  readonly strings: WireIdMap
  /** Wire id -> stack index; id 0 is NONE (as -1). */
  readonly stacks: WireIdMap
  /** Nanoseconds per tick; 0 when the generation does not say. */
  readonly nsPerTick: number
  readonly clock: ClockSnapshot | null
  readonly samples: WireSamples
  /** The first thing that Go's reader would reject, or ''. */
  readonly strictError: string
}

/**
 * Reads a generation's structural batches and interns their entries. Damage is noted in `warnings` and passed over;
 * the first one that makes Go drop the generation is `strictError`.
 */
export function readGenerationTables(
  source: ByteSource,
  version: VersionFacts,
  batches: BatchColumns,
  generation: IndexedGeneration,
  endBatch: number,
  tables: GrowableTables,
  warnings: WarningLog,
): GenerationTables {
  return new TableReader(source, version, batches, tables, warnings).read(generation.firstBatch, endBatch)
}

class TableReader {
  private readonly strings = new WireIdMap(0)
  private readonly stacks = new WireIdMap(-1)
  private readonly reader = new VarintReader(new Uint8Array(0), 0, 0)
  private readonly frames = new Uint32Array(maximumFramesPerStack)
  private nsPerTick = 0
  private clock: ClockSnapshot | null = null
  private readonly samples: WireSamples = {
    count: 0,
    ticks: new Float64Array(0),
    thread: new Float64Array(0),
    processor: new Float64Array(0),
    goroutine: new Float64Array(0),
    stack: new Uint32Array(0),
  }
  private strictError = ''
  private batchOffset = 0

  constructor(
    private readonly source: ByteSource,
    private readonly version: VersionFacts,
    private readonly batches: BatchColumns,
    private readonly tables: GrowableTables,
    private readonly warnings: WarningLog,
  ) {}

  read(firstBatch: number, endBatch: number): GenerationTables {
    this.eachBatch(firstBatch, endBatch, BatchKind.sync, (row) => this.readSync(row))
    this.eachBatch(firstBatch, endBatch, BatchKind.strings, () => this.readStrings())
    this.eachBatch(firstBatch, endBatch, BatchKind.stacks, () => this.readStacks())
    this.eachBatch(firstBatch, endBatch, BatchKind.cpuSamples, () => this.readSamples())
    sortSamples(this.samples)
    if (this.nsPerTick === 0) this.noteStrict('the generation has no frequency')
    if (this.version.hasClockSnapshots && this.clock === null)
      this.noteStrict('the generation has no clock snapshot')
    return {
      strings: this.strings,
      stacks: this.stacks,
      nsPerTick: this.nsPerTick,
      clock: this.clock,
      samples: this.samples,
      strictError: this.strictError,
    }
  }

  private eachBatch(firstBatch: number, endBatch: number, kind: number, handle: (row: number) => void): void {
    const { batches, reader } = this
    for (let row = firstBatch; row < endBatch; row++) {
      if (batches.kind[row] !== kind) continue
      const length = batches.payloadBytes[row]
      this.batchOffset = batches.payloadOffset[row]
      reader.bytes = this.source.read(this.batchOffset, length)
      if (reader.bytes.length < length) throw shrunkError(this.batchOffset + reader.bytes.length)
      reader.position = 0
      reader.end = length
      reader.failed = false
      handle(row)
    }
  }

  private noteStrict(message: string): void {
    if (this.strictError === '') this.strictError = message
  }

  /** The rest of the batch cannot be read. */
  private giveUpBatch(code: string, message: string): void {
    this.noteStrict(message)
    this.warnings.add(code, message, { byteOffset: this.batchOffset + this.reader.position, isLoss: true })
    this.reader.position = this.reader.end
  }

  private readSync(row: number): void {
    const { reader, version } = this
    if (version.hasClockSnapshots) reader.position = 1
    let ticks = this.batches.baseTicks[row]
    while (reader.position < reader.end) {
      const type = reader.bytes[reader.position++]
      if (type === WireEvent.frequency) {
        const frequency = reader.read()
        if (reader.failed || frequency === 0)
          return this.giveUpBatch('bad-frequency', 'the frequency of a generation cannot be read')
        if (this.nsPerTick !== 0) this.noteStrict('the generation has two frequencies')
        // Go's own expression, in this order (generation.go, setSyncBatch): the rounding is part of parity.
        else this.nsPerTick = 1 / (frequency / 1e9)
      } else if (type === WireEvent.clockSnapshot && version.hasClockSnapshots) {
        ticks += reader.read()
        reader.read()
        const seconds = reader.read()
        const nanoseconds = reader.read()
        if (reader.failed)
          return this.giveUpBatch('bad-clock', 'the wall clock of a generation cannot be read')
        if (this.clock !== null) this.noteStrict('the generation has two clock snapshots')
        else this.clock = { ticks, unixNs: BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds) }
      } else return this.giveUpBatch('bad-clock', `a sync batch holds a record of type ${type}`)
    }
  }

  private readStrings(): void {
    const { reader, tables, strings } = this
    reader.position = 1
    while (reader.position < reader.end) {
      const type = reader.bytes[reader.position++]
      if (type !== WireEvent.string)
        return this.giveUpBatch('bad-strings', `a table of strings holds a record of type ${type}`)
      const id = reader.read()
      const length = reader.read()
      if (reader.failed || length > maximumStringBytes || reader.position + length > reader.end)
        return this.giveUpBatch('bad-strings', 'a string runs past its table or its limit of 1024 bytes')
      const text = textOfUtf8(reader.bytes.subarray(reader.position, reader.position + length))
      reader.position += length
      if (!strings.add(id, tables.strings.intern(text))) {
        this.noteStrict('two strings of a generation have the same number')
        this.warnings.add(
          'repeated-string',
          'two strings of a generation have the same number: the first counts',
          {
            byteOffset: this.batchOffset + reader.position,
          },
        )
      }
    }
  }

  private readStacks(): void {
    const { reader, tables, stacks, frames } = this
    reader.position = 1
    while (reader.position < reader.end) {
      const type = reader.bytes[reader.position++]
      if (type !== WireEvent.stack)
        return this.giveUpBatch('bad-stacks', `a table of stacks holds a record of type ${type}`)
      const id = reader.read()
      const frameCount = reader.read()
      if (reader.failed || frameCount > maximumFramesPerStack)
        return this.giveUpBatch('bad-stacks', 'a stack has more frames than Go writes (128)')
      for (let i = 0; i < frameCount; i++) {
        const pc = reader.read()
        const functionName = this.frameText(reader.read())
        const file = this.frameText(reader.read())
        const line = reader.read()
        if (reader.failed)
          return this.giveUpBatch('bad-stacks', 'a stack ends with its table, in the middle of a frame')
        frames[i] = tables.frames.intern(pc, functionName, file, line)
      }
      if (!stacks.add(id, tables.stacks.intern(frames, frameCount))) {
        this.noteStrict('two stacks of a generation have the same number')
        this.warnings.add(
          'repeated-stack',
          'two stacks of a generation have the same number: the first counts',
          {
            byteOffset: this.batchOffset + reader.position,
          },
        )
      }
    }
  }

  private frameText(id: number): number {
    const index = this.strings.get(id)
    if (index !== missingId) return index
    this.noteStrict('a stack frame names a string that the generation does not have')
    this.warnings.add(
      'unresolved-frames',
      'functions or files of stacks have no name: their string table is missing',
      {
        byteOffset: this.batchOffset + this.reader.position,
        isLoss: true,
      },
    )
    return 0
  }

  private readSamples(): void {
    const { reader, samples } = this
    reader.position = 1
    while (reader.position < reader.end) {
      const type = reader.bytes[reader.position++]
      if (type !== WireEvent.cpuSample)
        return this.giveUpBatch('bad-samples', `a table of CPU samples holds a record of type ${type}`)
      const ticks = reader.read()
      const thread = reader.read()
      const processor = reader.read()
      const goroutine = reader.read()
      const stackId = reader.read()
      if (reader.failed)
        return this.giveUpBatch('bad-samples', 'a CPU sample ends with its table, in the middle')
      const row = samples.count++
      if (row === samples.ticks.length) widenSamples(samples)
      samples.ticks[row] = ticks
      samples.thread[row] = thread
      samples.processor[row] = processor
      samples.goroutine[row] = goroutine
      const stack = this.stacks.get(stackId)
      samples.stack[row] = stack < 0 ? NONE : stack
    }
  }
}

function widenSamples(samples: WireSamples): void {
  const length = Math.max(256, 2 * samples.ticks.length)
  for (const key of ['ticks', 'thread', 'processor', 'goroutine'] as const) {
    const wider = new Float64Array(length)
    wider.set(samples[key])
    samples[key] = wider
  }
  const stack = new Uint32Array(length)
  stack.set(samples.stack)
  samples.stack = stack
}

/** By time, stable: samples of one tick stay in the order of the file. */
function sortSamples(samples: WireSamples): void {
  const { count, ticks } = samples
  let isSorted = true
  for (let i = 1; i < count && isSorted; i++) isSorted = ticks[i - 1] <= ticks[i]
  if (isSorted) return
  const order = Array.from({ length: count }, (_, i) => i).sort((a, b) => ticks[a] - ticks[b])
  samples.ticks = Float64Array.from(order, (i) => ticks[i])
  samples.thread = Float64Array.from(order, (i) => samples.thread[i])
  samples.processor = Float64Array.from(order, (i) => samples.processor[i])
  samples.goroutine = Float64Array.from(order, (i) => samples.goroutine[i])
  samples.stack = Uint32Array.from(order, (i) => samples.stack[i])
}

/** A sample's processor id, or NONE. */
export function sampleProcessor(id: number): number {
  return id >= allOnes ? NONE : id
}
