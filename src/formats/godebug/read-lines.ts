/** The lines of one source of a log, told apart by process. */
import type { Cancellation } from '../../base/cancellation'
import { throwIfCancelled } from '../../base/cancellation'
import type { GodebugRun } from '../../model/godebug-log'
import { decodeText } from '../goroutine-dump/byte-interner'
import type { TextSection } from '../goroutine-dump/parse-dumps'
import { parseDetailLine } from './detail-lines'
import type { Mark } from './find-marks'
import { findMarks } from './find-marks'
import { parseGcLine } from './gc-line'
import { RunSorter } from './run-sorter'
import type { RunBuilder } from './run-builder'
import { parseSchedLine } from './sched-line'
import { parseInitLine, parsePacerLine, parseScavengeLine } from './small-lines'

export interface SectionInput {
  readonly bytes: Uint8Array
  readonly section: TextSection
  /** Whether the last line of the section has its line end. */
  readonly isEndWhole: boolean
  /** Number in the file of the line at an offset of `bytes`. */
  readonly lineOf: (offset: number) => number
  readonly timeAt: (offset: number) => number | undefined
  readonly cancellation: Cancellation
  readonly onProgress: (doneBytes: number) => void
}

export interface ReadLosses {
  /** The last line breaks off. */
  readonly cutLine?: number
  readonly cutWhat: string
  readonly damagedCount: number
  readonly damagedLine: number
  readonly tornCount: number
  readonly tornLine: number
  /** The first places where cycles are missing, and how many there are. */
  readonly missing: readonly { readonly from: number; readonly to: number; readonly line: number }[]
  readonly missingCount: number
  readonly startsAtCycle?: { readonly number: number; readonly line: number }
  readonly isMixed: boolean
}

export interface ReadSection {
  readonly runs: readonly GodebugRun[]
  readonly readLineCount: number
  readonly losses: ReadLosses
}

/** SCHED lines of a thousand Ps are shorter than this; of longer lines the begin is read. */
const longestLineBytes = 64 * 1024
const listedGaps = 5
/** A line that breaks off before it can be told for sure. */
const beginOfLine = /(?:^|\s)(?:gc \d{1,10}(?: @?)?|SCHED(?: \d{0,15}m?s?)?| [PMG]\d{1,10}:?.{0,12})$/

export function readSection(input: SectionInput): ReadSection {
  return new SectionReader(input).read()
}

class SectionReader {
  private readonly sorter: RunSorter
  private readLineCount = 0
  private damagedCount = 0
  private damagedLine = 0
  private tornCount = 0
  private tornLine = 0
  private readonly missing: { from: number; to: number; line: number }[] = []
  private missingCount = 0
  private startsAtCycle: { number: number; line: number } | undefined
  private cutLine: number | undefined
  private cutWhat = 'a line'

  constructor(private readonly input: SectionInput) {
    this.sorter = new RunSorter(input.section.source)
  }

  read(): ReadSection {
    const { bytes, section, cancellation, onProgress } = this.input
    let lines = 0
    for (let at = section.start; at < section.end;) {
      if ((++lines & 0x3fff) === 0) {
        throwIfCancelled(cancellation)
        onProgress(at)
      }
      const newline = bytes.indexOf(0x0a, at)
      const end = newline < 0 || newline > section.end ? section.end : newline
      this.readLine(at, end)
      at = end + 1
    }
    const detailText = (at: number, length: number): string => decodeText(bytes, at, at + length)
    return {
      runs: this.sorter.runs.filter((run) => !run.isEmpty).map((run) => run.finish(detailText)),
      readLineCount: this.readLineCount,
      losses: {
        ...(this.cutLine === undefined ? {} : { cutLine: this.cutLine }),
        cutWhat: this.cutWhat,
        damagedCount: this.damagedCount,
        damagedLine: this.damagedLine,
        tornCount: this.tornCount,
        tornLine: this.tornLine,
        missing: this.missing,
        missingCount: this.missingCount,
        ...(this.startsAtCycle === undefined ? {} : { startsAtCycle: this.startsAtCycle }),
        isMixed: this.sorter.switches > 0,
      },
    }
  }

  private readLine(start: number, end: number): void {
    const text = decodeText(this.input.bytes, start, Math.min(end, start + longestLineBytes))
    const marks = findMarks(text)
    const isLast = end >= this.lastLineEnd()
    if (marks.length === 0) {
      if (isLast) this.endOfText(start, beginOfLine.test(text))
      return
    }
    let isRead = false
    let isBroken = false
    for (const mark of marks) {
      if (mark.kind === 'scan' || this.readMark(mark, start, end)) isRead = true
      else isBroken = true
    }
    if (isRead) this.readLineCount++
    const isCut = isLast && !this.input.isEndWhole
    if (isBroken && !isCut) {
      if (this.damagedCount++ === 0) this.damagedLine = this.input.lineOf(start)
    }
    if (isLast) this.endOfText(start, isBroken)
  }

  /** Where the last line of the section ends: before its line end, if it has one. */
  private lastLineEnd(): number {
    const { bytes, section } = this.input
    return bytes[section.end - 1] === 0x0a ? section.end - 1 : section.end
  }

  private endOfText(start: number, isBroken: boolean): void {
    const [run] = this.sorter.runs.slice(-1)
    if (isBroken && !this.input.isEndWhole) this.cutLine = this.input.lineOf(start)
    else if (run?.isDetailShort === true) {
      this.cutLine = this.input.lineOf(start)
      this.cutWhat = 'the lines below a SCHED line'
    }
  }

  /** @returns false when the line is not whole. */
  private readMark(mark: Mark, start: number, end: number): boolean {
    const { sorter } = this
    switch (mark.kind) {
      case 'gc': {
        const parsed = parseGcLine(mark.text)
        if (parsed === undefined) return false
        const { cycle } = parsed
        const run = sorter.forCycle(cycle)
        const line = this.touch(run, start, cycle.startNs)
        this.noteGap(run, cycle.number, line)
        run.addCycle(cycle, line)
        return true
      }
      case 'sched': {
        const sched = parseSchedLine(mark.text)
        if (sched === undefined) return false
        const run = sorter.forSample(sched.timeNs)
        const line = this.touch(run, start, sched.timeNs)
        if (!sched.isDetailed && sched.localQueues === undefined && this.tornCount++ === 0)
          this.tornLine = line
        run.addSample(sched, line)
        return true
      }
      case 'detail': {
        const detail = parseDetailLine(mark.text)
        return detail !== undefined && sorter.current().addDetail(detail, start, end)
      }
      case 'pacer': {
        const pacer = parsePacerLine(mark.text)
        if (pacer === undefined) return false
        const run = sorter.current()
        run.addPacing(pacer, this.touch(run, start, undefined))
        return true
      }
      case 'init': {
        const init = parseInitLine(mark.text)
        if (init === undefined) return false
        const run = sorter.forInit(init.startNs, init.package)
        run.addInit(init, this.touch(run, start, init.startNs))
        return true
      }
      case 'scavenge': {
        const scavenge = parseScavengeLine(mark.text)
        if (scavenge === undefined) return false
        const run = sorter.current()
        run.addScavenge(scavenge, this.touch(run, start, undefined))
        return true
      }
      case 'scan':
        return true
    }
  }

  private touch(run: RunBuilder, start: number, timeNs: number | undefined): number {
    const line = this.input.lineOf(start)
    run.touch(line, this.input.timeAt(start), timeNs)
    return line
  }

  private noteGap(run: RunBuilder, number: number, line: number): void {
    if (run.cycleCount === 0) {
      if (number > 1 && this.startsAtCycle === undefined) this.startsAtCycle = { number, line }
      return
    }
    if (number === run.lastCycleNumber + 1) return
    this.missingCount++
    if (this.missing.length < listedGaps) this.missing.push({ from: run.lastCycleNumber, to: number, line })
  }
}
