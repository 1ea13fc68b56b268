/**
 * The data of a scene and their way to the painter: which tiles and curves are wanted, when buffers are filled anew, and
 * which layers a frame consists of.
 */
import { callOffThread } from '../../../connection/call'
import { whileBusy } from '../../../state/idle'
import type { RowKey } from '../../../../contract/rows-dto'
import { extraStyleIndex, RectangleBuilder, type RectangleView } from '../../../../picture/draw-list'
import type { PainterLayer, RectanglePainter } from '../../../gpu/rectangle-painter'
import { Band, wholeRun, type BandContent } from './band'
import { layOutOccupancy } from '../../../../picture/counter-plots'
import type { Counters } from '../../../../picture/counters'
import { occupancyPlace, overviewHeightPx } from './timeline-geometry'
import { CountersSource } from './counters-source'
import type { PlacedRow, RowModel } from './row-model'
import type { DrawnContent, DrawnScene } from '../drawing/drawn-scene'
import { TileSource } from '../../../data/tile-source'
import type { TimeWindow } from '../../../state/viewport-math'

const gridStyle = extraStyleIndex('grid')
const rangeStyle = extraStyleIndex('range')
const panelStyle = extraStyleIndex('panel')
const everywhere = 1e18
/** Rows above and below the screen that are asked for and filled too. */
const rowMargin = 24
/** The same for rows that must be there at once. */
const rowsAtOnce = 2
/** What a frame may spend on data that have come, besides drawing what is here. */
const takeInMs = 0.3
/** Rows before the edge of what is filled at which the next fill begins. */
const rowsAhead = 12

/** Which collections and stops of the world are washed over the rows. */
export type Washes = 'both' | 'gc' | 'stw' | 'off'

/** The scene as its data see it: what is to be shown, and whom to tell that more is here. */
export interface ContentScene extends Pick<
  DrawnScene,
  | 'source'
  | 'overview'
  | 'durationNs'
  | 'geometry'
  | 'nsPerPx'
  | 'stickyRows'
  | 'shownRows'
  | 'palette'
  | 'range'
  | 'axis'
> {
  readonly rows: RowModel
  readonly washes: Washes
  readonly dataArrived: () => void
  readonly requestFrame: () => void
}

export class SceneContent implements DrawnContent {
  readonly stickyBand: Band
  readonly scrollBand: Band
  readonly counters: CountersSource
  /** Colours, washes or the canvas have changed: everything is filled anew before the next frame is seen. */
  isStale = true
  /** What stands out, as an expression; '' for all alike. */
  private highlight = ''
  private readonly grid = new RectangleBuilder()
  private readonly overview = new RectangleBuilder()
  private overviewOf: Counters | undefined
  private rowsVersion = -1

  constructor(private readonly scene: ContentScene) {
    const source = scene.source.id
    const newBand = (name: string, onArrival: () => void): Band =>
      new Band(
        name,
        new TileSource(
          (query, signal) =>
            whileBusy(
              callOffThread(
                'trace/tile',
                {
                  source,
                  ...query,
                  rows: [...query.rows],
                  ...(this.highlight === '' ? {} : { highlight: this.highlight }),
                },
                signal,
              ),
            ),
          () => {
            onArrival()
            scene.dataArrived()
          },
        ),
      )
    this.stickyBand = newBand('sticky', () => {
      this.stickyBand.isStale = true
      // Collections are washes behind all rows.
      this.scrollBand.isStale = true
    })
    this.scrollBand = newBand('rows', () => {
      this.scrollBand.isStale = true
    })
    this.counters = new CountersSource(
      (query, signal) => whileBusy(callOffThread('trace/counters', { source, ...query }, signal)),
      () => {
        this.stickyBand.isStale = true
        scene.requestFrame()
      },
    )
  }

  setHighlight(expression: string): void {
    if (this.highlight === expression) return
    this.highlight = expression
    this.stickyBand.tiles.renew()
    this.scrollBand.tiles.renew()
  }

  /** The curves that are drawn. */
  get shownCounters(): Counters | undefined {
    return this.counters.window ?? this.counters.whole
  }

  get error(): string {
    return this.scrollBand.tiles.error || this.stickyBand.tiles.error
  }

  /** Asks for what this view needs and is not here. */
  want(window: TimeWindow, scrollPx: number, toPx: number): void {
    const { scene } = this
    const { plotWidthPx } = scene.geometry
    const wish = { ...window, plotWidthPx, durationNs: scene.durationNs }
    const sticky = keysOf(scene.stickyRows)
    this.stickyBand.tiles.want({ ...wish, rows: sticky, rowsWithMargin: () => sticky })
    this.scrollBand.tiles.want({
      ...wish,
      rows: keysOf(scene.shownRows),
      rowsWithMargin: () => keysOf(scene.rows.scrolled(scrollPx, toPx, rowMargin)),
    })
    this.counters.want(window.fromNs, window.toNs, plotWidthPx, scene.durationNs)
  }

  /**
   * Brings the painter's buffers up to date. A mere pan leaves them alone; rows that stand elsewhere are filled at once, for
   * rectangles must agree with labels, but only as far as they are seen; the rest, and data that have come, are taken in over
   * several frames.
   * @returns whether there is more to take in.
   */
  fill(painter: RectanglePainter, window: TimeWindow, scrollPx: number, toPx: number): boolean {
    this.fillGrid(painter, window)
    this.fillOverview(painter)
    const { scene, stickyBand, scrollBand } = this
    const { rows, nsPerPx } = scene
    const originNs = (window.fromNs + window.toNs) / 2
    const seen = aroundOf(window)
    const fillSticky = (): void =>
      stickyBand.fill(painter, { ...this.stickyContent(), within: seen }, originNs, nsPerPx)
    const fillScrolled = (): void => {
      const content = this.scrollContent(rows.scrolled(scrollPx, toPx, rowsAtOnce))
      scrollBand.fill(painter, { ...content, within: seen }, originNs, nsPerPx)
    }
    if (this.isStale || stickyBand.isFar(window, nsPerPx) || scrollBand.isFar(window, nsPerPx)) {
      this.isStale = false
      this.rowsVersion = rows.version
      fillSticky()
      fillScrolled()
      return true
    }
    if (this.rowsVersion !== rows.version) {
      this.rowsVersion = rows.version
      stickyBand.isStale = true
      scrollBand.isStale = true
    }
    if (!stickyBand.holds(scene.stickyRows, 0, Infinity)) {
      fillSticky()
      return true
    }
    if (!scrollBand.holds(scene.shownRows, scrollPx, toPx)) {
      fillScrolled()
      return true
    }
    if (!scrollBand.isMaking && !this.hasRowsAhead(scrollPx, toPx)) scrollBand.isStale = true
    return this.takeIn(painter, scrollPx, toPx, originNs)
  }

  private takeIn(painter: RectanglePainter, scrollPx: number, toPx: number, originNs: number): boolean {
    const { stickyBand, scrollBand } = this
    const { nsPerPx } = this.scene
    const untilMs = performance.now() + takeInMs
    const isLate = (): boolean => performance.now() >= untilMs
    if (stickyBand.isStale && !stickyBand.isMaking) stickyBand.start(this.stickyContent(), originNs, nsPerPx)
    if (isLate() || !stickyBand.proceed(painter, isLate) || isLate()) return true
    if (scrollBand.isStale && !scrollBand.isMaking)
      scrollBand.start(
        this.scrollContent(this.scene.rows.scrolled(scrollPx, toPx, rowMargin)),
        originNs,
        nsPerPx,
      )
    if (isLate() || !scrollBand.proceed(painter, isLate)) return true
    return stickyBand.isStale || scrollBand.isStale
  }

  private stickyContent(): BandContent {
    const { scene } = this
    return { ...this.background(), rows: scene.stickyRows, heightPx: scene.geometry.sticky.height }
  }

  private scrollContent(rows: readonly PlacedRow[]): BandContent {
    return { ...this.background(), rows, heightPx: this.scene.rows.contentHeightPx() }
  }

  private background(): Omit<BandContent, 'rows' | 'heightPx'> {
    const { scene } = this
    const { sharp, wide } = this.stickyBand.tiles
    return {
      palette: scene.palette,
      counters: this.shownCounters,
      gcTile: (sharp ?? wide)?.tile,
      hasGcWash: scene.washes === 'both' || scene.washes === 'gc',
      hasStwWash: scene.washes === 'both' || scene.washes === 'stw',
      lost: scene.overview?.lost ?? [],
      within: wholeRun,
    }
  }

  /** Whether some rows beyond the screen are filled, where there are any. */
  private hasRowsAhead(scrollPx: number, toPx: number): boolean {
    const { rows } = this.scene
    const first = Math.max(rows.firstScrolled, rows.indexAt(scrollPx) - rowsAhead)
    const last = Math.min(rows.totalRows - 1, rows.indexAt(toPx) + rowsAhead)
    return [rows.rowAt(first), rows.rowAt(last)].every(
      (row) => row === undefined || this.scrollBand.hasRow(row.key),
    )
  }

  /** Share of the Ps over the whole run: once a run. */
  private fillOverview(painter: RectanglePainter): void {
    const { whole } = this.counters
    if (this.overviewOf === whole && !this.isStale) return
    this.overviewOf = whole
    this.overview.clear()
    this.overview.add(-everywhere, everywhere, 0, overviewHeightPx, panelStyle)
    if (whole !== undefined) layOutOccupancy(whole, occupancyPlace, this.overview)
    painter.setRectangles('overview', this.overview, 0)
  }

  /** Grid lines and the selected range: a few, behind everything, new in every frame. */
  private fillGrid(painter: RectanglePainter, window: TimeWindow): void {
    const { range, geometry, axis } = this.scene
    this.grid.clear()
    if (range !== undefined) this.grid.add(range.fromNs, range.toNs, 0, geometry.heightPx, rangeStyle)
    for (const tick of axis.ticks) {
      if (tick.isMajor) this.grid.add(tick.timeNs, tick.timeNs, 0, geometry.heightPx, gridStyle)
    }
    painter.setRectangles('grid', this.grid, window.fromNs)
  }

  layers(window: TimeWindow, scrollPx: number): readonly PainterLayer[] {
    const { geometry, nsPerPx, durationNs } = this.scene
    const view = (scroll: number): RectangleView => ({
      fromX: window.fromNs,
      unitsPerPx: nsPerPx,
      scrollPx: scroll,
    })
    const { sticky, rows, overview } = geometry
    const all = { ...sticky, height: sticky.height + rows.height }
    return [
      { name: 'grid', clip: all, view: view(0) },
      { name: 'sticky', clip: sticky, view: view(0) },
      { name: 'rows', clip: rows, view: view(scrollPx) },
      {
        name: 'overview',
        clip: overview,
        view: { fromX: 0, unitsPerPx: durationNs / overview.width, scrollPx: 0 },
      },
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

/** What is seen and half as much on either side. */
function aroundOf({ fromNs, toNs }: TimeWindow): TimeWindow {
  const marginNs = (toNs - fromNs) / 2
  return { fromNs: fromNs - marginNs, toNs: toNs + marginNs }
}

const keysOf = (placed: readonly PlacedRow[]): readonly RowKey[] => {
  const keys: RowKey[] = []
  for (const { row } of placed)
    if (row.kind !== 'section' && row.kind !== 'heap' && row.kind !== 'goroutine-counts') keys.push(row.key)
  return keys
}
