import { sourceFromReads } from '../../src/base/byte-source'
import type { ByteSource } from '../../src/base/byte-source'

/** Bytes as a file lends them: every read overwrites what the one before returned. */
export function lendingSource(bytes: Uint8Array): ByteSource {
  let buffer = new Uint8Array(0)
  return sourceFromReads(bytes.length, (offset, length) => {
    const end = Math.min(offset + length, bytes.length)
    const wanted = Math.max(0, end - offset)
    if (buffer.length < wanted) {
      buffer.fill(0xdd)
      buffer = new Uint8Array(wanted)
    }
    buffer.fill(0xdd)
    buffer.set(bytes.subarray(offset, end))
    return buffer.subarray(0, wanted)
  })
}
