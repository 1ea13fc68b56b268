/**
 * Where everything of a shape stands: labels at the left, arcs (who woke whom in all) beside them, lifelines in time at the
 * right. Pure arithmetic, in CSS pixels; the same for the screen and for a picture to save.
 */
import type { ShapeDto, ShapeLineDto } from '../contract/shape-dto'
import type { Box } from './draw-list'

export interface ShapeLayout {
  readonly widthPx: number
  readonly heightPx: number
  /** Time axis, above the plot. */
  readonly axis: Box
  readonly labels: Box
  readonly arcs: Box
  readonly plot: Box
  readonly pitchPx: number
  readonly bodyPx: number
  readonly contentHeightPx: number
}

const shapeAxisPx = 24
const bottomPx = 6
/** Below this lines run into each other: then the picture scrolls. */
const leastPitchPx = 5
const mostPitchPx = 46
const rightPx = 12

export function layOutShape(
  { lines, pairs }: Pick<ShapeDto, 'lines' | 'pairs'>,
  widthPx: number,
  heightPx: number,
): ShapeLayout {
  const count = Math.max(1, lines.length)
  const room = Math.max(1, heightPx - shapeAxisPx - bottomPx)
  const pitchPx = Math.min(mostPitchPx, Math.max(leastPitchPx, room / count))
  const labelsPx = Math.round(Math.min(250, Math.max(140, widthPx * 0.22)))
  const arcsPx = pairs.length === 0 ? 0 : Math.round(Math.min(110, Math.max(44, widthPx * 0.08)))
  const left = labelsPx + arcsPx
  const rows = { y: shapeAxisPx, height: room }
  return {
    widthPx,
    heightPx,
    axis: { x: left, y: 0, width: Math.max(1, widthPx - left - rightPx), height: shapeAxisPx },
    labels: { x: 0, width: labelsPx, ...rows },
    arcs: { x: labelsPx, width: arcsPx, ...rows },
    plot: { x: left, width: Math.max(1, widthPx - left - rightPx), ...rows },
    pitchPx,
    bodyPx: Math.max(2, Math.min(14, Math.round(pitchPx * 0.42))),
    contentHeightPx: pitchPx * count + bottomPx,
  }
}

/** Middle of a line, from the top of the first. */
export const middleOf = (layout: ShapeLayout, line: number): number => (line + 0.5) * layout.pitchPx

/** How tall the content is for a picture that shows all lines without scrolling. */
export function shapeHeightPx(count: number): number {
  return Math.round(shapeAxisPx + bottomPx + count * Math.min(34, Math.max(9, 900 / Math.max(1, count))))
}

/** Neighbouring lines of one start function. */
export interface LineRun {
  readonly first: number
  readonly end: number
  readonly functionName: string
}

export function runsOf(lines: readonly ShapeLineDto[]): readonly LineRun[] {
  const runs: { first: number; end: number; functionName: string }[] = []
  for (const [line, { functionName }] of lines.entries()) {
    const last = runs.at(-1)
    if (last?.functionName === functionName) last.end = line + 1
    else runs.push({ first: line, end: line + 1, functionName })
  }
  return runs
}

/** The stretch in which the lines live, with a little room; the whole trace where they live all along. */
export function lifeWindow(
  lines: readonly ShapeLineDto[],
  durationNs: number,
): { readonly fromNs: number; readonly toNs: number } {
  const whole = { fromNs: 0, toNs: Math.max(1, durationNs) }
  const chosen = lines.filter(({ isChosen }) => isChosen)
  if (chosen.length === 0) return whole
  let fromNs = Infinity
  let toNs = 0
  for (const line of chosen) {
    fromNs = Math.min(fromNs, line.createdNs)
    toNs = Math.max(toNs, line.toNs)
  }
  if (!(toNs > fromNs)) return whole
  const margin = (toNs - fromNs) * 0.02
  return { fromNs: Math.max(0, fromNs - margin), toNs: Math.min(whole.toNs, toNs + margin) }
}
