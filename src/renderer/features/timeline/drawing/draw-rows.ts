/** The fixed gutter with row labels, and what marks a row's life: begin and end caps. Pure. */
import type { RowDto } from '../../../../contract/rows-dto'
import type { Box, Shape, TextStyle } from '../../../../picture/draw-list'
import { cutToWidth, fitRowLabel, type TextMeasure } from '../../../../picture/label-fit'
import type { Palette } from '../../../../picture/palette'
import type { PlacedRow } from '../scene/row-model'
import type { TimelineGeometry } from '../scene/timeline-geometry'
import type { TimeWindow } from '../../../state/viewport-math'

const labelStyle: TextStyle = { sizePx: 11, weight: 400, family: 'text' }
const sectionStyle: TextStyle = { sizePx: 11, weight: 600, family: 'text' }
const detailStyle: TextStyle = { sizePx: 10, weight: 400, family: 'text' }
const smallStyle: TextStyle = { sizePx: 8, weight: 400, family: 'text' }
const indentPx = 8
/** Kept free also where there is none, so that the labels of one depth begin in one line. */
const chevronPx = 12
const firstIndentPx = 12

export interface RowsContent {
  readonly geometry: TimelineGeometry
  readonly palette: Palette
  readonly rows: readonly PlacedRow[]
  /** The box in which these rows stand, and how far they are scrolled in it. */
  readonly box: Box
  readonly scrollPx: number
  readonly focusedKey: string
  readonly hoveredKey: string
  /** Rows of what is selected. */
  readonly isSelected: (row: RowDto) => boolean
  /** What is on the screen. */
  readonly window: TimeWindow
  readonly isPinned: (row: RowDto) => boolean
  /** Second text of plots: their range. */
  readonly detailOf: (row: RowDto) => string
  readonly measure: TextMeasure
}

/** Where a row's label begins. */
export const labelLeftPx = (row: RowDto): number =>
  firstIndentPx + Math.max(0, row.depth) * indentPx + (row.isExpandable || row.depth > 0 ? chevronPx : 0)

export function drawGutter(content: RowsContent, out: Shape[]): void {
  const { geometry, palette, box, rows, scrollPx } = content
  const gutter: Box = { x: 0, y: box.y, width: geometry.gutterPx, height: box.height }
  out.push({ kind: 'box', box: gutter, fill: palette.panel })
  out.push({ kind: 'begin-clip', box: gutter })
  // After the labels: another font for every text would cost as much as the text.
  const details: Shape[] = []
  for (const placed of rows) {
    const y = box.y + placed.topPx - scrollPx
    if (y + placed.pitchPx <= box.y || y >= box.y + box.height) continue
    drawRowLabel(placed, y, content, out, details)
  }
  for (const detail of details) out.push(detail)
  out.push({ kind: 'end-clip' })
}

function drawRowLabel(
  placed: PlacedRow,
  y: number,
  content: RowsContent,
  out: Shape[],
  details: Shape[],
): void {
  const { geometry, palette, measure } = content
  const { row } = placed
  const isFocused = row.key === content.focusedKey
  const isHovered = row.key === content.hoveredKey
  const isSelected = content.isSelected(row)
  const height = placed.pitchPx - 1
  if (row.kind === 'section') {
    out.push({ kind: 'box', box: { x: 0, y, width: geometry.gutterPx, height }, fill: palette.sectionTint })
  }
  if (isFocused || isHovered || isSelected) {
    out.push({ kind: 'box', box: { x: 0, y, width: geometry.gutterPx, height }, fill: palette.rowTint })
  }
  if (isFocused || isSelected)
    out.push({ kind: 'box', box: { x: 0, y, width: 3, height }, fill: palette.accent })
  const middle = y + placed.bodyPx / 2 + 0.5
  if (row.isExpandable && placed.bodyPx >= 7)
    drawChevron(labelLeftPx(row) - 9, middle, row.isExpanded, palette, out)
  const isSmall = placed.bodyPx < 12
  if (placed.bodyPx < 7 && !isFocused && !isHovered) return
  const style = row.kind === 'section' ? sectionStyle : isSmall ? smallStyle : labelStyle
  const left = labelLeftPx(row)
  const rightPx = geometry.gutterPx - 10 - (content.isPinned(row) ? 12 : 0)
  const room = rightPx - left
  const ownDetail = content.detailOf(row)
  const detail = isSmall ? '' : ownDetail === '' ? row.detail : ownDetail
  const detailWidth = detail === '' ? 0 : measure(detail) * 0.92 + 8
  // The detail gives way first, but for the size of a group: that one wants to know before its whole name.
  const fitsBoth = measure(fitRowLabel(row.label, 1e6, measure)) + detailWidth <= room
  const showsDetail = detail !== '' && (fitsBoth || row.kind === 'group')
  const text = fitRowLabel(
    row.label,
    showsDetail ? room - detailWidth : room,
    (part) => measure(part) * (isSmall ? 0.73 : 1) + (row.kind === 'section' ? part.length * 0.2 : 0),
  )
  const color = livesIn(row, content.window) ? palette.text : palette.dimText
  out.push({ kind: 'text', text, x: left, y: middle, color, style, align: 'left' })
  if (showsDetail)
    details.push({
      kind: 'text',
      text: cutToWidth(detail, room, measure),
      x: rightPx,
      y: middle,
      color: palette.dimText,
      style: detailStyle,
      align: 'right',
    })
  if (content.isPinned(row)) {
    const x = geometry.gutterPx - 14
    out.push({
      kind: 'area',
      points: [x, middle - 4, x + 6, middle - 4, x + 6, middle + 1, x + 3, middle + 5, x, middle + 1],
      fill: palette.accent,
    })
  }
}

/** A row whose life lies wholly outside of what is seen is dimmed, not removed. */
export const livesIn = ({ fromNs, toNs }: RowDto, window: TimeWindow): boolean =>
  (fromNs === undefined || fromNs <= window.toNs) && (toNs === undefined || toNs >= window.fromNs)

function drawChevron(x: number, y: number, isOpen: boolean, palette: Palette, out: Shape[]): void {
  const points = isOpen ? [x - 4, y - 2, x + 4, y - 2, x, y + 3] : [x - 2, y - 4, x + 3, y, x - 2, y + 4]
  out.push({ kind: 'area', points, fill: palette.dimText })
}

/** Begin and end of the life of goroutine rows: a thin cap at either, so that nothing is mistaken for idling. */
export function drawLifeCaps(
  content: RowsContent,
  window: TimeWindow,
  durationNs: number,
  out: Shape[],
): void {
  const { geometry, palette, rows, box, scrollPx } = content
  const nsPerPx = (window.toNs - window.fromNs) / geometry.plotWidthPx
  out.push({ kind: 'begin-clip', box })
  for (const { row, topPx, bodyPx } of rows) {
    if (row.kind !== 'goroutine' || bodyPx < 7) continue
    const y = box.y + topPx - scrollPx
    if (y + bodyPx < box.y || y > box.y + box.height) continue
    const cap = (timeNs: number | undefined): void => {
      if (timeNs === undefined || timeNs <= 0 || timeNs >= durationNs) return
      const x = Math.round(geometry.plotLeftPx + (timeNs - window.fromNs) / nsPerPx)
      if (x < box.x - 2 || x > box.x + box.width + 2) return
      out.push({ kind: 'box', box: { x: x - 1, y: y - 1, width: 2, height: bodyPx + 2 }, fill: palette.text })
    }
    cap(row.toNs)
  }
  out.push({ kind: 'end-clip' })
}
