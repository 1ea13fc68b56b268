/**
 * The edges of a shape as lines and arrow heads: creation branches, wake-ups in time, arcs of all wake-ups beside the
 * lifelines. Neutral tones: colours mean states. What belongs to the line or the edge in hand is drawn in the accent, the
 * rest steps back.
 */
import { shapeOutside } from '../contract/shape-dto'
import type { ShapeDto } from '../contract/shape-dto'
import type { Rgba } from './color'
import type { Shape } from './draw-list'
import type { Palette } from './palette'
import { middleOf, type ShapeLayout } from './shape-layout'

/** What the pointer or the selection is on. */
export interface ShapeFocus {
  /** Number of a line, or -1. */
  readonly line: number
  /** Index into the wake-ups, or -1. */
  readonly wake: number
  /** Index into the pairs, or -1. */
  readonly pair: number
}

export const noFocus: ShapeFocus = { line: -1, wake: -1, pair: -1 }

export interface EdgeView {
  readonly shape: ShapeDto
  readonly layout: ShapeLayout
  readonly palette: Palette
  readonly focus: ShapeFocus
  /** The line of the selection, or -1: its edges stand out while nothing is pointed at. */
  readonly selectedLine: number
  readonly fromNs: number
  readonly nsPerPx: number
  readonly scrollPx: number
}

const headPx = 5
const stubPx = 9
/** The more arrows there are on the screen, the lighter is each. */
const alphaOf = (count: number): number => Math.max(0.18, Math.min(0.55, 45 / Math.max(1, count)))
const mostArcs = 400

export const xOf = ({ layout, fromNs, nsPerPx }: EdgeView, timeNs: number): number =>
  layout.plot.x + (timeNs - fromNs) / nsPerPx

export const yOf = ({ layout, scrollPx }: EdgeView, line: number): number =>
  layout.plot.y + middleOf(layout, line) - scrollPx

/** Whether anything is in hand that others step back for. */
const hasFocus = ({ focus }: EdgeView): boolean => focus.line >= 0 || focus.wake >= 0 || focus.pair >= 0

/** The line whose edges stand out, or -1. */
const lineInHand = (view: EdgeView): number => (hasFocus(view) ? view.focus.line : view.selectedLine)

function tone(view: EdgeView, isFocused: boolean, alpha: number): Rgba {
  const { palette } = view
  if (isFocused) return palette.accent
  return { ...palette.text, alpha: hasFocus(view) ? Math.min(alpha, 0.14) : alpha }
}

/** Arrow head with its tip at (x, y), pointing down (1) or up (-1). */
function head(x: number, y: number, direction: 1 | -1, fill: Rgba, sizePx = headPx): Shape {
  const back = y - direction * sizePx
  return { kind: 'area', points: [x, y, x - sizePx * 0.55, back, x + sizePx * 0.55, back], fill }
}

/**
 * From the creator down (or up) to where the life of the created begins, ending in a ring. Those that one goroutine created
 * at one pixel share a branch.
 */
export function drawCreations(view: EdgeView, out: Shape[]): void {
  const { shape, layout, palette } = view
  const line = lineInHand(view)
  const left = layout.plot.x - 20
  const right = layout.plot.x + layout.plot.width + 20
  const branches = new Map<string, { x: number; top: number; bottom: number; isFocused: boolean }>()
  const rings: { readonly x: number; readonly y: number; readonly isFocused: boolean }[] = []
  for (const { creator, created, atNs } of shape.creations) {
    const x = xOf(view, atNs)
    // A life that began before the trace has no moment of creation to draw.
    if (x < left || x > right || shape.lines[created]!.startsBeforeTrace) continue
    const isFocused = line === created || line === creator
    const [from, to] = [yOf(view, creator), yOf(view, created)]
    rings.push({ x, y: to, isFocused })
    const key = `${creator} ${Math.round(x)} ${to > from} ${isFocused}`
    const branch = branches.get(key)
    if (branch === undefined)
      branches.set(key, { x, top: Math.min(from, to), bottom: Math.max(from, to), isFocused })
    else {
      branch.top = Math.min(branch.top, from, to)
      branch.bottom = Math.max(branch.bottom, from, to)
    }
  }
  for (const { x, top, bottom, isFocused } of branches.values())
    out.push({ kind: 'line', points: [x, top, x, bottom], stroke: tone(view, isFocused, 0.6), widthPx: 1 })
  const radius = Math.max(1.5, Math.min(3.5, layout.pitchPx * 0.16))
  for (const { x, y, isFocused } of rings) {
    const ring = octagon(x, y, radius)
    out.push({ kind: 'area', points: ring, fill: palette.background })
    const stroke = tone(view, isFocused, 0.6)
    out.push({ kind: 'line', points: [...ring, ring[0]!, ring[1]!], stroke, widthPx: 1.2 })
  }
}

function octagon(x: number, y: number, radius: number): number[] {
  return Array.from({ length: 16 }, (_, at) => {
    const angle = (Math.floor(at / 2) * Math.PI) / 4 + Math.PI / 8
    return at % 2 === 0 ? x + radius * Math.cos(angle) : y + radius * Math.sin(angle)
  })
}

/**
 * One arrow for each bundle of wake-ups, from waker to woken at the time of the first.
 * @param behind passes behind the lives that it has nothing to do with.
 * @param front what is in hand.
 */
export function drawWakes(view: EdgeView, behind: Shape[], front: Shape[]): void {
  const { shape, focus } = view
  const { wakes } = shape
  const line = lineInHand(view)
  const shown = wakesInSight(view)
  const alpha = alphaOf(shown.length)
  const focused: number[] = []
  for (const at of shown) {
    const isFocused =
      focus.wake === at ||
      (line >= 0 && (line === wakes.waker[at] || line === wakes.woken[at])) ||
      (focus.pair >= 0 && isOfPair(shape, focus.pair, wakes.waker[at]!, wakes.woken[at]!))
    if (isFocused) focused.push(at)
    else drawWake(view, at, tone(view, false, alpha), behind)
  }
  for (const at of focused) drawWake(view, at, tone(view, true, 1), front)
}

/** Whether a wake-up belongs to a pair, in either direction. */
function isOfPair({ pairs }: ShapeDto, pair: number, waker: number, woken: number): boolean {
  const one = pairs[pair]
  return (
    one !== undefined &&
    ((one.waker === waker && one.woken === woken) || (one.waker === woken && one.woken === waker))
  )
}

/** Indices of the wake-ups that stand on the plot. */
export function wakesInSight(view: EdgeView): readonly number[] {
  const { wakes } = view.shape
  const { plot } = view.layout
  const found: number[] = []
  for (let at = 0; at < wakes.firstNs.length; at++) {
    const x = xOf(view, wakes.firstNs[at]!)
    if (x >= plot.x - 4 && x <= plot.x + plot.width + 4) found.push(at)
  }
  return found
}

/** Upper and lower end of an arrow. */
export function wakeEnds(
  view: EdgeView,
  at: number,
): { readonly x: number; readonly from: number; readonly to: number } {
  const { wakes } = view.shape
  const { layout } = view
  const half = layout.bodyPx / 2
  const waker = wakes.waker[at]!
  const to = yOf(view, wakes.woken[at]!)
  const x = xOf(view, wakes.firstNs[at]!)
  if (waker < 0) return { x, from: to - half - Math.min(stubPx, layout.pitchPx * 0.3), to: to - half }
  const from = yOf(view, waker)
  const direction = Math.sign(to - from) || 1
  return { x, from: from + direction * half, to: to - direction * half }
}

function drawWake(view: EdgeView, at: number, color: Rgba, out: Shape[]): void {
  const { wakes } = view.shape
  const { x, from, to } = wakeEnds(view, at)
  const waker = wakes.waker[at]!
  if (waker === shapeOutside.network || waker === shapeOutside.timer) {
    // No goroutine did it: a tick without a head, the network's twice as wide.
    const widthPx = waker === shapeOutside.network ? 2 : 1
    out.push({ kind: 'line', points: [x, from, x, to], stroke: color, widthPx })
    return
  }
  const direction = to >= from ? 1 : -1
  const size = Math.max(2.5, Math.min(headPx, view.layout.pitchPx * 0.4))
  const widthPx = Math.min(2.4, 1 + Math.log10(wakes.count[at]!) * 0.6)
  out.push({ kind: 'line', points: [x, from, x, to - direction * size * 0.8], stroke: color, widthPx })
  out.push(head(x, to, direction, color, size))
}

/** Which pairs share an arc: both directions together. */
export interface Arc {
  /** Upper and lower line. */
  readonly upper: number
  readonly lower: number
  /** Indices into the pairs, -1 where there is none. */
  readonly down: number
  readonly up: number
  readonly count: number
}

export function arcsOf({ pairs }: Pick<ShapeDto, 'pairs'>): readonly Arc[] {
  const arcs = new Map<string, { upper: number; lower: number; down: number; up: number; count: number }>()
  for (const [index, { waker, woken, count }] of pairs.entries()) {
    if (waker === woken) continue
    const upper = Math.min(waker, woken)
    const lower = Math.max(waker, woken)
    const key = `${upper} ${lower}`
    let arc = arcs.get(key)
    if (arc === undefined) {
      if (arcs.size === mostArcs) continue
      arc = { upper, lower, down: -1, up: -1, count: 0 }
      arcs.set(key, arc)
    }
    if (waker === upper) arc.down = index
    else arc.up = index
    arc.count += count
  }
  return [...arcs.values()]
}

/** x, y, x, y, … of an arc that opens to the right. */
export function arcPoints(view: EdgeView, { upper, lower }: Pick<Arc, 'upper' | 'lower'>): number[] {
  const { arcs } = view.layout
  const right = arcs.x + arcs.width - 6
  const from = yOf(view, upper)
  const to = yOf(view, lower)
  const span = lower - upper
  // Neighbours a third of the room, the farther the deeper.
  const depth = (arcs.width - 14) * (1 - 0.68 / Math.sqrt(span))
  const steps = 18
  const points: number[] = []
  for (let step = 0; step <= steps; step++) {
    const angle = (Math.PI * step) / steps
    points.push(right - depth * Math.sin(angle), (from + to) / 2 - ((to - from) / 2) * Math.cos(angle))
  }
  return points
}

/** Who woke whom over the whole trace: the thicker the oftener, heads at the ends that were woken. */
export function drawArcs(view: EdgeView, arcs: readonly Arc[], out: Shape[]): void {
  const { focus, shape } = view
  const line = lineInHand(view)
  const most = Math.max(1, ...arcs.map(({ count }) => count))
  for (const arc of [...arcs].sort((a, b) => a.count - b.count)) {
    const isFocused =
      line === arc.upper ||
      line === arc.lower ||
      (focus.pair >= 0 && (focus.pair === arc.down || focus.pair === arc.up)) ||
      (focus.wake >= 0 &&
        arc.upper === Math.min(shape.wakes.waker[focus.wake]!, shape.wakes.woken[focus.wake]!) &&
        arc.lower === Math.max(shape.wakes.waker[focus.wake]!, shape.wakes.woken[focus.wake]!))
    const share = Math.log1p(arc.count) / Math.log1p(most)
    const color = tone(view, isFocused, 0.2 + 0.3 * share)
    const points = arcPoints(view, arc)
    out.push({ kind: 'line', points, stroke: color, widthPx: 0.8 + 1.7 * share })
    const right = points[0]!
    const size = Math.max(2.5, Math.min(6, view.layout.pitchPx * 0.4))
    const tip = (y: number): Shape => ({
      kind: 'area',
      points: [
        right + size * 0.9,
        y,
        right - size * 0.3,
        y - size * 0.55,
        right - size * 0.3,
        y + size * 0.55,
      ],
      fill: color,
    })
    if (arc.down >= 0) out.push(tip(yOf(view, arc.lower)))
    if (arc.up >= 0) out.push(tip(yOf(view, arc.upper)))
  }
}
