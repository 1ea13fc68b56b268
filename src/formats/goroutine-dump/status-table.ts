import type { DumpState } from '../../model/goroutine-dump'
import type { ByteInterner } from './byte-interner'
import { decodeText } from './byte-interner'
import type { GoroutineStatus } from './header-line'
import { parseStatus } from './header-line'

/** What the brackets of a header say; each wording is parsed once. */
export class StatusTable {
  readonly states: DumpState[] = [{ original: '', firstGroup: '' }]
  private readonly stateByText = new Map<string, number>()
  private readonly byText = new Map<number, (GoroutineStatus & { readonly index: number }) | null>()

  constructor(
    private readonly bytes: Uint8Array,
    private readonly strings: ByteInterner,
  ) {}

  /** The status that stands from its bracket on, with the index of its state; null when it is none. */
  read(start: number, end: number): (GoroutineStatus & { readonly index: number }) | null {
    const text = this.strings.intern(start, end)
    const known = this.byText.get(text)
    if (known !== undefined) return known
    const parsed = parseStatus(this.strings.get(text))
    const status = parsed === null ? null : { ...parsed, index: this.stateIndex(parsed) }
    this.byText.set(text, status)
    return status
  }

  /** Labels are part of the header: found again in its bytes, so that they need no string table of their own. */
  internLabels(start: number, end: number, labels: string): number {
    const { bytes } = this
    const length = new TextEncoder().encode(labels).length
    for (let at = start; at + length <= end; at++) {
      if (bytes[at] === 0x7b && decodeText(bytes, at, at + length) === labels) {
        return this.strings.intern(at, at + length)
      }
    }
    return 0
  }

  private stateIndex(status: GoroutineStatus): number {
    const key = `${status.firstGroup}\n${status.state}`
    const known = this.stateByText.get(key)
    if (known !== undefined) return known
    const index = this.states.push({ original: status.state, firstGroup: status.firstGroup }) - 1
    this.stateByText.set(key, index)
    return index
  }
}
