/**
 * Undoes what terminals, editors and copying do to a text: colours, blank lines between all lines, line ends of old
 * systems.
 */
export interface TidyBytes {
  readonly bytes: Uint8Array
  /** Maps an offset of `bytes` to one of what was given. */
  readonly fileOffset: (offset: number) => number
  /** For people: what was taken out. */
  readonly removed: readonly string[]
}

const escape = 0x1b
const newline = 0x0a
const carriageReturn = 0x0d
const sampleBytes = 64 * 1024

export function tidyText(bytes: Uint8Array): TidyBytes {
  const withLines = hasOldLineEnds(bytes)
    ? bytes.map((byte) => (byte === carriageReturn ? newline : byte))
    : bytes
  const colours = hasColouredStacks(withLines) ? colourSequences(withLines) : []
  const plain = without(withLines, colours)
  const blanks = hasLinesSpacedOut(plain.bytes) ? everySecondLineEnd(plain.bytes) : []
  const tidy = without(plain.bytes, blanks)
  return {
    bytes: tidy.bytes,
    fileOffset: (offset) => plain.fileOffset(tidy.fileOffset(offset)),
    removed: colours.length > 0 ? ['terminal colours'] : [],
  }
}

/** Carriage returns alone, as of systems long gone. */
function hasOldLineEnds(bytes: Uint8Array): boolean {
  return bytes.includes(carriageReturn) && !bytes.includes(newline)
}

/** Colours that a program put into its panic stay: only where lines of stacks are coloured a tool did it. */
function hasColouredStacks(bytes: Uint8Array): boolean {
  const first = bytes.indexOf(escape)
  if (first < 0) return false
  const from = Math.max(0, first - 1024)
  const text = new TextDecoder().decode(bytes.subarray(from, from + sampleBytes))
  return text
    .split('\n')
    .some(
      (line) =>
        line.includes('\u001b') &&
        /^\s*goroutine \d+ (?:gp=\S+ )?(?:m=\S+ )?(?:mp=\S+ )?\[[^\]]+\]|\.go:\d+(?: \+0x[0-9a-f]+)?\s*$|WARNING: DATA RACE|goroutine(?:leak)? profile: total|\s@ 0x/.test(
          line.replace(colour, ''),
        ),
    )
}

const colour = /\u001b\[[0-9;:]*[A-Za-z]/g

/** Starts and ends, in turns, of control sequences `ESC [ parameters letter` (ECMA-48). */
function colourSequences(bytes: Uint8Array): number[] {
  const ranges: number[] = []
  for (let at = bytes.indexOf(escape); at >= 0; at = bytes.indexOf(escape, at + 1)) {
    if (bytes[at + 1] !== 0x5b) continue
    let end = at + 2
    while (end < bytes.length && end - at < 32 && bytes[end] >= 0x30 && bytes[end] <= 0x3b) end++
    const letter = bytes[end] | 0x20
    if (letter >= 0x61 && letter <= 0x7a) ranges.push(at, end + 1)
  }
  return ranges
}

/** Whether a blank line stands behind every line of the sample. */
function hasLinesSpacedOut(bytes: Uint8Array): boolean {
  const lines = new TextDecoder().decode(bytes.subarray(0, sampleBytes)).split('\n').slice(0, 400)
  if (lines.length < 9) return false
  return (
    lines.slice(0, -1).every((line, index) => index % 2 === 0 || line.trim() === '') && lines[0].trim() !== ''
  )
}

function everySecondLineEnd(bytes: Uint8Array): number[] {
  const ranges: number[] = []
  let isOdd = false
  let lineStart = 0
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) {
    if (isOdd) ranges.push(lineStart, at + 1)
    isOdd = !isOdd
    lineStart = at + 1
  }
  return ranges
}

/** The bytes without `ranges` (starts and ends in turns, rising). */
function without(bytes: Uint8Array, ranges: readonly number[]): Pick<TidyBytes, 'bytes' | 'fileOffset'> {
  if (ranges.length === 0) return { bytes, fileOffset: (offset) => offset }
  const kept = new Uint8Array(bytes.length)
  /** Per range: where what follows it begins in `kept`. */
  const starts = new Float64Array(ranges.length / 2)
  let from = 0
  let length = 0
  for (let i = 0; i < ranges.length; i += 2) {
    kept.set(bytes.subarray(from, ranges[i]), length)
    length += ranges[i] - from
    starts[i / 2] = length
    from = ranges[i + 1]
  }
  kept.set(bytes.subarray(from), length)
  length += bytes.length - from
  return {
    bytes: kept.subarray(0, length),
    fileOffset: (offset) => {
      let low = 0
      let high = starts.length
      while (low < high) {
        const middle = (low + high) >>> 1
        if (starts[middle] <= offset) low = middle + 1
        else high = middle
      }
      return low === 0 ? offset : ranges[low * 2 - 1] + (offset - starts[low - 1])
    },
  }
}
