/**
 * Random access to a file's bytes without holding the file. Synchronous on purpose: parsers run in worker
 * threads and read one generation at a time.
 */
export interface ByteSource {
  readonly byteLength: number
  /**
   * The bytes [offset, offset + length), fewer at the end of the source. The view may be reused by the next
   * call: copy what must outlive it.
   * @throws SourceReadError when the bytes cannot be had (the file shrank, vanished, or the device failed).
   */
  read(offset: number, length: number): Uint8Array
}

/** Reading failed midway. `byteOffset` is where. */
export class SourceReadError extends Error {
  override readonly name = 'SourceReadError'
  constructor(
    message: string,
    readonly byteOffset: number,
  ) {
    super(message)
  }
}

/** A source over bytes already in memory. */
export function sourceOfBytes(bytes: Uint8Array): ByteSource {
  return {
    byteLength: bytes.byteLength,
    read: (offset, length) => bytes.subarray(offset, Math.min(offset + length, bytes.byteLength)),
  }
}
