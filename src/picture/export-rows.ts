/** The rows of a picture: axis, labels, rectangles, words, plots. Same geometry rules as the window's. */
import { formatExactTime } from '../base/format-units'
import type { RowDto } from '../contract/rows-dto'
import { layOutAxis, type Axis } from './axis'
import {
  drawHeapGoal,
  goroutineRangeText,
  heapRangeText,
  layOutGoroutineCounts,
  layOutHeap,
} from './counter-plots'
import type { Counters } from './counters'
import {
  extraStyleIndex,
  RectangleBuilder,
  type Box,
  type Layer,
  type Shape,
  type TextStyle,
} from './draw-list'
import { cutToWidth, fitRowLabel, type TextMeasure } from './label-fit'
import type { Palette } from './palette'
import { rowBodyPx, rowPitchPx, type Density } from './row-layout'
import type { Tile } from './tile-columns'
import { labelTile } from './tile-labels'
import { layOutTile, layOutWashes, type RowPlace } from './tile-layout'
import { layOutWallAxis, printUtcOffset, type WallClock } from './wall-clock'

const axisHeightPx = 26
const sectionStyle = extraStyleIndex('section')
const lostStyle = extraStyleIndex('lost')
const gridStyle = extraStyleIndex('grid')
const tickStyle: TextStyle = { sizePx: 11, weight: 400, family: 'text' }
const labelStyle: TextStyle = { sizePx: 11, weight: 400, family: 'text' }
const headingStyle: TextStyle = { sizePx: 11, weight: 600, family: 'text' }
const detailStyle: TextStyle = { sizePx: 10, weight: 400, family: 'text' }
const smallStyle: TextStyle = { sizePx: 8, weight: 400, family: 'text' }
/** Words on spans of one tile; a printed page bears more than a screen. */
const maximumLabels = 2_000
const everywhere = 1e18

/** What rows are drawn from; without counters their plots stay empty. */
export interface RowsData {
  readonly fromNs: number
  readonly toNs: number
  readonly rows: readonly RowDto[]
  readonly tiles: readonly Tile[]
  readonly overview: { readonly lost: readonly { readonly fromNs: number; readonly toNs: number }[] }
  readonly counters?: Counters
  /** How the axis counts; absent: since the trace's start. */
  readonly timing?: PictureTiming | undefined
}

/** Since a point that the user has set, or as a clock. */
export interface PictureTiming {
  readonly originNs: number
  readonly clock: WallClock | undefined
}

export interface RowsFrame {
  readonly x: number
  readonly y: number
  readonly widthPx: number
  readonly gutterPx: number
  readonly hasAxis: boolean
  readonly density: Density
}

export interface PlannedRow {
  readonly row: RowDto
  /** From the top of the rows. */
  readonly topPx: number
  readonly pitchPx: number
  readonly bodyPx: number
}

export interface RowsPlan {
  readonly frame: RowsFrame
  readonly rows: readonly PlannedRow[]
  /** Undefined where the picture has no axis. */
  readonly axis: Box | undefined
  /** Where data are drawn. */
  readonly rowsBox: Box
  readonly bottomPx: number
}

export function placeRows(shown: readonly RowDto[], frame: RowsFrame): RowsPlan {
  const axisPx = frame.hasAxis ? axisHeightPx : 0
  let topPx = 2
  const rows = shown.map((row): PlannedRow => {
    const pitchPx = rowPitchPx(row.kind, frame.density)
    const placed = { row, topPx, pitchPx, bodyPx: rowBodyPx(row.kind, frame.density) }
    topPx += pitchPx
    return placed
  })
  const x = frame.x + frame.gutterPx
  const width = frame.widthPx - frame.gutterPx
  return {
    frame,
    rows,
    axis: frame.hasAxis ? { x, y: frame.y, width, height: axisPx } : undefined,
    rowsBox: { x, y: frame.y + axisPx, width, height: topPx },
    bottomPx: frame.y + axisPx + topPx,
  }
}

interface Look {
  readonly palette: Palette
  readonly measure: TextMeasure
}

export function drawRows(
  data: RowsData,
  plan: RowsPlan,
  look: Look,
): { readonly layers: readonly Layer[]; readonly shapes: readonly Shape[] } {
  const { rowsBox } = plan
  const unitsPerPx = (data.toNs - data.fromNs) / rowsBox.width
  const rectangles = new RectangleBuilder()
  const places = fill(data, plan, look.palette, rectangles)
  const layer: Layer = {
    kind: 'rectangles',
    clip: rowsBox,
    view: { fromX: data.fromNs, unitsPerPx, scrollPx: 0 },
    rectangles,
  }
  const shapes: Shape[] = []
  drawGoals(data, plan, look, shapes)
  drawWords(data, plan, look, places, unitsPerPx, shapes)
  drawGutter(data, plan, look, shapes)
  if (plan.axis !== undefined) drawAxis(data, plan, plan.axis, look, shapes)
  const outer = {
    x: plan.frame.x,
    y: plan.frame.y,
    width: plan.frame.widthPx,
    height: plan.bottomPx - plan.frame.y,
  }
  shapes.push({ kind: 'outline', box: inset(outer), stroke: look.palette.border, widthPx: 1 })
  return { layers: [layer], shapes }
}

const inset = (box: Box): Box => ({
  x: box.x + 0.5,
  y: box.y + 0.5,
  width: box.width - 1,
  height: box.height - 1,
})

/** Answers where the rows of each tile stand. */
function fill(
  data: RowsData,
  plan: RowsPlan,
  palette: Palette,
  out: RectangleBuilder,
): ReadonlyMap<Tile, readonly (RowPlace | undefined)[]> {
  const { rowsBox } = plan
  const { ticks } = axisOf(data, rowsBox.width)
  for (const { isMajor, timeNs } of ticks) if (isMajor) out.add(timeNs, timeNs, 0, rowsBox.height, gridStyle)
  const places = new Map<string, RowPlace>()
  for (const { row, topPx, bodyPx, pitchPx } of plan.rows) {
    if (row.kind === 'section') out.add(-everywhere, everywhere, topPx, topPx + pitchPx - 1, sectionStyle)
    else if (row.kind !== 'heap' && row.kind !== 'goroutine-counts')
      places.set(row.key, { topPx, bodyPx, kind: row.kind })
  }
  for (const { fromNs, toNs } of data.overview.lost) out.add(fromNs, toNs, 0, rowsBox.height, lostStyle)
  for (const tile of data.tiles) {
    const gcRow = tile.head.rows.indexOf('gc')
    if (gcRow >= 0) layOutWashes(tile, gcRow, rowsBox.height, { gc: true, stw: true }, out)
  }
  for (const { row, topPx, bodyPx } of plan.rows) {
    if (data.counters === undefined) break
    if (row.kind === 'heap') layOutHeap(data.counters, { topPx, bodyPx }, out)
    else if (row.kind === 'goroutine-counts') layOutGoroutineCounts(data.counters, { topPx, bodyPx }, out)
  }
  const byTile = new Map<Tile, readonly (RowPlace | undefined)[]>()
  for (const tile of data.tiles) {
    const ofTile = tile.head.rows.map((row) => places.get(row))
    byTile.set(tile, ofTile)
    layOutTile(tile, { palette, places: ofTile, fromNs: data.fromNs, toNs: data.toNs }, out)
  }
  return byTile
}

/** Lines of the heap goal, over the heap. */
function drawGoals(data: RowsData, plan: RowsPlan, { palette }: Look, out: Shape[]): void {
  const { rowsBox } = plan
  const { counters } = data
  if (counters === undefined) return
  for (const { row, topPx, bodyPx } of plan.rows) {
    if (row.kind !== 'heap') continue
    const box = { x: rowsBox.x, y: rowsBox.y + topPx, width: rowsBox.width, height: bodyPx }
    drawHeapGoal({ box, window: data, counters, palette }, out)
  }
}

function drawWords(
  data: RowsData,
  plan: RowsPlan,
  look: Look,
  places: ReadonlyMap<Tile, readonly (RowPlace | undefined)[]>,
  nsPerPx: number,
  out: Shape[],
): void {
  const { rowsBox } = plan
  out.push({ kind: 'begin-clip', box: rowsBox })
  for (const [tile, ofTile] of places) {
    labelTile(
      tile,
      {
        palette: look.palette,
        places: ofTile,
        leftPx: rowsBox.x,
        rightPx: rowsBox.x + rowsBox.width,
        fromNs: data.fromNs,
        nsPerPx,
        shiftPx: rowsBox.y,
        clipTopPx: rowsBox.y,
        clipBottomPx: rowsBox.y + rowsBox.height,
        measure: look.measure,
        maximum: maximumLabels,
      },
      out,
    )
  }
  out.push({ kind: 'end-clip' })
}

function drawGutter(data: RowsData, plan: RowsPlan, look: Look, out: Shape[]): void {
  const { frame, rowsBox } = plan
  const { palette } = look
  const gutter = { x: frame.x, y: rowsBox.y, width: frame.gutterPx, height: rowsBox.height }
  out.push({ kind: 'box', box: gutter, fill: palette.panel })
  for (const planned of plan.rows) drawRowLabel(data, plan, planned, look, out)
  const x = frame.x + frame.gutterPx - 0.5
  const points = [x, plan.frame.y, x, plan.bottomPx]
  out.push({ kind: 'line', points, stroke: palette.border, widthPx: 1 })
}

function drawRowLabel(
  data: RowsData,
  plan: RowsPlan,
  { row, topPx, pitchPx, bodyPx }: PlannedRow,
  { palette, measure }: Look,
  out: Shape[],
): void {
  const { frame, rowsBox } = plan
  const y = rowsBox.y + topPx
  const isSection = row.kind === 'section'
  if (isSection) {
    const box = { x: frame.x, y, width: frame.gutterPx, height: pitchPx - 1 }
    out.push({ kind: 'box', box, fill: palette.sectionTint })
  }
  if (bodyPx < 7) return
  const isSmall = bodyPx < 12
  const left = frame.x + 12 + Math.max(0, row.depth) * 12
  const right = frame.x + frame.gutterPx - 10
  const room = right - left
  const middle = y + bodyPx / 2 + 0.5
  const detail = isSmall ? '' : detailOf(data, row)
  const detailPx = detail === '' ? 0 : measure(detail) * 0.92 + 8
  const showsDetail = detail !== '' && measure(fitRowLabel(row.label, 1e6, measure)) + detailPx <= room
  const scale = (isSmall ? 0.73 : 1) * (isSection ? 1.05 : 1)
  const text = fitRowLabel(row.label, showsDetail ? room - detailPx : room, (part) => measure(part) * scale)
  const style = isSection ? headingStyle : isSmall ? smallStyle : labelStyle
  out.push({ kind: 'text', text, x: left, y: middle, color: palette.text, style, align: 'left' })
  if (!showsDetail) return
  const cut = cutToWidth(detail, room, measure)
  const color = palette.dimText
  out.push({ kind: 'text', text: cut, x: right, y: middle, color, style: detailStyle, align: 'right' })
}

function detailOf(data: RowsData, row: RowDto): string {
  const { counters } = data
  if (counters === undefined) return row.detail
  if (row.kind === 'heap') return heapRangeText(counters)
  return row.kind === 'goroutine-counts' ? goroutineRangeText(counters) : row.detail
}

function axisOf({ fromNs, toNs, timing }: RowsData, widthPx: number): Axis {
  const clock = timing?.clock
  return clock === undefined
    ? layOutAxis(fromNs, toNs, widthPx, undefined, timing?.originNs)
    : layOutWallAxis(clock, fromNs, toNs, widthPx)
}

function axisTitle({ timing }: RowsData, base: string | undefined): string {
  if (timing?.clock !== undefined)
    return `${base ?? 'Clock'}, ${printUtcOffset(timing.clock.utcOffsetMinutes)}`
  const isMoved = timing !== undefined && timing.originNs !== 0
  if (base !== undefined) return `Time from ${base}`
  return isMoved ? `Time from ${formatExactTime(timing.originNs)}` : 'Time'
}

function drawAxis(data: RowsData, plan: RowsPlan, axis: Box, { palette, measure }: Look, out: Shape[]): void {
  const { frame } = plan
  const strip = { x: frame.x, y: axis.y, width: frame.widthPx, height: axis.height }
  out.push({ kind: 'box', box: strip, fill: palette.panel })
  const layout = axisOf(data, axis.width)
  const nsPerPx = (data.toNs - data.fromNs) / axis.width
  const bottom = axis.y + axis.height
  const line = (points: readonly number[], isStrong: boolean): void => {
    out.push({ kind: 'line', points, stroke: isStrong ? palette.dimText : palette.border, widthPx: 1 })
  }
  line([frame.x, bottom - 0.5, frame.x + frame.widthPx, bottom - 0.5], false)
  out.push({ kind: 'begin-clip', box: axis })
  for (const { timeNs, isMajor, label } of layout.ticks) {
    const x = Math.round(axis.x + (timeNs - data.fromNs) / nsPerPx) + 0.5
    line([x, bottom - (isMajor ? 8 : 4), x, bottom], isMajor)
    // A label that would be cut at the edge says another time.
    if (label === '' || x + 4 + measure(label) > axis.x + axis.width) continue
    const y = axis.y + 11
    out.push({
      kind: 'text',
      text: label,
      x: x + 4,
      y,
      color: palette.dimText,
      style: tickStyle,
      align: 'left',
    })
  }
  out.push({ kind: 'end-clip' })
  out.push({
    kind: 'text',
    text: axisTitle(data, layout.base?.label),
    x: frame.x + 12,
    y: axis.y + axis.height / 2,
    color: palette.dimText,
    style: tickStyle,
    align: 'left',
  })
}
