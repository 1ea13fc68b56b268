/**
 * Reads the race detector's reports line by line (LLVM compiler-rt/lib/tsan/rtl/tsan_report.cpp, the Go printer):
 * `WARNING: DATA RACE`, one section per access, one per goroutine's creation, ended by a line of equals signs.
 */
import type { RaceAccess, RaceCreation, RaceFrame, RaceReport } from '../../model/race-report'

const access =
  /^(previous )?((?:atomic )?(?:read|write))(?: of size \d+)?(?: at (0x[0-9a-f]+))? by (?:goroutine (\d{1,15})|(main goroutine)|(.{1,100})):$/i
const creation = /^goroutine (\d{1,15}) \(([a-z ]+)\) created at:$/i
const site = /^(.+):(\d{1,9})(?: \+0x[0-9a-f]+)?$/
const separator = /^={10,}$/

const maximumFrames = 4096
const maximumSections = 64
/** After so many lines in a row that mean nothing the report is taken to have broken off. */
const patience = 8

interface Section {
  readonly stack: RaceFrame[]
  isStackMissing: boolean
}

export class RaceLines {
  private readonly accesses: (RaceAccess & Section)[] = []
  private readonly created: (RaceCreation & Section)[] = []
  private readonly others: ({ title: string } & Section)[] = []
  private section: Section | undefined
  private functionName = ''
  private strangeLines = 0

  /** Begins a report at its `WARNING: DATA RACE` line. */
  constructor(private readonly offset: number) {}

  /**
   * @returns 'used': the line belongs to the report. 'last': it does and ends it. 'strange': it does not, the report
   * may go on. 'over': it does not, and the report has ended before it.
   */
  read(line: string): 'used' | 'last' | 'strange' | 'over' {
    const text = line.trim()
    if (separator.test(text)) return 'last'
    if (text === '') {
      this.functionName = ''
      return 'used'
    }
    if (text === 'WARNING: DATA RACE' || /^(?:goroutine \d+ \[|panic: |fatal error: )/.test(text))
      return 'over'
    if (this.readTitle(text) || this.readStack(text)) {
      this.strangeLines = 0
      return 'used'
    }
    return ++this.strangeLines > patience ? 'over' : 'strange'
  }

  finish(endOffset: number, isCut: boolean): RaceReport {
    return {
      accesses: this.accesses,
      created: this.created,
      others: this.others,
      offset: this.offset,
      byteLength: endOffset - this.offset,
      isCut: isCut || this.accesses.length < 2,
    }
  }

  private readTitle(text: string): boolean {
    if (this.accesses.length + this.created.length + this.others.length >= maximumSections) return false
    const found = access.exec(text)
    if (found !== null) {
      const entry = {
        kind: found[2].toLowerCase(),
        isPrevious: found[1] !== undefined,
        address: found[3] ?? '',
        goroutine: found[4] === undefined ? undefined : Number(found[4]),
        isMainGoroutine: found[5] !== undefined,
        stack: [],
        isStackMissing: false,
      }
      this.accesses.push(entry)
      this.section = entry
      return true
    }
    const made = creation.exec(text)
    if (made !== null) {
      const entry = { goroutine: Number(made[1]), state: made[2], stack: [], isStackMissing: false }
      this.created.push(entry)
      this.section = entry
      return true
    }
    if (/^[A-Z].* (?:at|by|from):$/.test(text) && text.length < 200) {
      const entry = { title: text.slice(0, -1), stack: [], isStackMissing: false }
      this.others.push(entry)
      this.section = entry
      return true
    }
    return false
  }

  private readStack(text: string): boolean {
    const { section } = this
    if (section === undefined) return false
    if (text === '[failed to restore the stack]') {
      section.isStackMissing = true
      return true
    }
    if (this.functionName !== '') {
      const place = site.exec(text)
      if (place !== null) {
        if (section.stack.length < maximumFrames) {
          section.stack.push({ functionName: this.functionName, file: place[1], line: Number(place[2]) })
        }
        this.functionName = ''
        return true
      }
    }
    const name = calledFunction(text)
    if (name === '') return false
    this.functionName = name
    return true
  }
}

/** The name in `name(…)`, or '' when the text is no call. */
function calledFunction(text: string): string {
  if (!text.endsWith(')')) return ''
  const name = text.slice(0, Math.max(0, text.lastIndexOf('(')))
  return name.includes(' ') ? '' : name
}
