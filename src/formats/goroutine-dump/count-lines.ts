/**
 * The count form of the goroutine profile (debug=1; Go 1.26 src/runtime/pprof/pprof.go: printCountProfile):
 *
 *     goroutine profile: total 30
 *     3 @ 0x486dea 0x4176ce
 *     # labels: {"tenant":"blue"}
 *     #	0x52bd04	main.leakReceive+0x44	/home/gopher/app/states.go:36
 */
import { decodeText } from './byte-interner'
import type { ByteInterner } from './byte-interner'
import type { DumpBuilder } from './dump-builder'
import { parseSite, siteEnd } from './frame-lines'
import type { StackTables } from './stack-tables'

const hash = 0x23
const tab = 0x09
const maximumFrames = 1 << 14

export class CountLines {
  private dump: DumpBuilder | undefined
  private weight = 0
  private labels = 0
  private textOffset = 0
  private textEnd = 0
  private readonly frames: number[] = []
  private isOpen = false

  constructor(
    private readonly bytes: Uint8Array,
    private readonly strings: ByteInterner,
    private readonly tables: StackTables,
  ) {}

  begin(dump: DumpBuilder): void {
    this.endStack()
    this.dump = dump
  }

  /** @returns whether the line [start, end) belongs to a count profile. */
  read(start: number, end: number): boolean {
    const { bytes } = this
    if (this.dump === undefined) return false
    const first = bytes[start]
    if (first >= 0x30 && first <= 0x39) {
      const found = /^(\d{1,10}) @(?: 0x[0-9a-f]+)*$/.exec(
        decodeText(bytes, start, Math.min(end, start + 8192)),
      )
      if (found === null) return false
      this.endStack()
      this.weight = Math.min(Number(found[1]), 0xffffffff)
      this.labels = 0
      this.textOffset = start
      this.textEnd = end
      this.isOpen = true
      return true
    }
    if (first !== hash || !this.isOpen) return false
    this.textEnd = end
    return this.readFrame(start, end) || this.readLabels(start, end)
  }

  endStack(): void {
    if (!this.isOpen || this.dump === undefined) return
    this.isOpen = false
    const stack = this.tables.internStack(this.frames, this.frames.length)
    this.frames.length = 0
    const { weight, labels, textOffset, textEnd } = this
    this.dump.addRow(
      { id: NaN, weight, state: 0, minutes: -1, flags: 0, bubble: 0, labels, textOffset },
      stack,
      0,
      NaN,
      0,
      textEnd,
    )
  }

  /** `#<tab>0xpc<tab>function+0xoffset<tabs>file:line`, tabs perhaps turned into spaces. */
  private readFrame(start: number, end: number): boolean {
    const { bytes, strings, tables } = this
    const isBlank = (at: number): boolean => bytes[at] === tab || bytes[at] === 0x20
    let at = start + 1
    while (at < end && isBlank(at)) at++
    if (bytes[at] !== 0x30 || bytes[at + 1] !== 0x78) return false
    while (at < end && !isBlank(at)) at++
    while (at < end && isBlank(at)) at++
    const nameStart = at
    while (at < end && !isBlank(at)) at++
    let nameEnd = at
    for (let i = at - 1; i > nameStart; i--) {
      if (bytes[i] === 0x2b) {
        nameEnd = i
        break
      }
    }
    while (at < end && isBlank(at)) at++
    const siteStop = at < end ? siteEnd(bytes, at, end) : -1
    const site = siteStop < 0 ? 0 : tables.internSite(parseSite(bytes, at, siteStop, strings))
    if (nameEnd > nameStart && this.frames.length < maximumFrames) {
      this.frames.push(tables.internFrame(strings.intern(nameStart, nameEnd), 0, site, 0))
    }
    return true
  }

  private readLabels(start: number, end: number): boolean {
    const { bytes } = this
    const brace = bytes.subarray(start, end).indexOf(0x7b)
    if (brace < 0 || !/^# labels: \{/.test(decodeText(bytes, start, Math.min(end, start + 16)))) return false
    this.labels = this.strings.intern(start + brace, end)
    return true
  }
}
