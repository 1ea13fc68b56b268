/** Writes zstd frames of raw and repeated blocks by RFC 8878, for tests. */
export type Block = { readonly raw: Buffer } | { readonly repeat: number; readonly times: number }

export interface FrameOptions {
  readonly checksum?: boolean
  readonly windowLog?: number
  /** Instead of a frame: a skippable one with this content. */
  readonly skippable?: Buffer
}

export function zstdOf(blocks: readonly Block[], options: FrameOptions = {}): Buffer {
  if (options.skippable !== undefined) {
    const head = Buffer.alloc(8)
    head.writeUInt32LE(0x184d2a50, 0)
    head.writeUInt32LE(options.skippable.length, 4)
    return Buffer.concat([head, options.skippable])
  }
  const windowLog = options.windowLog ?? 17
  const parts: Buffer[] = [
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, options.checksum === true ? 4 : 0, (windowLog - 10) << 3]),
  ]
  blocks.forEach((block, index) => {
    const isLast = index === blocks.length - 1 ? 1 : 0
    const isRaw = 'raw' in block
    const size = isRaw ? block.raw.length : block.times
    const header = Buffer.alloc(3)
    header.writeUIntLE(isLast | ((isRaw ? 0 : 1) << 1) | (size << 3), 0, 3)
    parts.push(header, isRaw ? block.raw : Buffer.from([block.repeat]))
  })
  if (options.checksum === true) parts.push(Buffer.alloc(4))
  return Buffer.concat(parts)
}
