/**
 * Walks the frames and blocks of zstd data (RFC 8878 section 3.1) without unpacking them: so windows and block sizes
 * are checked before memory is taken for them, and a cut is found at its exact place.
 */
import type { ByteSource } from '../base/byte-source'

export interface ZstdPart {
  readonly bytes: Uint8Array
  readonly isLast: boolean
}

export type ZstdItem =
  | {
      readonly type: 'frame'
      /** The frame in pieces that each hold whole blocks. To be consumed before the next item is asked for. */
      parts(): Generator<ZstdPart>
    }
  | { readonly type: 'problem'; readonly code: string; readonly message: string; readonly isLoss: boolean }

/** As much as zstd's own command line accepts without being told. */
const maxWindowBytes = 128 * 1024 ** 2
const maxBlockBytes = 128 * 1024
/** The unpacker moves its window once a block: bounds the time of tiny blocks under a huge window. */
const maxWindowWork = 2 ** 38

const problem = (code: string, message: string): ZstdItem => ({
  type: 'problem',
  code,
  message,
  isLoss: true,
})
const cut = (): ZstdItem => problem('compressed-cut', 'The zstd data end too early: the file was cut short.')

/** Yields frames in order; after a problem nothing more. A cut frame is yielded first, up to its last whole block. */
export function* splitZstd(source: ByteSource): Generator<ZstdItem> {
  let at = 0
  let windowWork = 0
  while (at < source.byteLength) {
    const head = new Uint8Array(source.read(at, 18))
    if (head.length < 5) return void (yield cut())
    const magic = new DataView(head.buffer).getUint32(0, true)
    if (magic >>> 4 === 0x184d2a5) {
      if (head.length < 8) return void (yield cut())
      at += 8 + new DataView(head.buffer).getUint32(4, true)
      continue
    }
    if (magic !== 0xfd2fb528) {
      yield at === 0
        ? problem('compressed-damaged', 'The zstd data do not begin with a frame.')
        : {
            type: 'problem',
            code: 'compressed-trailing',
            message: 'Something else stands behind the zstd data; it was left out.',
            isLoss: false,
          }
      return
    }
    const header = readFrameHeader(head)
    if (header === null) return void (yield cut())
    if (header.hasDictionary) {
      return void (yield problem(
        'compressed-damaged',
        'The zstd data need a dictionary, which is not in the file.',
      ))
    }
    if (header.windowBytes > maxWindowBytes) {
      return void (yield problem(
        'compressed-damaged',
        'The zstd data ask for a window above 128 MiB; unpack the file first.',
      ))
    }
    const walk = walkBlocks(source, at + header.length)
    windowWork += walk.blockEnds.length * header.windowBytes
    if (windowWork > maxWindowWork) {
      return void (yield problem(
        'compressed-damaged',
        'The zstd data are in too many small blocks; unpack the file first.',
      ))
    }
    const from = at
    if (walk.blockEnds.length > 0) {
      yield { type: 'frame', parts: () => partsOf(source, from, walk, header.hasChecksum) }
    }
    if (walk.problem === 'cut') return void (yield cut())
    if (walk.problem === 'damaged') {
      return void (yield problem(
        'compressed-damaged',
        `The zstd data are damaged at byte ${walk.end} of the packed file.`,
      ))
    }
    at = walk.end + (header.hasChecksum ? 4 : 0)
    if (at > source.byteLength) return void (yield cut())
  }
}

interface FrameHeader {
  readonly length: number
  readonly windowBytes: number
  readonly hasChecksum: boolean
  readonly hasDictionary: boolean
}

/** RFC 8878 section 3.1.1.1; null when the header is cut. */
function readFrameHeader(head: Uint8Array): FrameHeader | null {
  const descriptor = head[4]
  const isSingleSegment = (descriptor & 0x20) !== 0
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3]
  const sizeFlag = descriptor >> 6
  const sizeBytes = sizeFlag === 0 ? (isSingleSegment ? 1 : 0) : 1 << sizeFlag
  const sizeAt = 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes
  const length = sizeAt + sizeBytes
  if (length > head.length) return null
  let windowBytes = 0
  if (isSingleSegment) {
    for (let i = sizeBytes - 1; i >= 0; i--) windowBytes = windowBytes * 256 + head[sizeAt + i]
    if (sizeFlag === 1) windowBytes += 256
  } else {
    const base = 2 ** (10 + (head[5] >> 3))
    windowBytes = base + (base / 8) * (head[5] & 7)
  }
  return {
    length,
    windowBytes,
    hasChecksum: (descriptor & 4) !== 0,
    hasDictionary: dictionaryBytes > 0,
  }
}

interface BlockWalk {
  /** Where each whole block ends, in order. */
  readonly blockEnds: readonly number[]
  readonly end: number
  readonly problem: 'cut' | 'damaged' | null
}

function walkBlocks(source: ByteSource, from: number): BlockWalk {
  const blockEnds: number[] = []
  let at = from
  for (;;) {
    const head = source.read(at, 3)
    if (head.length < 3) return { blockEnds, end: at, problem: 'cut' }
    const isLast = (head[0] & 1) !== 0
    const type = (head[0] >> 1) & 3
    const size = (head[0] >> 3) | (head[1] << 5) | (head[2] << 13)
    if (type === 3 || size > maxBlockBytes) return { blockEnds, end: at, problem: 'damaged' }
    const end = at + 3 + (type === 1 ? 1 : size)
    if (end > source.byteLength) return { blockEnds, end: at, problem: 'cut' }
    blockEnds.push(end)
    at = end
    if (isLast) return { blockEnds, end: at, problem: null }
  }
}

/** Pieces of about this size: one read each. */
const partBytes = 256 * 1024

function* partsOf(
  source: ByteSource,
  from: number,
  walk: BlockWalk,
  hasChecksum: boolean,
): Generator<ZstdPart> {
  const isWhole = walk.problem === null
  const checksumBytes = isWhole && hasChecksum ? 4 : 0
  let at = from
  for (let i = 0; i < walk.blockEnds.length; i++) {
    const isLast = i === walk.blockEnds.length - 1
    const end = walk.blockEnds[i] + (isLast ? checksumBytes : 0)
    if (!isLast && end - at < partBytes) continue
    // Only a whole frame may be closed: closing a cut one would be an error instead of what came out.
    yield { bytes: new Uint8Array(source.read(at, end - at)), isLast: isLast && isWhole }
    at = end
  }
}
