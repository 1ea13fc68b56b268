/**
 * Text that is no part of a dump, counted and kept at its place. Lines that follow each other are one stretch; the
 * list is bounded, the counts are not.
 */
import type { UnreadText } from '../../model/goroutine-dump'

const maximumSpans = 20_000
/** Between two lines of one stretch only a line end may stand. */
const lineEndBytes = 2

interface Span {
  offset: number
  byteLength: number
  lineCount: number
  isInsideStack: boolean
}

export class UnreadLines {
  private readonly list: Span[] = []
  private last: Span | undefined
  private lastLine: { readonly start: number; readonly end: number; readonly inside: boolean } | undefined
  lineCount = 0
  byteCount = 0
  insideCount = 0

  get spans(): readonly UnreadText[] {
    return this.list
  }

  add(start: number, end: number, isInsideStack: boolean): void {
    this.lineCount++
    this.byteCount += end - start
    if (isInsideStack) this.insideCount++
    this.lastLine = { start, end, inside: isInsideStack }
    const { last } = this
    if (
      last !== undefined &&
      last.isInsideStack === isInsideStack &&
      start >= last.offset &&
      start - (last.offset + last.byteLength) <= lineEndBytes
    ) {
      last.byteLength = end - last.offset
      last.lineCount++
      return
    }
    this.last = { offset: start, byteLength: end - start, lineCount: 1, isInsideStack }
    if (this.list.length < maximumSpans) this.list.push(this.last)
  }

  /** The line added last turned out to belong to a stack after all. */
  takeBackLast(): void {
    const { last, lastLine } = this
    if (last === undefined || lastLine === undefined) return
    this.lastLine = undefined
    this.lineCount--
    this.byteCount -= lastLine.end - lastLine.start
    if (lastLine.inside) this.insideCount--
    last.lineCount--
    last.byteLength = Math.max(0, lastLine.start - last.offset)
    if (last.lineCount > 0) return
    if (this.list[this.list.length - 1] === last) this.list.pop()
    this.last = undefined
  }
}
