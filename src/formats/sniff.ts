/**
 * What recognising a file by its content means. File names are never asked: traces are called `trace.out`,
 * `trace`, `debug.bin`, and anything may be compressed.
 */

/** What a file turned out to be (the command line's `kind`). */
export type FileKind = 'trace' | 'goroutine-dump' | 'crash' | 'race' | 'profile' | 'godebug'

/** `certain`: marks that nothing else has. `possible`: opened as this if nothing is certain. */
export type Certainty = 'certain' | 'possible' | 'no'

export type FormatId =
  'go-trace-v1' | 'go-trace-v2' | 'race-report' | 'crash' | 'goroutine-dump' | 'godebug' | 'pprof'

/** The beginning of a file, as sniffers see it. */
export interface SniffHead {
  /** The first bytes: all of the file, or at least `sniffedBytes` of it. */
  readonly bytes: Uint8Array
  /** Whether `bytes` is the whole file. */
  readonly isWhole: boolean
  /** Whether the bytes read as text (UTF-8, UTF-16 with or without a mark, or an 8-bit code). */
  readonly isText: boolean
  /** The bytes as text with `\n` line ends; '' when they are not text. Decoded once, on first use. */
  text(): string
}

/** One kind of file that Marey opens. */
export interface Format {
  readonly id: FormatId
  /** For people: "Go execution trace". */
  readonly label: string
  readonly kind: FileKind
  /** Judges by content alone. Pure, and fast on any input: at most linear in the head. */
  sniff(head: SniffHead): Certainty
}

/** Files of this size and above are refused. */
export const maxFileBytes = 4 * 1024 ** 3

/** How much of a file is read to recognise it. */
export const sniffedBytes = 256 * 1024

/** A head over `bytes`, which must not change while it is in use. */
export function sniffHeadOf(bytes: Uint8Array, isWhole: boolean): SniffHead {
  const encoding = textEncodingOf(bytes)
  let decoded: string | undefined
  return {
    bytes,
    isWhole,
    isText: encoding !== null,
    text() {
      if (encoding === null) return ''
      // Labels of the Encoding Standard; not fatal, so odd bytes become U+FFFD.
      decoded ??= new TextDecoder(encoding).decode(bytes).replace(/\r\n?/g, '\n').replace(colour, '')
      return decoded
    },
  }
}

type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be'

/** Colours of a terminal: they stand in the middle of what is looked for. */
const colour = /\u001b\[[0-9;:]*[A-Za-z]/g

/** How many bytes are looked at to tell text from binary. */
const textProbeBytes = 8192

/**
 * The encoding of a text, or null for binary data: more than 1 in 20 control characters (random bytes have 1 in 9). Bytes
 * above 127 are allowed in any number, since logs come in 8-bit codes too, and NULs are control characters like others:
 * panics print what they are given. A log that was truncated while it was written (logrotate's copytruncate) begins with a run of NULs.
 */
function textEncodingOf(bytes: Uint8Array): TextEncoding | null {
  let from = 0
  while (from < bytes.length && bytes[from] === 0) from++
  // One NUL alone is the beginning of UTF-16.
  if (from === 1) from = 0
  const probed = bytes.subarray(from, from + textProbeBytes)
  const { length } = probed
  if (length === 0) return null
  if (length >= 2 && bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (length >= 2 && bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  let controls = 0
  let evenNuls = 0
  let oddNuls = 0
  for (let i = 0; i < length; i++) {
    const byte = probed[i]
    if (byte === 0) {
      if (i % 2 === 0) evenNuls++
      else oddNuls++
    } else if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x1b) {
      controls++
    }
  }
  // Mostly Latin text in UTF-16 has a NUL in nearly every second place, and none in the others.
  if (length >= 16 && oddNuls > length * 0.4 && evenNuls === 0) return 'utf-16le'
  if (length >= 16 && evenNuls > length * 0.4 && oddNuls === 0) return 'utf-16be'
  if ((evenNuls + oddNuls + controls) * 20 > length) return null
  return 'utf-8'
}
