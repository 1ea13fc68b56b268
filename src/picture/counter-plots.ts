/** The heap and goroutine plots as shapes, for the window and for pictures. Pure. */
import { formatBytes, groupDigits } from '../base/format-units'
import type { Rgba } from './color'
import type { Counters } from './counters'
import type { Box, Shape } from './draw-list'
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

/** Live heap as an area, the goal as a line. Nothing is drawn before the first value. */
export function drawHeap(frame: PlotFrame, out: Shape[]): void {
  const { box, counters, palette } = frame
  const maximum = Math.max(1, counters.head.maxHeapBytes)
  const yOf = (bytes: number): number => box.y + box.height - Math.min(1, bytes / maximum) * (box.height - 3)
  const area: number[] = []
  let goal: number[] = []
  const bottom = box.y + box.height
  out.push({ kind: 'begin-clip', box })
  const flushGoal = (): void => {
    if (goal.length > 2) out.push({ kind: 'line', points: goal, stroke: palette.heapGoal, widthPx: 1.25 })
    goal = []
  }
  forSlices(frame, (index, x0, x1) => {
    const live = counters.heapLive[index]!
    if (!Number.isNaN(live)) {
      if (area.length === 0) area.push(x0, bottom)
      area.push(x0, yOf(live), x1, yOf(live))
    }
    const target = counters.heapGoal[index]!
    if (Number.isNaN(target) || target > maximum * 4) flushGoal()
    else goal.push(x0, yOf(target), x1, yOf(target))
  })
  if (area.length > 0) {
    area.push(area[area.length - 2]!, bottom)
    out.push({ kind: 'area', points: area, fill: palette.heapLive })
  }
  flushGoal()
  out.push({ kind: 'end-clip' })
}

export const heapRangeText = (counters: Counters): string =>
  counters.head.maxHeapBytes > 0 ? `max ${formatBytes(counters.head.maxHeapBytes)}` : ''
export const goroutineRangeText = (counters: Counters): string =>
  counters.head.maxGoroutines > 0 ? `max ${groupDigits(counters.head.maxGoroutines)}` : ''

/** Goroutines stacked by state: running, runnable, in syscalls, waiting. */
export function drawGoroutineCounts(frame: PlotFrame, out: Shape[]): void {
  const { box, counters, palette } = frame
  const maximum = Math.max(1, counters.head.maxGoroutines)
  const bottom = box.y + box.height
  const parts: readonly (readonly [Float64Array, Rgba])[] = [
    [counters.running, palette.states.running.fill ?? palette.text],
    [counters.runnable, palette.states.runnable.fill ?? palette.text],
    [counters.syscall, palette.states.syscall.fill ?? palette.text],
    [counters.waiting, palette.states.sleep.fill ?? palette.text],
  ]
  out.push({ kind: 'begin-clip', box })
  const count = parts.length
  // From the whole pile down to the lowest state, each painted over the one behind it.
  for (let upTo = count; upTo >= 1; upTo--) {
    const points: number[] = []
    forSlices(frame, (index, x0, x1) => {
      let sum = 0
      for (let part = 0; part < upTo; part++) sum += parts[part]![0][index]!
      const y = bottom - Math.min(1, sum / maximum) * (box.height - 3)
      if (points.length === 0) points.push(x0, bottom)
      points.push(x0, y, x1, y)
    })
    if (points.length === 0) continue
    points.push(points[points.length - 2]!, bottom)
    out.push({ kind: 'area', points, fill: parts[upTo - 1]![1] })
  }
  out.push({ kind: 'end-clip' })
}
