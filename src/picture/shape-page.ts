/** A shape as a picture to hand on: title, what the trace says, the drawing, a legend, and where it is from. */
import { formatDuration, formatExactTime } from '../base/format-units'
import { TileFlag } from '../contract/tile-dto'
import { visualStateIndex, visualStates, type VisualState } from '../contract/visual-states'
import { drawLegend } from './export-legend'
import { RectangleBuilder, type DrawList, type Shape, type TextStyle } from './draw-list'
import { shapeLayers, type ShapeScene } from './shape-drawing'
import { noFocus } from './shape-edges'
import { layOutShape, shapeHeightPx } from './shape-layout'
import { scaledMeasure, wrapText } from './wrap-text'
import type { Layer } from './draw-list'
import type { Tile } from './tile-columns'

export interface ShapePage {
  readonly title: string
  /** What cannot be seen in it. */
  readonly limits: string
  readonly fileName: string
  readonly widthPx: number
}

const marginPx = 24
const titleStyle: TextStyle = { sizePx: 20, weight: 600, family: 'text' }
const sentenceStyle: TextStyle = { sizePx: 13, weight: 400, family: 'text' }
const smallStyle: TextStyle = { sizePx: 11, weight: 400, family: 'text' }
const measuredPx = 11

/** @param scene what is on the screen; its window and data are shown, all lines of it. */
export function composeShapePage(scene: ShapeScene, page: ShapePage): DrawList {
  const { palette, shape, measure } = scene
  const innerPx = page.widthPx - 2 * marginPx
  const words: Shape[] = []
  let y = marginPx
  const text = (content: string, style: TextStyle, isDim: boolean): void => {
    const lineHeight = Math.round(style.sizePx * 1.45)
    const scaled = scaledMeasure(measure, (style.sizePx / measuredPx) * (style.weight === 600 ? 1.05 : 1))
    for (const line of wrapText(content, innerPx, scaled, 4)) {
      const color = isDim ? palette.dimText : palette.text
      const middle = y + lineHeight / 2
      words.push({ kind: 'text', text: line, x: marginPx, y: middle, color, style, align: 'left' })
      y += lineHeight
    }
  }
  text(page.title, titleStyle, false)
  y += 4
  for (const sentence of shape.sentences) text(sentence, sentenceStyle, false)
  y += 8
  const heightPx = shapeHeightPx(shape.lines.length)
  const layout = layOutShape(shape, innerPx, heightPx)
  const drawing = moved(
    shapeLayers(
      {
        ...scene,
        layout,
        nsPerPx: (scene.toNs - scene.fromNs) / layout.plot.width,
        scrollPx: 0,
        focus: noFocus,
        selectedLine: -1,
        hoverNs: undefined,
      },
      new RectangleBuilder(),
    ),
    marginPx,
    y,
  )
  y += heightPx + 8
  const swatches = new RectangleBuilder()
  const states = statesIn(scene.tile)
  y = drawLegend(
    { kinds: states, hasHeap: false },
    marginPx,
    y,
    innerPx,
    { palette, measure },
    swatches,
    words,
  )
  y += 4
  text(page.limits, smallStyle, true)
  const range = `${formatExactTime(scene.fromNs)} to ${formatExactTime(scene.toNs)}, ${formatDuration(scene.toNs - scene.fromNs)}`
  text(`${page.fileName} · ${range} · Marey`, smallStyle, true)
  return {
    widthPx: page.widthPx,
    heightPx: y + marginPx,
    palette,
    layers: [
      ...drawing,
      { kind: 'shapes', shapes: words },
      {
        kind: 'rectangles',
        clip: { x: 0, y: 0, width: page.widthPx, height: y },
        view: { fromX: 0, unitsPerPx: 1, scrollPx: 0 },
        rectangles: swatches,
      },
    ],
  }
}

/** The states that occur in a tile, in the order of the contract. */
export function statesIn(tile: Tile | undefined): readonly VisualState[] {
  const found = new Set<number>()
  if (tile !== undefined)
    for (let at = 0; at < tile.count; at++)
      if ((tile.flags[at]! & TileFlag.mark) === 0) found.add(tile.state[at]!)
  found.delete(visualStateIndex.idle)
  return visualStates.filter((_, index) => found.has(index))
}

/** The same layers, elsewhere in the picture. */
function moved(layers: readonly Layer[], dx: number, dy: number): readonly Layer[] {
  return layers.map((layer): Layer => {
    if (layer.kind === 'rectangles')
      return { ...layer, clip: { ...layer.clip, x: layer.clip.x + dx, y: layer.clip.y + dy } }
    return { kind: 'shapes', shapes: layer.shapes.map((shape) => movedShape(shape, dx, dy)) }
  })
}

function movedShape(shape: Shape, dx: number, dy: number): Shape {
  switch (shape.kind) {
    case 'box':
    case 'outline':
    case 'begin-clip':
      return { ...shape, box: { ...shape.box, x: shape.box.x + dx, y: shape.box.y + dy } }
    case 'line':
    case 'area':
      return { ...shape, points: shape.points.map((value, at) => value + (at % 2 === 0 ? dx : dy)) }
    case 'text':
      return { ...shape, x: shape.x + dx, y: shape.y + dy }
    case 'end-clip':
      return shape
  }
}
