import { createHash } from 'node:crypto'
import type { ByteSource } from '../base/byte-source'

const hashStepBytes = 1 << 20

/** SHA-256 of all bytes, hexadecimal. @throws SourceReadError */
export function sha256Of(source: ByteSource): string {
  const hash = createHash('sha256')
  for (let at = 0; at < source.byteLength; at += hashStepBytes) hash.update(source.read(at, hashStepBytes))
  return hash.digest('hex')
}
