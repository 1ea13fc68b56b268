/**
 * The heap and goroutine plots, and the share of Ps over the run, for the window and for pictures. What is filled is columns of
 * rectangles in the data space, like spans: a window that moves draws them anew without a new shape. Pure.
 */
import { formatBytes, groupDigits } from '../base/format-units'
import type { Counters } from './counters'
import { extraStyleIndex, type Box, type RectangleBuilder, type Shape } from './draw-list'
import type { Palette } from './palette'

export interface PlotFrame {
  readonly box: Box
  readonly window: { readonly fromNs: number; readonly toNs: number }
  readonly counters: Counters
  readonly palette: Palette
}

function forSlices(frame: PlotFrame, visit: (index: number, x0: number, x1: number) => void): void {
  const { head } = frame.counters
  const sliceNs = (head.toNs - head.fromNs) / head.slices
  const nsPerPx = (frame.window.toNs - frame.window.fromNs) / frame.box.width
  const first = Math.max(0, Math.floor((frame.window.fromNs - head.fromNs) / sliceNs))
  const last = Math.min(head.slices - 1, Math.ceil((frame.window.toNs - head.fromNs) / sliceNs))
  for (let index = first; index <= last; index++) {
    const x0 = frame.box.x + (head.fromNs + index * sliceNs - frame.window.fromNs) / nsPerPx
    visit(index, x0, x0 + sliceNs / nsPerPx)
  }
}

/** Where a plot stands, in row pixels. */
export interface PlotPlace {
  readonly topPx: number
  readonly bodyPx: number
}

const heapStyle = extraStyleIndex('heap-live')
const occupancyStyle = extraStyleIndex('occupancy')
/** Free above the highest value. */
const headroomPx = 3

/** Halves of a pixel: neighbours that look the same are one rectangle. */
const snapped = (px: number): number => Math.round(px * 2) / 2

/** Runs of equal columns of one style become one rectangle each. */
class Columns {
  private x0 = 0
  private x1 = 0
  private y0 = 0
  private y1 = 0

  constructor(
    private readonly style: number,
    private readonly out: RectangleBuilder,
  ) {}

  add(x0: number, x1: number, y0: number, y1: number): void {
    if (y0 === this.y0 && y1 === this.y1 && x0 === this.x1) {
      this.x1 = x1
      return
    }
    this.finish()
    this.x0 = x0
    this.x1 = x1
    this.y0 = y0
    this.y1 = y1
  }

  finish(): void {
    if (this.y1 > this.y0) this.out.add(this.x0, this.x1, this.y0, this.y1, this.style)
    this.y1 = this.y0
  }
}

/** A stretch of time; slices outside of it are left out. */
export interface PlotStretch {
  readonly fromNs: number
  readonly toNs: number
}

const everything: PlotStretch = { fromNs: -Infinity, toNs: Infinity }

/** The slices [first, end) that lie in the stretch, if only with a part. */
function slicesWithin({ head }: Counters, { fromNs, toNs }: PlotStretch): readonly [number, number] {
  const sliceNs = (head.toNs - head.fromNs) / head.slices
  const first = Math.max(0, Math.floor((fromNs - head.fromNs) / sliceNs))
  return [first, Math.min(head.slices, Math.ceil((toNs - head.fromNs) / sliceNs))]
}

/** Live heap. Nothing is drawn before the first value. */
export function layOutHeap(
  counters: Counters,
  { topPx, bodyPx }: PlotPlace,
  out: RectangleBuilder,
  within = everything,
): void {
  const { head, heapLive } = counters
  const maximum = Math.max(1, head.maxHeapBytes)
  const sliceNs = (head.toNs - head.fromNs) / head.slices
  const bottom = topPx + bodyPx
  const columns = new Columns(heapStyle, out)
  const [first, end] = slicesWithin(counters, within)
  for (let index = first; index < end; index++) {
    const live = heapLive[index]!
    const height = Number.isNaN(live) ? 0 : Math.min(1, live / maximum) * (bodyPx - headroomPx)
    const x0 = head.fromNs + index * sliceNs
    columns.add(x0, head.fromNs + (index + 1) * sliceNs, bottom - snapped(height), bottom)
  }
  columns.finish()
}

/** The heap's goal as a line. */
export function drawHeapGoal(frame: PlotFrame, out: Shape[]): void {
  const { box, counters, palette } = frame
  const maximum = Math.max(1, counters.head.maxHeapBytes)
  const yOf = (bytes: number): number =>
    box.y + box.height - Math.min(1, bytes / maximum) * (box.height - headroomPx)
  let goal: number[] = []
  out.push({ kind: 'begin-clip', box })
  const flushGoal = (): void => {
    if (goal.length > 2) out.push({ kind: 'line', points: goal, stroke: palette.heapGoal, widthPx: 1.25 })
    goal = []
  }
  forSlices(frame, (index, x0, x1) => {
    const target = counters.heapGoal[index]!
    if (Number.isNaN(target) || target > maximum * 4) {
      flushGoal()
      return
    }
    const y = yOf(target)
    // A level stretch needs its two ends only.
    if (goal.length >= 4 && goal.at(-1) === y && goal.at(-3) === y) goal[goal.length - 2] = x1
    else goal.push(x0, y, x1, y)
  })
  flushGoal()
  out.push({ kind: 'end-clip' })
}

/** Goroutines stacked by state: running, runnable, in syscalls, waiting. */
export function layOutGoroutineCounts(
  counters: Counters,
  { topPx, bodyPx }: PlotPlace,
  out: RectangleBuilder,
  within = everything,
): void {
  const { head } = counters
  const maximum = Math.max(1, head.maxGoroutines)
  const sliceNs = (head.toNs - head.fromNs) / head.slices
  const bottom = topPx + bodyPx
  const parts = [counters.running, counters.runnable, counters.syscall, counters.waiting]
  const columns = countStyles.map((style) => new Columns(style, out))
  const [first, end] = slicesWithin(counters, within)
  for (let index = first; index < end; index++) {
    const x0 = head.fromNs + index * sliceNs
    const x1 = head.fromNs + (index + 1) * sliceNs
    let sum = 0
    let y1 = bottom
    for (let part = 0; part < parts.length; part++) {
      sum += parts[part]![index]!
      const y0 = bottom - snapped(Math.min(1, sum / maximum) * (bodyPx - headroomPx))
      columns[part]!.add(x0, x1, y0, y1)
      y1 = y0
    }
  }
  for (const column of columns) column.finish()
}

const countStyles = (['count-running', 'count-runnable', 'count-syscall', 'count-waiting'] as const).map(
  extraStyleIndex,
)

/** Mean share of the Ps that ran, from the bottom of the place. */
export function layOutOccupancy(
  { head, occupancy }: Counters,
  { topPx, bodyPx }: PlotPlace,
  out: RectangleBuilder,
): void {
  const sliceNs = (head.toNs - head.fromNs) / head.slices
  const bottom = topPx + bodyPx
  const columns = new Columns(occupancyStyle, out)
  for (let index = 0; index < head.slices; index++) {
    const share = Math.min(1, Math.max(0, occupancy[index]!))
    const x0 = head.fromNs + index * sliceNs
    columns.add(x0, head.fromNs + (index + 1) * sliceNs, bottom - snapped(share * bodyPx), bottom)
  }
  columns.finish()
}

export const heapRangeText = (counters: Counters): string =>
  counters.head.maxHeapBytes > 0 ? `max ${formatBytes(counters.head.maxHeapBytes)}` : ''
export const goroutineRangeText = (counters: Counters): string =>
  counters.head.maxGoroutines > 0 ? `max ${groupDigits(counters.head.maxGoroutines)}` : ''
