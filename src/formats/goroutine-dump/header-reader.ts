/** The header of a goroutine, read from the bytes of its line (header-line.ts says how one looks). */
import { bytesOf, judgedText } from './byte-words'
import type { RowStart } from './dump-builder'
import type { StatusTable } from './status-table'

/** How every header begins. */
export const goroutineWord = bytesOf('goroutine ')

/** `cut`: no header as it stands, but perhaps the begin of one. */
export type HeaderReading = { readonly row: RowStart; readonly state: string } | 'cut' | 'other'

const mostDigits = 16

export class HeaderReader {
  constructor(
    private readonly bytes: Uint8Array,
    private readonly statuses: StatusTable,
  ) {}

  /** @param start of the line's `goroutine ` */
  read(start: number, end: number): HeaderReading {
    const { bytes, statuses } = this
    const digits = start + goroutineWord.length
    let at = digits
    let id = 0
    while (at < end && bytes[at] >= 0x30 && bytes[at] <= 0x39) id = id * 10 + (bytes[at++] - 0x30)
    if (at === digits || at - digits > mostDigits || bytes[at] !== 0x20) return 'other'
    at++
    // Between id and status only gp=, m= and mp= may stand.
    if (bytes[at] !== 0x5b) {
      while (at < end && bytes[at] !== 0x5b) at++
      if (at === end) return 'cut'
      if (!/^goroutine \d+ (?:(?:gp|m|mp)=\S+ )+$/.test(judgedText(bytes, start, at))) return 'other'
    }
    const status = statuses.read(at, end)
    if (status === null) return 'cut'
    const { index: state, minutes, flags, bubble } = status
    const labels = status.labels === '' ? 0 : statuses.internLabels(at, end, status.labels)
    const row = { id, weight: 1, state, minutes, flags, bubble, labels, textOffset: start }
    return { row, state: status.state }
  }
}
