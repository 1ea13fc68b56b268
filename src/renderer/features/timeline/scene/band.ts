/**
 * A band of rows with its tiles: turns what is held into the rectangles of one layer, and counts what a frame shows.
 */
import type { RowKey } from '../../../../contract/trace-dto'
import {
  extraStyleIndex,
  RectangleBuilder,
  type Box,
  type RectangleView,
} from '../../../../picture/draw-list'
import type { Palette } from '../../../../picture/palette'
import type { Tile } from '../../../../picture/tile-columns'
import { layOutTile, layOutWashes, type RowPlace } from '../../../../picture/tile-layout'
import type { PlacedRow } from './row-model'
import type { HeldTile, TileSource } from '../../../data/tile-source'

const sectionStyle = extraStyleIndex('section')
const lostStyle = extraStyleIndex('lost')
const everywhere = 1e18

export interface BandContent {
  readonly palette: Palette
  readonly rows: readonly PlacedRow[]
  /** Heights that washes cover. */
  readonly heightPx: number
  /** Tile with the GC lane. */
  readonly gcTile: Tile | undefined
  readonly hasGcWash: boolean
  readonly hasStwWash: boolean
  readonly lost: readonly { readonly fromNs: number; readonly toNs: number }[]
}

export class Band {
  readonly rectangles = new RectangleBuilder()
  private places = new Map<RowKey, RowPlace>()

  constructor(readonly tiles: TileSource) {}

  /** Fills `rectangles` anew. */
  fill(content: BandContent): void {
    const { rectangles } = this
    rectangles.clear()
    this.places = new Map()
    for (const { row, topPx, bodyPx, pitchPx } of content.rows) {
      if (row.kind === 'section')
        rectangles.add(-everywhere, everywhere, topPx, topPx + pitchPx - 1, sectionStyle)
      if (row.kind !== 'heap' && row.kind !== 'goroutine-counts' && row.kind !== 'section')
        this.places.set(row.key, { topPx, bodyPx, kind: row.kind })
    }
    for (const { fromNs, toNs } of content.lost) rectangles.add(fromNs, toNs, 0, content.heightPx, lostStyle)
    if (content.gcTile !== undefined) this.addWashes(content.gcTile, content)
    const { wide, sharp } = this.tiles
    if (wide !== undefined) this.addTile(wide, sharp, content.palette)
    if (sharp !== undefined) this.addTile(sharp, undefined, content.palette)
  }

  private addWashes(tile: Tile, content: BandContent): void {
    const row = tile.head.rows.indexOf('gc')
    if (row < 0) return
    layOutWashes(
      tile,
      row,
      content.heightPx,
      { gc: content.hasGcWash, stw: content.hasStwWash },
      this.rectangles,
    )
  }

  private addTile(held: HeldTile, better: HeldTile | undefined, palette: Palette): void {
    const { tile } = held
    layOutTile(
      tile,
      {
        palette,
        places: this.placesOf(tile),
        fromNs: -everywhere,
        toNs: everywhere,
        ...(better === undefined
          ? {}
          : {
              exceptFromNs: better.fromNs,
              exceptToNs: better.toNs,
              exceptRows: tile.head.rows.map((row) => better.rows.has(row)),
            }),
      },
      this.rectangles,
    )
  }

  /** Where the rows of a tile stand; undefined for those that are no longer shown. */
  placesOf(tile: Tile): readonly (RowPlace | undefined)[] {
    return tile.head.rows.map((row) => this.places.get(row))
  }

  /** The tiles from which words and hits are taken, best last. */
  get shown(): readonly HeldTile[] {
    const { wide, sharp } = this.tiles
    return [wide, sharp].filter((held) => held !== undefined)
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
