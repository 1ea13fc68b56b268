/** What is selected, drawn over the rows: outlines, the goroutine in every row, the range. */
import { formatDuration } from '../../../../base/format-units'
import type { RegionDto } from '../../../../contract/work-dto'
import type { RowKey } from '../../../../contract/rows-dto'
import type { SpanDto } from '../../../../contract/span-dto'
import type { Box, Shape, TextStyle } from '../../../../picture/draw-list'
import type { TextMeasure } from '../../../../picture/label-fit'
import type { Palette } from '../../../../picture/palette'
import type { Band } from '../scene/band'
import type { PlacedRow } from '../scene/row-model'
import type { TimelineGeometry } from '../scene/timeline-geometry'
import type { SelectedRange } from '../scene/selected-range'
import type { TimeWindow } from '../../../state/viewport-math'

export const chipStyle: TextStyle = { sizePx: 11, weight: 500, family: 'text' }

/** A band as the selection sees it. */
export interface BandView {
  readonly band: Band
  readonly rows: readonly PlacedRow[]
  readonly box: Box
  readonly scrollPx: number
}

export interface SelectionContent {
  readonly geometry: TimelineGeometry
  readonly palette: Palette
  readonly window: TimeWindow
  readonly bands: readonly BandView[]
  readonly measure: TextMeasure
  readonly span: SpanDto | undefined
  readonly region: RegionDto | undefined
  /** The goroutine that is lit in every row; undefined for none. */
  readonly goroutine: number | undefined
}

export const xOf = (content: SelectionContent, timeNs: number): number =>
  content.geometry.plotLeftPx +
  ((timeNs - content.window.fromNs) / (content.window.toNs - content.window.fromNs)) *
    content.geometry.plotWidthPx

/** Underlines every stretch of the goroutine on rows that are not its own. */
export function drawLitGoroutine(content: SelectionContent, out: Shape[]): void {
  const { goroutine, window, palette } = content
  if (goroutine === undefined) return
  for (const view of content.bands) {
    out.push({ kind: 'begin-clip', box: view.box })
    for (const { tile } of view.band.shown) {
      const places = view.band.placesOf(tile)
      const origin = tile.head.fromNs
      for (let index = 0; index < tile.count; index++) {
        if (tile.goroutine[index] !== goroutine) continue
        const place = places[tile.row[index]!]
        if (place === undefined || (place.kind !== 'processor' && place.kind !== 'thread')) continue
        const start = origin + tile.startNs[index]!
        const end = origin + tile.endNs[index]!
        if (end < window.fromNs || start > window.toNs) continue
        const x0 = Math.max(view.box.x, xOf(content, start))
        const x1 = Math.min(view.box.x + view.box.width, Math.max(x0 + 2, xOf(content, end)))
        const y = view.box.y + place.topPx - view.scrollPx + place.bodyPx
        out.push({ kind: 'box', box: { x: x0, y, width: x1 - x0, height: 2 }, fill: palette.accent })
      }
    }
    out.push({ kind: 'end-clip' })
  }
}

/** The selected span in its own row and in that of its P, or the selected region in its row. */
export function drawSelectedOutline(content: SelectionContent, out: Shape[]): void {
  const { span, region } = content
  if (region !== undefined) outline(content, [region.row], region, out)
  if (span === undefined) return
  const keys: RowKey[] = [`goroutine:${span.goroutine.id}`]
  if (span.processor !== undefined && span.state === 'Running') keys.push(`proc:${span.processor}`)
  outline(content, keys, span, out)
}

/** Two pixels in the text colour, one pixel away from what it is around. */
function outline(
  content: SelectionContent,
  keys: readonly RowKey[],
  stretch: { readonly startNs: number; readonly endNs: number },
  out: Shape[],
): void {
  const { palette } = content
  for (const view of content.bands) {
    for (const { row, topPx, bodyPx } of view.rows) {
      if (!keys.includes(row.key)) continue
      const left = Math.round(Math.max(view.box.x - 6, xOf(content, stretch.startNs)))
      const right = Math.round(Math.min(view.box.x + view.box.width + 6, xOf(content, stretch.endNs)))
      if (right < view.box.x || left > view.box.x + view.box.width) continue
      const y = view.box.y + topPx - view.scrollPx
      out.push({
        kind: 'begin-clip',
        box: { ...view.box, y: view.box.y - 3, height: view.box.height + 3 },
      })
      out.push({
        kind: 'outline',
        box: { x: left - 2, y: y - 2, width: Math.max(1, right - left) + 4, height: bodyPx + 4 },
        stroke: palette.text,
        widthPx: 2,
      })
      out.push({ kind: 'end-clip' })
    }
  }
}

/**
 * A stretch of time: two edges over all rows, its length at the axis. Its wash lies behind the rows, for nothing may
 * change the colour of a state.
 */
export function drawRange(content: SelectionContent, range: SelectedRange, out: Shape[]): void {
  const { geometry, palette, measure } = content
  const left = Math.max(geometry.plotLeftPx, xOf(content, range.fromNs))
  const right = Math.min(geometry.plotLeftPx + geometry.plotWidthPx, xOf(content, range.toNs))
  if (right < left) return
  if (isInstant(range)) {
    drawInstant(content, left, range.rows ?? [], out)
    return
  }
  const top = geometry.axis.y
  const height = geometry.heightPx - top
  const { axis } = geometry
  out.push({
    kind: 'box',
    box: { x: left, y: axis.y + 1, width: Math.max(1, right - left), height: axis.height - 2 },
    fill: palette.accentWash,
  })
  for (const x of [left, right]) {
    out.push({ kind: 'box', box: { x: Math.round(x) - 1, y: top, width: 2, height }, fill: palette.accent })
  }
  if (range.rows !== undefined) drawRangeRows(content, range.rows, left, right, out)
  const text = formatDuration(range.toNs - range.fromNs)
  const box = chipOver(geometry, (left + right) / 2, measure(text) + 12)
  out.push({ kind: 'box', box, fill: palette.accent })
  out.push({
    kind: 'text',
    text,
    x: box.x + box.width / 2,
    y: box.y + 9.5,
    color: palette.background,
    style: chipStyle,
    align: 'center',
  })
}

/** A log or a sample of a row: one instant, not a stretch. */
const isInstant = ({ fromNs, toNs, rows }: SelectedRange): boolean => toNs - fromNs <= 1 && rows?.length === 1

/** A tick on the axis, and a frame around the mark on its row. */
function drawInstant(content: SelectionContent, x: number, rows: readonly RowKey[], out: Shape[]): void {
  const { axis } = content.geometry
  const tick: Box = { x: Math.round(x) - 1, y: axis.y + 1, width: 2, height: axis.height - 2 }
  out.push({ kind: 'box', box: tick, fill: content.palette.accent })
  drawRangeRows(content, rows, x - 4, x + 4, out)
}

/** Where a chip of the axis stands: in the middle of what it is about, as far as the plot reaches. */
function chipOver({ plotLeftPx, plotWidthPx, axis }: TimelineGeometry, middle: number, width: number): Box {
  const x = Math.min(Math.max(middle - width / 2, plotLeftPx), plotLeftPx + plotWidthPx - width)
  return { x, y: axis.y + 4, width, height: 18 }
}

/** The box of the words about a range; undefined where there are none. */
export function rangeChip(content: SelectionContent, range: SelectedRange): Box | undefined {
  const { geometry, measure } = content
  const left = Math.max(geometry.plotLeftPx, xOf(content, range.fromNs))
  const right = Math.min(geometry.plotLeftPx + geometry.plotWidthPx, xOf(content, range.toNs))
  if (right < left || isInstant(range)) return undefined
  return chipOver(geometry, (left + right) / 2, measure(formatDuration(range.toNs - range.fromNs)) + 12)
}

/** A range of some rows: a frame around each. */
function drawRangeRows(
  content: SelectionContent,
  rows: readonly RowKey[],
  left: number,
  right: number,
  out: Shape[],
): void {
  const wanted = new Set(rows)
  for (const view of content.bands) {
    out.push({ kind: 'begin-clip', box: view.box })
    for (const { row, topPx, bodyPx } of view.rows) {
      if (!wanted.has(row.key)) continue
      const y = view.box.y + topPx - view.scrollPx
      out.push({
        kind: 'outline',
        box: { x: left, y: y - 1, width: Math.max(2, right - left), height: bodyPx + 2 },
        stroke: content.palette.accent,
        widthPx: 1.5,
      })
    }
    out.push({ kind: 'end-clip' })
  }
}
