/**
 * The one ordered list of what Marey opens, and the function that says what a file is. To add a format see
 * docs/how-to/add-a-format.md.
 */
import { sourceOfBytes } from '../base/byte-source'
import type { ByteSource } from '../base/byte-source'
import type { Cancellation } from '../base/cancellation'
import { formatBytes } from '../base/format-units'
import type { ImportFailure, ImportWarning } from '../base/import-warning'
import { fail, succeed } from '../base/result'
import type { Result } from '../base/result'
import { unpack, unpackHead } from './decompress'
import type { Codec } from './decompress'
import { maxFileBytes, sniffedBytes, sniffHeadOf } from './sniff'
import type { Certainty, Format, SniffHead } from './sniff'
import { describeUnknown } from './sniff-other'
import { profileFormat } from './sniff-profile'
import { textFormats } from './sniff-text'
import { bodyMismatch, readTraceHeader, traceFormats } from './sniff-trace'
import type { TraceVersion } from './sniff-trace'

/**
 * Asked in this order: the first that is certain wins, else the first that finds it possible. Exact marks come
 * before texts, and texts before protobuf, which any bytes may resemble.
 */
export const formats: readonly Format[] = [...traceFormats, ...textFormats, profileFormat]

/** What a file is. */
export interface Detected {
  readonly format: Format
  readonly certainty: Exclude<Certainty, 'no'>
  /** Compression around it, outermost first. Unpack with `unpack` of decompress.ts before parsing. */
  readonly layers: readonly Codec[]
  /** For traces; `isNewerThanKnown` says that the header is from after our time. */
  readonly version?: TraceVersion
  /** That the kind is only possible. What reading the file brings up comes from its reader. */
  readonly warnings: readonly ImportWarning[]
}

/** How far into a text the first telling line is looked for. */
const textSearchBytes = 64 * 1024 ** 2

/**
 * Recognises a file by its content: reads its first 256 KiB (unpacked), and of a text without any mark in there at
 * most 64 MiB. Fails in words about the file: `empty`, `too-short`, `damaged`, `unsupported-version`,
 * `unsupported-kind`, `unknown-kind`, `over-budget`.
 * @throws SourceReadError, CancelledError
 */
export function detect(
  source: ByteSource,
  options: { readonly cancellation?: Cancellation } = {},
): Result<Detected, ImportFailure> {
  if (source.byteLength === 0) return fail({ code: 'empty', message: 'The file is empty.', byteOffset: 0 })
  if (source.byteLength >= maxFileBytes) {
    return fail({
      code: 'over-budget',
      message:
        `The file is ${formatBytes(source.byteLength)} long. Files are read up to 4 GiB: record a shorter stretch, ` +
        'or cut the file, for its first part opens by itself.',
    })
  }
  const unpacked = unpackHead(source, sniffedBytes)
  if (!unpacked.ok) return unpacked
  const { bytes, isWhole, layers } = unpacked.value
  const head = sniffHeadOf(bytes, isWhole)

  const reading = readTraceHeader(bytes)
  if (reading.type === 'failure') return fail(reading.failure)
  if (reading.type === 'version') {
    const mismatch = bodyMismatch(reading.version, bytes)
    if (mismatch !== null) return fail(mismatch)
  }
  const version = reading.type === 'version' ? { version: reading.version } : {}

  const inHead = bestFormat(head)
  if (inHead?.certainty === 'certain') return succeed(detected(inHead, layers, version))

  // A server's log may run long before the crash in it.
  if (head.isText && !isWhole) {
    const inner = layers.length > 0 ? unpack(source, options) : null
    if (inner !== null && !inner.ok) return inner
    const found = searchText(inner === null ? source : inner.value.source)
    if (found !== null) return succeed(detected(found, layers, {}))
  }
  if (inHead !== null) return succeed(detected(inHead, layers, version))
  if (isWhole && bytes.length < 16) {
    return fail({
      code: 'too-short',
      message: `The file is ${bytes.length === 1 ? '1 byte' : `${bytes.length} bytes`} long: too short for anything that Marey opens.`,
      byteOffset: bytes.length,
    })
  }
  return fail(describeUnknown(head))
}

interface Found {
  readonly format: Format
  readonly certainty: Exclude<Certainty, 'no'>
}

function detected(
  { format, certainty }: Found,
  layers: readonly Codec[],
  version: Pick<Detected, 'version'>,
): Detected {
  const warnings: ImportWarning[] = []
  if (certainty === 'possible') {
    warnings.push({
      code: 'uncertain-kind',
      message: `The file is taken for this by its looks: ${format.label}. Nothing in it proves that.`,
    })
  }
  return { format, certainty, layers, ...version, warnings }
}

function bestFormat(head: SniffHead): Found | null {
  let possible: Found | null = null
  for (const format of formats) {
    const certainty = format.sniff(head)
    if (certainty === 'certain') return { format, certainty }
    if (certainty === 'possible') possible ??= { format, certainty }
  }
  return possible
}

/** The first stretch of a long text in which some format is certain. Stretches overlap by some lines. */
function searchText(source: ByteSource): Found | null {
  const step = 4 * 1024 * 1024
  const overlap = 64 * 1024
  const end = Math.min(source.byteLength, textSearchBytes)
  for (let at = sniffedBytes - overlap; at < end; at += step - overlap) {
    const found = bestFormat(sniffHeadOf(new Uint8Array(source.read(at, step)), false))
    if (found?.certainty === 'certain') return found
  }
  if (source.byteLength > end) {
    const at = Math.max(end, source.byteLength - step)
    const found = bestFormat(sniffHeadOf(new Uint8Array(source.read(at, step)), false))
    if (found?.certainty === 'certain') return found
  }
  return null
}

/** Recognises bytes already in memory. */
export function detectBytes(bytes: Uint8Array): Result<Detected, ImportFailure> {
  return detect(sourceOfBytes(bytes))
}
