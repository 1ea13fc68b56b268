import type { ByteSource } from '../../base/byte-source'
import type { Cancellation } from '../../base/cancellation'
import { throwIfCancelled } from '../../base/cancellation'
import { shrunkError } from './byte-window'

/** Bytes of the file that are read in one go: they stay in the processor's cache until all walks have seen them. */
const stretchBytes = 2 ** 18
/** Zeros after a stretch that a number cut by its end may run into. */
const overrunBytes = 64

/** What a column must hold for a reader. */
export const stretchColumnBytes = stretchBytes + overrunBytes

/** Brings payloads into the column that walks read, many at a time: batches lie close together in the file. */
export class StretchReader {
  private startOffset = 0
  private endOffset = 0

  /** @param data of `stretchColumnBytes` */
  constructor(
    private readonly source: ByteSource,
    private readonly data: Uint8Array,
    private readonly cancellation: Cancellation,
  ) {}

  /** Where the bytes [offset, offset + length) lie in `data`. @throws SourceReadError, CancelledError */
  load(offset: number, length: number): number {
    if (offset < this.startOffset || offset + length > this.endOffset) this.fetch(offset, stretchBytes)
    if (offset + length > this.endOffset) throw shrunkError(this.endOffset)
    return offset - this.startOffset
  }

  /** The same without looking ahead. */
  loadAlone(offset: number, length: number): number {
    if (offset < this.startOffset || offset + length > this.endOffset) this.fetch(offset, length)
    if (offset + length > this.endOffset) throw shrunkError(this.endOffset)
    return offset - this.startOffset
  }

  private fetch(offset: number, length: number): void {
    throwIfCancelled(this.cancellation)
    const readBytes = this.source.readInto(offset, this.data.subarray(0, length))
    this.data.fill(0, readBytes, readBytes + overrunBytes)
    this.startOffset = offset
    this.endOffset = offset + readBytes
  }
}
