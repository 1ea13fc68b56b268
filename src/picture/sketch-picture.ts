/**
 * The first picture of a trace: axis, GC and stops, every P and every start function over the whole time, drawn with the
 * same rules as the timeline. One draw list; nothing here knows a canvas.
 */
import { shortFunctionName } from '../base/function-names'
import { sketchStates } from '../contract/sketch-dto'
import type { RowDto, RowKind } from '../contract/rows-dto'
import { TileFlag } from '../contract/tile-dto'
import { visualStateIndex } from '../contract/visual-states'
import type { DrawList } from './draw-list'
import { drawRows, placeRows, type RowsPlan } from './export-rows'
import { labelColumnPx } from './label-column'
import type { TextMeasure } from './label-fit'
import type { Palette } from './palette'
import { rowPitchPx, type Density } from './row-layout'
import type { Sketch, SketchRanges } from './sketch-columns'
import type { Tile } from './tile-columns'

export interface SketchPictureOptions {
  readonly widthPx: number
  readonly heightPx: number
  /** As the user has set the column of labels; absent for the usual width. */
  readonly wishedColumnPx?: number | undefined
  readonly palette: Palette
  /** Widths in the label style: 11 px, weight 500. */
  readonly measure: TextMeasure
}

const axisPx = 26
/** Heights that a stretch can have: what cannot be told apart is drawn as one rectangle. */
const heightSteps = 17
const stepHeight = 255 / heightSteps
/** Functions that should find room before rows of Ps are made thinner. */
const wantedGroups = 8
const stateOf = sketchStates.map((state) => visualStateIndex[state])

/** The rows of a sketch and where they stand. */
export interface SketchPlan {
  readonly rows: readonly RowDto[]
  readonly places: RowsPlan
}

type SketchSize = Pick<SketchPictureOptions, 'widthPx' | 'heightPx' | 'wishedColumnPx'>

/** Rows that do not fit into the height are left out: those of functions with least time, then Ps. */
export function planSketch(sketch: Sketch, { widthPx, heightPx, wishedColumnPx }: SketchSize): SketchPlan {
  const gutterPx = labelColumnPx(widthPx, wishedColumnPx)
  const roomPx = heightPx - axisPx - 4
  const density = densityFor(sketch, roomPx)
  const rows = rowsThatFit(sketch, density, roomPx)
  const frame = { x: 0, y: 0, widthPx, gutterPx, hasAxis: true, density }
  return { rows, places: placeRows(rows, frame) }
}

export function composeSketch(sketch: Sketch, options: SketchPictureOptions): DrawList {
  const { widthPx, heightPx, palette } = options
  const { rows, places } = planSketch(sketch, options)
  const toNs = sketch.head.durationNs
  const tile = tileOfSketch(sketch, rows, Math.max(1, places.rowsBox.width))
  const { fromNs: unreadFrom, toNs: unreadTo } = sketch.unread
  const lost = Array.from(unreadFrom, (fromNs, at) => ({ fromNs, toNs: unreadTo[at]!, reason: '' }))
  const data = { fromNs: 0, toNs, rows, tiles: [tile], overview: { lost } }
  const { layers, shapes } = drawRows(data, places, options)
  return { widthPx, heightPx, palette, layers: [...layers, { kind: 'shapes', shapes }] }
}

function row(key: string, kind: RowKind, label: string, detail: string, depth: number): RowDto {
  return { key, kind, depth, label, detail, isExpandable: false, isExpanded: true }
}

function heightOf(processors: number, groups: number, density: Density): number {
  return (
    rowPitchPx('gc', density) +
    2 * rowPitchPx('section', density) +
    processors * rowPitchPx('processor', density) +
    groups * rowPitchPx('group', density)
  )
}

function densityFor({ head }: Sketch, roomPx: number): Density {
  const groups = Math.min(wantedGroups, head.groups.length)
  for (const density of ['normal', 'compact'] as const)
    if (heightOf(head.processors.length, groups, density) <= roomPx) return density
  return 'dense'
}

function rowsThatFit({ head }: Sketch, density: Density, roomPx: number): readonly RowDto[] {
  const rows: RowDto[] = [
    row('gc', 'gc', 'GC / STW', '', 0),
    row('section:procs', 'section', 'Ps', String(head.processors.length), 0),
  ]
  for (const id of head.processors) rows.push(row(`proc:${id}`, 'processor', `P${id}`, '', 1))
  rows.push(row('section:goroutines', 'section', 'Start functions', String(countGroups(head)), 0))
  head.groups.forEach((name) => rows.push(row(`group:${name}`, 'group', labelOf(name), '', 0)))
  if (head.otherGroups > 0)
    rows.push(row('other-groups', 'group', `${head.otherGroups} other functions`, '', 0))
  let heightPx = 0
  const fitting = rows.filter(({ kind }) => (heightPx += rowPitchPx(kind, density)) <= roomPx)
  return fitting.at(-1)?.kind === 'section' ? fitting.slice(0, -1) : fitting
}

function countGroups({ groups, otherGroups }: Sketch['head']): number {
  return groups.length + otherGroups
}

/** As in the timeline. */
function labelOf(name: string): string {
  return name === '' ? '(start function unknown)' : shortFunctionName(name)
}

/** Rectangles as columns of one length; the picture is wanted at once, so nothing is allocated for each. */
class TileBuilder {
  count = 0
  readonly row: Uint16Array
  readonly startNs: Float64Array
  readonly endNs: Float64Array
  readonly state: Uint8Array
  readonly y0: Uint8Array
  readonly y1: Uint8Array
  readonly flags: Uint8Array

  constructor(capacity: number) {
    this.row = new Uint16Array(capacity)
    this.startNs = new Float64Array(capacity)
    this.endNs = new Float64Array(capacity)
    this.state = new Uint8Array(capacity)
    this.y0 = new Uint8Array(capacity)
    this.y1 = new Uint8Array(capacity)
    this.flags = new Uint8Array(capacity)
  }

  add(
    row: number,
    fromNs: number,
    toNs: number,
    state: number,
    y0: number,
    y1: number,
    flags: number,
  ): number {
    const index = this.count++
    this.row[index] = row
    this.startNs[index] = fromNs
    this.endNs[index] = toNs
    this.state[index] = state
    this.y0[index] = y0
    this.y1[index] = y1
    this.flags[index] = flags
    return index
  }

  finish(rows: readonly string[], durationNs: number, widthPx: number): Tile {
    const { count } = this
    return {
      head: { fromNs: 0, toNs: durationNs, widthPx, rows, labels: [''], isFinal: false },
      count,
      row: this.row.subarray(0, count),
      startNs: this.startNs.subarray(0, count),
      endNs: this.endNs.subarray(0, count),
      state: this.state.subarray(0, count),
      y0: this.y0.subarray(0, count),
      y1: this.y1.subarray(0, count),
      flags: this.flags.subarray(0, count),
      spanCount: new Uint32Array(count),
      span: new Uint32Array(count).fill(0xffffffff),
      goroutine: new Float64Array(count).fill(-1),
      label: new Uint32Array(count),
      overFrom: new Uint32Array(rows.length),
      rowEnd: new Uint32Array(rows.length),
    }
  }
}

/** What the timeline would be answered for these rows, as far as the sketch can tell. */
export function tileOfSketch(sketch: Sketch, rows: readonly RowDto[], plotWidthPx: number): Tile {
  const { head } = sketch
  const ranges = sketch.gc.fromNs.length + sketch.stops.fromNs.length
  const out = new TileBuilder(rows.length * stateOf.length * head.bucketCount + ranges)
  rows.forEach(({ key, kind }, at) => {
    if (kind === 'gc') {
      addRanges(sketch.gc, at, visualStateIndex['gc-work'], 0, out)
      addRanges(sketch.stops, at, visualStateIndex.stw, TileFlag.flagged, out)
    } else if (kind === 'processor') {
      addBuckets(timesOfRow(sketch, { key, kind }), head, 1, at, plotWidthPx, out)
    } else if (kind === 'group') {
      const ns = timesOfRow(sketch, { key, kind })
      addBuckets(ns, head, mostAtOnce(ns, head), at, plotWidthPx, out)
    }
  })
  return out.finish(
    rows.map(({ key }) => key),
    head.durationNs,
    plotWidthPx,
  )
}

/** Nanoseconds of a P or of a group by (index into sketchStates) × bucketCount + bucket; a view. */
export function timesOfRow(
  { head, processorNs, groupNs }: Sketch,
  { key, kind }: Pick<RowDto, 'key' | 'kind'>,
): Float32Array {
  const rowLength = sketchStates.length * head.bucketCount
  if (kind === 'processor') {
    const index = head.processors.indexOf(Number(key.slice('proc:'.length)))
    return processorNs.subarray(index * rowLength, (index + 1) * rowLength)
  }
  const found = head.groups.indexOf(key.slice('group:'.length))
  const index = key === 'other-groups' || found < 0 ? head.groups.length : found
  return groupNs.subarray(index * rowLength, (index + 1) * rowLength)
}

function addRanges(
  { fromNs, toNs }: SketchRanges,
  row: number,
  state: number,
  flags: number,
  out: TileBuilder,
): void {
  fromNs.forEach((from, at) => out.add(row, from, toNs[at]!, state, 0, 255, flags))
}

/** How many goroutines of a function the full height stands for: whole ones, as in the timeline. */
function mostAtOnce(ns: Float32Array, { bucketCount, bucketNs }: Sketch['head']): number {
  let most = 0
  for (let bucket = 0; bucket < bucketCount; bucket++) {
    let sum = 0
    for (let layer = 0; layer < stateOf.length; layer++) sum += ns[layer * bucketCount + bucket]!
    most = Math.max(most, sum)
  }
  return Math.max(1, Math.ceil(most / bucketNs - 1e-6))
}

/** Stacks of what each stretch consists of; neighbours of one height become one rectangle. */
function addBuckets(
  ns: Float32Array,
  { bucketCount, bucketNs, durationNs }: Sketch['head'],
  full: number,
  row: number,
  plotWidthPx: number,
  out: TileBuilder,
): void {
  const perColumn = Math.max(1, Math.ceil(bucketCount / plotWidthPx))
  const last = new Int32Array(stateOf.length).fill(-1)
  for (let first = 0; first * bucketNs < durationNs && first < bucketCount; first += perColumn) {
    const end = Math.min(bucketCount, first + perColumn)
    const fromNs = first * bucketNs
    const toNs = Math.min(durationNs, (first + perColumn) * bucketNs)
    const stepsPerNs = heightSteps / (full * (toNs - fromNs))
    let edge = 0
    for (let layer = 0; layer < stateOf.length; layer++) {
      let sum = 0
      for (let bucket = first; bucket < end; bucket++) sum += ns[layer * bucketCount + bucket]!
      // What is there is hinted at, however short.
      const steps = sum > 0 ? Math.max(1, Math.round(sum * stepsPerNs)) : 0
      const y1 = Math.min(255, edge + steps * stepHeight)
      const before = last[layer]!
      if (y1 <= edge) last[layer] = -1
      else if (before >= 0 && out.y0[before] === edge && out.y1[before] === y1) out.endNs[before] = toNs
      else last[layer] = out.add(row, fromNs, toNs, stateOf[layer]!, edge, y1, TileFlag.bucket)
      edge = y1
    }
  }
}
