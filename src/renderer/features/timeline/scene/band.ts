/**
 * A band of rows with its tiles: turns what is held into the rectangles of one layer, and counts what a frame shows.
 */
import type { RowKey } from '../../../../contract/rows-dto'
import {
  extraStyleIndex,
  RectangleBuilder,
  type Box,
  type RectangleView,
} from '../../../../picture/draw-list'
import { layOutGoroutineCounts, layOutHeap } from '../../../../picture/counter-plots'
import type { Counters } from '../../../../picture/counters'
import type { Palette } from '../../../../picture/palette'
import type { Tile } from '../../../../picture/tile-columns'
import { layOutWashes, TileLayout, type RowPlace } from '../../../../picture/tile-layout'
import type { RectanglePainter } from '../../../gpu/rectangle-painter'
import type { PlacedRow } from './row-model'
import type { HeldTile, TileSource } from '../../../data/tile-source'
import type { TimeWindow } from '../../../state/viewport-math'

const sectionStyle = extraStyleIndex('section')
const lostStyle = extraStyleIndex('lost')
const everywhere = 1e18

export interface BandContent {
  readonly palette: Palette
  readonly rows: readonly PlacedRow[]
  /** Heights that washes cover. */
  readonly heightPx: number
  /** Curves for the plots among the rows. */
  readonly counters: Counters | undefined
  /** Tile with the GC lane. */
  readonly gcTile: Tile | undefined
  readonly hasGcWash: boolean
  readonly hasStwWash: boolean
  readonly lost: readonly { readonly fromNs: number; readonly toNs: number }[]
  /** Spans outside are left out: what must be there at once need not be more than what is seen. */
  readonly within: TimeWindow
}

/** Nothing is left out. */
export const wholeRun: TimeWindow = { fromNs: -everywhere, toNs: everywhere }

/** Elements between two looks at the clock. */
const elementsAStep = 500
/** Rectangles that are sent between two looks at the clock. */
const rectanglesAStep = 1_000

/** Positions are float32 from an origin: refilled before the error could reach a tenth of a pixel. */
const farPx = 4e5

/** A picture of the band: shown, or being made over several frames. */
interface Making {
  readonly rows: readonly PlacedRow[]
  readonly within: TimeWindow
  /** How far data reach: nothing is left out beyond. */
  readonly data: TimeWindow
  readonly originNs: number
  /** Resolution of the view for which it was made. */
  readonly nsPerPx: number
  readonly places: ReadonlyMap<RowKey, RowPlace>
  readonly tiles: readonly HeldTile[]
  /** What is still to be laid out. */
  readonly layouts: Layout[]
}

/** A part of a picture that can be laid out piece by piece. */
interface Layout {
  /** Goes on with about `most` elements; answers whether it is done. */
  readonly proceed: (most: number) => boolean
}

export class Band {
  /** Tiles have come since the last fill began. */
  isStale = true
  /** What the painter was given last. */
  rectangles = new RectangleBuilder()
  private spare = new RectangleBuilder()
  private filled: Making = {
    rows: [],
    within: wholeRun,
    data: wholeRun,
    originNs: 0,
    nsPerPx: 1,
    places: new Map(),
    tiles: [],
    layouts: [],
  }
  private making: Making | undefined

  constructor(
    readonly name: string,
    readonly tiles: TileSource,
  ) {}

  get isMaking(): boolean {
    return this.making !== undefined
  }

  /** Fills `rectangles` anew, at once, and hands them to the painter. What was left out follows in the background. */
  fill(painter: RectanglePainter, content: BandContent, originNs: number, nsPerPx: number): void {
    this.making = undefined
    this.filled = this.begin(content, originNs, nsPerPx, this.rectangles)
    for (const layout of this.filled.layouts) layout.proceed(Infinity)
    painter.setRectangles(this.name, this.rectangles, originNs)
    this.isStale = content.within !== wholeRun
  }

  /** Begins to fill in the background; what is shown stays until `proceed` answers true. */
  start(content: BandContent, originNs: number, nsPerPx: number): void {
    this.making = this.begin(content, originNs, nsPerPx, this.spare)
  }

  /** Goes on with what was started until `isLate` says so. Answers whether nothing is left to do. */
  proceed(painter: RectanglePainter, isLate: () => boolean): boolean {
    const { making, spare } = this
    if (making === undefined) return true
    for (let layout = making.layouts[0]; layout !== undefined; layout = making.layouts[0]) {
      if (layout.proceed(elementsAStep)) making.layouts.shift()
      if (isLate()) return false
    }
    while (!painter.stageRectangles(this.name, spare, making.originNs, rectanglesAStep))
      if (isLate()) return false
    this.making = undefined
    this.spare = this.rectangles
    this.rectangles = spare
    this.filled = making
    return true
  }

  /** Whether the view has moved too far from the origin of what is filled, or shows what was left out. */
  isFar({ fromNs, toNs }: TimeWindow, nsPerPx: number): boolean {
    const { originNs, within, data, nsPerPx: filledNsPerPx } = this.filled
    return (
      Math.abs(fromNs - originNs) > farPx * nsPerPx ||
      filledNsPerPx > nsPerPx * 1e3 ||
      (fromNs < within.fromNs && data.fromNs < within.fromNs) ||
      (toNs > within.toNs && data.toNs > within.toNs)
    )
  }

  /** Whether what is filled stands as these rows do that lie between two heights, and nothing else stands there. */
  holds(rows: readonly PlacedRow[], fromPx: number, toPx: number): boolean {
    let at = 0
    for (const { row, topPx, bodyPx, pitchPx } of this.filled.rows) {
      if (topPx + pitchPx <= fromPx || topPx > toPx) continue
      while (at < rows.length && rows[at]!.topPx + rows[at]!.pitchPx <= fromPx) at++
      const now = rows[at++]
      if (now === undefined || now.row.key !== row.key || now.topPx !== topPx || now.bodyPx !== bodyPx)
        return false
    }
    for (; at < rows.length; at++) if (rows[at]!.topPx <= toPx) return false
    return true
  }

  hasRow(key: RowKey): boolean {
    return this.filled.places.has(key)
  }

  private begin(content: BandContent, originNs: number, nsPerPx: number, out: RectangleBuilder): Making {
    this.isStale = false
    out.clear()
    const places = new Map<RowKey, RowPlace>()
    const plots: PlacedRow[] = []
    for (const placed of content.rows) {
      const { row, topPx, bodyPx, pitchPx } = placed
      if (row.kind === 'section') out.add(-everywhere, everywhere, topPx, topPx + pitchPx - 1, sectionStyle)
      else if (row.kind === 'heap' || row.kind === 'goroutine-counts') plots.push(placed)
      else places.set(row.key, { topPx, bodyPx, kind: row.kind })
    }
    for (const { fromNs, toNs } of content.lost) out.add(fromNs, toNs, 0, content.heightPx, lostStyle)
    const { wide, sharp } = this.tiles
    const layouts: Layout[] = []
    const { gcTile, counters, within, palette } = content
    if (gcTile !== undefined) layouts.push(atOnce(() => addWashes(gcTile, content, out)))
    for (const plot of plots) layouts.push(atOnce(() => addPlot(plot, counters, within, out)))
    if (wide !== undefined) layouts.push(layoutOf(wide, sharp, { places, palette, ...within }, out))
    if (sharp !== undefined) layouts.push(layoutOf(sharp, undefined, { places, palette, ...within }, out))
    const tiles = [wide, sharp].filter((held) => held !== undefined)
    const data = reachOf(tiles, plots.length === 0 ? undefined : counters)
    return { rows: content.rows, within, data, originNs, nsPerPx, places, tiles, layouts }
  }

  /** Where the rows of a tile stand; undefined for those that are no longer shown. */
  placesOf(tile: Tile): readonly (RowPlace | undefined)[] {
    return placesIn(this.filled.places, tile)
  }

  /** The tiles that are drawn, from which words and hits are taken; best last. */
  get shown(): readonly HeldTile[] {
    return this.filled.tiles
  }

  /** How many rectangles lie in the clip. */
  countShown(clip: Box, view: RectangleView): number {
    const { x0, x1, y0, y1, count } = this.rectangles
    const toX = view.fromX + clip.width * view.unitsPerPx
    const toY = view.scrollPx + clip.height
    let shown = 0
    for (let index = 0; index < count; index++) {
      if (x1[index]! >= view.fromX && x0[index]! <= toX && y1[index]! > view.scrollPx && y0[index]! < toY)
        shown++
    }
    return shown
  }
}

function reachOf(tiles: readonly HeldTile[], counters: Counters | undefined): TimeWindow {
  const all: TimeWindow[] = [...tiles]
  if (counters !== undefined) all.push(counters.head)
  return {
    fromNs: Math.min(...all.map(({ fromNs }) => fromNs)),
    toNs: Math.max(...all.map(({ toNs }) => toNs)),
  }
}

/** Short enough for one piece. */
const atOnce = (layOut: () => void): Layout => ({
  proceed: () => {
    layOut()
    return true
  },
})

const placesIn = (places: ReadonlyMap<RowKey, RowPlace>, tile: Tile): readonly (RowPlace | undefined)[] =>
  tile.head.rows.map((row) => places.get(row))

function addPlot(
  plot: PlacedRow,
  counters: Counters | undefined,
  within: TimeWindow,
  out: RectangleBuilder,
): void {
  if (counters === undefined) return
  if (plot.row.kind === 'heap') layOutHeap(counters, plot, out, within)
  else layOutGoroutineCounts(counters, plot, out, within)
}

function addWashes(tile: Tile, content: BandContent, out: RectangleBuilder): void {
  const row = tile.head.rows.indexOf('gc')
  if (row < 0) return
  layOutWashes(tile, row, content.heightPx, { gc: content.hasGcWash, stw: content.hasStwWash }, out)
}

function layoutOf(
  { tile }: HeldTile,
  better: HeldTile | undefined,
  content: TimeWindow & { readonly places: ReadonlyMap<RowKey, RowPlace>; readonly palette: Palette },
  out: RectangleBuilder,
): TileLayout {
  const whole = { ...content, places: placesIn(content.places, tile) }
  if (better === undefined) return new TileLayout(tile, whole, out)
  const exceptRows = tile.head.rows.map((row) => better.rows.has(row))
  return new TileLayout(
    tile,
    { ...whole, exceptFromNs: better.fromNs, exceptToNs: better.toNs, exceptRows },
    out,
  )
}
