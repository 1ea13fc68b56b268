/** Overview strip and axis as shapes. Pure: the same input gives the same list. */
import { layOutAxis, type Axis } from '../../../../picture/axis'
import type { Rgba } from '../../../../picture/color'
import type { Counters } from '../../../../picture/counters'
import type { Box, Shape, TextStyle } from '../../../../picture/draw-list'
import type { TextMeasure } from '../../../../picture/label-fit'
import type { Palette } from '../../../../picture/palette'
import { layOutWallAxis, printUtcOffset, type WallClock } from '../../../../picture/wall-clock'
import type { TimelineGeometry } from '../scene/timeline-geometry'
import type { TimeWindow } from '../../../state/viewport-math'

const small: TextStyle = { sizePx: 10, weight: 400, family: 'text' }
const normal: TextStyle = { sizePx: 11, weight: 400, family: 'text' }

export interface Timing {
  readonly originNs: number
  /** The axis reads as a clock. */
  readonly clock: WallClock | undefined
}

/** Ticks of what is on the screen. */
export function axisOf({ originNs, clock }: Timing, window: TimeWindow, widthPx: number): Axis {
  return clock === undefined
    ? layOutAxis(window.fromNs, window.toNs, widthPx, undefined, originNs)
    : layOutWallAxis(clock, window.fromNs, window.toNs, widthPx)
}

export interface HeaderContent {
  readonly geometry: TimelineGeometry
  readonly palette: Palette
  readonly window: TimeWindow
  readonly durationNs: number
  readonly whole: Counters | undefined
  readonly lost: readonly { readonly fromNs: number; readonly toNs: number }[]
  /** How times are called: since an origin, or by the clock. */
  readonly timing: Timing
  readonly axis: Axis
  /** Hits of a search per equal slice of the run. */
  readonly found: readonly number[]
  /** Words over the axis: ticks beneath them go without theirs. */
  readonly chip: Box | undefined
  readonly measure: TextMeasure
}

/** Over the share of Ps of the whole run, which is drawn with the rectangles: STW ticks, and the box of what is on the screen. */
export function drawOverview(content: HeaderContent, out: Shape[]): void {
  const { geometry, palette, window, durationNs, whole } = content
  const { overview, gutterPx } = geometry
  out.push({
    kind: 'box',
    box: { x: 0, y: 0, width: gutterPx, height: overview.height },
    fill: palette.panel,
  })
  label(out, 'P occupancy', 'whole run', 12, overview.y + overview.height / 2, gutterPx, palette)
  const toX = (timeNs: number): number => overview.x + (timeNs / durationNs) * overview.width
  const bottom = overview.height - 4
  const top = 5
  if (whole !== undefined) {
    drawStopTicks(whole, overview, palette, out)
  }
  drawFound(content.found, overview, palette, out)
  for (const { fromNs, toNs } of content.lost) {
    out.push({
      kind: 'box',
      box: { x: toX(fromNs), y: top, width: Math.max(1, toX(toNs) - toX(fromNs)), height: bottom - top },
      fill: { ...palette.lostHatch, alpha: 0.5 },
    })
  }
  const left = toX(window.fromNs)
  const right = Math.max(left + 3, toX(window.toNs))
  const isWhole = window.toNs - window.fromNs >= durationNs * 0.999
  if (!isWhole) {
    const shade: Rgba = { ...palette.background, alpha: 0.62 }
    out.push({
      kind: 'box',
      box: { x: overview.x, y: 1, width: Math.max(0, left - overview.x), height: overview.height - 2 },
      fill: shade,
    })
    out.push({
      kind: 'box',
      box: {
        x: right,
        y: 1,
        width: Math.max(0, overview.x + overview.width - right),
        height: overview.height - 2,
      },
      fill: shade,
    })
  }
  out.push({
    kind: 'outline',
    box: { x: left + 0.75, y: 1.75, width: Math.max(1.5, right - left - 1.5), height: overview.height - 3.5 },
    stroke: palette.accent,
    widthPx: 1.5,
  })
  // Handles at the sides of the box.
  for (const x of [left, right]) {
    out.push({
      kind: 'box',
      box: { x: Math.round(x) - 2, y: overview.height / 2 - 7, width: 4, height: 14 },
      fill: palette.accent,
    })
  }
}

/** Every stop of the world keeps a pixel at any length of the run. */
function drawStopTicks(whole: Counters, box: Box, palette: Palette, out: Shape[]): void {
  const slices = whole.stw.length
  let last = -10
  for (let index = 0; index < slices; index++) {
    if (!(whole.stw[index]! > 0)) continue
    const x = Math.round(box.x + ((index + 0.5) / slices) * box.width)
    if (x - last < 2) continue
    last = x
    out.push({ kind: 'box', box: { x, y: 2, width: 1, height: 7 }, fill: palette.flag })
  }
}

/** Every slice with a hit keeps two pixels at the lower edge. */
function drawFound(found: readonly number[], box: Box, palette: Palette, out: Shape[]): void {
  let last = -10
  found.forEach((count, slice) => {
    const x = Math.round(box.x + ((slice + 0.5) / found.length) * box.width)
    if (count === 0 || x - last < 2) return
    last = x
    const tick: Box = { x: x - 1, y: box.y + box.height - 9, width: 2, height: 8 }
    out.push({ kind: 'box', box: { ...tick, x: tick.x - 1, width: 4 }, fill: palette.background })
    out.push({ kind: 'box', box: tick, fill: palette.accent })
  })
}

function label(
  out: Shape[],
  text: string,
  detail: string,
  x: number,
  y: number,
  gutterPx: number,
  palette: Palette,
): void {
  out.push({ kind: 'text', text, x, y, color: palette.text, style: normal, align: 'left' })
  if (detail !== '') {
    out.push({
      kind: 'text',
      text: detail,
      x: gutterPx - 10,
      y,
      color: palette.dimText,
      style: small,
      align: 'right',
    })
  }
}

/** Ticks and their labels; grid lines reach down over the rows. */
export function drawAxis(content: HeaderContent, gridToPx: number, out: Shape[]): void {
  const { geometry, palette, window } = content
  const { axis, gutterPx, widthPx } = geometry
  out.push({
    kind: 'box',
    box: { x: 0, y: axis.y, width: widthPx, height: axis.height },
    fill: palette.panel,
  })
  const line = (x0: number, y0: number, x1: number, y1: number, stroke: Rgba): void => {
    out.push({ kind: 'line', points: [x0, y0, x1, y1], stroke, widthPx: 1 })
  }
  line(0, axis.y + 0.5, widthPx, axis.y + 0.5, palette.border)
  line(0, axis.y + axis.height - 0.5, widthPx, axis.y + axis.height - 0.5, palette.border)
  const { timing, axis: layout } = content
  const nsPerPx = (window.toNs - window.fromNs) / axis.width
  out.push({
    kind: 'begin-clip',
    box: { x: axis.x, y: axis.y, width: axis.width, height: gridToPx - axis.y },
  })
  for (const tick of layout.ticks) {
    const x = Math.round(axis.x + (tick.timeNs - window.fromNs) / nsPerPx) + 0.5
    const height = tick.isMajor ? 8 : 4
    line(
      x,
      axis.y + axis.height - height,
      x,
      axis.y + axis.height,
      tick.isMajor ? palette.dimText : palette.border,
    )
    // A label that would be cut at the edge says another time.
    const endPx = x + 4 + content.measure(tick.label)
    if (tick.label === '' || endPx > axis.x + axis.width) continue
    const { chip } = content
    if (chip !== undefined && x < chip.x + chip.width + 2 && endPx > chip.x - 2) continue
    out.push({
      kind: 'text',
      text: tick.label,
      x: x + 4,
      y: axis.y + 11,
      color: palette.dimText,
      style: normal,
      align: 'left',
    })
  }
  out.push({ kind: 'end-clip' })
  const { clock, originNs } = timing
  const base = layout.base === undefined ? (clock === undefined ? 'Time' : 'Clock') : layout.base.label
  const detail =
    clock !== undefined ? printUtcOffset(clock.utcOffsetMinutes) : originNs === 0 ? '' : 'from origin'
  label(out, base, layout.base === undefined ? detail : '', 12, axis.y + axis.height / 2, gutterPx, palette)
}
