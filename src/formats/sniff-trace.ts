/**
 * The 16-byte header of an execution trace: `go 1.N trace` and NUL bytes up to 16
 * (Go 1.27 src/internal/trace/version/version.go).
 */
import type { ImportFailure } from '../base/import-warning'
import type { Certainty, Format, SniffHead } from './sniff'

export const traceHeaderBytes = 16

/** The newest header we know the rules of. */
const newestKnownMinor = 26

export interface TraceVersion {
  /** The N of "go 1.N trace". */
  readonly minor: number
  readonly format: 1 | 2
  /** Which Go releases write this header, in words. */
  readonly writtenBy: string
  /** A header from after our time: read with the newest rules. */
  readonly isNewerThanKnown: boolean
}

const writers: ReadonlyMap<number, string> = new Map([
  [5, 'Go 1.5 or 1.6'],
  [7, 'Go 1.7'],
  [8, 'Go 1.8'],
  [9, 'Go 1.9'],
  [10, 'Go 1.10'],
  [11, 'Go 1.11 to 1.18'],
  [19, 'Go 1.19 or 1.20'],
  [21, 'Go 1.21'],
  [22, 'Go 1.22'],
  [23, 'Go 1.23 or 1.24'],
  [25, 'Go 1.25'],
  [26, 'Go 1.26 or 1.27'],
])

/** Numbers of bytes above 0x7f become U+FFFD-like marks, which no pattern here matches. */
function latin(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, Math.min(to, bytes.length)))
}

/** What stands where the header should be. */
export type TraceHeaderReading =
  | { readonly type: 'version'; readonly version: TraceVersion }
  | { readonly type: 'failure'; readonly failure: ImportFailure }
  | { readonly type: 'none' }

/**
 * Reads the header at the begin of `bytes`. `none` when it does not begin like a trace at all; a failure when it
 * does, but nothing can be read from it.
 */
export function readTraceHeader(bytes: Uint8Array): TraceHeaderReading {
  const text = latin(bytes, 0, traceHeaderBytes)
  const found = /^go (\d{1,4})\.(\d{1,4}) trace/.exec(text)
  if (found === null) {
    if (bytes.length < traceHeaderBytes && bytes.length >= 4 && isHeaderPrefix(text)) {
      return failure({
        code: 'too-short',
        message: `The file is ${bytes.length} bytes long and ends inside the 16-byte header of an execution trace.`,
        byteOffset: bytes.length,
      })
    }
    return { type: 'none' }
  }
  const major = Number(found[1])
  const minor = Number(found[2])
  const name = `"${found[0]}"`
  if (bytes.length < traceHeaderBytes) {
    return failure({
      code: 'too-short',
      message: `The file is ${bytes.length} bytes long and ends inside the 16-byte header of an execution trace (${name}).`,
      byteOffset: bytes.length,
    })
  }
  for (let i = found[0].length; i < traceHeaderBytes; i++) {
    if (bytes[i] !== 0) {
      return failure({
        code: 'damaged',
        message:
          `The header of an execution trace (${name}) must be filled with zero bytes up to byte 16; byte ${i} is ` +
          `0x${bytes[i].toString(16).padStart(2, '0')}. The file may have passed through something that changes line ends or text.`,
        byteOffset: i,
      })
    }
  }
  if (major !== 1) {
    return failure({
      code: 'unsupported-version',
      message: `The header says ${name}. Traces of Go ${major} are unknown: every Go release so far writes "go 1.N trace".`,
      byteOffset: 3,
    })
  }
  const writtenBy = writers.get(minor)
  if (writtenBy !== undefined && minor >= 11) {
    const format = minor < 22 ? 1 : 2
    return { type: 'version', version: { minor, format, writtenBy, isNewerThanKnown: false } }
  }
  if (minor > newestKnownMinor) {
    return {
      type: 'version',
      version: { minor, format: 2, writtenBy: `a Go release after 1.27`, isNewerThanKnown: true },
    }
  }
  return failure({
    code: 'unsupported-version',
    message:
      writtenBy === undefined
        ? `The header says ${name}, which no Go release writes. ${neighbours(minor)}`
        : `The header says ${name}: a trace of ${writtenBy}. Traces can be read from Go 1.11 on.`,
    byteOffset: 3,
  })
}

/** Which headers do exist next to a number that does not. */
function neighbours(minor: number): string {
  const known = [...writers.keys()]
  const below = known.filter((number) => number < minor).pop()
  const above = known.find((number) => number > minor)
  const parts = [below, above]
    .filter((number) => number !== undefined)
    .map((number) => `"go 1.${number} trace" (${writers.get(number) ?? ''})`)
  return `The nearest real ones are ${parts.join(' and ')}.`
}

function isHeaderPrefix(text: string): boolean {
  return 'go 1.'.startsWith(text) || /^go 1\.(?:\d{1,3}(?: (?:t(?:r(?:a(?:c(?:e\0*)?)?)?)?)?)?)?$/.test(text)
}

const failure = (failed: ImportFailure): TraceHeaderReading => ({ type: 'failure', failure: failed })

/**
 * A body that cannot belong to the header above it, or null. Format 2 begins with a batch (1), an experimental
 * batch (49) or an end mark (52); format 1 with a batch of two arguments (1 | 1 << 6).
 */
export function bodyMismatch(version: TraceVersion, bytes: Uint8Array): ImportFailure | null {
  const first = bytes[traceHeaderBytes]
  if (version.format === 1 && first === 0x01) {
    return {
      code: 'damaged',
      message: `The header says "go 1.${version.minor} trace" (${version.writtenBy}), but what follows from byte 16 on is in the format of Go 1.22 and later.`,
      byteOffset: traceHeaderBytes,
    }
  }
  if (version.format === 2 && first === 0x41) {
    return {
      code: 'damaged',
      message: `The header says "go 1.${version.minor} trace" (${version.writtenBy}), but what follows from byte 16 on is in the format of Go 1.21 and earlier.`,
      byteOffset: traceHeaderBytes,
    }
  }
  return null
}

/** A header further in, behind something that does not belong to the trace; -1 when there is none. */
export function findTraceHeader(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0x67, from); at >= 0; at = bytes.indexOf(0x67, at + 1)) {
    if (bytes[at + 1] !== 0x6f || bytes[at + 2] !== 0x20 || bytes[at + 3] !== 0x31) continue
    if (/^go 1\.\d{1,2} trace\0+$/.test(latin(bytes, at, at + traceHeaderBytes))) return at
  }
  return -1
}

function sniffFormat(format: 1 | 2): (head: SniffHead) => Certainty {
  return (head) => {
    const reading = readTraceHeader(head.bytes)
    return reading.type === 'version' && reading.version.format === format ? 'certain' : 'no'
  }
}

export const traceFormats: readonly Format[] = [
  { id: 'go-trace-v2', label: 'Go execution trace', kind: 'trace', sniff: sniffFormat(2) },
  { id: 'go-trace-v1', label: 'Go execution trace', kind: 'trace', sniff: sniffFormat(1) },
]
