/** Everything that a frame draws above the rectangles, in order. */
import type { Rgba } from '../../../../picture/color'
import { drawHeapGoal } from '../../../../picture/counter-plots'
import type { Shape } from '../../../../picture/draw-list'
import type { NoteHandle } from '../../../../picture/note-shapes'
import { labelTile } from '../../../../picture/tile-labels'
import { pathOf } from '../../../state/path'
import { axisText } from '../navigation/describe'
import { drawAxis, drawOverview } from './draw-header'
import { drawLifeCaps } from './draw-rows'
import { rowsContent, type RowLabels } from './row-labels'
import type { EdgeMarker } from './edge-marker'
import {
  drawLitGoroutine,
  drawRange,
  rangeChip,
  drawSelectedOutline,
  type BandView,
  type SelectionContent,
} from './draw-selection'
import { shapesInColumn } from './gutter-column'
import { drawPath } from './draw-path'
import { drawWakes } from './draw-wakes'
import { drawNotePins, drawSceneNotes } from './draw-scene-notes'
import type { DrawnScene } from './drawn-scene'

/** More words than this are no longer read, and cost more than the frame has. */
const maximumLabels = 480

export interface Overlay {
  /** Over all of the rectangles. */
  readonly shapes: readonly Shape[]
  /** Over the column of row labels, above the others. */
  readonly column: readonly Shape[]
  /** What can be clicked. */
  readonly markers: readonly EdgeMarker[]
  readonly handles: readonly NoteHandle[]
}

/** The shapes of a frame. */
export function drawOverlay(scene: DrawnScene, labels: RowLabels, scrollPx: number): Overlay {
  const out: Shape[] = []
  const { geometry, palette, window } = scene
  const bands: readonly BandView[] = [
    { band: scene.content.stickyBand, rows: scene.stickyRows, box: geometry.sticky, scrollPx: 0 },
    { band: scene.content.scrollBand, rows: scene.shownRows, box: geometry.rows, scrollPx },
  ]
  drawGoals(scene, out)
  if (scene.hasLabels) drawLabels(scene, bands, out)
  const selection = scene.selection
  const content: SelectionContent = {
    geometry,
    palette,
    window,
    bands,
    measure: scene.measure,
    span: scene.selectedSpan,
    region: scene.selectedRegion,
    goroutine:
      selection.kind === 'goroutine' || selection.kind === 'span'
        ? selection.goroutine
        : scene.selectedRegion?.goroutine.id,
  }
  for (const band of bands) drawLifeCaps(rowsContent(scene, band), window, scene.durationNs, out)
  drawLitGoroutine(content, out)
  drawSelectedOutline(content, out)
  drawPath(content, pathOf(scene.source.id).drawn, out)
  const markers = drawWakes(content, out)
  const handles = drawSceneNotes(scene, bands, out)
  drawHoverLine(scene, palette.dimText, out)
  drawCursorLine(scene, out)
  const column = [...labels.shapes(scene, bands, scrollPx)]
  const frame: Shape[] = []
  const { range } = scene
  const header = {
    geometry,
    palette,
    window,
    durationNs: scene.durationNs,
    whole: scene.content.counters.whole,
    lost: scene.overview?.lost ?? [],
    timing: scene.timing,
    axis: scene.axis,
    found: scene.findMarks,
    chip: range === undefined ? undefined : rangeChip(content, range),
    measure: scene.measure,
  }
  drawOverview(header, frame)
  drawNotePins(scene, frame)
  drawAxis(header, geometry.heightPx, frame)
  drawCursorChip(scene, frame)
  if (range !== undefined) drawRange(content, range, frame)
  drawBorders(scene, frame)
  for (const shape of frame) out.push(shape)
  column.push(...shapesInColumn(frame, geometry.gutterPx, scene.measure))
  return { shapes: out, column, markers, handles }
}

function drawGoals(scene: DrawnScene, out: Shape[]): void {
  const counters = scene.content.shownCounters
  if (counters === undefined) return
  const { geometry, window, palette } = scene
  for (const { row, topPx, bodyPx } of scene.stickyRows) {
    if (row.kind !== 'heap' || topPx + bodyPx > geometry.sticky.height + 3) continue
    const box = {
      x: geometry.plotLeftPx,
      y: geometry.sticky.y + topPx,
      width: geometry.plotWidthPx,
      height: bodyPx,
    }
    drawHeapGoal({ box, window, counters, palette }, out)
  }
}

function drawLabels(scene: DrawnScene, bands: readonly BandView[], out: Shape[]): void {
  const { geometry, dataPalette: palette, window, nsPerPx } = scene
  let left = maximumLabels
  for (const view of bands) {
    // The sharp tile where it reaches over the window, else the wide one: each word once.
    const held = view.band.shown.filter(
      (tile) => tile.fromNs <= window.fromNs + 1 && tile.toNs >= window.toNs - 1,
    )
    const best = held.at(-1) ?? view.band.shown[0]
    if (best === undefined) continue
    out.push({ kind: 'begin-clip', box: view.box })
    left -= labelTile(
      best.tile,
      {
        palette,
        places: view.band.placesOf(best.tile),
        leftPx: geometry.plotLeftPx,
        rightPx: geometry.plotLeftPx + geometry.plotWidthPx,
        fromNs: window.fromNs,
        nsPerPx,
        shiftPx: view.box.y - view.scrollPx,
        clipTopPx: view.box.y,
        clipBottomPx: view.box.y + view.box.height,
        measure: scene.measure,
        maximum: left,
      },
      out,
    )
    out.push({ kind: 'end-clip' })
  }
}

function drawHoverLine(scene: DrawnScene, color: Rgba, out: Shape[]): void {
  if (scene.hoverNs === undefined) return
  const { geometry } = scene
  const x = Math.round(geometry.plotLeftPx + (scene.hoverNs - scene.window.fromNs) / scene.nsPerPx)
  out.push({
    kind: 'box',
    box: { x, y: geometry.sticky.y, width: 1, height: geometry.heightPx - geometry.sticky.y },
    fill: { ...color, alpha: 0.5 },
  })
}

/** The cursor over the rows, dashed; at the axis its time. */
function drawCursorLine(scene: DrawnScene, out: Shape[]): void {
  const x = cursorX(scene)
  if (x === undefined) return
  const { geometry, palette } = scene
  for (let y = geometry.sticky.y; y < geometry.heightPx; y += 8)
    out.push({ kind: 'box', box: { x, y, width: 1, height: 5 }, fill: palette.accent })
}

function cursorX({ cursor, window, geometry, nsPerPx }: DrawnScene): number | undefined {
  const { timeNs } = cursor
  if (timeNs === undefined || timeNs < window.fromNs || timeNs > window.toNs) return undefined
  return Math.round(geometry.plotLeftPx + (timeNs - window.fromNs) / nsPerPx)
}

function drawCursorChip(scene: DrawnScene, out: Shape[]): void {
  const x = cursorX(scene)
  const { timeNs } = scene.cursor
  if (x === undefined || timeNs === undefined) return
  const { geometry, palette, measure } = scene
  const text = axisText(timeNs, scene.timing)
  const width = measure(text) + 12
  const right = geometry.plotLeftPx + geometry.plotWidthPx
  const left = Math.min(Math.max(x - width / 2, geometry.plotLeftPx), right - width)
  const box = { x: left, y: geometry.axis.y + 4, width, height: 18 }
  out.push({ kind: 'box', box, fill: palette.text })
  out.push({
    kind: 'text',
    text,
    x: left + width / 2,
    y: box.y + 9.5,
    color: palette.background,
    style: { sizePx: 11, weight: 500, family: 'text' },
    align: 'center',
  })
}

function drawBorders(scene: DrawnScene, out: Shape[]): void {
  const { geometry, palette } = scene
  const line = (points: readonly number[]): void => {
    out.push({ kind: 'line', points, stroke: palette.border, widthPx: 1 })
  }
  const x = geometry.gutterPx - 0.5
  line([x, 0, x, geometry.heightPx])
  const y = geometry.rows.y - 0.5
  if (geometry.sticky.height > 0) line([0, y, geometry.widthPx, y])
  drawScrollBar(scene, out)
}

function drawScrollBar(scene: DrawnScene, out: Shape[]): void {
  const { geometry, palette } = scene
  const content = scene.rows.contentHeightPx() + 8
  const { rows } = geometry
  if (content <= rows.height || rows.height < 20) return
  const height = Math.max(24, (rows.height / content) * rows.height)
  const y = rows.y + (scene.scrollPx / Math.max(1, content - rows.height)) * (rows.height - height)
  out.push({
    kind: 'box',
    box: { x: geometry.widthPx - 6, y, width: 4, height },
    fill: { ...palette.dimText, alpha: 0.55 },
  })
}
