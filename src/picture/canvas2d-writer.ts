/**
 * Paints a draw list on anything that behaves like a Canvas2D context: in a page, or in Node with @napi-rs/canvas.
 */
import { assertUnreachable } from '../base/assert'
import { toCss, type Rgba } from './color'
import {
  edgeFromPx,
  joinedStyle,
  rectangleStyles,
  type DrawList,
  type RectangleLayer,
  type RectangleStyle,
  type Shape,
  type TextStyle,
} from './draw-list'
import type { Palette, Pattern } from './palette'
import { isInked, modulo, patternMinimumHeightPx, patternMinimumWidthPx, patternPeriodPx } from './patterns'
import {
  newDeviceRectangle,
  patternPhase,
  placeRectangle,
  strokeOf,
  type DeviceRectangle,
} from './rectangle-geometry'

/** What the writer needs of a context; CanvasRenderingContext2D and @napi-rs/canvas both have it. */
export interface Canvas2D {
  fillStyle: unknown
  strokeStyle: unknown
  lineWidth: number
  lineJoin: string
  font: string
  textAlign: string
  textBaseline: string
  fillRect(x: number, y: number, width: number, height: number): void
  strokeRect(x: number, y: number, width: number, height: number): void
  clearRect(x: number, y: number, width: number, height: number): void
  beginPath(): void
  closePath(): void
  moveTo(x: number, y: number): void
  lineTo(x: number, y: number): void
  rect(x: number, y: number, width: number, height: number): void
  clip(): void
  fill(): void
  stroke(): void
  save(): void
  restore(): void
  setTransform(a: number, b: number, c: number, d: number, e: number, f: number): void
  setLineDash(segments: number[]): void
  fillText(text: string, x: number, y: number): void
  measureText(text: string): { readonly width: number }
  imageSmoothingEnabled: boolean
  /** The image is what `makeTile` answered. */
  drawImage(
    image: never,
    fromX: number,
    fromY: number,
    fromWidth: number,
    fromHeight: number,
    x: number,
    y: number,
    width: number,
    height: number,
  ): void
}

export interface Canvas2DSurface {
  readonly context: Canvas2D
  /** A small canvas that holds a stretch of a pattern. */
  readonly makeTile: (
    widthPx: number,
    heightPx: number,
  ) => { readonly image: unknown; readonly context: Canvas2D }
}

export const fontFamilies: Readonly<Record<TextStyle['family'], string>> = {
  text: '"Inter Variable", Inter, system-ui, "Segoe UI", "DejaVu Sans", sans-serif',
  mono: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
}

const knownFonts = new WeakMap<TextStyle, string>()

export function fontOf(style: TextStyle): string {
  let font = knownFonts.get(style)
  if (font === undefined) {
    font = `${style.weight} ${style.sizePx}px ${fontFamilies[style.family]}`
    knownFonts.set(style, font)
  }
  return font
}

/** Side of a tile in device pixels: whole periods, large enough that most rectangles need few pieces. */
const tileSizeOf = (stroke: number): number => patternPeriodPx * stroke * Math.ceil(16 / stroke)

/** Paints rectangles and shapes; keeps pattern tiles per palette and pixel ratio. One per surface. */
export class Canvas2DWriter {
  private readonly tiles = new Map<string, unknown>()
  private readonly place: DeviceRectangle = newDeviceRectangle()
  private styles: readonly RectangleStyle[] = []
  private stylesOf: Palette | undefined
  /** What shapes have set of the context's state; undefined: not known. */
  private fillNow: Rgba | undefined
  private styleNow: TextStyle | undefined
  private alignNow: string | undefined

  constructor(private readonly surface: Canvas2DSurface) {}

  /** The whole list, from its background up. Answers how many rectangles were drawn. */
  paint(list: DrawList, pixelRatio: number): number {
    const { context } = this.surface
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.fillStyle = toCss(list.palette.background)
    context.fillRect(0, 0, Math.round(list.widthPx * pixelRatio), Math.round(list.heightPx * pixelRatio))
    let drawn = 0
    for (const layer of list.layers) {
      if (layer.kind === 'rectangles') drawn += this.paintRectangles(layer, list.palette, pixelRatio)
      else this.paintShapes(layer.shapes, pixelRatio)
    }
    return drawn
  }

  /** Answers how many rectangles lay in the clip box. */
  paintRectangles(layer: RectangleLayer, palette: Palette, pixelRatio: number): number {
    if (this.stylesOf !== palette) {
      this.styles = rectangleStyles(palette)
      this.stylesOf = palette
      this.tiles.clear()
    }
    const { context } = this.surface
    context.setTransform(1, 0, 0, 1, 0, 0)
    let drawn = 0
    let fillNow = -1
    const { place, styles } = this
    const { count, style } = layer.rectangles
    const stroke = strokeOf(pixelRatio)
    const phase = patternPhase(layer.view, layer.clip, pixelRatio)
    for (let index = 0; index < count; index++) {
      if (!placeRectangle(layer, index, styles, pixelRatio, place)) continue
      drawn++
      const styleIndex = style[index]! & (joinedStyle - 1)
      const look = styles[styleIndex]!
      if (look.fill !== null) {
        if (fillNow !== styleIndex) {
          context.fillStyle = toCss(look.fill)
          fillNow = styleIndex
        }
        context.fillRect(place.left, place.top, place.right - place.left, place.bottom - place.top)
      }
      if (look.pattern === 'none' && look.edge === null) continue
      fillNow = -1
      this.paintCues(look, styleIndex, palette, stroke, phase)
    }
    return drawn
  }

  private paintCues(
    look: RectangleStyle,
    styleIndex: number,
    palette: Palette,
    stroke: number,
    phase: { readonly x: number; readonly y: number },
  ): void {
    const { context } = this.surface
    const { place } = this
    const width = place.fullRight - place.fullLeft
    const height = place.fullBottom - place.fullTop
    const isLarge = width >= patternMinimumWidthPx * stroke && height >= patternMinimumHeightPx * stroke
    if (isLarge) this.paintPattern(look.pattern, look, styleIndex, palette, stroke, phase)
    else if (look.fill === null) {
      // Too small for a hatch: the ink alone, so that it never vanishes.
      context.fillStyle = toCss(look.ink)
      context.fillRect(place.left, place.top, place.right - place.left, place.bottom - place.top)
    }
    if (look.edge === null || height < edgeFromPx * stroke) return
    context.fillStyle = toCss(look.edge)
    this.fillWithin(place.fullLeft, place.fullTop, place.fullRight, place.fullTop + stroke)
    this.fillWithin(place.fullLeft, place.fullBottom - stroke, place.fullRight, place.fullBottom)
    if (place.isJoined || width < edgeFromPx * stroke) return
    this.fillWithin(place.fullLeft, place.fullTop, place.fullLeft + stroke, place.fullBottom)
    this.fillWithin(place.fullRight - stroke, place.fullTop, place.fullRight, place.fullBottom)
  }

  private paintPattern(
    pattern: Pattern,
    look: RectangleStyle,
    styleIndex: number,
    palette: Palette,
    stroke: number,
    phase: { readonly x: number; readonly y: number },
  ): void {
    const { context } = this.surface
    const { place } = this
    if (pattern === 'none') return
    if (pattern === 'notch') {
      if (place.isJoined) return
      const third = Math.floor((place.fullBottom - place.fullTop) / 3)
      context.fillStyle = toCss(palette.background)
      this.fillWithin(
        place.fullLeft,
        place.fullTop + third,
        place.fullLeft + 3 * stroke,
        place.fullBottom - third,
      )
      return
    }
    if (pattern === 'double-top') {
      context.fillStyle = toCss(look.ink)
      this.fillWithin(place.fullLeft, place.fullTop, place.fullRight, place.fullTop + stroke)
      this.fillWithin(place.fullLeft, place.fullTop + 2 * stroke, place.fullRight, place.fullTop + 3 * stroke)
      return
    }
    const image = this.tile(pattern, look.ink, styleIndex, stroke) as never
    const size = tileSizeOf(stroke)
    context.imageSmoothingEnabled = false
    // Copied piece by piece at whole pixels: repeating fills of some canvases blur what is one pixel wide.
    for (let y = place.top; y < place.bottom;) {
      const fromY = modulo(y - phase.y, size)
      const height = Math.min(size - fromY, place.bottom - y)
      for (let x = place.left; x < place.right;) {
        const fromX = modulo(x - phase.x, size)
        const width = Math.min(size - fromX, place.right - x)
        context.drawImage(image, fromX, fromY, width, height, x, y, width, height)
        x += width
      }
      y += height
    }
  }

  private fillWithin(left: number, top: number, right: number, bottom: number): void {
    const { place } = this
    const x0 = Math.max(left, place.left)
    const y0 = Math.max(top, place.top)
    const x1 = Math.min(right, place.right)
    const y1 = Math.min(bottom, place.bottom)
    if (x0 < x1 && y0 < y1) this.surface.context.fillRect(x0, y0, x1 - x0, y1 - y0)
  }

  private tile(pattern: Pattern, ink: Rgba, styleIndex: number, stroke: number): unknown {
    const key = `${styleIndex}/${stroke}`
    const kept = this.tiles.get(key)
    if (kept !== undefined) return kept
    const size = tileSizeOf(stroke)
    const { image, context } = this.surface.makeTile(size, size)
    context.fillStyle = toCss(ink)
    for (let y = 0; y * stroke < size; y++) {
      for (let x = 0; x * stroke < size; x++) {
        if (isInked(pattern, x, y)) context.fillRect(x * stroke, y * stroke, stroke, stroke)
      }
    }
    this.tiles.set(key, image)
    return image
  }

  /** Shapes in order; the context is scaled so that they may speak CSS pixels. */
  paintShapes(shapes: readonly Shape[], pixelRatio: number): void {
    const { context } = this.surface
    this.forgetState()
    context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0)
    for (const shape of shapes) this.paintShape(shape)
    context.setTransform(1, 0, 0, 1, 0, 0)
  }

  private paintShape(shape: Shape): void {
    const { context } = this.surface
    switch (shape.kind) {
      case 'box':
        this.fillWith(shape.fill)
        context.fillRect(shape.box.x, shape.box.y, shape.box.width, shape.box.height)
        return
      case 'outline':
        context.strokeStyle = toCss(shape.stroke)
        context.lineWidth = shape.widthPx
        context.lineJoin = 'miter'
        context.strokeRect(shape.box.x, shape.box.y, shape.box.width, shape.box.height)
        return
      case 'line':
        if (this.fillUpright(shape)) return
        context.strokeStyle = toCss(shape.stroke)
        context.lineWidth = shape.widthPx
        context.lineJoin = 'round'
        if (shape.dash !== undefined) context.setLineDash([...shape.dash])
        this.trace(shape.points)
        context.stroke()
        if (shape.dash !== undefined) context.setLineDash([])
        return
      case 'area':
        this.fillWith(shape.fill)
        this.trace(shape.points)
        context.closePath()
        context.fill()
        return
      case 'text':
        this.fillWith(shape.color)
        this.writeIn(shape.style, shape.align)
        context.fillText(shape.text, shape.x, shape.y)
        return
      case 'begin-clip':
        context.save()
        context.beginPath()
        context.rect(shape.box.x, shape.box.y, shape.box.width, shape.box.height)
        context.clip()
        return
      case 'end-clip':
        context.restore()
        this.forgetState()
        return
      default:
        assertUnreachable(shape)
    }
  }

  /** What the context is set to is not known: it was saved and restored, or others have drawn. */
  private forgetState(): void {
    this.fillNow = undefined
    this.styleNow = undefined
    this.alignNow = undefined
  }

  private fillWith(color: Rgba): void {
    if (this.fillNow === color) return
    this.fillNow = color
    this.surface.context.fillStyle = toCss(color)
  }

  /** Setting a font that is set already still has it looked up. */
  private writeIn(style: TextStyle, align: string): void {
    const { context } = this.surface
    if (this.styleNow !== style) {
      this.styleNow = style
      context.font = fontOf(style)
      context.textBaseline = 'middle'
    }
    if (this.alignNow !== align) {
      this.alignNow = align
      context.textAlign = align
    }
  }

  /** A stroke along an axis is a box, and a box costs less than a path. Answers whether it was one. */
  private fillUpright({ points, stroke, widthPx, dash }: Extract<Shape, { kind: 'line' }>): boolean {
    const [x0, y0, x1, y1] = points
    if (points.length !== 4 || dash !== undefined || (x0 !== x1 && y0 !== y1)) return false
    const half = widthPx / 2
    const { context } = this.surface
    this.fillWith(stroke)
    if (x0 === x1) context.fillRect(x0! - half, Math.min(y0!, y1!), widthPx, Math.abs(y1! - y0!))
    else context.fillRect(Math.min(x0!, x1!), y0! - half, Math.abs(x1! - x0!), widthPx)
    return true
  }

  private trace(points: readonly number[]): void {
    const { context } = this.surface
    context.beginPath()
    for (let index = 0; index + 1 < points.length; index += 2) {
      if (index === 0) context.moveTo(points[0]!, points[1]!)
      else context.lineTo(points[index]!, points[index + 1]!)
    }
  }
}
