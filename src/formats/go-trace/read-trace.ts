/**
 * A format-2 execution trace as a model: every span of every goroutine, and all the rest
 * (docs/formats/go-trace.md).
 */
import type { ByteSource } from '../../base/byte-source'
import type { Cancellation } from '../../base/cancellation'
import { neverCancelled } from '../../base/cancellation'
import { formatBytes, groupDigits } from '../../base/format-units'
import type { ImportFailure } from '../../base/import-warning'
import type { Result } from '../../base/result'
import { fail, succeed } from '../../base/result'
import type { GrowableIdTable } from '../../model/id-table'
import type { Trace } from '../../model/trace'
import type { TracePlan } from '../../model/trace-plan'
import { TraceBuilder } from '../../model/trace-builder'
import type { BatchIndex } from './batch-index'
import { BatchKind, indexBatches } from './batch-index'
import { readHeader } from './header'
import { HotEvents } from './kernel/hot-events'
import type { KernelCounts } from './kernel/kernel-count'
import { ColumnMemory } from '../../model/column-memory'
import { ownArrays } from '../../model/column-space'
import { countTrace } from './parallel/count-trace'
import { orderInParallel } from './parallel/order-trace'
import { replay } from './parallel/recorded-events'
import { TouchedPages } from './parallel/touched-pages'
import type { PreparedTables } from './prepare-tables'
import { prepareTables } from './prepare-tables'
import type { ProducedEvents } from './produce-events'
import { produceEvents } from './produce-events'
import type { TraceSketch } from './sketch/trace-sketch'
import type { SpanCounts } from './span-counts'
import type { TaskPool } from './tasks'
import { timeUnitOf } from './time-unit'
import { maximumBatchBytes } from './wire-events'

export type ReadStage = 'index' | 'count' | 'order' | 'finish'

export interface ReadTraceOptions {
  /** The most bytes the model may take. Checked before they are allocated. */
  readonly budgetBytes?: number
  /** Other threads that can open the file. Without it everything runs here. */
  readonly pool?: TaskPool
  /** Generations smaller than this on average are not worth a trip to another thread. */
  readonly pooledGenerationBytes?: number
  /** False: TypeScript alone, to compare with. */
  readonly usesKernel?: boolean
  /** Told when several threads have ordered the events, or why they could not. */
  readonly onOrder?: (outcome: string) => void
  readonly cancellation?: Cancellation
  /** With a first picture, while the rest is still being read; not for every file. */
  readonly onSketch?: ((sketch: TraceSketch) => void) | undefined
  readonly onProgress?: (stage: ReadStage, doneBytes: number, totalBytes: number) => void
}

/** Reads a trace as far as it can be read. @throws CancelledError, SourceReadError */
export async function readTrace(
  source: ByteSource,
  options: ReadTraceOptions = {},
): Promise<Result<Trace, ImportFailure>> {
  const cancellation = options.cancellation ?? neverCancelled
  const header = readHeader(source)
  if (!header.ok) return header
  const version = header.value
  if (version.format !== 2) {
    return fail({
      code: 'unsupported-version',
      message: `The header says go 1.${version.minor}: a trace of format 1, which has a reader of its own.`,
      byteOffset: 0,
    })
  }
  const onProgress = (doneBytes: number): void => options.onProgress?.('index', doneBytes, source.byteLength)
  const index = indexBatches(source, version, cancellation, onProgress, options.budgetBytes)
  if (index.outgrownAt >= 0) return fail(tooManyBatches(index))
  const unreadable = nothingToRead(index)
  if (unreadable !== null) return fail(unreadable)
  const memory = options.usesKernel === false ? null : ColumnMemory.create(0)
  const ready = await prepare(source, index, memory, options, cancellation)
  if (!ready.ok) return ready
  const { builder, produced } = await order(source, index, ready.value, options, cancellation)
  options.onProgress?.('finish', source.byteLength, source.byteLength)
  if (produced.tables.goroutines.count === 0) return fail(noEvents(index, produced))
  return succeed(
    builder.finish({
      header: {
        minor: version.minor,
        format: version.format,
        writtenBy: version.writtenBy,
        byteLength: source.byteLength,
        firstGeneration: index.generations[0]?.number ?? 0,
      },
      originNs: produced.originNs,
      eventCount: produced.eventCount,
      generations: produced.generations,
      warnings: produced.warnings,
      isComplete: !produced.warnings.some((warning) => warning.isLoss === true),
      ...(ready.value.memory === null ? {} : { memory: ready.value.memory }),
    }),
  )
}

/** What is known before the first event. */
interface Prepared {
  /** Where the rows are to lie: with it the kernel orders the events. */
  readonly memory: ColumnMemory | null
  readonly threads: number
  readonly counts: SpanCounts
  readonly prepared: PreparedTables
  readonly plan: TracePlan
  /** What other threads do meanwhile. */
  readonly touching: TouchedPages | undefined
}

/** Counts, checks the budget, and reads the tables. */
async function prepare(
  source: ByteSource,
  index: BatchIndex,
  memory: ColumnMemory | null,
  options: ReadTraceOptions,
  cancellation: Cancellation,
): Promise<Result<Prepared, ImportFailure>> {
  const threads = threadsFor(source, index, options)
  let touching: TouchedPages | undefined
  const touch = (found: readonly KernelCounts[], address: number): void => {
    touching = touchRows(source, found, address, memory, options)
  }
  const counts = await countTrace({
    source,
    index,
    pool: options.pool,
    threads,
    memory,
    cancellation,
    onProgress: (doneBytes) => options.onProgress?.('count', doneBytes, source.byteLength),
    onCounted: touch,
    onSketch: options.onSketch,
  })
  const neededBytes = modelBytes(counts, index)
  if (options.budgetBytes !== undefined && neededBytes > options.budgetBytes)
    return fail(overBudget(source.byteLength, neededBytes, options.budgetBytes, counts))
  const prepared = prepareTables(source, index, counts, cancellation)
  const plan = planOf(index, counts, prepared)
  // The kernels work on nothing but a memory that holds every column.
  const isEnough = memory?.canHold(rowBytes(counts) + index.threads.count * maximumBatchBytes) === true
  return succeed({ threads, counts, prepared, plan, memory: isEnough ? memory : null, touching })
}

/** Has the pages that the trace will lie on touched by others, while this thread goes on. */
function touchRows(
  { byteLength }: ByteSource,
  found: readonly KernelCounts[],
  address: number,
  memory: ColumnMemory | null,
  { pool, budgetBytes = Infinity }: ReadTraceOptions,
): TouchedPages | undefined {
  let bytes = 0
  for (const { goroutineIds, spanTotal, processorSpans } of Object.values(found)) {
    bytes += goroutineIds.length * leastBytesPerGoroutine + spanTotal * leastBytesPerSpan
    for (const count of processorSpans) bytes += count * bytesPerProcessorSpan
  }
  if (pool === undefined || memory === null || bytes < fewestTouchedBytes || bytes > budgetBytes)
    return undefined
  return new TouchedPages(pool, { sourceBytes: byteLength, memory: memory.memory, address, bytes })
}

function planOf(
  index: BatchIndex,
  counts: SpanCounts,
  { tables, names, reasons }: PreparedTables,
): TracePlan {
  // Tables that were left out bring stacks that are not known yet.
  const isWhole = names.length === index.generations.length
  const timeUnitNs = isWhole ? timeUnitOf(index, names) : undefined
  return {
    ...counts.toPlan(),
    reasons,
    ...(isWhole ? { stackCount: tables.stacks.count } : {}),
    ...(timeUnitNs === undefined ? {} : { timeUnitNs }),
  }
}

/** What the events have become. */
interface Ordered {
  readonly builder: TraceBuilder
  readonly produced: ProducedEvents
}

/** Orders the events: in several threads where that is certain to give the same trace, else in this one. */
async function order(
  source: ByteSource,
  index: BatchIndex,
  { threads, counts, prepared, plan, memory, touching }: Prepared,
  options: ReadTraceOptions,
  cancellation: Cancellation,
): Promise<Ordered> {
  const onProgress = (doneBytes: number, totalBytes: number): void =>
    options.onProgress?.('order', doneBytes, totalBytes)
  const { goroutines, threads: threadIds } = prepared.tables
  const cursorBytes = Math.min(index.byteLength, (index.threads.count + 1) * maximumBatchBytes)
  if (memory !== null && !isIn(memory, goroutines)) goroutines.moveTo(memory.space)
  let builder = new TraceBuilder(plan, memory?.space)
  const { pool } = options
  if (memory !== null && pool !== undefined && threads > 1) {
    const work = { source, index, counts, plan, prepared, memory, builder, cursorBytes, pool, threads }
    await touching?.stop()
    const outcome = await orderInParallel({ ...work, cancellation, onProgress })
    options.onOrder?.(outcome.isOrdered ? 'parallel' : outcome.why)
    if (outcome.isOrdered) return { builder, produced: outcome.produced }
    builder = new TraceBuilder(cleared(memory, goroutines, plan), memory.space)
  }
  const passing = memory?.arena(HotEvents.passingBytes(cursorBytes, threadIds.count)) ?? null
  const hotEvents =
    memory === null || passing === null
      ? null
      : HotEvents.create(memory.memory, memory.space, passing, builder, (rows) => replay(rows, builder))
  const produced = produceEvents(source, index, builder, {
    clock: 'raw',
    mode: 'tolerant',
    cancellation,
    prepared,
    ...(hotEvents === null ? {} : { hotEvents }),
    onProgress,
  })
  return { builder, produced }
}

function isIn(memory: ColumnMemory, { ids, pages }: GrowableIdTable): boolean {
  return [ids, pages.pageOf, pages.slots].every((column) => memory.addressOf(column) >= 0)
}

/** Frees everything in the memory but the ids and the plan of the rows, which lie elsewhere afterwards. */
function cleared(memory: ColumnMemory, goroutines: GrowableIdTable, plan: TracePlan): TracePlan {
  goroutines.moveTo(ownArrays)
  const spans = plan.spans.slice()
  const processorSpans = plan.processorSpans.slice()
  memory.clear()
  goroutines.moveTo(memory.space)
  const moved = {
    spans: memory.space.uint32(spans.length),
    processorSpans: memory.space.uint32(processorSpans.length),
  }
  moved.spans.set(spans)
  moved.processorSpans.set(processorSpans)
  return { ...plan, ...moved }
}

/** The columns that the events will fill. */
function rowBytes(counts: SpanCounts): number {
  return (
    counts.spanTotal * bytesPerSpan +
    counts.processorSpanTotal * bytesPerProcessorSpan +
    counts.goroutines.count * bytesPerGoroutine
  )
}

/** How many threads are worth having, this one with them; 0 for TypeScript alone. */
function threadsFor(source: ByteSource, index: BatchIndex, options: ReadTraceOptions): number {
  if (options.usesKernel === false) return 0
  const { pool } = options
  const averageBytes = source.byteLength / Math.max(1, index.generations.length)
  if (pool === undefined || averageBytes < (options.pooledGenerationBytes ?? usualPooledBytes)) return 1
  return Math.min(pool.size + 1, index.generations.length)
}

/** Of fewer no picture is late. */
const fewestTouchedBytes = 2 ** 24
/** Of the columns that the events fill, in any trace. */
const leastBytesPerGoroutine = 29
const leastBytesPerSpan = 12
const usualPooledBytes = 2 ** 21
const bytesPerSpan = 14
const bytesPerProcessorSpan = 8
/** Columns of the model, the id table, and the states that ordering needs. */
const bytesPerGoroutine = 80
const bytesPerBatch = 40
/** Texts, frames and stacks take more room in memory than in the file. */
const tableFactor = 4

/** What the model and the work on it will take, by the counting pass. */
function modelBytes(counts: SpanCounts, index: BatchIndex): number {
  let tableBytes = 0
  const { batches } = index
  for (let row = 0; row < batches.count; row++)
    if (batches.kind[row] !== BatchKind.events) tableBytes += batches.payloadBytes[row]
  return rowBytes(counts) + batches.count * bytesPerBatch + tableBytes * tableFactor
}

function overBudget(
  fileBytes: number,
  neededBytes: number,
  budgetBytes: number,
  counts: SpanCounts,
): ImportFailure {
  return {
    code: 'over-budget',
    message:
      `The trace is too large for the memory that is free: its ${formatBytes(fileBytes)} hold ` +
      `${groupDigits(counts.spanTotal)} states of ${groupDigits(counts.goroutines.count)} goroutines, which take about ` +
      `${formatBytes(neededBytes)}; ${formatBytes(budgetBytes)} may be used. Close other files, or record a shorter trace.`,
  }
}

/** @param index of a file whose batches are too many to be listed. */
export function tooManyBatches({ batches, byteLength, outgrownAt }: BatchIndex): ImportFailure {
  return {
    code: 'over-budget',
    message:
      `The trace has too many pieces for the memory that is free: ${groupDigits(batches.count)} batches in the first ` +
      `${formatBytes(outgrownAt)} of its ${formatBytes(byteLength)}, where Go writes some sixteen a megabyte. Close other ` +
      'files, or look at how the file was made.',
    byteOffset: outgrownAt,
  }
}

/** Batches there are, but no goroutine in any of them. */
function noEvents(index: BatchIndex, produced: ProducedEvents): ImportFailure {
  const first = produced.warnings.find((warning) => warning.isLoss === true)
  return {
    code: 'damaged',
    message:
      first === undefined
        ? 'The trace breaks off before it names a goroutine: the program died, or the file was cut short.'
        : `No event of the trace can be read: ${first.message}.`,
    byteOffset: first?.byteOffset ?? index.byteLength,
  }
}

/** Why a file with a good header holds nothing at all, or null. */
function nothingToRead(index: BatchIndex): ImportFailure | null {
  if (index.batches.count > 0) return null
  const damage = index.leadingDamage[0]
  if (damage !== undefined) {
    return {
      code: 'damaged',
      message: `No part of the trace behind its header can be read: ${damage.message}.`,
      byteOffset: damage.byteOffset,
    }
  }
  return {
    code: 'damaged',
    message:
      'The file ends after its header: the trace in it is empty, or the program died before it was written.',
    byteOffset: index.byteLength,
  }
}
