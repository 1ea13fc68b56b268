/**
 * A format-2 execution trace as a model: every span of every goroutine, and all the rest
 * (docs/formats/go-trace.md).
 */
import type { ByteSource } from '../../base/byte-source'
import { SourceReadError } from '../../base/byte-source'
import type { Cancellation } from '../../base/cancellation'
import { neverCancelled } from '../../base/cancellation'
import type { ImportFailure } from '../../base/import-warning'
import type { Result } from '../../base/result'
import { fail, succeed } from '../../base/result'
import type { Trace } from '../../model/trace'
import { TraceBuilder } from '../../model/trace-builder'
import type { BatchIndex } from './batch-index'
import { indexBatches } from './batch-index'
import { readHeader } from './header'
import { produceEvents } from './produce-events'

export type ReadStage = 'index' | 'count' | 'order' | 'finish'

export interface ReadTraceOptions {
  /** The most bytes the finished model may take. Checked before they are allocated. */
  readonly budgetBytes?: number
  readonly cancellation?: Cancellation
  readonly onProgress?: (stage: ReadStage, doneBytes: number, totalBytes: number) => void
}

/** Reads a trace as far as it can be read. @throws CancelledError */
export async function readTrace(
  source: ByteSource,
  options: ReadTraceOptions = {},
): Promise<Result<Trace, ImportFailure>> {
  try {
    return await Promise.resolve(readInPlace(source, options))
  } catch (error) {
    if (!(error instanceof SourceReadError)) throw error
    return fail({
      code: 'damaged',
      message: `The file could not be read at byte ${error.byteOffset}: ${error.message}.`,
      byteOffset: error.byteOffset,
    })
  }
}

function readInPlace(source: ByteSource, options: ReadTraceOptions): Result<Trace, ImportFailure> {
  const cancellation = options.cancellation ?? neverCancelled
  const header = readHeader(source)
  if (!header.ok) return header
  const version = header.value
  const index = indexBatches(source, version, cancellation, (doneBytes) =>
    options.onProgress?.('index', doneBytes, source.byteLength),
  )
  const unreadable = nothingToRead(index)
  if (unreadable !== null) return fail(unreadable)
  const builder = new TraceBuilder()
  const produced = produceEvents(source, index, builder, {
    clock: 'raw',
    mode: 'tolerant',
    cancellation,
    onProgress: (doneBytes, totalBytes) => options.onProgress?.('order', doneBytes, totalBytes),
  })
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
    }),
  )
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
