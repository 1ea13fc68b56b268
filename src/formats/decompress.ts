/**
 * Peels gzip and zstd off a file, whatever is inside: streamed, with the output bounded, so that a small file that
 * unpacks to terabytes is stopped early. A file cut short keeps what came out of it.
 */
import { Gunzip } from 'fflate'
import { Decompress as ZstdStream } from 'fzstd'
import { BugError } from '../base/assert'
import type { ByteSource } from '../base/byte-source'
import { SourceReadError } from '../base/byte-source'
import { CancelledError, neverCancelled, throwIfCancelled } from '../base/cancellation'
import type { Cancellation } from '../base/cancellation'
import { formatBytes } from '../base/format-units'
import type { ImportFailure, ImportWarning } from '../base/import-warning'
import { fail, succeed } from '../base/result'
import type { Result } from '../base/result'
import { Crc32 } from './crc32'
import { PagedBytes } from './paged-bytes'
import { splitZstd } from './zstd-frames'

export type Codec = 'gzip' | 'zstd'

export interface UnpackLimits {
  /** The most bytes a layer may unpack to. */
  readonly maxBytes: number
  /** The largest packed file. */
  readonly maxPackedBytes: number
  /** From `ratioFreeBytes` of output on, output may be at most this many times the input. */
  readonly maxRatio: number
  readonly ratioFreeBytes: number
}

export const defaultUnpackLimits: UnpackLimits = {
  maxBytes: 2 * 1024 ** 3,
  maxPackedBytes: 4 * 1024 ** 3 - 1,
  // Dumps of many equal goroutines pack to about a hundredth, traces to a third.
  maxRatio: 400,
  ratioFreeBytes: 64 * 1024 ** 2,
}

/** A trace in a .gz in a .zst is a slip of a pipeline; more layers than that are an attack or an archive. */
const maxLayers = 2

export interface Unpacked {
  /** The bytes inside. The given source itself when nothing was packed. Held in memory otherwise. */
  readonly source: ByteSource
  /** Outermost first; empty when nothing was packed. */
  readonly layers: readonly Codec[]
  readonly warnings: readonly ImportWarning[]
}

/** Which compression a file is in, by its first bytes. */
function codecOf(head: Uint8Array): Codec | null {
  if (head[0] === 0x1f && head[1] === 0x8b && head[2] === 8) return 'gzip'
  if (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd) return 'zstd'
  // A skippable frame, which zstd allows in front.
  if ((head[0] & 0xf0) === 0x50 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18) return 'zstd'
  return null
}

/**
 * Unpacks everything. Fails with `over-budget` (too large, packed or unpacked), `damaged` (nothing came out) or
 * `unsupported-kind` (packed more than twice).
 * @throws CancelledError, SourceReadError
 */
export function unpack(
  source: ByteSource,
  options: { readonly limits?: UnpackLimits; readonly cancellation?: Cancellation } = {},
): Result<Unpacked, ImportFailure> {
  const limits = options.limits ?? defaultUnpackLimits
  const cancellation = options.cancellation ?? neverCancelled
  return peel(source, limits, (codec, packed) => {
    const pages = new PagedBytes()
    let isOver = false
    const outcome = runCodec(codec, packed, cancellation, (bytes) => {
      pages.append(bytes)
      isOver =
        pages.byteLength > limits.maxBytes ||
        (pages.byteLength > limits.ratioFreeBytes && pages.byteLength > packed.byteLength * limits.maxRatio)
      return !isOver
    })
    if (isOver) {
      return fail({
        code: 'over-budget',
        message: `The file is ${formatBytes(packed.byteLength)} of ${codec} data that unpack to more than ${formatBytes(Math.min(pages.byteLength, limits.maxBytes))}; unpacking was stopped.`,
      })
    }
    return succeed({ source: pages.toSource(), outcome })
  })
}

/**
 * The first `wanted` bytes inside, or all of them when there are fewer. Reads and unpacks not much more.
 * @throws SourceReadError
 */
export function unpackHead(
  source: ByteSource,
  wanted: number,
): Result<
  { readonly bytes: Uint8Array; readonly isWhole: boolean; readonly layers: readonly Codec[] },
  ImportFailure
> {
  let isWhole = source.byteLength <= wanted
  const peeled = peel(source, defaultUnpackLimits, (codec, packed) => {
    const pages = new PagedBytes()
    const outcome = runCodec(codec, packed, neverCancelled, (bytes) => {
      pages.append(bytes)
      // One byte more tells whether there is more.
      return pages.byteLength <= wanted
    })
    isWhole = pages.byteLength <= wanted && !outcome.wasStopped
    return succeed({ source: pages.toSource(), outcome })
  })
  if (!peeled.ok) return peeled
  const { source: inner, layers } = peeled.value
  return succeed({ bytes: new Uint8Array(inner.read(0, wanted)), isWhole, layers })
}

interface CodecOutcome {
  readonly warnings: readonly ImportWarning[]
  /** The receiver wanted no more. */
  readonly wasStopped: boolean
}

type Layer = (
  codec: Codec,
  packed: ByteSource,
) => Result<{ source: ByteSource; outcome: CodecOutcome }, ImportFailure>

function peel(source: ByteSource, limits: UnpackLimits, unpackLayer: Layer): Result<Unpacked, ImportFailure> {
  const layers: Codec[] = []
  const warnings: ImportWarning[] = []
  let current = source
  for (;;) {
    const codec = codecOf(current.read(0, 4))
    if (codec === null) return succeed({ source: current, layers, warnings })
    if (current.byteLength > limits.maxPackedBytes) {
      return fail({
        code: 'over-budget',
        message: `The file is ${formatBytes(current.byteLength)} of ${codec} data. Packed files are read up to 4 GiB; unpack it first.`,
      })
    }
    if (layers.length === maxLayers) {
      return fail({
        code: 'unsupported-kind',
        message: `The file is packed more than twice (${[...layers, codec].join(', in it ')}). Unpack it first.`,
      })
    }
    const unpacked = unpackLayer(codec, current)
    if (!unpacked.ok) return unpacked
    const { source: inner, outcome } = unpacked.value
    if (inner.byteLength === 0) {
      const why = outcome.warnings[0]?.message
      return fail(
        why === undefined
          ? { code: 'empty', message: `The file is ${codec} data with nothing in it.`, byteOffset: 0 }
          : { code: 'damaged', message: `Nothing could be unpacked. ${why}` },
      )
    }
    layers.push(codec)
    warnings.push(...outcome.warnings)
    current = inner
  }
}

/** Gets unpacked bytes, which it may keep; answers whether it wants more. */
type Receiver = (bytes: Uint8Array) => boolean

class StoppedSignal extends Error {}

function runCodec(
  codec: Codec,
  packed: ByteSource,
  cancellation: Cancellation,
  receive: Receiver,
): CodecOutcome {
  const warnings: ImportWarning[] = []
  let unpackedBytes = 0
  const deliver = (bytes: Uint8Array): void => {
    if (bytes.length === 0) return
    unpackedBytes += bytes.length
    if (!receive(bytes)) throw new StoppedSignal()
  }
  const warn = (code: string, message: string, isLoss: boolean): void => {
    warnings.push({ code, message, byteOffset: unpackedBytes, isLoss })
  }
  try {
    if (codec === 'gzip') runGzip(packed, cancellation, deliver, warn)
    else runZstd(packed, cancellation, deliver, warn)
  } catch (error) {
    if (error instanceof StoppedSignal) return { warnings, wasStopped: true }
    if (error instanceof CancelledError || error instanceof SourceReadError || error instanceof BugError)
      throw error
    // What the libraries throw at bad data: errors with a numeric code, and index errors of all kinds.
    warn(
      'compressed-damaged',
      `The ${codec} data are damaged; ${formatBytes(unpackedBytes)} could be unpacked before that.`,
      true,
    )
  }
  return { warnings, wasStopped: false }
}

/** Small enough that one step, at deflate's best ratio of 1032, stays below 70 MB. */
const gzipStepBytes = 64 * 1024

/** fflate's FlateErrorCode.UnexpectedEOF. */
const fflateUnexpectedEnd = 0

function runGzip(
  packed: ByteSource,
  cancellation: Cancellation,
  deliver: (bytes: Uint8Array) => void,
  warn: (code: string, message: string, isLoss: boolean) => void,
): void {
  let crc = new Crc32()
  let memberBytes = 0
  let members = 0
  let isDone = false
  const checkTrailer = (at: number): boolean => {
    const trailer = new Uint8Array(packed.read(at, 8))
    if (trailer.length < 8) return false
    const view = new DataView(trailer.buffer)
    return view.getUint32(0, true) === crc.value && view.getUint32(4, true) === memberBytes % 2 ** 32
  }
  const warnChecksum = (): void => {
    warn(
      'compressed-checksum',
      'The checksum of the gzip data does not match: some of the bytes are wrong.',
      true,
    )
  }
  const stream = new Gunzip((bytes) => {
    if (isDone) return
    crc.update(bytes)
    memberBytes += bytes.length
    deliver(bytes)
  })
  stream.onmember = (offset) => {
    members++
    if (!checkTrailer(offset - 8)) warnChecksum()
    crc = new Crc32()
    memberBytes = 0
  }
  for (let at = 0; at < packed.byteLength; at += gzipStepBytes) {
    throwIfCancelled(cancellation)
    const step = new Uint8Array(packed.read(at, gzipStepBytes))
    const isLast = at + gzipStepBytes >= packed.byteLength
    try {
      stream.push(step, isLast)
    } catch (error) {
      if (!isLibraryError(error)) throw error
      isDone = true
      if (error.code === fflateUnexpectedEnd && isLast) {
        warn('compressed-cut', 'The gzip data end too early: the file was cut short.', true)
        return
      }
      // A header is looked for behind every member: garbage there is not a damaged member.
      if (
        memberBytes > 0 &&
        error.message.includes('gzip') &&
        trailerStandsBefore(packed, crc, memberBytes)
      ) {
        warn('compressed-trailing', 'Something else stands behind the gzip data; it was left out.', false)
        return
      }
      throw error
    }
  }
  if (memberBytes === 0 && members === 0 && packed.byteLength < 20) {
    warn('compressed-cut', 'The gzip data end inside their header.', true)
    return
  }
  if (!checkTrailer(packed.byteLength - 8)) {
    if (trailerStandsBefore(packed, crc, memberBytes)) return
    warnChecksum()
  }
}

/** Looks for the right checksum and length in the last bytes: what follows them is padding or garbage. */
function trailerStandsBefore(packed: ByteSource, crc: Crc32, memberBytes: number): boolean {
  const wanted = new Uint8Array(8)
  const view = new DataView(wanted.buffer)
  view.setUint32(0, crc.value, true)
  view.setUint32(4, memberBytes % 2 ** 32, true)
  const from = Math.max(0, packed.byteLength - 1024 * 1024)
  const tail = packed.read(from, 1024 * 1024)
  for (let at = tail.indexOf(wanted[0]); at >= 0; at = tail.indexOf(wanted[0], at + 1)) {
    if (wanted.every((byte, index) => tail[at + index] === byte)) return true
  }
  return false
}

interface LibraryError extends Error {
  readonly code: number
}

function isLibraryError(error: unknown): error is LibraryError {
  return error instanceof Error && typeof (error as { code?: unknown }).code === 'number'
}

function runZstd(
  packed: ByteSource,
  cancellation: Cancellation,
  deliver: (bytes: Uint8Array) => void,
  warn: (code: string, message: string, isLoss: boolean) => void,
): void {
  for (const item of splitZstd(packed)) {
    throwIfCancelled(cancellation)
    if (item.type === 'problem') {
      warn(item.code, item.message, item.isLoss)
      return
    }
    // zstd's own checksum (XXH64) is not verified: fzstd does not, and damage nearly always breaks its coding.
    // Pushed block by block: fzstd delivers each at once. The last push closes the frame, which lets it accept
    // frames shorter than its own look-ahead.
    const stream = new ZstdStream((bytes) => deliver(bytes))
    for (const part of item.parts()) {
      throwIfCancelled(cancellation)
      stream.push(part.bytes, part.isLast)
    }
  }
}
