/**
 * The usual large file, told by its first bytes: an execution trace that nothing is packed around. For it nothing has to be
 * loaded of what all other kinds of file need.
 */
import type { ByteSource } from '../base/byte-source'
import { maxFileBytes } from './sniff'
import { bodyMismatch, readTraceHeader, traceHeaderBytes } from './sniff-trace'

/** True: `detect` (registry.ts) says the same, without a warning. False: ask it. @throws SourceReadError */
export function isPlainTrace(source: ByteSource): boolean {
  if (source.byteLength >= maxFileBytes) return false
  const bytes = new Uint8Array(source.read(0, traceHeaderBytes + 1))
  const reading = readTraceHeader(bytes)
  return reading.type === 'version' && bodyMismatch(reading.version, bytes) === null
}
