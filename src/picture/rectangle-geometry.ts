/**
 * Where a rectangle lands on the device's pixels. Every painter follows this one rule: edges are rounded to whole
 * device pixels (so colours are never blended by a half covered pixel), nothing becomes narrower than a pixel, and
 * the clip box cuts. renderer/gpu/rectangle-shader.ts repeats it in GLSL.
 */
import type { RectangleLayer, RectangleStyle, RectangleView } from './draw-list'
import { joinedStyle, separationFromPx } from './draw-list'
import { modulo, patternPeriodPx } from './patterns'

/** In device pixels, right and bottom exclusive. Filled in place: one a painter. */
export interface DeviceRectangle {
  left: number
  top: number
  right: number
  bottom: number
  /** Before cutting at the clip box: patterns, edges and widths follow it. */
  fullLeft: number
  fullRight: number
  fullTop: number
  fullBottom: number
  /** Meets its neighbours: no edge at its sides, no notch. */
  isJoined: boolean
}

export const newDeviceRectangle = (): DeviceRectangle => ({
  left: 0,
  top: 0,
  right: 0,
  bottom: 0,
  fullLeft: 0,
  fullRight: 0,
  fullTop: 0,
  fullBottom: 0,
  isJoined: false,
})

/** Size of one pattern pixel, line and edge in device pixels. */
export const strokeOf = (pixelRatio: number): number => Math.max(1, Math.round(pixelRatio))

/** How far left of the clip the picture may reach before it is cut: keeps numbers small, changes nothing. */
const farPx = 1e6

/** Fills `out` for rectangle `index`; answers false when nothing of it lies in the clip. */
export function placeRectangle(
  layer: RectangleLayer,
  index: number,
  styles: readonly RectangleStyle[],
  pixelRatio: number,
  out: DeviceRectangle,
): boolean {
  const { clip, view, rectangles } = layer
  const styleNumber = rectangles.style[index]!
  const style = styles[styleNumber & (joinedStyle - 1)]!
  const stroke = strokeOf(pixelRatio)
  const scale = pixelRatio / view.unitsPerPx
  const offset = clip.x * pixelRatio
  const x0 = clampFar((rectangles.x0[index]! - view.fromX) * scale)
  const x1 = clampFar((rectangles.x1[index]! - view.fromX) * scale)
  const left = Math.round(x0 + offset)
  let right = Math.max(Math.round(x1 + offset), left + Math.round(style.minimumWidthPx * pixelRatio))
  if (style.isSeparated && styleNumber < joinedStyle && right - left >= separationFromPx * stroke)
    right -= stroke
  const shift = (clip.y - view.scrollPx) * pixelRatio
  const top = Math.round(rectangles.y0[index]! * pixelRatio + shift)
  const bottom = Math.max(Math.round(rectangles.y1[index]! * pixelRatio + shift), top + 1)
  out.isJoined = styleNumber >= joinedStyle
  out.fullLeft = left
  out.fullRight = right
  out.fullTop = top
  out.fullBottom = bottom
  out.left = Math.max(left, Math.round(offset))
  out.right = Math.min(right, Math.round((clip.x + clip.width) * pixelRatio))
  out.top = Math.max(top, Math.round(clip.y * pixelRatio))
  out.bottom = Math.min(bottom, Math.round((clip.y + clip.height) * pixelRatio))
  return out.left < out.right && out.top < out.bottom
}

const clampFar = (value: number): number => Math.min(farPx, Math.max(-farPx, value))

/**
 * Where the pattern grid begins, in device pixels from the picture's left top corner: it moves with the data.
 * Each is in 0 … period.
 */
export function patternPhase(
  view: RectangleView,
  clip: { readonly x: number; readonly y: number },
  pixelRatio: number,
): { readonly x: number; readonly y: number } {
  const period = patternPeriodPx * strokeOf(pixelRatio)
  return {
    x: modulo(Math.round((clip.x - view.fromX / view.unitsPerPx) * pixelRatio), period),
    y: modulo(Math.round((clip.y - view.scrollPx) * pixelRatio), period),
  }
}
