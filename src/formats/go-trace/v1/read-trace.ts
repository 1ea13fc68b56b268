/**
 * A format-1 execution trace (Go 1.11 to 1.21) as a model, the same as for format 2.
 */
import type { ByteSource } from '../../../base/byte-source'
import { formatBytes } from '../../../base/format-units'
import type { ImportFailure } from '../../../base/import-warning'
import type { Result } from '../../../base/result'
import { fail, succeed } from '../../../base/result'
import type { Trace } from '../../../model/trace'
import { TraceBuilder } from '../../../model/trace-builder'
import { readHeader } from '../header'
import type { ProducedEvents } from '../produce-events'
import type { ReadTraceOptions } from '../read-trace'
import { largestFormat1Bytes, produceEventsV1 } from './produce-events'

/** For each byte of the file: itself, columns of its events (45 bytes for some 4.5 of the file), and their model. */
const memoryPerByte = 20

/** Why a format-1 file is too large to be read, or null. It is held in memory whole. */
export function whyTooLarge(source: ByteSource, budgetBytes = Infinity): ImportFailure | null {
  const needed = source.byteLength * memoryPerByte
  if (source.byteLength <= largestFormat1Bytes && needed <= budgetBytes) return null
  return {
    code: 'over-budget',
    message:
      `A trace of Go 1.21 or earlier must be read as a whole; this one is ${formatBytes(source.byteLength)} and ` +
      (source.byteLength > largestFormat1Bytes
        ? `files up to ${formatBytes(largestFormat1Bytes)} are read. Record a shorter stretch.`
        : `needs about ${formatBytes(needed)} of memory, more than is free.`),
  }
}

/** Why nothing at all came out of a file, or null. */
export function whyNothing(source: ByteSource, produced: ProducedEvents): ImportFailure | null {
  // The closing Sync is always there.
  if (produced.eventCount > 1) return null
  const first = produced.warnings.find((warning) => warning.isLoss === true)
  if (source.byteLength > 16 && first !== undefined) {
    return {
      code: 'damaged',
      message: `No part of the trace behind its header can be read. ${first.message}`,
      byteOffset: first.byteOffset ?? 16,
    }
  }
  return {
    code: 'damaged',
    message:
      'The file ends after its header: the trace in it is empty, or the program died before it was written.',
    byteOffset: source.byteLength,
  }
}

/** Reads a trace of format 1 as far as it can be read. @throws CancelledError, SourceReadError */
export function readTraceV1(
  source: ByteSource,
  options: ReadTraceOptions = {},
): Result<Trace, ImportFailure> {
  const header = readHeader(source)
  if (!header.ok) return header
  const version = header.value
  const tooLarge = whyTooLarge(source, options.budgetBytes)
  if (tooLarge !== null) return fail(tooLarge)
  const builder = new TraceBuilder()
  const produced = produceEventsV1(source, version, builder, {
    clock: 'raw',
    mode: 'tolerant',
    ...(options.cancellation === undefined ? {} : { cancellation: options.cancellation }),
    onProgress: (doneBytes, totalBytes) => options.onProgress?.('order', doneBytes, totalBytes),
  })
  const nothing = whyNothing(source, produced)
  if (nothing !== null) return fail(nothing)
  return succeed(
    builder.finish({
      header: {
        minor: version.minor,
        format: version.format,
        writtenBy: version.writtenBy,
        byteLength: source.byteLength,
        firstGeneration: 0,
      },
      originNs: produced.originNs,
      eventCount: produced.eventCount,
      generations: produced.generations,
      warnings: produced.warnings,
      isComplete: !produced.warnings.some((warning) => warning.isLoss === true),
    }),
  )
}
