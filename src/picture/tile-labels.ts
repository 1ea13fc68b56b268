/**
 * Words on the spans of a tile, for what is on the screen now: at most so many, longest spans of every row first come.
 */
import { TileFlag } from '../contract/tile-dto'
import { drawnKinds, visualStates } from '../contract/visual-states'
import { formatDuration } from '../base/format-units'
import type { Shape, TextStyle } from './draw-list'
import { cutToWidth, fitLabel, labelFromPx, letterFromPx, type TextMeasure } from './label-fit'
import { letterOf, lookOf, type Palette } from './palette'
import { cuedHeightPx } from './row-layout'
import type { Tile } from './tile-columns'
import { veiledRows, type RowPlace } from './tile-layout'

export const spanLabelStyle: TextStyle = { sizePx: 11, weight: 500, family: 'text' }
const smallLabelStyle: TextStyle = { sizePx: 9, weight: 500, family: 'text' }
const minimumBodyPx = 12
const paddingPx = 4
const durationGapPx = 14

export interface TileLabelOptions {
  readonly palette: Palette
  readonly places: readonly (RowPlace | undefined)[]
  /** Left edge and right edge of the plot in picture pixels. */
  readonly leftPx: number
  readonly rightPx: number
  /** Data unit at `leftPx`. */
  readonly fromNs: number
  readonly nsPerPx: number
  /** Added to a row's top to get picture pixels. */
  readonly shiftPx: number
  readonly clipTopPx: number
  readonly clipBottomPx: number
  readonly measure: TextMeasure
  readonly maximum: number
}

/** Elements of a tile that may bear words, in its order: those that are as long as the least that does at some resolution. */
interface Candidates {
  readonly leastNs: number
  readonly indexes: Uint32Array
}

const candidatesOf = new WeakMap<Tile, Candidates>()
/** Found for a resolution this much finer, so that one that zooms in finds them anew only now and then. */
const finerBy = 2

/** A tile holds tens of thousands of elements, most of them too short for words: they are looked at once, not with every frame. */
function findCandidates(tile: Tile, nsPerPx: number): Uint32Array {
  const leastNs = letterFromPx * nsPerPx
  const kept = candidatesOf.get(tile)
  if (kept !== undefined && kept.leastNs <= leastNs && leastNs < kept.leastNs * finerBy * 4)
    return kept.indexes
  const found = findLong(tile, leastNs / finerBy)
  candidatesOf.set(tile, found)
  return found.indexes
}

function findLong(tile: Tile, leastNs: number): Candidates {
  const { count, flags, y0, y1, startNs, endNs } = tile
  const indexes = new Uint32Array(count)
  let found = 0
  for (let index = 0; index < count; index++) {
    if ((flags[index]! & (TileFlag.mark | TileFlag.bucket)) !== 0) continue
    if (y0[index] !== 0 || y1[index] !== 255 || endNs[index]! - startNs[index]! < leastNs) continue
    indexes[found++] = index
  }
  return { leastNs, indexes: indexes.slice(0, found) }
}

const mostDurations = 5_000
const durations = new Map<number, string>()

/** A duration in words; a moving picture asks for the same ones with every frame. */
function printDuration(durationNs: number): string {
  let text = durations.get(durationNs)
  if (text === undefined) {
    if (durations.size >= mostDurations) durations.clear()
    text = formatDuration(durationNs)
    durations.set(durationNs, text)
  }
  return text
}

/** Appends texts; answers how many. */
export function labelTile(tile: Tile, options: TileLabelOptions, out: Shape[]): number {
  const { palette, places, leftPx, rightPx, fromNs, nsPerPx, measure } = options
  const origin = tile.head.fromNs
  let written = 0
  const candidates = findCandidates(tile, nsPerPx)
  for (let at = 0; at < candidates.length && written < options.maximum; at++) {
    const index = candidates[at]!
    const place = places[tile.row[index]!]
    if (place === undefined || place.bodyPx < minimumBodyPx) continue
    const startNs = origin + tile.startNs[index]!
    const endNs = origin + tile.endNs[index]!
    const wholeLeft = Math.max(leftPx, leftPx + (startNs - fromNs) / nsPerPx)
    const wholeRight = Math.min(rightPx, leftPx + (endNs - fromNs) / nsPerPx)
    if (wholeRight - wholeLeft < letterFromPx) continue
    const free = freePart(tile, index, leftPx, fromNs, nsPerPx, wholeLeft, wholeRight)
    const x0 = free.left
    const x1 = free.right
    const widthPx = x1 - x0
    if (widthPx < letterFromPx) continue
    const top = place.topPx + options.shiftPx
    const bottom = top + place.bodyPx
    if (bottom <= options.clipTopPx || top >= options.clipBottomPx) continue
    const name = drawnKinds[tile.state[index]!]
    if (name === undefined) continue
    const look = lookOf(palette, name)
    const label = tile.head.labels[tile.label[index]!] ?? ''
    const isLow = look.height !== 'full'
    const isState = tile.state[index]! < visualStates.length
    // On Ps and Ms the words say who runs; that it runs is seen.
    const isOfHolder = place.kind === 'processor' || place.kind === 'thread'
    let text = fitLabel(label, isOfHolder ? '' : letterOf(name), widthPx, measure)
    // A name without a letter of its own keeps its beginning.
    if (text === '' && !isState && widthPx >= labelFromPx)
      text = cutToWidth(label, widthPx - 2 * paddingPx, measure)
    if (text === '') continue
    // A state that fills only a part of the row leaves its words the free part above.
    const coloredPx = cuedHeightPx(look.height, place.bodyPx)
    const y = isLow ? top + (place.bodyPx - coloredPx) / 2 : top + place.bodyPx / 2 + 0.5
    const hasReceded =
      tile.head.isLit === true && veiledRows.has(place.kind) && (tile.flags[index]! & TileFlag.lit) === 0
    const isDim = isLow || hasReceded || (look.fill === null && name !== 'stw')
    const color = isDim ? palette.dimText : look.label
    const style = isLow && place.bodyPx - coloredPx < 11 ? smallLabelStyle : spanLabelStyle
    // Lines would run through the words: they stand on the background.
    if (name === 'stw') {
      const box = { x: x0 + paddingPx - 3, y: y - 7, width: measure(text) + 6, height: 13 }
      out.push({ kind: 'box', box, fill: palette.background })
    }
    if (text === look.code && label !== text) {
      out.push({ kind: 'text', text, x: (x0 + x1) / 2, y, color, style, align: 'center' })
      written++
      continue
    }
    const notchPx = look.pattern === 'notch' && x0 > leftPx ? 3 : 0
    out.push({ kind: 'text', text, x: x0 + paddingPx + notchPx, y, color, style, align: 'left' })
    written++
    if (isLow || widthPx < 120 || look.fill === null) continue
    if (x1 >= rightPx || x0 <= leftPx || x1 - x0 < wholeRight - wholeLeft) continue
    const duration = printDuration(endNs - startNs)
    if (measure(text) + measure(duration) + 2 * paddingPx + durationGapPx > widthPx) continue
    out.push({ kind: 'text', text: duration, x: x1 - paddingPx - 1, y, color, style, align: 'right' })
    written++
  }
  return written
}

/** The widest part of an element on the screen over which nothing else of its row is drawn. */
function freePart(
  tile: Tile,
  index: number,
  leftPx: number,
  fromNs: number,
  nsPerPx: number,
  left: number,
  right: number,
): { readonly left: number; readonly right: number } {
  const row = tile.row[index]!
  const first = Math.max(tile.overFrom[row]!, index + 1)
  const end = tile.rowEnd[row]!
  if (index >= tile.overFrom[row]! || first >= end) return { left, right }
  const origin = tile.head.fromNs - fromNs
  let best = { left, right: left }
  let cursor = left
  // A strip along the upper edge leaves room for words below it.
  const stripFrom = 200
  for (let over = first; over < end && cursor < right; over++) {
    const x0 = leftPx + (origin + tile.startNs[over]!) / nsPerPx
    const x1 = leftPx + (origin + tile.endNs[over]!) / nsPerPx
    if (x1 <= cursor || tile.y0[over]! >= stripFrom) continue
    if (x0 >= right) break
    if (x0 - cursor > best.right - best.left) best = { left: cursor, right: x0 }
    cursor = Math.max(cursor, x1)
  }
  if (right - cursor > best.right - best.left) best = { left: cursor, right }
  return best
}
