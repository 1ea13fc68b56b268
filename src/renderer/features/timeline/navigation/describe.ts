/** What things of the timeline are called in announcements and tooltips, and what a row's label selects. */
import { formatDuration, formatExactTime } from '../../../../base/format-units'
import type { RangeDto } from '../../../../contract/pick-dto'
import type { RowDto } from '../../../../contract/rows-dto'
import type { SpanDto } from '../../../../contract/span-dto'
import { clockNs, printClock } from '../../../../picture/wall-clock'
import type { Timing } from '../drawing/draw-header'

/** `g18 main.worker`, or `g18` where the start function is unknown. */
export const goroutineName = (goroutine: { readonly id: number; readonly functionName: string }): string =>
  goroutine.functionName === '' ? `g${goroutine.id}` : `g${goroutine.id} ${goroutine.functionName}`

export function describeSpan(span: SpanDto): string {
  const reason = span.reason === '' ? '' : `, ${span.reason}`
  const length = formatDuration(span.endNs - span.startNs)
  return `${goroutineName(span.goroutine)}: ${span.state}${reason}, ${length} from ${formatExactTime(span.startNs)}`
}

export const describeRange = ({ name, startNs, endNs }: RangeDto): string =>
  endNs > startNs
    ? `${name}, ${formatDuration(endNs - startNs)} from ${formatExactTime(startNs)}`
    : `${name}, at ${formatExactTime(startNs)}`

export const describeRow = (row: RowDto): string =>
  `${nameOfRow(row)}${row.detail === '' ? '' : `, ${row.detail}`}`

/** Of the rows of a nested track only the first has a label. */
function nameOfRow({ label, kind, key }: RowDto): string {
  if (label !== '') return label
  const [, id, depth] = key.split(':')
  return `${kind} of g${id}, level ${Number(depth) + 1}`
}

/** Rows that hold no stretches which could be picked. */
export const isPlainRow = (row: RowDto): boolean =>
  row.kind === 'section' || row.kind === 'heap' || row.kind === 'goroutine-counts'

/** A time as the axis counts it, and nothing else. */
export function axisText(timeNs: number, { originNs, clock }: Timing): string {
  if (clock !== undefined) return printClock(clockNs(clock, timeNs), 9)
  return formatExactTime(timeNs - originNs)
}

/** A time as the axis counts it, after the exact one: from its origin, or by the clock. */
export function timeText(timeNs: number, { originNs, clock }: Timing): string {
  const exact = formatExactTime(timeNs)
  if (clock !== undefined) return `${exact} · ${printClock(clockNs(clock, timeNs), 9)}`
  if (originNs === 0) return exact
  const sinceNs = timeNs - originNs
  return `${exact} · ${sinceNs < 0 ? '−' : '+'}${formatDuration(Math.abs(sinceNs))}`
}
