/**
 * The stack of one goroutine while it is read: frames out of call lines and site lines, its creator, its ancestors.
 */
import { DumpFrameFlag, GoroutineRowFlag } from '../../model/goroutine-dump'
import type { ByteInterner } from './byte-interner'
import { bytesOf, judgedText, startsWith } from './byte-words'
import type { DumpBuilder, RowStart } from './dump-builder'
import { argumentsStart, isBareFunctionName, isElidedArguments, parseSite } from './frame-lines'
import type { StackTables } from './stack-tables'
import type { UnreadLines } from './unread-lines'

const maximumFramesOfStack = 1 << 16
const inGoroutineWord = bytesOf(' in goroutine ')

export class RowReader {
  /** The row being read, and where its dump is. */
  private current: RowStart | undefined
  private dump: DumpBuilder | undefined
  private frames = new Uint32Array(256)
  private frameCount = 0
  private creator = 0
  private creatorId = NaN
  private flags = 0
  /** Frames of the goroutine itself once an ancestor's stack has begun. */
  private ancestorId = NaN
  private ownStack = -1

  /** A call line that waits for its site line. */
  private pendingStart = -1
  private pendingEnd = 0
  private pendingIsCreator = false
  /** End of `path:line` in the last site line that was read; -1 before the first of a stack. */
  private lastSiteEnd = -1
  private isLastInlined = false
  private readonly sites = new Map<number, number>()

  constructor(
    private readonly bytes: Uint8Array,
    private readonly strings: ByteInterner,
    private readonly tables: StackTables,
    private readonly unread: UnreadLines,
  ) {}

  get isOpen(): boolean {
    return this.current !== undefined
  }

  /** The creator is the last line of a stack: only ancestors may follow. */
  get isComplete(): boolean {
    return this.creator !== 0 && this.pendingStart < 0 && Number.isNaN(this.ancestorId)
  }

  get hasPending(): boolean {
    return this.pendingStart >= 0
  }

  /**
   * The text ends here. Where that breaks a stack off, the row is marked.
   * @returns where the broken part begins, or undefined when nothing is broken.
   */
  endOfText(endsWithLineEnd: boolean, end: number): number | undefined {
    if (this.pendingStart >= 0) {
      // The last frame has no site: the text was cut inside it.
      const cutAt = this.pendingStart
      const isCut = this.isPendingCall() || isBareFunctionName(this.bytes, this.pendingStart, this.pendingEnd)
      this.dropPending()
      if (!isCut) return undefined
      this.flags |= GoroutineRowFlag.cut
      return cutAt
    }
    if (this.current === undefined || this.isHeaderless()) return undefined
    if (this.isEmpty()) {
      this.flags |= GoroutineRowFlag.cut
      return this.current.textOffset
    }
    if (!endsWithLineEnd && this.isSiteCut(end)) {
      this.flags |= GoroutineRowFlag.cut
      return end
    }
    // Every goroutine but the main one and threads' own stacks says who created it, and Go ends every line.
    if (endsWithLineEnd || this.creator !== 0 || this.ownStack >= 0 || !(this.current.id > 1))
      return undefined
    this.flags |= GoroutineRowFlag.cut
    return end
  }

  /**
   * Whether the last line, a site, breaks off. Go prints `+0x…` behind the site of every frame that is not inlined
   * (Go 1.26 src/runtime/traceback.go: traceback2); digits that are missing from the number cannot be told.
   */
  private isSiteCut(end: number): boolean {
    if (this.isLastInlined || this.lastSiteEnd < 0) return false
    const tail = judgedText(this.bytes, this.lastSiteEnd, end)
    return !tail.includes('\n') && !/^ \+0x[0-9a-f]/.test(tail) && !/ (?:fp|sp|pc)=0x/.test(tail)
  }

  begin(dump: DumpBuilder, row: RowStart): void {
    this.end(row.textOffset)
    this.current = row
    this.dump = dump
    this.frameCount = 0
    this.creator = 0
    this.creatorId = NaN
    this.flags = 0
    this.ancestorId = NaN
    this.ownStack = -1
    this.lastSiteEnd = -1
  }

  end(offset: number): void {
    const { current: row, dump } = this
    if (row === undefined || dump === undefined) return
    this.closeAncestor()
    const stack = this.ownStack >= 0 ? this.ownStack : this.tables.internStack(this.frames, this.frameCount)
    dump.addRow(row, stack, this.creator, this.creatorId, this.flags, offset)
    this.current = undefined
    this.dump = undefined
  }

  setPending(start: number, end: number, isCreator: boolean): void {
    this.pendingStart = start
    this.pendingEnd = end
    this.pendingIsCreator = isCreator
  }

  /** The pending line was no call after all. One without parentheses was never much of a call: other text. */
  dropPending(): void {
    if (this.pendingStart < 0) return
    this.unread.add(this.pendingStart, this.pendingEnd, this.isPendingCall())
    this.pendingStart = -1
  }

  private isPendingCall(): boolean {
    return this.pendingIsCreator || argumentsStart(this.bytes, this.pendingStart, this.pendingEnd) >= 0
  }

  commitFrame(siteStart: number, siteStop: number): void {
    const { bytes, strings, tables } = this
    const siteText = strings.intern(siteStart, siteStop)
    let site = this.sites.get(siteText)
    if (site === undefined) {
      site = tables.internSite(parseSite(bytes, siteStart, siteStop, strings))
      this.sites.set(siteText, site)
    }
    const start = this.pendingStart
    const end = this.pendingEnd
    this.pendingStart = -1
    this.lastSiteEnd = siteStop
    this.isLastInlined = false
    if (this.pendingIsCreator) return this.commitCreator(start, end, site)
    const parenthesis = argumentsStart(bytes, start, end)
    if (parenthesis < 0) {
      // C frames are printed with other tails.
      this.lastSiteEnd = -1
      const flags = this.isHeaderless() ? 0 : DumpFrameFlag.foreign
      return this.pushFrame(tables.internFrame(strings.intern(start, end), 0, site, flags))
    }
    const isElided = isElidedArguments(bytes, parenthesis, end)
    this.isLastInlined = isElided
    this.pushFrame(
      tables.internFrame(
        strings.intern(start, parenthesis),
        strings.intern(parenthesis + 1, end - 1),
        site,
        isElided ? DumpFrameFlag.inlined : 0,
      ),
    )
  }

  commitFrameWithoutSite(flags: number): void {
    const name = this.strings.intern(this.pendingStart, this.pendingEnd)
    this.pendingStart = -1
    this.pushFrame(this.tables.internFrame(name, 0, 0, flags))
  }

  /** `created by main.park in goroutine 1` and its site. */
  private commitCreator(start: number, end: number, site: number): void {
    const { bytes } = this
    let digit = end
    let id = 0
    let scale = 1
    while (digit > start && bytes[digit - 1] >= 0x30 && bytes[digit - 1] <= 0x39) {
      digit--
      id += (bytes[digit] - 0x30) * scale
      scale *= 10
    }
    const wordStart = digit - inGoroutineWord.length
    const hasId = digit < end && wordStart > start && startsWith(bytes, wordStart, end, inGoroutineWord)
    const nameEnd = hasId ? wordStart : end
    const creator = this.tables.internCreator(this.strings.intern(start, nameEnd), site)
    if (!Number.isNaN(this.ancestorId)) {
      this.closeAncestor(creator)
      return
    }
    this.creator = creator
    this.creatorId = hasId ? id : NaN
  }

  readElision(start: number, end: number): boolean {
    const text = judgedText(this.bytes, start, end)
    if (!/^\.\.\.(?:additional|\d+) frames elided\.\.\.$/.test(text)) return false
    this.dropPending()
    this.pushFrame(this.tables.internFrame(this.strings.intern(start, end), 0, 0, DumpFrameFlag.elision))
    return true
  }

  /** `[originating from goroutine 7]:` (GODEBUG=tracebackancestors; runtime/traceback.go printAncestorTraceback). */
  readOrigin(start: number, end: number): boolean {
    const found = /^\[originating from goroutine (\d{1,16})\]:$/.exec(judgedText(this.bytes, start, end))
    if (found === null) return false
    this.dropPending()
    this.closeAncestor()
    if (this.ownStack < 0) this.ownStack = this.tables.internStack(this.frames, this.frameCount)
    this.frameCount = 0
    this.ancestorId = Number(found[1])
    return true
  }

  private closeAncestor(creator = 0): void {
    if (Number.isNaN(this.ancestorId) || this.dump === undefined) return
    const stack = this.tables.internStack(this.frames, this.frameCount)
    const { dump } = this
    const list = dump.ancestors.get(dump.rowCount) ?? []
    list.push({ goroutineId: this.ancestorId, stack, creator })
    dump.ancestors.set(dump.rowCount, list)
    this.ancestorId = NaN
    this.frameCount = 0
  }

  pushFrame(frame: number): void {
    if (this.frameCount === this.frames.length) {
      if (this.frameCount >= maximumFramesOfStack) return
      const larger = new Uint32Array(this.frames.length * 2)
      larger.set(this.frames)
      this.frames = larger
    }
    this.frames[this.frameCount++] = frame
  }

  /** A header with nothing below it: even a goroutine whose frames are all hidden has a `created by`. */
  isEmpty(): boolean {
    return this.frameCount === 0 && this.ownStack < 0 && this.creator === 0
  }

  isHeaderless(): boolean {
    return this.current !== undefined && (this.current.flags & GoroutineRowFlag.headerless) !== 0
  }
}
