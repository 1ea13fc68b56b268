/**
 * One draw list with every style at many sizes, at fractional places, cut by its clip box, under two views: what
 * painters have to agree on. No text: fonts differ between machines.
 */
import {
  joinedStyle,
  RectangleBuilder,
  styleCount,
  type DrawList,
  type RectangleLayer,
  type Shape,
} from '../../../src/picture/draw-list'
import type { Palette } from '../../../src/picture/palette'

export const sampleWidthPx = 640
export const sampleHeightPx = 480

const originNs = 7_654_321_098_765

function rectangleLayer(
  clip: RectangleLayer['clip'],
  unitsPerPx: number,
  scrollPx: number,
  fromX: number,
): RectangleLayer {
  const rectangles = new RectangleBuilder()
  const heights = [18, 9, 6, 3, 1]
  // Odd fractions: an edge at exactly half a pixel may fall to either side in float32 and in float64.
  const widthsPx = [0.213, 1.017, 2.431, 3.019, 5.547, 7.911, 8.029, 12.337, 40.041, 90.713]
  for (let style = 0; style < styleCount; style++) {
    let x = fromX - 30 * unitsPerPx
    for (let step = 0; step < 14; step++) {
      const height = heights[(style + step) % heights.length] ?? 18
      const width = (widthsPx[(style * 3 + step) % widthsPx.length] ?? 1) * unitsPerPx
      const top = style * 21 + (18 - height)
      rectangles.add(x, x + width, top, top + height, step % 4 === 3 ? style + joinedStyle : style)
      x += width + 3.317 * unitsPerPx
    }
  }
  // Far longer than the screen on both sides, and wholly outside.
  rectangles.add(fromX - 1e12, fromX + 1e12, styleCount * 21, styleCount * 21 + 18, 0)
  rectangles.add(fromX + 1e12, fromX + 2e12, 0, 18, 0)
  return { kind: 'rectangles', clip, view: { fromX, unitsPerPx, scrollPx }, rectangles }
}

export function sampleShapes(palette: Palette): readonly Shape[] {
  return [
    { kind: 'box', box: { x: 0, y: 400, width: 640, height: 80 }, fill: palette.panel },
    {
      kind: 'area',
      points: [20, 470, 20, 430, 60, 430, 60, 450, 100, 450, 100, 470],
      fill: palette.heapLive,
    },
    { kind: 'line', points: [120.5, 410, 120.5, 470, 200, 470.5], stroke: palette.text, widthPx: 1 },
    { kind: 'line', points: [210, 440.5, 300, 440.5], stroke: palette.text, widthPx: 1, dash: [4, 4] },
    { kind: 'outline', box: { x: 320, y: 420, width: 60, height: 30 }, stroke: palette.text, widthPx: 2 },
    { kind: 'begin-clip', box: { x: 400, y: 420, width: 50, height: 20 } },
    { kind: 'box', box: { x: 390, y: 410, width: 200, height: 60 }, fill: palette.accent },
    { kind: 'end-clip' },
    { kind: 'box', box: { x: 500, y: 420, width: 60, height: 40 }, fill: palette.accentWash },
  ]
}

export function samplePicture(palette: Palette): DrawList {
  return {
    widthPx: sampleWidthPx,
    heightPx: sampleHeightPx,
    palette,
    layers: [
      rectangleLayer({ x: 0, y: 0, width: 310, height: 480 }, 1234.5678, 0, originNs),
      rectangleLayer({ x: 320, y: 10, width: 311, height: 380 }, 0.0371, 13, 98_765.4321),
    ],
  }
}
