/** A shape as a draw list: axis, labels, lifelines in the colours of their states, edges. */
import { layOutAxis } from './axis'
import type { Rgba } from './color'
import { RectangleBuilder, type DrawList, type Layer, type Shape, type TextStyle } from './draw-list'
import { cutToWidth, fitRowLabel, type TextMeasure } from './label-fit'
import { arcsOf, drawArcs, drawCreations, drawWakes, yOf, type EdgeView } from './shape-edges'
import { middleOf, runsOf, type LineRun } from './shape-layout'
import type { Tile } from './tile-columns'
import { layOutTile, type RowPlace } from './tile-layout'

export interface ShapeScene extends EdgeView {
  readonly toNs: number
  /** Rows in any order: they are found by their keys. */
  readonly tile: Tile | undefined
  /** Widths in the label style: 11 px, weight 500. */
  readonly measure: TextMeasure
  /** Where the pointer is in time. */
  readonly hoverNs: number | undefined
}

const labelStyle: TextStyle = { sizePx: 11, weight: 500, family: 'text' }
const tickStyle: TextStyle = { sizePx: 10, weight: 400, family: 'text' }
/** Thinner lines are named a run at a time. */
const ownLabelFromPx = 13
const labelHeightPx = 13

/** The row of a line in tiles. */
export const lineKey = (id: number): string => `goroutine:${id}`

export function drawShape(scene: ShapeScene, rectangles = new RectangleBuilder()): DrawList {
  const { layout, palette } = scene
  return {
    widthPx: layout.widthPx,
    heightPx: layout.heightPx,
    palette,
    layers: shapeLayers(scene, rectangles),
  }
}

/** The layers alone, for a picture that has more around them. */
export function shapeLayers(scene: ShapeScene, rectangles: RectangleBuilder): readonly Layer[] {
  const { layout, palette, scrollPx, fromNs, nsPerPx, shape } = scene
  const { plot, labels, arcs } = layout
  fillStates(scene, rectangles)
  const behind: Shape[] = []
  drawAxis(scene, behind)
  const rows = { x: 0, y: plot.y, width: layout.widthPx, height: plot.height }
  behind.push({ kind: 'begin-clip', box: rows })
  for (const [line, wash] of [
    [scene.selectedLine, palette.accentWash],
    [scene.focus.line, palette.rowTint],
  ] as const) {
    if (line < 0 || (wash === palette.rowTint && line === scene.selectedLine)) continue
    const top = plot.y + line * layout.pitchPx - scrollPx
    const box = { x: 0, y: top, width: layout.widthPx, height: layout.pitchPx }
    behind.push({ kind: 'box', box, fill: wash })
  }
  behind.push({ kind: 'end-clip' })
  const branches: Shape[] = [{ kind: 'begin-clip', box: plot }]
  drawThreads(scene, branches)
  drawCreations(scene, branches)
  const front: Shape[] = [{ kind: 'begin-clip', box: plot }]
  drawEnds(scene, front)
  drawWakes(scene, branches, front)
  branches.push({ kind: 'end-clip' })
  if (scene.hoverNs !== undefined) {
    const x = plot.x + (scene.hoverNs - fromNs) / nsPerPx
    front.push({
      kind: 'line',
      points: [x, plot.y, x, plot.y + plot.height],
      stroke: { ...palette.text, alpha: 0.25 },
      widthPx: 1,
    })
  }
  front.push({ kind: 'end-clip' })
  front.push({ kind: 'begin-clip', box: { ...arcs, width: arcs.width + 4 } })
  drawArcs(scene, arcsOf(shape), front)
  front.push({ kind: 'end-clip' }, { kind: 'begin-clip', box: labels })
  drawLabels(scene, front)
  front.push({ kind: 'end-clip' })
  return [
    { kind: 'shapes', shapes: behind },
    { kind: 'shapes', shapes: branches },
    {
      kind: 'rectangles',
      clip: plot,
      view: { fromX: fromNs, unitsPerPx: nsPerPx, scrollPx },
      rectangles,
    },
    { kind: 'shapes', shapes: front },
  ]
}

function fillStates({ tile, layout, shape, palette, fromNs, toNs }: ShapeScene, out: RectangleBuilder): void {
  out.clear()
  if (tile === undefined) return
  const lineOfKey = new Map(shape.lines.map(({ id }, line) => [lineKey(id), line]))
  const places = tile.head.rows.map((key): RowPlace | undefined => {
    const line = lineOfKey.get(key)
    if (line === undefined) return undefined
    return { topPx: middleOf(layout, line) - layout.bodyPx / 2, bodyPx: layout.bodyPx, kind: 'goroutine' }
  })
  layOutTile(tile, { palette, places, fromNs, toNs }, out)
}

function drawAxis({ layout, palette, fromNs, toNs, nsPerPx }: ShapeScene, out: Shape[]): void {
  const { axis, plot } = layout
  const { ticks, base } = layOutAxis(fromNs, toNs, axis.width)
  const middle = axis.height / 2
  for (const { timeNs, isMajor, label } of ticks) {
    if (!isMajor) continue
    const x = axis.x + (timeNs - fromNs) / nsPerPx
    out.push({
      kind: 'line',
      points: [x, plot.y - 4, x, plot.y + plot.height],
      stroke: palette.gridLine,
      widthPx: 1,
    })
    const isAtEdge = x > axis.x + axis.width - 30
    out.push({
      kind: 'text',
      text: label,
      x: isAtEdge ? axis.x + axis.width : x,
      y: middle,
      color: palette.dimText,
      style: tickStyle,
      align: isAtEdge ? 'right' : 'center',
    })
  }
  if (base === undefined) return
  const color = palette.dimText
  out.push({
    kind: 'text',
    text: base.label,
    x: axis.x - 10,
    y: middle,
    color,
    style: tickStyle,
    align: 'right',
  })
}

/** A hair along every life, so that it is seen where its states are drawn low or not yet there. */
function drawThreads(scene: ShapeScene, out: Shape[]): void {
  const { shape, layout, palette, fromNs, nsPerPx } = scene
  for (const [line, { createdNs, toNs }] of shape.lines.entries()) {
    const y = yOf(scene, line)
    if (y < layout.plot.y - 4 || y > layout.plot.y + layout.plot.height + 4) continue
    const left = Math.max(layout.plot.x, layout.plot.x + (createdNs - fromNs) / nsPerPx)
    const right = Math.min(layout.plot.x + layout.plot.width, layout.plot.x + (toNs - fromNs) / nsPerPx)
    if (right <= left) continue
    out.push({ kind: 'line', points: [left, y, right, y], stroke: palette.border, widthPx: 1 })
  }
}

/** A cap where a life ends; none where the trace ends first. */
function drawEnds(scene: ShapeScene, out: Shape[]): void {
  const { shape, layout, palette } = scene
  const half = layout.bodyPx / 2 + Math.min(3, layout.pitchPx * 0.12)
  for (const [line, { hasEnded, toNs }] of shape.lines.entries()) {
    if (!hasEnded) continue
    const x = layout.plot.x + (toNs - scene.fromNs) / scene.nsPerPx
    const y = yOf(scene, line)
    out.push({ kind: 'line', points: [x, y - half, x, y + half], stroke: palette.text, widthPx: 1.5 })
  }
}

function drawLabels(scene: ShapeScene, out: Shape[]): void {
  const { shape, layout, palette } = scene
  const { labels } = layout
  let freeFrom = -Infinity
  for (const run of runsOf(shape.lines)) {
    const isOwn = layout.pitchPx >= ownLabelFromPx
    if (run.end - run.first > 1) drawBracket(scene, run, out)
    if (isOwn) {
      for (let line = run.first; line < run.end; line++) drawOwnLabel(scene, run, line, out)
      continue
    }
    // Never cut by the upper edge while the first lines are in sight.
    const middle = (yOf(scene, run.first) + yOf(scene, run.end - 1)) / 2
    const y = scene.scrollPx === 0 ? Math.max(labels.y + labelHeightPx / 2, middle) : middle
    // Names that would lie on each other are left out; the tooltip has them all.
    if (y - labelHeightPx / 2 < freeFrom) continue
    freeFrom = y + labelHeightPx / 2
    const count = run.end - run.first
    const first = shape.lines[run.first]!
    const suffix = count === 1 ? '' : ` × ${count}`
    const name = run.functionName === '' ? 'start function unknown' : run.functionName
    const full = count === 1 ? `g${first.id} ${name}` : name
    const room = labels.width - 22 - scene.measure(suffix)
    const text = `${fitRowLabel(full, room, scene.measure)}${suffix}`
    const isChosen = shape.lines.slice(run.first, run.end).some((line) => line.isChosen)
    out.push(labelAt(labels.x + 12, y, text, isChosen ? palette.text : palette.dimText))
  }
}

function drawOwnLabel(scene: ShapeScene, run: LineRun, line: number, out: Shape[]): void {
  const { shape, layout, palette, measure } = scene
  const { id, isChosen } = shape.lines[line]!
  const y = yOf(scene, line)
  if (y < layout.plot.y - 20 || y > layout.plot.y + layout.plot.height + 20) return
  const name = run.functionName === '' ? 'start function unknown' : run.functionName
  const strong = isChosen ? palette.text : palette.dimText
  const number = `g${id}`
  const x = layout.labels.x + 12
  out.push(labelAt(x, y, cutToWidth(number, 46, measure), strong))
  const nameX = x + Math.max(34, measure(number) + 8)
  const room = layout.labels.x + layout.labels.width - 12 - nameX
  // The name once a run; further down it would only be noise.
  const color = line === run.first ? strong : { ...palette.dimText, alpha: 0.55 }
  out.push(labelAt(nameX, y, fitRowLabel(name, room, measure), color))
}

const labelAt = (x: number, y: number, text: string, color: Rgba): Shape => ({
  kind: 'text',
  text,
  x,
  y,
  color,
  style: labelStyle,
  align: 'left',
})

/** At the labels' right: these belong together. */
function drawBracket(scene: ShapeScene, run: LineRun, out: Shape[]): void {
  const { layout, palette } = scene
  const x = layout.labels.x + layout.labels.width - 5
  const inset = Math.min(6, layout.pitchPx * 0.25)
  const top = yOf(scene, run.first) - layout.pitchPx / 2 + inset
  const bottom = yOf(scene, run.end - 1) + layout.pitchPx / 2 - inset
  out.push({ kind: 'line', points: [x, top, x, bottom], stroke: palette.dimText, widthPx: 1 })
}
