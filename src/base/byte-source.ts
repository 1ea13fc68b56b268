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
  /**
   * The same straight into `target`, which may be shared with other threads: as many bytes as it holds, fewer at the end
   * of the source. Returns how many.
   * @throws SourceReadError as `read`; what `target` holds is then undefined.
   */
  readInto(offset: number, target: Uint8Array): number
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

/** A source that only lends: what is read into a place is copied there. */
export function sourceFromReads(byteLength: number, read: ByteSource['read']): ByteSource {
  return {
    byteLength,
    read,
    readInto: (offset, target) => {
      const bytes = read(offset, target.length)
      target.set(bytes)
      return bytes.length
    },
  }
}

/** A source over bytes already in memory. */
export function sourceOfBytes(bytes: Uint8Array): ByteSource {
  return sourceFromReads(bytes.byteLength, (offset, length) =>
    bytes.subarray(offset, Math.min(offset + length, bytes.byteLength)),
  )
}
