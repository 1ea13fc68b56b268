/**
 * Reads an execution trace of any Go version that is read at all: the header says which format follows.
 */
import type { ByteSource } from '../../base/byte-source'
import type { ImportFailure } from '../../base/import-warning'
import type { Result } from '../../base/result'
import type { Trace } from '../../model/trace'
import { readHeader } from './header'
import type { ReadTraceOptions } from './read-trace'
import { readTrace } from './read-trace'

/** @param source unpacked bytes, from the header on. @throws CancelledError, SourceReadError */
export async function openTrace(
  source: ByteSource,
  options: ReadTraceOptions = {},
): Promise<Result<Trace, ImportFailure>> {
  const header = readHeader(source)
  if (!header.ok) return header
  if (header.value.format === 2) return readTrace(source, options)
  // Rare by now, and much code.
  const { readTraceV1 } = await import('./v1/read-trace')
  return readTraceV1(source, options)
}
