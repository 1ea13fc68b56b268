import type { ByteSource } from '../../base/byte-source'
import { SourceReadError } from '../../base/byte-source'

/** Enough for any frame or batch header and its first payload byte. */
export const widestHeaderBytes = 64
const wideWindowBytes = 65536

/**
 * A small movable view over a source for walks over headers: short reads while the walk jumps, long ones while it
 * crawls, so that neither a few large batches nor millions of tiny ones cost more than the bytes they need.
 */
export class ByteWindow {
  bytes: Uint8Array = new Uint8Array(0)
  /** Offset of bytes[0] in the source. */
  start = 0
  private lastRequest = 0
  private own = new Uint8Array(0)

  constructor(private readonly source: ByteSource) {}

  /** Makes `count` bytes from `offset` on available, fewer at the end of the source. Returns their index in `bytes`. */
  moveTo(offset: number, count: number): number {
    const index = offset - this.start
    const wanted = Math.min(count, this.source.byteLength - offset)
    if (index >= 0 && index + wanted <= this.bytes.length) {
      this.lastRequest = offset
      return index
    }
    const isCrawling = offset - this.lastRequest < 4096
    this.lastRequest = offset
    const length = Math.min(
      isCrawling ? Math.max(wideWindowBytes, count) : count,
      this.source.byteLength - offset,
    )
    if (this.own.length < length) this.own = new Uint8Array(length)
    const target = this.own.subarray(0, length)
    this.bytes = target.subarray(0, this.source.readInto(offset, target))
    this.start = offset
    if (this.bytes.length < length) throw shrunkError(offset + this.bytes.length)
    return 0
  }
}

export function shrunkError(byteOffset: number): SourceReadError {
  return new SourceReadError('the file became shorter while it was read', byteOffset)
}
