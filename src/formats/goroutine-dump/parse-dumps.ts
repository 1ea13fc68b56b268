/**
 * Reads text that holds goroutine stacks: one pass over the bytes, line by line, linear in their number whatever they
 * are. Nothing is assumed about indentation (every line is read without its leading blanks), about what stands
 * between dumps, or about the end: what cannot be read is counted and kept at its place.
 *
 * Supported: Go 1.17 to 1.27 on any platform; the corpus is linux/amd64, other forms follow the printers' source.
 */
import type { Cancellation } from '../../base/cancellation'
import { throwIfCancelled } from '../../base/cancellation'
import { DumpFrameFlag, GoroutineRowFlag } from '../../model/goroutine-dump'
import type { DumpTables, GoroutineDump, UnreadText } from '../../model/goroutine-dump'
import type { RaceReport } from '../../model/race-report'
import { RaceLines } from '../race/race-lines'
import { ByteInterner } from './byte-interner'
import { bytesOf, judgedLineBytes, judgedText, startsWith } from './byte-words'
import { CountLines } from './count-lines'
import { CrashLines } from './crash-lines'
import type { RowStart } from './dump-builder'
import { DumpBuilder } from './dump-builder'
import {
  argumentsStart,
  isBareFunctionName,
  isFunctionName,
  isSourcePath,
  siteEnd,
  skipBlanks,
} from './frame-lines'
import { finishDumps } from './finish-dumps'
import { goroutineWord, HeaderReader } from './header-reader'
import { PanicMessage } from './panic-message'
import { RowReader } from './row-reader'
import { StackTables } from './stack-tables'
import { StatusTable } from './status-table'
import { UnreadLines } from './unread-lines'

/** A stretch of the text from one source (a pod, a test); dumps never reach across. */
export interface TextSection {
  readonly source: string
  readonly start: number
  readonly end: number
}

export interface ParseInput {
  readonly bytes: Uint8Array
  readonly sections: readonly TextSection[]
  /** Unix ms of the log record that a byte stands in; undefined without one. */
  readonly timeAt: (offset: number) => number | undefined
  readonly cancellation: Cancellation
  readonly onProgress: (doneBytes: number) => void
}

export interface ParsedDumps {
  readonly tables: DumpTables
  readonly dumps: readonly GoroutineDump[]
  readonly races: readonly RaceReport[]
  readonly unread: readonly UnreadText[]
  readonly unreadLineCount: number
  readonly unreadByteCount: number
  readonly unreadInsideCount: number
  /** Offset of a goroutine or report in which the text ends; undefined when it ends properly. */
  readonly cutAt: number | undefined
}

/** Longer lines are no line of a dump: Go cuts arguments, and names are shorter. */
const maximumLineBytes = 1 << 16

const createdByWord = bytesOf('created by ')
const originWord = bytesOf('[originating from goroutine ')
const pcWord = bytesOf('pc=0x')

/** Pasted lines end in blanks. Behind words they stay: they may be of a panic's message. */
function withoutPastedBlanks(bytes: Uint8Array, start: number, end: number): number {
  let stop = end
  while (stop > start && (bytes[stop - 1] === 0x20 || bytes[stop - 1] === 0x09)) stop--
  if (stop === end || stop === start) return end
  const last = bytes[stop - 1]
  const isEndOfDigits = (last >= 0x30 && last <= 0x39) || (last >= 0x61 && last <= 0x66)
  const isEndOfCall = last === 0x29
  const isRule = last === 0x2d
  const isEndOfHeader = last === 0x3a && (bytes[stop - 2] === 0x5d || bytes[stop - 2] === 0x7d)
  return isEndOfDigits || isEndOfCall || isRule || isEndOfHeader ? stop : end
}

export function parseDumps(input: ParseInput): ParsedDumps {
  return new DumpParser(input).run()
}

class DumpParser {
  private readonly bytes: Uint8Array
  private readonly strings: ByteInterner
  private readonly tables: StackTables
  private readonly statuses: StatusTable
  private readonly headers: HeaderReader

  private readonly finished: DumpBuilder[] = []
  private readonly ends = new Map<DumpBuilder, number>()
  private dump: DumpBuilder | undefined
  private bare: DumpBuilder | undefined
  private continuation = false
  private source = ''
  private readonly races: RaceReport[] = []
  private race: RaceLines | undefined
  private readonly counts: CountLines
  private readonly crash: CrashLines
  private readonly message: PanicMessage
  private readonly unread: UnreadLines
  private readonly rows: RowReader

  /** The last line outside stacks, as a candidate for a stack without a header. */
  private previousStart = -1
  private previousEnd = 0
  private cutAt: number | undefined

  constructor(private readonly input: ParseInput) {
    this.bytes = input.bytes
    this.strings = new ByteInterner(input.bytes)
    this.tables = new StackTables(this.strings)
    this.statuses = new StatusTable(this.bytes, this.strings)
    this.headers = new HeaderReader(this.bytes, this.statuses)
    this.unread = new UnreadLines()
    this.rows = new RowReader(this.bytes, this.strings, this.tables, this.unread)
    this.crash = new CrashLines({
      forReason: (offset) => {
        if (this.dump === undefined || this.dump.rowCount > 0 || this.dump.form !== 'goroutines') {
          this.startDump(offset)
        }
        return this.dump as DumpBuilder
      },
      current: () => this.dump,
      isContinuation: () => this.continuation,
      continueWithNextThread: () => {
        this.continuation = true
      },
    })
    this.counts = new CountLines(this.bytes, this.strings, this.tables)
    this.message = new PanicMessage(this.bytes)
  }

  run(): ParsedDumps {
    for (const section of this.input.sections) this.readSection(section)
    const dumps = finishDumps(this.finished, this.ends)
    return {
      tables: {
        strings: this.strings,
        frames: this.tables.finishFrames(),
        stacks: this.tables.finishStacks(),
        states: this.statuses.states,
        creators: this.tables.creators,
      },
      dumps,
      races: this.races,
      unread: this.unread.spans,
      unreadLineCount: this.unread.lineCount,
      unreadByteCount: this.unread.byteCount,
      unreadInsideCount: this.unread.insideCount,
      cutAt: this.cutAt,
    }
  }

  private readSection(section: TextSection): void {
    const { bytes } = this
    this.source = section.source
    let lines = 0
    let at = section.start
    while (at < section.end) {
      if ((++lines & 0x1fff) === 0) {
        throwIfCancelled(this.input.cancellation)
        this.input.onProgress(at)
      }
      let newline = bytes.indexOf(0x0a, at)
      const isLast = newline < 0 || newline >= section.end
      if (isLast) newline = section.end
      let end = newline
      while (end > at && bytes[end - 1] === 0x0d) end--
      end = withoutPastedBlanks(bytes, at, end)
      if (!this.readMessage(at, end, section.end)) this.readLine(at, end, isLast)
      at = newline + 1
    }
    this.endOfSection(section.end)
  }

  /** @returns whether the line was used up as part of a panic's message, whatever it looks like. */
  private readMessage(lineStart: number, end: number, sectionEnd: number): boolean {
    const start = skipBlanks(this.bytes, lineStart, end)
    if (this.crash.openPanic === undefined || end - lineStart > maximumLineBytes) return false
    if (!this.message.holds(lineStart, start, end, sectionEnd)) return false
    return this.crash.continueMessage(judgedText(this.bytes, this.message.tabOf(lineStart), end))
  }

  private readLine(lineStart: number, end: number, isLast: boolean): void {
    const { bytes } = this
    if (end - lineStart > maximumLineBytes) {
      this.rows.dropPending()
      this.unread.add(lineStart, end, this.rows.isOpen)
      return
    }
    if (this.race !== undefined && this.readRaceLine(lineStart, end)) return
    const start = skipBlanks(bytes, lineStart, end)
    if (start === end) {
      this.rows.dropPending()
      this.rows.end(lineStart)
      this.counts.endStack()
      this.crash.read('', lineStart)
      this.previousStart = -1
      return
    }
    if (bytes[start] === 0x67 && startsWith(bytes, start, end, goroutineWord)) {
      if (this.readHeader(start, end, isLast)) return
    }
    if (this.rows.isOpen && this.readInsideRow(lineStart, start, end)) return
    this.readOutside(lineStart, start, end, isLast)
  }

  /** @returns whether the line was used up inside the present goroutine's stack. */
  private readInsideRow(lineStart: number, start: number, end: number): boolean {
    const { bytes } = this
    if (this.rows.hasPending) {
      const endOfSite = siteEnd(bytes, start, end)
      if (endOfSite >= 0) {
        this.rows.commitFrame(start, endOfSite)
        return true
      }
      // "non-Go function" is followed by its program counter alone.
      if (startsWith(bytes, start, end, pcWord)) {
        this.rows.commitFrameWithoutSite(DumpFrameFlag.foreign)
        return true
      }
    }
    if (bytes[start] === 0x63 && startsWith(bytes, start, end, createdByWord)) {
      this.rows.dropPending()
      this.rows.setPending(start + createdByWord.length, end, true)
      return true
    }
    if (bytes[start] === 0x2e && this.rows.readElision(start, end)) return true
    if (bytes[start] === 0x5b && startsWith(bytes, start, end, originWord))
      return this.rows.readOrigin(start, end)
    if (this.rows.isComplete) {
      this.rows.end(lineStart)
      return false
    }
    if (this.rows.isHeaderless()) {
      if (!this.rows.hasPending && this.isCall(start, end)) {
        this.rows.setPending(start, end, false)
        return true
      }
      this.rows.dropPending()
      this.rows.end(lineStart)
      return false
    }
    if (this.isCall(start, end)) {
      this.rows.dropPending()
      this.rows.setPending(start, end, false)
      return true
    }
    const text = judgedText(this.bytes, start, end)
    if (text.startsWith('non-Go function at pc=')) {
      this.rows.pushFrame(
        this.tables.internFrame(this.strings.intern(start, end), 0, 0, DumpFrameFlag.foreign),
      )
      return true
    }
    if (text === 'non-Go function') {
      this.rows.dropPending()
      this.rows.setPending(start, end, false)
      return true
    }
    if (text === 'goroutine running on other thread; stack unavailable') {
      this.rows.pushFrame(
        this.tables.internFrame(this.strings.intern(start, end), 0, 0, DumpFrameFlag.unavailable),
      )
      return true
    }
    if (isFunctionName(bytes, start, end) && !/^(?:=+|-+)$/.test(text)) {
      // A C function out of a cgo symbolizer: the name alone, then its site. Anything else is dropped as unread.
      if (!this.rows.hasPending) {
        this.rows.setPending(start, end, false)
        return true
      }
    }
    if (this.readCrash(text, lineStart, start, end)) {
      this.rows.dropPending()
      this.rows.end(lineStart)
      return true
    }
    if (this.isOtherText(text)) {
      this.rows.dropPending()
      this.rows.end(lineStart)
      return false
    }
    this.unread.add(lineStart, end, true)
    return true
  }

  /** Lines that end a stack without a blank line before them. */
  private isOtherText(text: string): boolean {
    return /^(?:={10,}|WARNING: DATA RACE|goroutine(?:leak)? profile: total |FAIL\b|ok\s|---)/.test(text)
  }

  private readOutside(lineStart: number, start: number, end: number, isLast: boolean): void {
    if (this.counts.read(start, end)) return
    const text = judgedText(this.bytes, lineStart, end)
    const total = /\b(goroutine(?:leak)?) profile: total (\d{1,15})$/.exec(text)
    if (total !== null) {
      this.startDump(lineStart)
      const dump = this.dump as DumpBuilder
      dump.form = 'counts'
      dump.profileName = total[1]
      dump.statedTotal = Number(total[2])
      this.counts.begin(dump)
      return
    }
    const trimmed = text.trim()
    if (trimmed === 'WARNING: DATA RACE') {
      this.race = new RaceLines(lineStart)
      return
    }
    if (/^={10,}$/.test(trimmed) || /^Found \d+ data race\(s\)$/.test(trimmed)) return
    if (trimmed === 'runtime stack:') {
      this.rows.begin(this.ensureDump(lineStart), this.headerlessRow(lineStart))
      return
    }
    // A header behind a prefix of its first line only, as loggers write it; behind "panic: " it is the message.
    if (text.endsWith(':') && !trimmed.startsWith('panic: ')) {
      const header = /\bgoroutine \d{1,16} (?:gp=\S+ )?(?:m=\S+ )?(?:mp=\S+ )?\[[^\]]+\][^\]]*:$/.exec(text)
      if (header !== null && end - lineStart <= judgedLineBytes) {
        const prefixBytes = new TextEncoder().encode(text.slice(0, header.index)).length
        if (this.readHeader(lineStart + prefixBytes, end, isLast)) return
      }
    }
    if (this.readBareSite(lineStart, start, end)) return
    const crashText = text.startsWith('\tpanic: ') ? text : text.trimStart()
    const isReason = this.readCrash(crashText, lineStart, start, end)
    this.previousStart = isReason ? -1 : start
    this.previousEnd = end
    if (!isReason) this.unread.add(lineStart, end, false)
  }

  private readCrash(text: string, lineStart: number, start: number, end: number): boolean {
    const open = this.crash.openPanic
    const isRead = this.crash.read(text, lineStart)
    if (this.crash.openPanic !== open) this.message.begin(lineStart, start, end)
    return isRead
  }

  /** A site under a line that could be a call: a stack without header, as zap and pkg/errors print it. */
  private readBareSite(lineStart: number, start: number, end: number): boolean {
    if (this.previousStart < 0) return false
    const { bytes } = this
    const endOfSite = siteEnd(bytes, start, end)
    if (endOfSite < 0 || !isSourcePath(bytes, start, endOfSite)) return false
    const arguments_ = argumentsStart(bytes, this.previousStart, this.previousEnd)
    const nameEnd = arguments_ < 0 ? this.previousEnd : arguments_
    if (!isBareFunctionName(bytes, this.previousStart, nameEnd)) return false
    this.unread.takeBackLast()
    this.bare ??= new DumpBuilder('bare-stacks', this.source, this.previousStart)
    this.bare.unixMs ??= this.input.timeAt(this.previousStart)
    this.rows.begin(this.bare, this.headerlessRow(this.previousStart))
    this.rows.setPending(this.previousStart, this.previousEnd, false)
    this.rows.commitFrame(start, endOfSite)
    this.previousStart = -1
    return lineStart >= 0
  }

  private readHeader(start: number, end: number, isLast: boolean): boolean {
    const header = this.headers.read(start, end)
    if (header === 'other') return false
    if (header === 'cut') return isLast && this.cutHeader(start)
    this.rows.dropPending()
    this.rows.end(start)
    const { id } = header.row
    const dump = this.dumpForGoroutine(start, id)
    dump.seenIds.add(id)
    dump.headedCount++
    this.rows.begin(dump, header.row)
    this.crash.onRow(dump, id, header.state)
    return true
  }

  /** The text ends inside a header. */
  private cutHeader(start: number): boolean {
    this.cutAt ??= start
    return false
  }

  private dumpForGoroutine(offset: number, id: number): DumpBuilder {
    const { dump } = this
    if (dump === undefined || dump.form !== 'goroutines') return this.startDump(offset)
    if (id !== 0 && !this.continuation && dump.seenIds.has(id)) return this.startDump(offset)
    return dump
  }

  private ensureDump(offset: number): DumpBuilder {
    return this.dump !== undefined && this.dump.form === 'goroutines' ? this.dump : this.startDump(offset)
  }

  private startDump(offset: number): DumpBuilder {
    this.rows.end(offset)
    this.counts.endStack()
    const { dump } = this
    if (dump !== undefined) this.ends.set(dump, offset)
    this.dump = new DumpBuilder('goroutines', this.source, offset)
    this.dump.unixMs = this.input.timeAt(offset)
    this.finished.push(this.dump)
    this.continuation = false
    return this.dump
  }

  private headerlessRow(textOffset: number): RowStart {
    const flags = GoroutineRowFlag.headerless
    return { id: NaN, weight: 1, state: 0, minutes: -1, flags, bubble: 0, labels: 0, textOffset }
  }

  private isCall(start: number, end: number): boolean {
    const parenthesis = argumentsStart(this.bytes, start, end)
    if (parenthesis >= 0) return isFunctionName(this.bytes, start, parenthesis)
    return this.rows.isHeaderless() && isBareFunctionName(this.bytes, start, end)
  }

  /** @returns whether the line belongs to the race report that is being read. */
  private readRaceLine(lineStart: number, end: number): boolean {
    const { race } = this
    if (race === undefined) return false
    const outcome = race.read(judgedText(this.bytes, lineStart, end))
    if (outcome === 'strange') this.unread.add(lineStart, end, true)
    if (outcome === 'used' || outcome === 'strange') return true
    this.races.push(race.finish(outcome === 'last' ? end : lineStart, outcome === 'over'))
    this.race = undefined
    return outcome === 'last'
  }

  private endOfSection(end: number): void {
    if (this.race !== undefined) {
      this.races.push(this.race.finish(end, true))
      this.cutAt ??= end
      this.race = undefined
    }
    const cutAt = this.rows.endOfText(this.bytes[end - 1] === 0x0a, end)
    this.cutAt ??= cutAt
    this.rows.end(end)
    this.counts.endStack()
    if (this.dump !== undefined) this.ends.set(this.dump, end)
    if (this.bare !== undefined) {
      this.ends.set(this.bare, end)
      this.finished.push(this.bare)
    }
    this.dump = undefined
    this.bare = undefined
    this.continuation = false
    this.previousStart = -1
    this.crash.read('', end)
  }
}
