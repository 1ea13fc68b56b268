/**
 * Opens a file: what it is decides which answerer it gets, one file per kind (trace-session.ts, ...). Runs in whatever
 * thread calls it; knows no thread, path or socket. Each kind is loaded when a file of it comes: a thread opens one.
 */
import type { ByteSource } from '../base/byte-source'
import type { ImportFailure } from '../base/import-warning'
import type { Result } from '../base/result'
import { isPlainTrace } from '../formats/plain-trace'
import type { Session, SessionOptions } from './session'
import { openTraceSession } from './trace-session'

/**
 * Detects, reads and indexes a file. When it resolves, every query answers within its own budget: nothing is put off.
 * @throws CancelledError when `cancellation` says so, SourceReadError when the bytes cannot be had.
 */
export async function openSession(
  source: ByteSource,
  options: SessionOptions,
): Promise<Result<Session, ImportFailure>> {
  if (isPlainTrace(source)) {
    options.onProgress('Reading', 0, source.byteLength)
    return openTraceSession(source, options, [])
  }
  const { openDetected } = await import('./open-detected')
  return openDetected(source, options)
}
