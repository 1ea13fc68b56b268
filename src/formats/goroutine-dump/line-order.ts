/**
 * Exporters of logs sort by time alone: lines that bear the same time come out in any order, often upside down, and
 * pages "newest first" turn everything. Then a goroutine's header stands below its stack. Such runs are recognised by
 * their headers and turned back; where the headers do not tell, nothing is moved.
 */
import type { Float64Column } from './columns'

export interface LinesOfSource {
  readonly bytes: Uint8Array
  /** Start of every line in bytes; a line ends before the next one's start, with its line end. */
  readonly lineStart: Float64Column
  /** NaN where a line has no time. */
  readonly unixMs: Float64Column
}

export interface LineOrder {
  /** Line numbers in the order in which they were printed. */
  readonly lines: readonly number[]
  /** Lines that were moved, and where the first of them stands. */
  readonly movedCount: number
  readonly runCount: number
  readonly firstMoved: number
}

const header = /^\s*goroutine \d{1,16} .*\[[^\]]+\].*:\s*$/
const call = /^\s*[^\s()]+(?:\(\*[^)]*\))?[^\s()]*\(.*\)\s*$/
const maximumJudgedBytes = 4096

/** @returns undefined when all lines stand as they should, which is nearly always. */
export function printedOrder(lines: LinesOfSource): LineOrder | undefined {
  const count = lines.lineStart.length
  if (count < 3) return undefined
  const decoder = new TextDecoder()
  const textOf = (line: number): string => {
    if (line < 0 || line >= count) return ''
    const start = lines.lineStart.at(line)
    const end = line + 1 < count ? lines.lineStart.at(line + 1) - 1 : lines.bytes.length - 1
    return decoder.decode(lines.bytes.subarray(start, Math.min(end, start + maximumJudgedBytes)))
  }
  if (isNewestFirst(lines.unixMs) && isUpsideDown(0, count, lines, textOf)) {
    return {
      lines: Array.from({ length: count }, (_, index) => count - 1 - index),
      movedCount: count,
      runCount: 1,
      firstMoved: 0,
    }
  }
  const order = Array.from({ length: count }, (_, index) => index)
  let movedCount = 0
  let runCount = 0
  let firstMoved = -1
  for (let from = 0; from < count;) {
    let to = from + 1
    while (to < count && lines.unixMs.at(to) === lines.unixMs.at(from)) to++
    if (to - from >= 3 && isUpsideDown(from, to, lines, textOf)) {
      for (let i = from; i < to; i++) order[i] = from + to - 1 - i
      movedCount += to - from
      runCount++
      if (firstMoved < 0) firstMoved = from
    }
    from = to
  }
  return runCount === 0 ? undefined : { lines: order, movedCount, runCount, firstMoved }
}

/** Every line has a time, none is later than the one before, and some are earlier. */
function isNewestFirst(unixMs: Float64Column): boolean {
  if (!(unixMs.at(unixMs.length - 1) < unixMs.at(0))) return false
  for (let i = 1; i < unixMs.length; i++) if (!(unixMs.at(i) <= unixMs.at(i - 1))) return false
  return true
}

/** Headers with a call above them and none below, against those that stand as Go prints them. */
function isUpsideDown(
  from: number,
  to: number,
  lines: LinesOfSource,
  textOf: (line: number) => string,
): boolean {
  let upright = 0
  let turned = 0
  for (let line = from; line < to; line++) {
    if (lines.bytes[firstBlack(lines, line)] !== 0x67 || !header.test(textOf(line))) continue
    const isBelow = line + 1 < to && call.test(textOf(line + 1))
    const isAbove = line > from && call.test(textOf(line - 1))
    if (isBelow && !isAbove) upright++
    if (isAbove && !isBelow) turned++
  }
  return turned > upright
}

/** Offset of the first byte of a line that is no blank: a cheap look before the line is decoded. */
function firstBlack({ bytes, lineStart }: LinesOfSource, line: number): number {
  let at = lineStart.at(line)
  while (bytes[at] === 0x20 || bytes[at] === 0x09) at++
  return at
}
