/**
 * From tile columns to rectangles: where the rows stand, how high each state is, which mark stands on top. Knows
 * the level-of-detail rules; knows no canvas.
 */
import { TileFlag, visualStateIndex, visualStates, type RowKind } from '../contract/trace-dto'
import { extraStyleIndex, joinedStyle, type RectangleBuilder } from './draw-list'
import type { Palette } from './palette'
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
const markStyle = extraStyleIndex('mark')
const gcWashStyle = extraStyleIndex('gc-wash')
const stwWashStyle = extraStyleIndex('stw-wash')

/** Which of two equally long states a thin row shows: the one to worry about. Higher wins. */
const alarm: readonly number[] = visualStates.map((state) =>
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
  ].indexOf(state),
)

/** Appends the rectangles of a tile to `out`. */
export function layOutTile(tile: Tile, options: TileLayoutOptions, out: RectangleBuilder): void {
  const { palette, places, fromNs, toNs } = options
  const heights = visualStates.map((state) => palette.states[state].height)
  const origin = tile.head.fromNs
  for (let index = 0; index < tile.count; index++) {
    const place = places[tile.row[index]!]
    if (place === undefined) continue
    const start = origin + tile.startNs[index]!
    const end = origin + tile.endNs[index]!
    if (end < fromNs || start > toNs) continue
    const isExcepted = options.exceptRows?.[tile.row[index]!] === true
    const exceptFrom = isExcepted ? (options.exceptFromNs ?? Infinity) : Infinity
    const exceptTo = isExcepted ? (options.exceptToNs ?? -Infinity) : -Infinity
    const flags = tile.flags[index]!
    const bottom = place.topPx + place.bodyPx
    if ((flags & TileFlag.mark) !== 0) {
      if (start < exceptFrom || start >= exceptTo) out.add(start, start, place.topPx, bottom, markStyle)
      continue
    }
    const state = tile.state[index]!
    const low = tile.y0[index]!
    const high = tile.y1[index]!
    let y0: number
    let y1: number
    if (low === 0 && high === 255) {
      y0 = bottom - cuedHeightPx(heights[state] ?? 'full', place.bodyPx)
      y1 = bottom
    } else if (place.bodyPx >= stackMinimumHeightPx) {
      y0 = bottom - Math.round((high / 255) * place.bodyPx)
      y1 = bottom - Math.round((low / 255) * place.bodyPx)
    } else {
      if (!isMainOfStack(tile, index)) continue
      y0 = place.topPx
      y1 = bottom
    }
    const style = (flags & TileFlag.bucket) === 0 ? state : state + joinedStyle
    // Too thin to be seen: its mark is drawn all the same.
    if (y0 !== y1) addCut(out, start, end, y0, y1, style, exceptFrom, exceptTo)
    if ((flags & TileFlag.flagged) !== 0 && isFirstOfStack(tile, index))
      addCut(
        out,
        start,
        end,
        place.topPx,
        place.topPx + Math.min(2, place.bodyPx),
        flagStyle,
        exceptFrom,
        exceptTo,
      )
  }
}

function addCut(
  out: RectangleBuilder,
  start: number,
  end: number,
  y0: number,
  y1: number,
  style: number,
  exceptFrom: number,
  exceptTo: number,
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

/** Flags are told once a bucket. */
function isFirstOfStack(tile: Tile, index: number): boolean {
  for (let other = index - 1; other >= 0 && isSameStack(tile, other, index); other--) {
    if ((tile.flags[other]! & TileFlag.flagged) !== 0) return false
  }
  return true
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
