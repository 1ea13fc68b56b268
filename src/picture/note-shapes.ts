/**
 * Notes as shapes: in the timeline's overlay and in exported pictures alike. Anchors are times and rows; where rows stand
 * is asked of the caller. Answers where each note can be grabbed.
 */
import { assertUnreachable } from '../base/assert'
import type { Anchor, Note } from '../notes/note'
import { plainText } from '../notes/markdown'
import type { Box, Shape, TextStyle } from './draw-list'
import { cutToWidth, type TextMeasure } from './label-fit'
import type { Palette } from './palette'
import { wrapText } from './wrap-text'

/** Where a row stands in the picture; out of sight on a side; or not in the list at all. */
export type RowSpot = { readonly topPx: number; readonly bodyPx: number } | 'above' | 'below' | undefined

export interface NoteFrame {
  readonly palette: Palette
  readonly fromNs: number
  readonly toNs: number
  /** Where rows and time are drawn. */
  readonly plot: Box
  readonly spotOf: (row: string) => RowSpot
  /** In the label style (11 px). */
  readonly measure: TextMeasure
  readonly selected: number | undefined
}

/** What of a note a press takes hold of. */
export type NotePart = 'whole' | 'from' | 'to'

export interface NoteHandle {
  readonly note: number
  readonly part: NotePart
  readonly box: Box
}

const labelStyle: TextStyle = { sizePx: 11, weight: 500, family: 'text' }
const freeStyle: TextStyle = { sizePx: 12, weight: 600, family: 'text' }
const calloutStyle: TextStyle = { sizePx: 10, weight: 600, family: 'text' }
const labelWidthPx = 230
const labelLines = 3
const linePx = 14
const paddingPx = 6
const calloutRadiusPx = 8
const grabPx = 5

interface Spot {
  readonly x: number
  readonly topPx: number
  readonly bodyPx: number
  /** The row is out of sight: the spot is at the edge where it lies. */
  readonly beyond: '' | 'above' | 'below'
}

interface Drawing {
  readonly frame: NoteFrame
  readonly out: Shape[]
  readonly handles: NoteHandle[]
  /** Boxes of labels so far: the next ones keep clear of them. */
  readonly taken: Box[]
}

const xOf = (frame: NoteFrame, timeNs: number): number =>
  frame.plot.x + ((timeNs - frame.fromNs) / (frame.toNs - frame.fromNs)) * frame.plot.width

/** The row itself, or the innermost row around it that is in the list. */
function findSpot(
  frame: NoteFrame,
  row: string | undefined,
  within: readonly string[] | undefined,
): Exclude<RowSpot, undefined> {
  for (const key of row === undefined ? [] : [row, ...(within ?? [])]) {
    const spot = frame.spotOf(key)
    if (spot !== undefined) return spot
  }
  return { topPx: frame.plot.y, bodyPx: frame.plot.height }
}

function spotAt(frame: NoteFrame, at: Anchor): Spot {
  const x = xOf(frame, at.timeNs)
  const spot = findSpot(frame, at.row, at.within)
  const { plot } = frame
  if (spot === 'above') return { x, topPx: plot.y, bodyPx: 0, beyond: 'above' }
  if (spot === 'below') return { x, topPx: plot.y + plot.height, bodyPx: 0, beyond: 'below' }
  return { x, ...spot, beyond: '' }
}

/** Appends all notes; those of groups of dumps have no place in a timeline. */
export function drawNotes(notes: readonly Note[], frame: NoteFrame, out: Shape[]): readonly NoteHandle[] {
  const drawing: Drawing = { frame, out, handles: [], taken: [] }
  if (!(frame.toNs > frame.fromNs) || frame.plot.width <= 0) return []
  out.push({ kind: 'begin-clip', box: frame.plot })
  for (const note of notes) drawNote(note, drawing)
  out.push({ kind: 'end-clip' })
  return drawing.handles
}

function drawNote(note: Note, drawing: Drawing): void {
  const { frame, handles } = drawing
  switch (note.kind) {
    case 'point':
      drawPoint(note, spotAt(frame, note.at), drawing)
      return
    case 'text': {
      const spot = spotAt(frame, note.at)
      if (pointAway(note, spot.x, spot.x, spot, drawing)) return
      const box = placeText(note, spot.x, spot.topPx + Math.min(spot.bodyPx, 18) / 2, drawing)
      handles.push({ note: note.id, part: 'whole', box })
      return
    }
    case 'range':
      drawRange(note, drawing)
      return
    case 'box':
      drawBox(note, drawing)
      return
    case 'arrow':
      drawArrow(note, drawing)
      return
    case 'group':
      return
    default:
      assertUnreachable(note)
  }
}

/** A small marker at the edge for what is out of sight; answers whether it was needed. */
function pointAway(note: Note, left: number, right: number, spot: Spot, drawing: Drawing): boolean {
  const { frame, out, handles } = drawing
  const { plot, palette } = frame
  const isLeft = right < plot.x
  const isRight = left > plot.x + plot.width
  if (!isLeft && !isRight && spot.beyond === '') return false
  const x = Math.min(Math.max(left, plot.x + 9), plot.x + plot.width - 9)
  const y = Math.min(Math.max(spot.topPx + spot.bodyPx / 2, plot.y + 10), plot.y + plot.height - 10)
  const points = isLeft
    ? [x - 6, y, x + 4, y - 6, x + 4, y + 6]
    : isRight
      ? [x + 6, y, x - 4, y - 6, x - 4, y + 6]
      : spot.beyond === 'above'
        ? [x, y - 6, x + 6, y + 4, x - 6, y + 4]
        : [x, y + 6, x + 6, y - 4, x - 6, y - 4]
  out.push({ kind: 'area', points, fill: note.id === frame.selected ? palette.text : palette.accent })
  handles.push({ note: note.id, part: 'whole', box: { x: x - 8, y: y - 8, width: 16, height: 16 } })
  return true
}

function drawPoint(note: Extract<Note, { kind: 'point' }>, spot: Spot, drawing: Drawing): void {
  if (pointAway(note, spot.x, spot.x, spot, drawing)) return
  const { frame, out, handles } = drawing
  const x = Math.round(spot.x)
  const width = note.id === frame.selected ? 3 : 2
  const { accent } = frame.palette
  out.push({
    kind: 'box',
    box: { x: x - 1, y: spot.topPx - 2, width, height: spot.bodyPx + 4 },
    fill: accent,
  })
  const tip = spot.topPx - 2
  out.push({ kind: 'area', points: [x - 5, tip - 6, x + 5, tip - 6, x, tip + 1], fill: accent })
  handles.push({
    note: note.id,
    part: 'whole',
    box: { x: x - grabPx, y: tip - 8, width: 2 * grabPx, height: spot.bodyPx + 12 },
  })
  const hasRow = note.at.row !== undefined
  drawLabel(note, x, hasRow ? tip - 8 : frame.plot.y + 8, hasRow ? 'above' : 'below', drawing, {
    x,
    y: tip - 6,
  })
}

function drawRange(note: Extract<Note, { kind: 'range' }>, drawing: Drawing): void {
  const { frame, out, handles } = drawing
  const { palette, plot } = frame
  const { fromNs, toNs, row, within } = note
  const at = spotAt(frame, { timeNs: fromNs, row, within })
  const left = Math.round(at.x)
  const right = Math.max(left + 2, Math.round(xOf(frame, toNs)))
  if (pointAway(note, left, right, at, drawing)) return
  const { topPx, bodyPx } = at
  const line = note.id === frame.selected ? 2 : 1.5
  const stroke = palette.accent
  if (row === undefined) {
    out.push({
      kind: 'box',
      box: { x: left, y: topPx, width: right - left, height: bodyPx },
      fill: wash(frame),
    })
    for (const x of [left, right])
      out.push({ kind: 'line', points: [x, topPx, x, topPx + bodyPx], stroke, widthPx: line, dash: [5, 3] })
  } else {
    const y = topPx - 3
    out.push({ kind: 'line', points: [left, y + 6, left, y, right, y, right, y + 6], stroke, widthPx: line })
  }
  pushEdges(note.id, left, right, { y: topPx - 4, height: bodyPx + 8 }, handles)
  const middle = (Math.max(left, plot.x) + Math.min(right, plot.x + plot.width)) / 2
  const y = row === undefined ? plot.y + 6 : topPx - 5
  drawLabel(note, middle, y, row === undefined ? 'below' : 'above', drawing)
}

function pushEdges(
  note: number,
  left: number,
  right: number,
  { y, height }: { readonly y: number; readonly height: number },
  handles: NoteHandle[],
): void {
  handles.push(
    { note, part: 'from', box: { x: left - grabPx, y, width: 2 * grabPx, height } },
    { note, part: 'to', box: { x: right - grabPx, y, width: 2 * grabPx, height } },
  )
}

const wash = (frame: NoteFrame) => ({ ...frame.palette.accentWash, alpha: 0.1 })

function drawBox(note: Extract<Note, { kind: 'box' }>, drawing: Drawing): void {
  const { frame, out, handles } = drawing
  const { plot, palette } = frame
  const top = spotAt(frame, { timeNs: note.fromNs, row: note.topRow, within: note.within })
  const bottom = spotAt(frame, { timeNs: note.toNs, row: note.bottomRow, within: note.within })
  const left = Math.round(top.x)
  const right = Math.max(left + 3, Math.round(bottom.x))
  const areBothBeyond = top.beyond !== '' && top.beyond === bottom.beyond
  if (pointAway(note, left, right, areBothBeyond ? top : { ...top, beyond: '' }, drawing)) return
  const y0 = Math.min(top.topPx, bottom.topPx) - 3
  const y1 = Math.max(top.topPx + top.bodyPx, bottom.topPx + bottom.bodyPx) + 3
  const box = { x: left, y: y0, width: right - left, height: y1 - y0 }
  out.push({ kind: 'box', box, fill: wash(frame) })
  const widthPx = note.id === frame.selected ? 3 : 2
  out.push({ kind: 'outline', box, stroke: palette.accent, widthPx })
  pushEdges(note.id, left, right, { y: y0, height: y1 - y0 }, handles)
  for (const y of [y0, y1]) {
    const strip = { x: left, y: y - 3, width: right - left, height: 6 }
    handles.push({ note: note.id, part: 'whole', box: strip })
  }
  drawLabel(
    note,
    (Math.max(left, plot.x) + Math.min(right, plot.x + plot.width)) / 2,
    y0 - 4,
    'above',
    drawing,
  )
}

function drawArrow(note: Extract<Note, { kind: 'arrow' }>, drawing: Drawing): void {
  const { frame, out, handles } = drawing
  const from = spotAt(frame, note.from)
  const to = spotAt(frame, note.to)
  const away = from.beyond !== '' && from.beyond === to.beyond ? from.beyond : ''
  const spot = { ...from, beyond: away } as const
  if (pointAway(note, Math.min(from.x, to.x), Math.max(from.x, to.x), spot, drawing)) return
  const y0 = middleOf(from)
  const y1 = middleOf(to)
  const stroke = frame.palette.accent
  const widthPx = note.id === frame.selected ? 3 : 2
  const length = Math.hypot(to.x - from.x, y1 - y0)
  const ux = length === 0 ? 1 : (to.x - from.x) / length
  const uy = length === 0 ? 0 : (y1 - y0) / length
  const end = { x: to.x - ux * 8, y: y1 - uy * 8 }
  // A rim of the background keeps the line apart from the states it crosses.
  const points = [from.x, y0, end.x, end.y]
  out.push({ kind: 'line', points, stroke: frame.palette.background, widthPx: widthPx + 3 })
  out.push({ kind: 'line', points, stroke, widthPx })
  const head = [
    to.x,
    y1,
    end.x - uy * 5 - ux * 2,
    end.y + ux * 5 - uy * 2,
    end.x + uy * 5 - ux * 2,
    end.y - ux * 5 - uy * 2,
  ]
  out.push({ kind: 'area', points: head, fill: stroke })
  out.push({ kind: 'area', points: circle(from.x, y0, 3.5), fill: stroke })
  const grip = (x: number, y: number): Box => ({ x: x - 8, y: y - 8, width: 16, height: 16 })
  handles.push({ note: note.id, part: 'from', box: grip(from.x, y0) })
  handles.push({ note: note.id, part: 'to', box: grip(to.x, y1) })
  const middle = { x: (from.x + to.x) / 2, y: (y0 + y1) / 2 }
  handles.push({ note: note.id, part: 'whole', box: grip(middle.x, middle.y) })
  drawLabel(note, middle.x, middle.y + 8, 'below', drawing, middle)
}

const middleOf = (spot: Spot): number => spot.topPx + Math.min(spot.bodyPx, 40) / 2

function circle(x: number, y: number, radius: number): number[] {
  const points: number[] = []
  for (let step = 0; step < 20; step++) {
    const angle = (step / 20) * 2 * Math.PI
    points.push(x + Math.cos(angle) * radius, y + Math.sin(angle) * radius)
  }
  return points
}

function linesOf(note: Note, measure: TextMeasure): readonly string[] {
  return wrapText(plainText(note.text), labelWidthPx, measure, labelLines)
}

/** The label's box, moved away from labels that are there, inside the plot. */
function freeBox(box: Box, direction: 'above' | 'below', { frame, taken }: Drawing): Box {
  const { plot } = frame
  const x = Math.min(Math.max(box.x, plot.x + 2), plot.x + plot.width - box.width - 2)
  const fits = (candidate: Box): boolean =>
    candidate.y >= plot.y &&
    candidate.y + candidate.height <= plot.y + plot.height &&
    !taken.some(
      (other) =>
        candidate.x < other.x + other.width + 3 &&
        candidate.x + candidate.width + 3 > other.x &&
        candidate.y < other.y + other.height + 2 &&
        candidate.y + candidate.height + 2 > other.y,
    )
  const step = direction === 'above' ? -18 : 18
  for (const sign of [1, -1]) {
    for (let index = 0; index < 12; index++) {
      const candidate = { ...box, x, y: box.y + sign * step * index }
      if (fits(candidate)) return candidate
    }
  }
  const y = Math.min(Math.max(box.y, plot.y + 2), plot.y + plot.height - box.height - 2)
  return { ...box, x, y }
}

/** Number and text in a box near a point. Nothing for a note that has neither. */
function drawLabel(
  note: Note,
  x: number,
  y: number,
  direction: 'above' | 'below',
  drawing: Drawing,
  from?: { readonly x: number; readonly y: number },
): void {
  const { frame, out, handles, taken } = drawing
  const { palette, measure } = frame
  const lines = linesOf(note, measure)
  const numberPx = note.callout > 0 ? 2 * calloutRadiusPx + 4 : 0
  if (lines.length === 0) {
    if (note.callout === 0) return
    const box = freeBox(
      { x: x - 9, y: direction === 'above' ? y - 18 : y, width: 18, height: 18 },
      direction,
      drawing,
    )
    taken.push(box)
    drawCallout(note, box.x + 9, box.y + 9, drawing)
    handles.push({ note: note.id, part: 'whole', box })
    return
  }
  const width = Math.ceil(Math.max(...lines.map(measure))) + 2 * paddingPx + numberPx
  const height = Math.max(lines.length * linePx + 6, note.callout > 0 ? 20 : 0)
  const wanted = { x: x - Math.min(width / 2, 24), y: direction === 'above' ? y - height : y, width, height }
  const box = freeBox(wanted, direction, drawing)
  taken.push(box)
  if (from !== undefined && Math.abs(box.y - wanted.y) > 1) {
    const edge = box.y > from.y ? box.y : box.y + box.height
    out.push({ kind: 'line', points: [from.x, from.y, from.x, edge], stroke: palette.accent, widthPx: 1 })
  }
  out.push({ kind: 'box', box, fill: palette.panel })
  const outline = { x: box.x + 0.5, y: box.y + 0.5, width: box.width - 1, height: box.height - 1 }
  out.push({
    kind: 'outline',
    box: outline,
    stroke: palette.accent,
    widthPx: note.id === frame.selected ? 2 : 1,
  })
  if (note.callout > 0)
    drawCallout(note, box.x + paddingPx + calloutRadiusPx - 2, box.y + height / 2, drawing)
  lines.forEach((text, index) =>
    out.push({
      kind: 'text',
      text,
      x: box.x + paddingPx + numberPx,
      y: box.y + (height - lines.length * linePx) / 2 + (index + 0.5) * linePx + 0.5,
      color: palette.text,
      style: labelStyle,
      align: 'left',
    }),
  )
  handles.push({ note: note.id, part: 'whole', box })
}

function drawCallout(note: Note, x: number, y: number, { frame, out }: Drawing): void {
  const { palette } = frame
  out.push({ kind: 'area', points: circle(x, y, calloutRadiusPx), fill: palette.accent })
  out.push({
    kind: 'text',
    text: String(note.callout),
    x,
    y: y + 0.5,
    color: palette.background,
    style: calloutStyle,
    align: 'center',
  })
}

/** Free text: letters on a rim of the background, without a box. */
function placeText(note: Note, x: number, y: number, drawing: Drawing): Box {
  const { frame, out, taken } = drawing
  const { palette, measure, plot } = frame
  const lines = linesOf(note, (text) => measure(text) * 1.12)
  const shown = lines.length === 0 ? ['Text'] : lines.map((line) => cutToWidth(line, plot.width, measure))
  const width = Math.ceil(Math.max(...shown.map(measure)) * 1.12) + 8
  const height = shown.length * linePx + 4
  // A text near the right edge keeps its end in sight.
  const left = Math.max(plot.x + 4, Math.min(x, plot.x + plot.width - width + 2))
  const box = { x: left - 4, y: y - linePx / 2 - 2, width, height }
  taken.push(box)
  const isSelected = note.id === frame.selected
  out.push({ kind: 'box', box, fill: { ...palette.background, alpha: 0.85 } })
  if (isSelected) out.push({ kind: 'outline', box, stroke: palette.accent, widthPx: 2 })
  shown.forEach((text, index) =>
    out.push({
      kind: 'text',
      text,
      x: left,
      y: box.y + 2 + (index + 0.5) * linePx,
      color: lines.length === 0 ? palette.dimText : palette.text,
      style: freeStyle,
      align: 'left',
    }),
  )
  return box
}
