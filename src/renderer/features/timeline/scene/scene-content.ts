/**
 * The data of a scene and their way to the painter: which tiles and curves are wanted, when buffers are filled anew, and
 * which layers a frame consists of.
 */
import { call } from '../../../connection/call'
import { whileBusy } from '../../../state/idle'
import { extraStyleIndex, RectangleBuilder, type RectangleView } from '../../../../picture/draw-list'
import type { PainterLayer, RectanglePainter } from '../../../gpu/rectangle-painter'
import { Band } from './band'
import { CountersSource } from './counters-source'
import { axisOf } from '../drawing/draw-header'
import type { PlacedRow } from './row-model'
import { TileSource } from '../../../data/tile-source'
import type { TimelineScene } from './timeline-scene'
import type { TimeWindow } from '../../../state/viewport-math'

const gridStyle = extraStyleIndex('grid')
const rangeStyle = extraStyleIndex('range')
/** Rows above and below the screen that are asked for and filled too. */
const rowMargin = 24
/** Positions are float32 from an origin: refilled before the error could reach a tenth of a pixel. */
const farPx = 4e5

export class SceneContent {
  readonly stickyBand: Band
  readonly scrollBand: Band
  readonly counters: CountersSource
  /** Data, rows or colours have changed since the last fill. */
  isStale = true
  private readonly grid = new RectangleBuilder()
  private filled = { version: -1, fromPx: 0, toPx: 0, originNs: 0, nsPerPx: 0 }

  constructor(private readonly scene: TimelineScene) {
    const source = scene.source.id
    const newBand = (): Band =>
      new Band(
        new TileSource(
          (query, signal) =>
            whileBusy(call('trace/tile', { source, ...query, rows: [...query.rows] }, signal)),
          () => scene.refresh(),
        ),
      )
    this.stickyBand = newBand()
    this.scrollBand = newBand()
    this.counters = new CountersSource(
      (query, signal) => whileBusy(call('trace/counters', { source, ...query }, signal)),
      () => scene.requestFrame(),
    )
  }

  get error(): string {
    return this.scrollBand.tiles.error || this.stickyBand.tiles.error
  }

  /** Asks for what this view needs and is not here. */
  want(window: TimeWindow, scrollPx: number, toPx: number): void {
    const { scene } = this
    const { plotWidthPx } = scene.geometry
    const wish = { ...window, plotWidthPx, durationNs: scene.durationNs }
    const keysOf = (placed: readonly PlacedRow[]): string[] =>
      placed
        .filter(({ row }) => row.kind !== 'section' && row.kind !== 'heap' && row.kind !== 'goroutine-counts')
        .map(({ row }) => row.key)
    const sticky = keysOf(scene.stickyRows)
    this.stickyBand.tiles.want({ ...wish, rows: sticky, rowsWithMargin: sticky })
    this.scrollBand.tiles.want({
      ...wish,
      rows: keysOf(scene.shownRows),
      rowsWithMargin: keysOf(scene.rows.scrolled(scrollPx, toPx, rowMargin)),
    })
    this.counters.want(window.fromNs, window.toNs, plotWidthPx, scene.durationNs)
  }

  /** Refills buffers when data, rows or the neighbourhood have changed; a mere pan leaves them alone. */
  fill(painter: RectanglePainter, window: TimeWindow, scrollPx: number, toPx: number): void {
    this.fillGrid(painter, window)
    const { filled, scene } = this
    const { nsPerPx, rows } = scene
    const isFar =
      Math.abs(window.fromNs - filled.originNs) > farPx * nsPerPx || filled.nsPerPx > nsPerPx * 1e3
    const isOutside = scrollPx < filled.fromPx || toPx > filled.toPx
    if (!this.isStale && !isFar && !isOutside && filled.version === rows.version) return
    this.isStale = false
    const placed = rows.scrolled(scrollPx, toPx, rowMargin)
    const first = placed[0]
    const last = placed.at(-1)
    const content = {
      palette: scene.palette,
      gcTile: this.stickyBand.shown.at(-1)?.tile,
      hasGcWash: scene.washes === 'both' || scene.washes === 'gc',
      hasStwWash: scene.washes === 'both' || scene.washes === 'stw',
      lost: scene.overview?.lost ?? [],
    }
    this.stickyBand.fill({ ...content, rows: scene.stickyRows, heightPx: scene.geometry.sticky.height })
    this.scrollBand.fill({ ...content, rows: placed, heightPx: rows.contentHeightPx() })
    const originNs = (window.fromNs + window.toNs) / 2
    painter.setRectangles('sticky', this.stickyBand.rectangles, originNs)
    painter.setRectangles('rows', this.scrollBand.rectangles, originNs)
    const isWhole = last !== undefined && last.index >= rows.totalRows - 1
    this.filled = {
      version: rows.version,
      fromPx: first === undefined || first.index <= rows.firstScrolled ? -Infinity : first.topPx,
      toPx: last === undefined || isWhole ? Infinity : last.topPx + last.pitchPx,
      originNs,
      nsPerPx,
    }
  }

  /** Grid lines and the selected range: a few, behind everything, new in every frame. */
  private fillGrid(painter: RectanglePainter, window: TimeWindow): void {
    const { range, geometry } = this.scene
    this.grid.clear()
    if (range !== undefined) this.grid.add(range.fromNs, range.toNs, 0, geometry.heightPx, rangeStyle)
    for (const tick of axisOf(this.scene.timing, window, geometry.plotWidthPx).ticks) {
      if (tick.isMajor) this.grid.add(tick.timeNs, tick.timeNs, 0, geometry.heightPx, gridStyle)
    }
    painter.setRectangles('grid', this.grid, window.fromNs)
  }

  layers(window: TimeWindow, scrollPx: number): readonly PainterLayer[] {
    const { geometry, nsPerPx } = this.scene
    const view = (scroll: number): RectangleView => ({
      fromX: window.fromNs,
      unitsPerPx: nsPerPx,
      scrollPx: scroll,
    })
    const { sticky, rows } = geometry
    const all = { ...sticky, height: sticky.height + rows.height }
    return [
      { name: 'grid', clip: all, view: view(0) },
      { name: 'sticky', clip: sticky, view: view(0) },
      { name: 'rows', clip: rows, view: view(scrollPx) },
    ]
  }

  /** How many rectangles of rows these layers show. */
  countShown(layers: readonly PainterLayer[]): number {
    let count = 0
    for (const { name, clip, view } of layers) {
      if (name === 'sticky') count += this.stickyBand.countShown(clip, view)
      else if (name === 'rows') count += this.scrollBand.countShown(clip, view)
    }
    return count
  }

  dispose(): void {
    this.stickyBand.tiles.clear()
    this.scrollBand.tiles.clear()
    this.counters.clear()
  }
}
