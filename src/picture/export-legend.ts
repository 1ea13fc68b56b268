/** The legend of a picture and the figures of its stretch. */
import { formatBytes, formatDuration, formatShare, groupDigits } from '../base/format-units'
import { drawnKindIndex, drawnKinds, type DrawnKind } from '../contract/visual-states'
import type { PictureData } from './export-data'
import type { RowsPlan } from './export-rows'
import type { RectangleBuilder, Shape, TextStyle } from './draw-list'
import type { TextMeasure } from './label-fit'
import { lookOf, type Palette } from './palette'
import { cuedHeightPx } from './row-layout'

const nameStyle: TextStyle = { sizePx: 11, weight: 400, family: 'text' }
const figureStyle: TextStyle = { sizePx: 13, weight: 600, family: 'text' }
const figureNameStyle: TextStyle = { sizePx: 10, weight: 400, family: 'text' }
const swatchWidthPx = 22
const swatchHeightPx = 14
const linePx = 22

interface Look {
  readonly palette: Palette
  readonly measure: TextMeasure
}

/** The states and kinds that occur in the rows and the stretch of the picture, in the order of the contract. */
export function legendKinds({ tiles, fromNs, toNs }: PictureData, plan: RowsPlan): readonly DrawnKind[] {
  const shown = new Set(plan.rows.map(({ row }) => row.key))
  const found = new Set<number>()
  for (const tile of tiles) {
    const isShown = tile.head.rows.map((key) => shown.has(key))
    for (let index = 0; index < tile.count; index++) {
      if (!isShown[tile.row[index]!]) continue
      const origin = tile.head.fromNs
      if (origin + tile.endNs[index]! < fromNs || origin + tile.startNs[index]! > toNs) continue
      found.add(tile.state[index]!)
    }
  }
  return drawnKinds.filter((_, index) => found.has(index))
}

export interface LegendEntries {
  readonly kinds: readonly DrawnKind[]
  /** Whether the heap plot is in the picture. */
  readonly hasHeap: boolean
}

/** Answers the lower edge. */
export function drawLegend(
  { kinds, hasHeap }: LegendEntries,
  x: number,
  y: number,
  widthPx: number,
  { palette, measure }: Look,
  swatches: RectangleBuilder,
  out: Shape[],
): number {
  let left = x
  let top = y
  const add = (name: string, drawMark: (bottom: number) => void): void => {
    const needed = swatchWidthPx + 6 + measure(name) + 18
    if (left > x && left + needed > x + widthPx) {
      left = x
      top += linePx
    }
    drawMark(top + (linePx + swatchHeightPx) / 2)
    const middle = top + linePx / 2 + 0.5
    const at = { x: left + swatchWidthPx + 6, y: middle, align: 'left' } as const
    out.push({ kind: 'text', text: name, ...at, color: palette.text, style: nameStyle })
    left += needed
  }
  for (const kind of kinds) {
    const look = lookOf(palette, kind)
    const style = drawnKindIndex[kind]
    add(look.name, (bottom) => {
      const height = cuedHeightPx(look.height, swatchHeightPx)
      const middle = left + swatchWidthPx / 2
      const top = bottom - swatchHeightPx
      if (kind === 'log') swatches.add(middle, middle, top, bottom, style)
      else if (kind === 'sample') swatches.add(middle, middle, top, top + height, style)
      else swatches.add(left, left + swatchWidthPx, bottom - height, bottom, style)
    })
  }
  if (hasHeap) {
    add('Live heap', (bottom) => {
      const box = { x: left, y: bottom - swatchHeightPx, width: swatchWidthPx, height: swatchHeightPx }
      out.push({ kind: 'box', box, fill: palette.heapLive })
    })
    add('Heap goal', (bottom) => {
      const y0 = bottom - swatchHeightPx / 2
      const points = [left, y0, left + swatchWidthPx, y0]
      out.push({ kind: 'line', points, stroke: palette.heapGoal, widthPx: 1.5 })
    })
  }
  return left === x ? y : top + linePx
}

export interface Figure {
  readonly name: string
  readonly value: string
}

/** What the stretch holds, from the host's means over exactly that stretch. */
export function statisticsOf({ fromNs, toNs, means, overview }: PictureData): readonly Figure[] {
  const durationNs = toNs - fromNs
  const figures: Figure[] = [{ name: 'Length', value: formatDuration(durationNs) }]
  const add = (name: string, value: number | undefined, print: (value: number) => string): void => {
    if (value !== undefined && Number.isFinite(value)) figures.push({ name, value: print(value) })
  }
  const mean = (value: number): string => (value >= 100 ? groupDigits(Math.round(value)) : value.toFixed(2))
  const share = (value: number): string =>
    value === 0 ? 'none' : `${formatDuration(Math.round(value * durationNs))} (${formatShare(value)})`
  add(`Occupancy of ${overview.processorCount} Ps`, means.occupancy[0], formatShare)
  add('Running, on average', means.running[0], mean)
  add('Runnable, on average', means.runnable[0], mean)
  add('Waiting, on average', means.waiting[0], mean)
  add('In system calls, on average', means.syscall[0], mean)
  add('GC marking', means.gc[0], share)
  add('World stopped', means.stw[0], share)
  add('Live heap at the end', means.heapLive[0], formatBytes)
  return figures
}

/** Answers the lower edge. */
export function drawStatistics(
  figures: readonly Figure[],
  x: number,
  y: number,
  widthPx: number,
  { palette, measure }: Look,
  out: Shape[],
): number {
  let left = x
  let top = y
  for (const { name, value } of figures) {
    const needed = Math.max(measure(name) * 0.92, measure(value) * 1.24) + 26
    if (left > x && left + needed > x + widthPx) {
      left = x
      top += 38
    }
    const push = (text: string, at: number, style: TextStyle, isDim: boolean): void => {
      const color = isDim ? palette.dimText : palette.text
      out.push({ kind: 'text', text, x: left, y: at, color, style, align: 'left' })
    }
    push(name, top + 9, figureNameStyle, true)
    push(value, top + 25, figureStyle, false)
    left += needed
  }
  return figures.length === 0 ? y : top + 36
}
