/**
 * From tile columns to rectangles: where the rows stand, how high each state is, which mark stands on top. Knows
 * the level-of-detail rules; knows no canvas.
 */
import {
  drawnKindIndex,
  drawnKinds,
  TileFlag,
  visualStateIndex,
  visualStates,
  type RowKind,
} from '../contract/trace-dto'
import { extraStyleIndex, joinedStyle, sideStyles, type RectangleBuilder } from './draw-list'
import { looksOf, type Palette, type StateColors } from './palette'
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

/** Appends the rectangles of a tile to `out`. */
export function layOutTile(tile: Tile, options: TileLayoutOptions, out: RectangleBuilder): void {
  const { places, fromNs, toNs } = options
  const looks = looksOf(options.palette)
  const sides = new BucketSides(looks, out)
  const origin = tile.head.fromNs
  for (let index = 0, next = 0; index < tile.count; index = next) {
    next = stackEnd(tile, index)
    const place = places[tile.row[index]!]
    if (place === undefined) continue
    const start = origin + tile.startNs[index]!
    const end = origin + tile.endNs[index]!
    if (end < fromNs || start > toNs) continue
    const isExcepted = options.exceptRows?.[tile.row[index]!] === true
    const cut: Cut = {
      start,
      end,
      exceptFrom: isExcepted ? (options.exceptFromNs ?? Infinity) : Infinity,
      exceptTo: isExcepted ? (options.exceptToNs ?? -Infinity) : -Infinity,
    }
    if ((tile.flags[index]! & TileFlag.mark) !== 0) addMark(tile.state[index]!, place, cut, out)
    else addStack(tile, index, next, place, looks, cut, sides, out)
  }
  sides.finish()
}

/** Where something stands in time, and the stretch that another tile shows better. */
interface Cut {
  readonly start: number
  readonly end: number
  readonly exceptFrom: number
  readonly exceptTo: number
}

/**
 * The rectangles of one bucket follow each other, each on top of the last, from the bottom of the row; everything else
 * stands alone.
 */
function stackEnd(tile: Tile, first: number): number {
  const bits = tile.flags[first]! & (TileFlag.bucket | TileFlag.mark)
  if (bits !== TileFlag.bucket || tile.y0[first] !== 0) return first + 1
  let end = first + 1
  while (end < tile.count && isSameStack(tile, first, end) && tile.y0[end] === tile.y1[end - 1]) end++
  return end
}

/**
 * Logs are as high as the row; samples, and whatever a group's members have, stand on its upper edge: they are many, and a
 * state must stay readable below. A mark of a state flags a long stretch of it.
 */
function addMark(
  kind: number,
  place: RowPlace,
  { start, exceptFrom, exceptTo }: Cut,
  out: RectangleBuilder,
): void {
  if (start >= exceptFrom && start < exceptTo) return
  const { topPx, bodyPx } = place
  if (kind < visualStates.length) {
    out.add(start, start, topPx, topPx + Math.min(2, bodyPx), flagStyle)
    return
  }
  const isOnState = place.kind === 'goroutine' && kind === drawnKindIndex.sample
  const height = place.kind === 'group' ? 3 : isOnState ? cuedHeightPx('third', bodyPx) : bodyPx
  out.add(start, start, topPx, topPx + Math.min(height, bodyPx), kind)
}

function addStack(
  tile: Tile,
  first: number,
  end: number,
  place: RowPlace,
  looks: readonly StateColors[],
  cut: Cut,
  sides: BucketSides,
  out: RectangleBuilder,
): void {
  const { topPx, bodyPx } = place
  const bottom = topPx + bodyPx
  const kind = tile.state[first]!
  const isBucket = (tile.flags[first]! & TileFlag.bucket) !== 0
  // Wake-ups are instants, each as high as the row: lines at their sides would be all one sees.
  const isInstants = place.kind === 'network'
  const low = tile.y0[first]!
  const high = tile.y1[first]!
  if (!isBucket && low === 0 && high === 255) {
    addCut(out, cut, bottom - cuedHeightPx(looks[kind]?.height ?? 'full', bodyPx), bottom, kind)
  } else if (bodyPx < stackMinimumHeightPx) {
    let main = first
    while (main + 1 < end && !isMainOfStack(tile, main)) main++
    const height = cuedHeightPx(looks[tile.state[main]!]?.height ?? 'full', bodyPx)
    addCut(out, cut, bottom - height, bottom, tile.state[main]! + (isBucket ? joinedStyle : 0))
  } else if (low !== 0) {
    // A strip in a band of the row.
    const y0 = bottom - Math.round((high / 255) * bodyPx)
    addCut(out, cut, y0, bottom - Math.round((low / 255) * bodyPx), kind + (isBucket ? joinedStyle : 0))
  } else {
    const edges = stackEdges(tile, first, end, bodyPx, looks)
    for (let index = first; index < end; index++) {
      const y0 = bottom - edges[index - first + 1]!
      const y1 = bottom - edges[index - first]!
      const state = tile.state[index]!
      addCut(out, cut, y0, y1, state + (isBucket ? joinedStyle : 0))
      if (isBucket && !isInstants) sides.add(state, tile.row[first]!, cut, y0, y1)
    }
  }
  // What has a rectangle of its own is seen without a flag; so is what is no state, which fills the row whatever its share.
  const isFlagged = (tile.flags[first]! & TileFlag.flagged) !== 0
  if (isBucket && isFlagged && !isInstants && kind < visualStates.length)
    addCut(out, cut, topPx, topPx + Math.min(2, bodyPx), flagStyle)
}

interface Side {
  row: number
  endNs: number
  y0: number
  y1: number
}

/**
 * Lines at the two ends of a run of buckets of one kind, for kinds that are too pale for their background: buckets have no
 * edges at their sides, or a run would be all lines.
 */
class BucketSides {
  private readonly last: (Side | undefined)[] = []

  constructor(
    private readonly looks: readonly StateColors[],
    private readonly out: RectangleBuilder,
  ) {}

  add(kind: number, row: number, { start, end, exceptFrom, exceptTo }: Cut, y0: number, y1: number): void {
    const style = sideStyles[kind] ?? -1
    if (style < 0 || (this.looks[kind]?.edge ?? null) === null) return
    if (start < exceptTo && end > exceptFrom) return
    const last = this.last[kind]
    if (last?.row !== row || last.endNs !== start) {
      this.close(kind)
      this.out.add(start, start, y0, y1, style)
    }
    this.last[kind] = { row, endNs: end, y0, y1 }
  }

  private close(kind: number): void {
    const last = this.last[kind]
    const style = sideStyles[kind] ?? -1
    if (last !== undefined) this.out.add(last.endNs, last.endNs, last.y0, last.y1, style)
    this.last[kind] = undefined
  }

  finish(): void {
    for (let kind = 0; kind < this.last.length; kind++) this.close(kind)
  }
}

/**
 * Upper edges of a bucket's states in whole pixels from the bottom, beginning with 0. A state takes its share of the
 * height that it has when it stands alone, so that a row does not jump when spans become a bucket; but at least a
 * pixel: zooming in must not reveal what was not hinted at.
 */
export function stackEdges(
  tile: Tile,
  first: number,
  end: number,
  bodyPx: number,
  looks: readonly StateColors[],
): readonly number[] {
  const wanted: number[] = []
  for (let index = first; index < end; index++) {
    const ownPx = cuedHeightPx(looks[tile.state[index]!]?.height ?? 'full', bodyPx)
    wanted.push(((tile.y1[index]! - tile.y0[index]!) / 255) * ownPx)
  }
  const sum = wanted.reduce((total, px) => total + px, 0)
  const scale = sum < leastStackPx && sum > 0 ? Math.min(leastStackPx, bodyPx) / sum : 1
  const rounded = wanted.map((px) => Math.max(1, Math.round(px * scale)))
  const target = Math.min(bodyPx, Math.max(rounded.length, Math.round(sum * scale)))
  let excess = rounded.reduce((total, px) => total + px, 0) - target
  while (excess !== 0) {
    const tallest = rounded.indexOf(Math.max(...rounded))
    const by = excess > 0 ? -1 : 1
    if (by < 0 && rounded[tallest]! <= 1) break
    rounded[tallest]! += by
    excess += by
  }
  const edges = [0]
  for (const px of rounded) edges.push(edges.at(-1)! + px)
  return edges
}

function addCut(
  out: RectangleBuilder,
  { start, end, exceptFrom, exceptTo }: Cut,
  y0: number,
  y1: number,
  style: number,
): void {
  if (end <= exceptFrom || start >= exceptTo) {
    out.add(start, end, y0, y1, style)
    return
  }
  if (start < exceptFrom) out.add(start, exceptFrom, y0, y1, style)
  if (end > exceptTo) out.add(exceptTo, end, y0, y1, style)
}

/** Whether two neighbouring elements belong to one bucket. */
function isSameStack(tile: Tile, one: number, other: number): boolean {
  return (
    tile.row[one] === tile.row[other] &&
    tile.startNs[one] === tile.startNs[other] &&
    tile.endNs[one] === tile.endNs[other]
  )
}

/** Whether this state has the most time of its bucket; ties go to the more alarming, then to the first. */
export function isMainOfStack(tile: Tile, index: number): boolean {
  const beats = (other: number): boolean => {
    const share = tile.y1[other]! - tile.y0[other]!
    const own = tile.y1[index]! - tile.y0[index]!
    if (share !== own) return share > own
    const difference = alarm[tile.state[other]!]! - alarm[tile.state[index]!]!
    return difference > 0 || (difference === 0 && other < index)
  }
  for (let other = index - 1; other >= 0 && isSameStack(tile, other, index); other--)
    if (beats(other)) return false
  for (let other = index + 1; other < tile.count && isSameStack(tile, other, index); other++)
    if (beats(other)) return false
  return true
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
