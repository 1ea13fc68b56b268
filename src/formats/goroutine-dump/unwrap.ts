/**
 * Takes a dump out of what it was logged in. Wrappers nest (kubectl's prefix around a CRI line around a JSON record);
 * the chain is found from samples of the text and then applied line by line. Lines of several sources (pods,
 * packages) are told apart again, so that two processes that wrote at the same time do not mix.
 */
import type { Cancellation } from '../../base/cancellation'
import { throwIfCancelled } from '../../base/cancellation'
import { decodeText } from './byte-interner'
import { Float64Column } from './columns'
import { printedOrder } from './line-order'
import { jsonDocumentLines } from './json-document'
import type { TextSection } from './parse-dumps'
import { findCommonPrefix } from './wrappers/common-prefix'
import { criLog } from './wrappers/cri'
import { dockerJson } from './wrappers/docker-json'
import { jsonRecord, logfmtRecord } from './wrappers/embedded-stacks'
import { goTestJson } from './wrappers/go-test-json'
import { journaldJson, journaldShort } from './wrappers/journald'
import { messageJson } from './wrappers/message-json'
import { composePrefix, kubectlPrefix, timestampPrefix } from './wrappers/line-prefixes'
import type { UnwrappedLine, Wrapper } from './wrappers/wrapper'

export interface UnwrappedText {
  readonly bytes: Uint8Array
  readonly sections: readonly TextSection[]
  /** Names of the wrappers taken off, outermost first. */
  readonly wrappers: readonly string[]
  readonly timeAt: (offset: number) => number | undefined
  readonly fileOffset: (offset: number) => number
  /** Lines that stood upside down and were turned back; undefined when there are none. */
  readonly reordered?: ReorderedLines
}

export interface ReorderedLines {
  readonly lineCount: number
  readonly runCount: number
  /** In the file: the first of them. */
  readonly byteOffset: number
}

/** The more particular a form, the earlier it is asked. */
const wrappers: readonly Wrapper[] = [
  dockerJson,
  goTestJson,
  journaldJson,
  criLog,
  kubectlPrefix,
  journaldShort,
  timestampPrefix,
  composePrefix,
  messageJson,
]
const recordWrappers: readonly Wrapper[] = [jsonRecord, logfmtRecord]

const maximumDepth = 4
const sampleBytes = 64 * 1024
const sampledLines = 400
const maximumLineBytes = 1 << 25

export function unwrapText(bytes: Uint8Array, cancellation: Cancellation): UnwrappedText {
  const records = jsonDocumentLines(bytes)
  if (records === undefined) return unwrapLines(bytes, cancellation)
  // Where a record stood in the document is not known.
  return { ...unwrapLines(records, cancellation), fileOffset: () => 0 }
}

function unwrapLines(bytes: Uint8Array, cancellation: Cancellation): UnwrappedText {
  const chain = findChain(bytes)
  const hasRecords = hasEscapedStack(bytes)
  if (chain.length === 0 && !hasRecords) return plainText(bytes)
  const unwrapper = new Unwrapper(chain, hasRecords)
  let lines = 0
  for (let at = 0; at < bytes.length;) {
    if ((++lines & 0x3ff) === 0) throwIfCancelled(cancellation)
    const newline = bytes.indexOf(0x0a, at)
    const end = newline < 0 ? bytes.length : newline
    unwrapper.feed(bytes, at, end)
    at = end + 1
  }
  return unwrapper.finish()
}

function plainText(bytes: Uint8Array): UnwrappedText {
  return {
    bytes,
    sections: [{ source: '', start: 0, end: bytes.length }],
    wrappers: [],
    timeAt: () => undefined,
    fileOffset: (offset) => offset,
  }
}

/** Wrappers that most lines of the samples have, outermost first. */
function findChain(bytes: Uint8Array): Wrapper[] {
  let lines = sampleLines(bytes)
  const chain: Wrapper[] = []
  while (chain.length < maximumDepth && lines.length > 0) {
    const known = wrappers.find((wrapper) => {
      if (chain.includes(wrapper)) return false
      const count = lines.filter((line) => wrapper.unwrap(line) !== null).length
      return count * 2 > lines.length
    })
    const found = known ?? findCommonPrefix(lines)
    if (found === undefined) break
    chain.push(found)
    lines = lines
      .flatMap((line) => found.unwrap(line)?.text.split('\n') ?? [])
      .filter((line) => line.trim() !== '')
  }
  return chain
}

/** Lines from the start, and from around the first goroutine: a log may begin in another form. */
function sampleLines(bytes: Uint8Array): string[] {
  const lines: string[] = []
  const take = (from: number): void => {
    const text = decodeText(bytes, from, Math.min(bytes.length, from + sampleBytes))
    const pieces = text.split(/\r?\n/)
    // The last piece may be half a line.
    const whole = from + sampleBytes < bytes.length ? pieces.slice(0, -1) : pieces
    lines.push(...whole.filter((line) => line.trim() !== '').slice(0, sampledLines))
  }
  const goroutineAt = indexOfWord(bytes, new TextEncoder().encode('goroutine '))
  if (goroutineAt > sampleBytes) {
    const lineStart = bytes.lastIndexOf(0x0a, goroutineAt) + 1
    take(lineStart)
    return lines
  }
  take(0)
  return lines
}

function indexOfWord(bytes: Uint8Array, word: Uint8Array): number {
  for (let at = bytes.indexOf(word[0]); at >= 0; at = bytes.indexOf(word[0], at + 1)) {
    let i = 1
    while (i < word.length && bytes[at + i] === word[i]) i++
    if (i === word.length) return at
  }
  return -1
}

/** Whether `\n\t` stands written out, as in a quoted stack. Backslashes are rare: this is one fast scan. */
function hasEscapedStack(bytes: Uint8Array): boolean {
  const backslash = 0x5c
  for (let at = bytes.indexOf(backslash); at >= 0; at = bytes.indexOf(backslash, at + 1)) {
    if (bytes[at + 1] === 0x6e && bytes[at + 2] === backslash && bytes[at + 3] === 0x74) return true
  }
  return false
}

/** The text of one source while it grows. */
class SourceText {
  private bytes = new Uint8Array(1 << 12)
  length = 0
  lineStart = new Float64Column()
  fileOffset = new Float64Column()
  unixMs = new Float64Column()

  constructor(readonly source: string) {}

  add(text: string, fileOffset: number, unixMs: number | undefined): void {
    const encoded = new TextEncoder().encode(text)
    const needed = this.length + encoded.length + 1
    if (needed > this.bytes.length) {
      const larger = new Uint8Array(Math.max(needed, this.bytes.length * 2))
      larger.set(this.bytes.subarray(0, this.length))
      this.bytes = larger
    }
    this.lineStart.push(this.length)
    this.fileOffset.push(fileOffset)
    this.unixMs.push(unixMs ?? NaN)
    this.bytes.set(encoded, this.length)
    this.bytes[this.length + encoded.length] = 0x0a
    this.length = needed
  }

  content(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }

  /** Turns back what stands upside down. @returns what was moved. */
  putInOrder(): ReorderedLines | undefined {
    const old = {
      bytes: this.content(),
      lineStart: this.lineStart,
      fileOffset: this.fileOffset,
      unixMs: this.unixMs,
    }
    const order = printedOrder(old)
    if (order === undefined) return undefined
    const bytes = new Uint8Array(this.length)
    this.bytes = bytes
    this.lineStart = new Float64Column()
    this.fileOffset = new Float64Column()
    this.unixMs = new Float64Column()
    let at = 0
    for (const line of order.lines) {
      const start = old.lineStart.at(line)
      const end = line + 1 < old.lineStart.length ? old.lineStart.at(line + 1) : old.bytes.length
      this.lineStart.push(at)
      this.fileOffset.push(old.fileOffset.at(line))
      this.unixMs.push(old.unixMs.at(line))
      bytes.set(old.bytes.subarray(start, end), at)
      at += end - start
    }
    return {
      lineCount: order.movedCount,
      runCount: order.runCount,
      byteOffset: old.fileOffset.at(order.firstMoved),
    }
  }
}

const maximumSources = 1000

class Unwrapper {
  private readonly texts = new Map<string, SourceText>()
  /** Unfinished lines by level and source. */
  private readonly held = new Map<string, string>()
  private lastSource = ''
  private recordCount = 0
  private readonly recordNames = new Set<string>()

  constructor(
    private readonly chain: readonly Wrapper[],
    private readonly hasRecords: boolean,
  ) {}

  feed(bytes: Uint8Array, start: number, end: number): void {
    let stop = end
    while (stop > start && bytes[stop - 1] === 0x0d) stop--
    if (stop - start > maximumLineBytes) {
      // Not worth decoding: kept as a line that says what stood there.
      this.write('', `(a line of ${stop - start} bytes)`, start, undefined)
      return
    }
    this.unwrapLevel(decodeText(bytes, start, stop), 0, '', undefined, start)
  }

  private unwrapLevel(
    line: string,
    level: number,
    source: string,
    unixMs: number | undefined,
    fileOffset: number,
  ): void {
    if (level === this.chain.length) return this.unwrapRecord(line, source, unixMs, fileOffset)
    const found = this.chain[level].unwrap(line)
    if (found === null) {
      // A line in between (a banner, a line that the logger broke) belongs to whoever wrote last.
      return this.unwrapRecord(line, level === 0 ? this.lastSource : source, unixMs, fileOffset)
    }
    const inner = found.source === '' ? source : source === '' ? found.source : `${source} ${found.source}`
    const key = `${level}\n${inner}`
    const before = this.held.get(key) ?? ''
    const time = found.unixMs ?? unixMs
    if (found.isPiece) return this.unwrapPieces(before + found.text, key, level, inner, time, fileOffset)
    if (found.isPartial) {
      if (before.length < maximumLineBytes) this.held.set(key, before + found.text)
      return
    }
    this.held.delete(key)
    this.unwrapLevel(before + found.text, level + 1, inner, time, fileOffset)
  }

  private unwrapPieces(
    text: string,
    key: string,
    level: number,
    source: string,
    unixMs: number | undefined,
    fileOffset: number,
  ): void {
    const lines = text.split('\n')
    const rest = lines.pop() ?? ''
    if (rest.length < maximumLineBytes) this.held.set(key, rest)
    for (const line of lines) this.unwrapLevel(line.replace(/\r$/, ''), level + 1, source, unixMs, fileOffset)
  }

  private unwrapRecord(line: string, source: string, unixMs: number | undefined, fileOffset: number): void {
    const found = this.hasRecords && line.includes('\\n') ? unwrapRecordLine(line) : null
    if (found === null) return this.write(source, line, fileOffset, unixMs)
    this.recordCount++
    this.recordNames.add(found.name)
    for (const inner of found.line.text.split('\n')) {
      this.write(source, inner, fileOffset, found.line.unixMs ?? unixMs)
    }
  }

  private write(source: string, text: string, fileOffset: number, unixMs: number | undefined): void {
    const name = this.texts.has(source) || this.texts.size < maximumSources ? source : ''
    this.lastSource = name
    let target = this.texts.get(name)
    if (target === undefined) {
      target = new SourceText(name)
      this.texts.set(name, target)
    }
    target.add(text, fileOffset, unixMs)
  }

  finish(): UnwrappedText {
    for (const [key, text] of this.held) {
      const source = key.slice(key.indexOf('\n') + 1)
      if (text !== '') this.write(source, text, 0, undefined)
    }
    const texts = [...this.texts.values()]
    const moved = texts.map((text) => text.putInOrder()).filter((one) => one !== undefined)
    const bytes = new Uint8Array(texts.reduce((sum, text) => sum + text.length, 0))
    const sections: TextSection[] = []
    let at = 0
    for (const text of texts) {
      bytes.set(text.content(), at)
      sections.push({ source: text.source, start: at, end: at + text.length })
      at += text.length
    }
    const lineAt = (offset: number): { readonly text: SourceText; readonly line: number } | undefined => {
      const index = sections.findIndex((section) => offset < section.end)
      if (index < 0) return undefined
      const text = texts[index]
      return { text, line: lastAtOrBefore(text.lineStart, offset - sections[index].start) }
    }
    return {
      bytes,
      sections,
      reordered:
        moved.length === 0
          ? undefined
          : {
              lineCount: moved.reduce((sum, one) => sum + one.lineCount, 0),
              runCount: moved.reduce((sum, one) => sum + one.runCount, 0),
              byteOffset: Math.min(...moved.map((one) => one.byteOffset)),
            },
      wrappers: [...this.chain.map((wrapper) => wrapper.name), ...this.recordNames],
      timeAt: (offset) => {
        const found = lineAt(offset)
        const unixMs = found?.text.unixMs.at(found.line) ?? NaN
        return Number.isNaN(unixMs) ? undefined : unixMs
      },
      fileOffset: (offset) => {
        const found = lineAt(offset)
        return found === undefined ? offset : found.text.fileOffset.at(found.line)
      },
    }
  }
}

function unwrapRecordLine(line: string): { readonly name: string; readonly line: UnwrappedLine } | null {
  for (const wrapper of recordWrappers) {
    const found = wrapper.unwrap(line)
    if (found !== null) return { name: wrapper.name, line: found }
  }
  return null
}

function lastAtOrBefore(column: Float64Column, value: number): number {
  let low = 0
  let high = column.length - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (column.at(middle) <= value) low = middle
    else high = middle - 1
  }
  return low
}
