/** What of a shape lies under a point. Pure: the same geometry as the drawing. */
import { arcPoints, arcsOf, wakeEnds, wakesInSight, type EdgeView } from '../../../picture/shape-edges'

export type ShapeHit =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'axis' }
  /** A label. */
  | { readonly kind: 'line'; readonly line: number }
  /** A lifeline at a time. */
  | { readonly kind: 'life'; readonly line: number; readonly timeNs: number }
  /** Index into the wake-ups. */
  | { readonly kind: 'wake'; readonly wake: number }
  /** Indices into the pairs; `down` or `up` may be -1, not both. */
  | { readonly kind: 'arc'; readonly down: number; readonly up: number }

const nearPx = 4
const nothing: ShapeHit = { kind: 'nothing' }

export function hitAt(view: EdgeView, x: number, y: number): ShapeHit {
  const { layout, shape, scrollPx, fromNs, nsPerPx } = view
  const { plot, arcs, labels } = layout
  if (y < plot.y) return x >= plot.x ? { kind: 'axis' } : nothing
  if (y > plot.y + plot.height) return nothing
  const line = Math.floor((y - plot.y + scrollPx) / layout.pitchPx)
  const isLine = line >= 0 && line < shape.lines.length
  if (x < labels.x + labels.width) return isLine ? { kind: 'line', line } : nothing
  if (x < arcs.x + arcs.width) {
    const arc = nearestArc(view, x, y)
    return arc ?? (isLine ? { kind: 'line', line } : nothing)
  }
  const timeNs = fromNs + (x - plot.x) * nsPerPx
  const middle = plot.y + (line + 0.5) * layout.pitchPx - scrollPx
  const isOnBody = Math.abs(y - middle) <= Math.max(4, layout.bodyPx / 2 + 1)
  const own = isLine ? shape.lines[line] : undefined
  const isAlive =
    own !== undefined && timeNs >= own.createdNs - nsPerPx * 2 && timeNs <= own.toNs + nsPerPx * 2
  if (isLine && isAlive && isOnBody) return { kind: 'life', line, timeNs }
  const wake = nearestWake(view, x, y)
  if (wake >= 0) return { kind: 'wake', wake }
  return isLine && isAlive ? { kind: 'life', line, timeNs } : nothing
}

function nearestWake(view: EdgeView, x: number, y: number): number {
  let best = -1
  let bestPx = nearPx + 0.01
  for (const wake of wakesInSight(view)) {
    const ends = wakeEnds(view, wake)
    const awayPx = Math.abs(ends.x - x)
    if (awayPx > bestPx || y < Math.min(ends.from, ends.to) - 2 || y > Math.max(ends.from, ends.to) + 2)
      continue
    // Of equally near ones the later is drawn on top.
    best = wake
    bestPx = awayPx
  }
  return best
}

function nearestArc(view: EdgeView, x: number, y: number): ShapeHit | undefined {
  let best: ShapeHit | undefined
  let bestPx = nearPx + 1
  for (const arc of arcsOf(view.shape)) {
    const points = arcPoints(view, arc)
    for (let at = 0; at + 3 < points.length; at += 2) {
      const awayPx = distanceToSegment(x, y, points[at]!, points[at + 1]!, points[at + 2]!, points[at + 3]!)
      if (awayPx >= bestPx) continue
      bestPx = awayPx
      best = { kind: 'arc', down: arc.down, up: arc.up }
    }
  }
  return best
}

function distanceToSegment(x: number, y: number, x0: number, y0: number, x1: number, y1: number): number {
  const lengthSquared = (x1 - x0) ** 2 + (y1 - y0) ** 2
  const share = lengthSquared === 0 ? 0 : ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / lengthSquared
  const at = Math.min(1, Math.max(0, share))
  return Math.hypot(x - x0 - at * (x1 - x0), y - y0 - at * (y1 - y0))
}
