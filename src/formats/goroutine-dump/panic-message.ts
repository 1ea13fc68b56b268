/**
 * Tells the further lines of a panic's message from what Go prints behind them. Since Go 1.23 each begins with a tab
 * more than the line of the panic (src/runtime/error.go, printindented), so that a stack inside of a message is text.
 * Logs may indent all further lines of a record as well: then the goroutine that died is indented too, and nothing is
 * taken for a message that has no goroutine behind it on the panic's own level.
 */
import { bytesOf, startsWith } from './byte-words'
import { goroutineWord } from './header-reader'

const tab = 0x09
const panicWord = bytesOf('panic: ')
/** How far the goroutine that died is looked for; the next panic of that level ends the search, so it is linear. */
const furthestBytes = 1 << 16

export class PanicMessage {
  private indentBytes = -1
  private isTabbed: boolean | undefined

  constructor(private readonly bytes: Uint8Array) {}

  /** A message begins in this line. `start`: of its first letter. */
  begin(lineStart: number, start: number, end: number): void {
    // Behind the prefix of a logger nothing is known of tabs.
    const isPanic = startsWith(this.bytes, start, end, panicWord)
    // The next of a chain has one tab itself, and its message no more than that.
    if (isPanic && this.indentBytes >= 0 && start - lineStart === this.indentBytes + 1) return
    this.indentBytes = isPanic ? start - lineStart : -1
    this.isTabbed = undefined
  }

  /** Whether a line is part of the message that is open. `sectionEnd`: where the text ends. */
  holds(lineStart: number, start: number, end: number, sectionEnd: number): boolean {
    const { bytes, indentBytes } = this
    if (indentBytes < 0 || start - lineStart <= indentBytes || bytes[lineStart + indentBytes] !== tab)
      return false
    if (startsWith(bytes, start, end, panicWord)) return false
    return (this.isTabbed ??= this.hasGoroutineBehind(end, sectionEnd))
  }

  /** Where the tab before the message's own words stands in a line that it holds. */
  tabOf(lineStart: number): number {
    return lineStart + this.indentBytes
  }

  private hasGoroutineBehind(from: number, sectionEnd: number): boolean {
    const { bytes, indentBytes } = this
    const limit = Math.min(sectionEnd, from + furthestBytes)
    for (let at = bytes.indexOf(0x0a, from); at >= 0 && at < limit; at = bytes.indexOf(0x0a, at + 1)) {
      const start = at + 1 + indentBytes
      if (startsWith(bytes, start, limit, goroutineWord)) return true
      if (startsWith(bytes, start, limit, panicWord)) return false
    }
    return false
  }
}
