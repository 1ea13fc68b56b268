/**
 * From tile columns to rectangles: where the rows stand, how high each state is, which mark stands on top. Knows
 * the level-of-detail rules; knows no canvas.
 */
import type { RowKind } from '../contract/rows-dto'
import { TileFlag } from '../contract/tile-dto'
import { drawnKindIndex, drawnKinds, visualStateIndex, visualStates } from '../contract/visual-states'
import { extraStyleIndex, joinedStyle, sideStyles, type RectangleBuilder } from './draw-list'
import { looksOf, type Palette } from './palette'
import { cuedHeightPx, stackMinimumHeightPx } from './row-layout'
import type { Tile } from './tile-columns'

/** Where a row's body stands, in row pixels. */
export interface RowPlace {
  readonly topPx: number
  readonly bodyPx: number
  readonly kind: RowKind
}

export interface TileLayoutOptions {
  readonly palette: Palette
  /** For each row of the tile's head; undefined: not shown. */
  readonly places: readonly (RowPlace | undefined)[]
  /** Rectangles outside are left out. Since the trace's start. */
  readonly fromNs: number
  readonly toNs: number
  /** A stretch inside that another tile shows better: rectangles wholly in it are left out, others are cut. */
  readonly exceptFromNs?: number
  readonly exceptToNs?: number
  /** For each row of the tile's head: whether the exception holds for it. */
  readonly exceptRows?: readonly boolean[]
}

const flagStyle = extraStyleIndex('flag')
const gcWashStyle = extraStyleIndex('gc-wash')
const stwWashStyle = extraStyleIndex('stw-wash')
const veilStyle = extraStyleIndex('veil')

/** Which of two equally long states a thin row shows: the one to worry about. Higher wins. */
const alarm: readonly number[] = drawnKinds.map((kind) =>
  (
    [
      'idle',
      'unknown',
      'sleep',
      'running',
      'network',
      'gc-work',
      'syscall',
      'blocked-channel',
      'runnable',
      'gc-assist',
      'blocked-sync',
      'stw',
    ] as readonly string[]
  ).indexOf(kind),
)

/** A bucket with anything in it is at least this tall: less would be a speck that nobody sees. */
const leastStackPx = 4
/** Marks that stand closer than this are crowded. */
const crowdedPx = 12
const lowMarkPx = 3
/** A stack has at most one element a kind. */
const mostStacked = drawnKinds.length
/** Upper edges of the states of the bucket at hand, in whole pixels from the bottom of the row. */
const edges = new Int32Array(mostStacked)
const wantedPx = new Float64Array(mostStacked)

/** Appends the rectangles of a tile to `out`. */
export function layOutTile(tile: Tile, options: TileLayoutOptions, out: RectangleBuilder): void {
  new TileLayout(tile, options, out).proceed(tile.count)
}

const rowsOfStates: ReadonlySet<RowKind> = new Set(['goroutine', 'processor', 'thread'])
/** Rows on which what does not fit recedes while something is highlighted. */
export const veiledRows: ReadonlySet<RowKind> = new Set([...rowsOfStates, 'group'])

/**
 * One pass over a tile's columns, in as many steps as one likes. It runs between two frames for tens of thousands of elements, so nothing is allocated in
 * it: what belongs to the element at hand stands in fields.
 */
export class TileLayout {
  private next = 0
  /** Row of the tile's head at hand; -1 before the first. */
  private row = -1
  /** What fits of it, in layers; empty unless something is highlighted. */
  private readonly lit: { readonly startNs: number; readonly endNs: number }[] = []
  private readonly sides: BucketSides
  private readonly looks: Looks
  /** Of the row at hand: the height in pixels of every drawn kind that stands alone. */
  private heights: Float64Array
  private heightsOfPx = 0
  private startNs = 0
  private endNs = 0
  /** The stretch that another tile shows better; empty for none. */
  private exceptFromNs = Infinity
  private exceptToNs = -Infinity

  constructor(
    private readonly tile: Tile,
    private readonly options: TileLayoutOptions,
    private readonly out: RectangleBuilder,
  ) {
    this.looks = looksFor(options.palette)
    this.heights = this.looks.heights(0)
    this.sides = new BucketSides(this.looks.sides, out)
  }

  /** Goes on with about `most` elements; answers whether the tile is done. */
  proceed(most: number): boolean {
    const { tile, options } = this
    const { places, fromNs, toNs, exceptRows } = options
    const { count, row, flags } = tile
    const origin = tile.head.fromNs
    const end = Math.min(count, this.next + most)
    let next = this.next
    while (next < end) {
      const index = next
      next = this.stackEnd(index)
      if (row[index] !== this.row) this.beginRow(row[index]!)
      const place = places[row[index]!]
      if (place === undefined) continue
      this.startNs = origin + tile.startNs[index]!
      this.endNs = origin + tile.endNs[index]!
      if ((flags[index]! & TileFlag.lit) !== 0) this.lit.push({ startNs: this.startNs, endNs: this.endNs })
      if (this.endNs < fromNs || this.startNs > toNs) continue
      const isExcepted = exceptRows?.[row[index]!] === true
      this.exceptFromNs = isExcepted ? (options.exceptFromNs ?? Infinity) : Infinity
      this.exceptToNs = isExcepted ? (options.exceptToNs ?? -Infinity) : -Infinity
      if ((flags[index]! & TileFlag.mark) !== 0) this.addMark(index, place)
      else this.addStack(index, next, place)
    }
    this.next = next
    if (next < count) return false
    this.beginRow(-1)
    this.sides.finish()
    return true
  }

  /** The row at hand is done. While something is highlighted, all of it recedes but what fits. */
  private beginRow(row: number): void {
    const { lit, tile, options } = this
    const place = options.places[this.row]
    if (tile.head.isLit === true && place !== undefined && veiledRows.has(place.kind)) {
      // What has lines at its sides gets them before it is covered.
      this.sides.finish()
      const { fromNs, toNs } = tile.head
      const [topPx, bottomPx] = [place.topPx, place.topPx + place.bodyPx]
      const isExcepted = options.exceptRows?.[this.row] === true
      this.exceptFromNs = isExcepted ? (options.exceptFromNs ?? Infinity) : Infinity
      this.exceptToNs = isExcepted ? (options.exceptToNs ?? -Infinity) : -Infinity
      lit.sort((a, b) => a.startNs - b.startNs)
      let cursorNs = Math.max(fromNs, options.fromNs)
      const endNs = Math.min(toNs, options.toNs)
      for (const one of [...lit, { startNs: endNs, endNs }]) {
        this.startNs = cursorNs
        this.endNs = Math.min(one.startNs, endNs)
        if (this.endNs > this.startNs) this.addCut(topPx, bottomPx, veilStyle)
        cursorNs = Math.max(cursorNs, one.endNs)
      }
    }
    lit.length = 0
    this.row = row
  }

  /**
   * The rectangles of one bucket follow each other, each on top of the last, from the bottom of the row; everything else
   * stands alone.
   */
  private stackEnd(first: number): number {
    const { count, flags, row, startNs, endNs, y0, y1 } = this.tile
    const bits = flags[first]! & (TileFlag.bucket | TileFlag.mark)
    if (bits !== TileFlag.bucket || y0[first] !== 0) return first + 1
    const most = Math.min(count, first + mostStacked)
    let end = first + 1
    while (
      end < most &&
      y0[end] === y1[end - 1] &&
      row[end] === row[first] &&
      startNs[end] === startNs[first] &&
      endNs[end] === endNs[first]
    )
      end++
    return end
  }

  /**
   * Logs are as high as the row; samples, and whatever a group's members have or stands close together, on its upper edge:
   * they are many, and a state must stay readable below. A mark of a state flags a long stretch of it.
   */
  private addMark(index: number, { topPx, bodyPx, kind: rowKind }: RowPlace): void {
    const { startNs, out } = this
    const kind = this.tile.state[index]!
    if (startNs >= this.exceptFromNs && startNs < this.exceptToNs) return
    if (kind < visualStates.length) {
      out.add(startNs, startNs, topPx, topPx + Math.min(2, bodyPx), flagStyle)
      return
    }
    const isOnState = rowsOfStates.has(rowKind)
    const isLow = rowKind === 'group' || (isOnState && this.isCrowded(index))
    const height = isOnState && kind === drawnKindIndex.sample ? cuedHeightPx('third', bodyPx) : bodyPx
    out.add(startNs, startNs, topPx, topPx + Math.min(isLow ? lowMarkPx : height, bodyPx), kind)
  }

  /** Whether another mark of its kind stands so near that full lines would hide the row. */
  private isCrowded(index: number): boolean {
    const { head, row, state, flags, startNs } = this.tile
    const crowdedNs = (crowdedPx * (head.toNs - head.fromNs)) / head.widthPx
    const isNear = (other: number): boolean =>
      row[other] === row[index] &&
      state[other] === state[index] &&
      (flags[other]! & TileFlag.mark) !== 0 &&
      Math.abs(startNs[other]! - startNs[index]!) < crowdedNs
    // Marks of one kind are a layer of the row, in order of time.
    return (index > 0 && isNear(index - 1)) || (index + 1 < this.tile.count && isNear(index + 1))
  }

  private addStack(first: number, end: number, place: RowPlace): void {
    const { tile } = this
    const { topPx, bodyPx } = place
    const bottom = topPx + bodyPx
    const kind = tile.state[first]!
    const isBucket = (tile.flags[first]! & TileFlag.bucket) !== 0
    // Wake-ups are instants, each as high as the row: lines at their sides would be all one sees.
    const isInstants = place.kind === 'network'
    if (bodyPx !== this.heightsOfPx) {
      this.heights = this.looks.heights(bodyPx)
      this.heightsOfPx = bodyPx
    }
    const { heights } = this
    const low = tile.y0[first]!
    const high = tile.y1[first]!
    if (!isBucket && low === 0 && high === 255) {
      this.addCut(bottom - heights[kind]!, bottom, kind)
    } else if (bodyPx < stackMinimumHeightPx) {
      const main = tile.state[this.mainOfStack(first, end)]!
      this.addCut(bottom - heights[main]!, bottom, main + (isBucket ? joinedStyle : 0))
    } else if (low !== 0) {
      // A strip in a band of the row.
      const y0 = bottom - Math.round((high / 255) * bodyPx)
      this.addCut(y0, bottom - Math.round((low / 255) * bodyPx), kind + (isBucket ? joinedStyle : 0))
    } else {
      this.findStackEdges(first, end, bodyPx, heights)
      this.addStates(first, end, bottom, isBucket, isInstants)
    }
    // What has a rectangle of its own is seen without a flag; so is what is no state, which fills the row whatever its share.
    const isFlagged = (tile.flags[first]! & TileFlag.flagged) !== 0
    if (isBucket && isFlagged && !isInstants && kind < visualStates.length)
      this.addCut(topPx, topPx + Math.min(2, bodyPx), flagStyle)
  }

  private addStates(
    first: number,
    end: number,
    bottom: number,
    isBucket: boolean,
    isInstants: boolean,
  ): void {
    const { tile, sides, startNs, endNs } = this
    // Where another tile shows it better, that one draws the sides.
    const hasSides = isBucket && !isInstants && !(startNs < this.exceptToNs && endNs > this.exceptFromNs)
    let y1 = bottom
    for (let index = first; index < end; index++) {
      const y0 = bottom - edges[index - first]!
      const state = tile.state[index]!
      this.addCut(y0, y1, state + (isBucket ? joinedStyle : 0))
      if (hasSides) sides.add(state, tile.row[first]!, startNs, endNs, y0, y1)
      y1 = y0
    }
  }

  /**
   * Upper edges of a bucket's states in whole pixels from the bottom. A state takes its share of the height that it has when
   * it stands alone, so that a row does not jump when spans become a bucket; but at least a pixel: zooming in must not
   * reveal what was not hinted at.
   */
  private findStackEdges(first: number, end: number, bodyPx: number, heights: Float64Array): void {
    const { tile } = this
    const count = end - first
    let sum = 0
    for (let at = 0; at < count; at++) {
      const share = (tile.y1[first + at]! - tile.y0[first + at]!) / 255
      const px = share * heights[tile.state[first + at]!]!
      wantedPx[at] = px
      sum += px
    }
    const scale = sum < leastStackPx && sum > 0 ? Math.min(leastStackPx, bodyPx) / sum : 1
    let excess = -Math.min(bodyPx, Math.max(count, Math.round(sum * scale)))
    for (let at = 0; at < count; at++) {
      const px = Math.max(1, Math.round(wantedPx[at]! * scale))
      edges[at] = px
      excess += px
    }
    while (excess !== 0) {
      let tallest = 0
      for (let at = 1; at < count; at++) if (edges[at]! > edges[tallest]!) tallest = at
      const by = excess > 0 ? -1 : 1
      if (by < 0 && edges[tallest]! <= 1) break
      edges[tallest]! += by
      excess += by
    }
    for (let at = 1; at < count; at++) edges[at]! += edges[at - 1]!
  }

  /** The state with the most time of a bucket; ties go to the more alarming, then to the first. */
  private mainOfStack(first: number, end: number): number {
    const { state, y0, y1 } = this.tile
    let main = first
    for (let other = first + 1; other < end; other++) {
      const more = y1[other]! - y0[other]! - (y1[main]! - y0[main]!)
      if (more > 0 || (more === 0 && alarm[state[other]!]! > alarm[state[main]!]!)) main = other
    }
    return main
  }

  private addCut(y0: number, y1: number, style: number): void {
    const { startNs, endNs, exceptFromNs, exceptToNs, out } = this
    if (endNs <= exceptFromNs || startNs >= exceptToNs) {
      out.add(startNs, endNs, y0, y1, style)
      return
    }
    if (startNs < exceptFromNs) out.add(startNs, exceptFromNs, y0, y1, style)
    if (endNs > exceptToNs) out.add(exceptToNs, endNs, y0, y1, style)
  }
}

/** What a palette says about heights and sides, as tables: looked up once a palette, not once a tile. */
interface Looks {
  /** By kind, for rows of this height. */
  readonly heights: (bodyPx: number) => Float64Array
  /** By kind: style of the line at the side of a run of buckets; -1 for kinds without. */
  readonly sides: Int16Array
}

const knownLooks = new WeakMap<Palette, Looks>()

function looksFor(palette: Palette): Looks {
  const known = knownLooks.get(palette)
  if (known !== undefined) return known
  const looks = looksOf(palette)
  const tables = new Map<number, Float64Array>()
  const made: Looks = {
    heights: (bodyPx) => {
      let table = tables.get(bodyPx)
      if (table === undefined) {
        table = Float64Array.from(looks, ({ height }) => cuedHeightPx(height, bodyPx))
        tables.set(bodyPx, table)
      }
      return table
    },
    sides: sideStyles.map((style, kind) => ((looks[kind]?.edge ?? null) === null ? -1 : style)),
  }
  knownLooks.set(palette, made)
  return made
}

/**
 * Lines at the two ends of a run of buckets of one kind, for kinds that are too pale for their background: buckets have no
 * edges at their sides, or a run would be all lines.
 */
class BucketSides {
  /** By kind: the run that is open; row -1 for none. */
  private readonly row = new Int32Array(drawnKinds.length).fill(-1)
  private readonly endNs = new Float64Array(drawnKinds.length)
  private readonly y0 = new Float64Array(drawnKinds.length)
  private readonly y1 = new Float64Array(drawnKinds.length)

  constructor(
    /** By kind; -1 for kinds without a line. */
    private readonly style: Int16Array,
    private readonly out: RectangleBuilder,
  ) {}

  add(kind: number, row: number, startNs: number, endNs: number, y0: number, y1: number): void {
    const style = this.style[kind]!
    if (style < 0) return
    if (this.row[kind] !== row || this.endNs[kind] !== startNs) {
      this.close(kind)
      this.out.add(startNs, startNs, y0, y1, style)
    }
    this.row[kind] = row
    this.endNs[kind] = endNs
    this.y0[kind] = y0
    this.y1[kind] = y1
  }

  private close(kind: number): void {
    if (this.row[kind]! < 0) return
    const endNs = this.endNs[kind]!
    this.out.add(endNs, endNs, this.y0[kind]!, this.y1[kind]!, this.style[kind]!)
    this.row[kind] = -1
  }

  finish(): void {
    for (let kind = 0; kind < this.row.length; kind++) this.close(kind)
  }
}

/**
 * GC cycles and stops of the world as washes behind all rows, from the elements of the `gc` row.
 * @param row index of the `gc` row in the tile's head.
 */
export function layOutWashes(
  tile: Tile,
  row: number,
  heightPx: number,
  wanted: { readonly gc: boolean; readonly stw: boolean },
  out: RectangleBuilder,
): void {
  const origin = tile.head.fromNs
  for (let index = 0; index < tile.count; index++) {
    if (tile.row[index] !== row || (tile.flags[index]! & TileFlag.mark) !== 0) continue
    const state = tile.state[index]
    const isStopped = state === visualStateIndex.stw
    if (isStopped ? !wanted.stw : !wanted.gc || state !== visualStateIndex['gc-work']) continue
    // A bucket that is only partly GC would tint time without GC.
    if (!isStopped && (tile.y0[index] !== 0 || tile.y1[index]! < 128)) continue
    out.add(
      origin + tile.startNs[index]!,
      origin + tile.endNs[index]!,
      0,
      heightPx,
      isStopped ? stwWashStyle : gcWashStyle,
    )
  }
}
