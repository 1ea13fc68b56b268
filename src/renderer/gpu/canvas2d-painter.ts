/**
 * Rectangles by Canvas2D: for machines without WebGL2. As fast as software GL for the number of rectangles that a frame may
 * hold.
 */
import { ensure } from '../../base/assert'
import { Canvas2DWriter, type Canvas2D } from '../../picture/canvas2d-writer'
import { toCss } from '../../picture/color'
import type { Rectangles } from '../../picture/draw-list'
import { darkPalette, type Palette } from '../../picture/palette'
import type { PainterLayer, RectanglePainter } from './rectangle-painter'

/**
 * The writer's view of a page's context.
 * @param isOpaque nothing shines through: the browser puts it on the page without blending, and leaves out what lies beneath.
 */
export function canvas2DOf(canvas: HTMLCanvasElement, isOpaque = false): Canvas2D {
  return ensure(canvas.getContext('2d', { alpha: !isOpaque }), 'no 2D context') as unknown as Canvas2D
}

/** A writer on a canvas of the page. */
export function writerOn(canvas: HTMLCanvasElement, isOpaque = false): Canvas2DWriter {
  return new Canvas2DWriter({
    context: canvas2DOf(canvas, isOpaque),
    makeTile: (widthPx, heightPx) => {
      const image = document.createElement('canvas')
      image.width = widthPx
      image.height = heightPx
      return { image, context: canvas2DOf(image) }
    },
  })
}

export class Canvas2DPainter implements RectanglePainter {
  readonly kind = 'canvas2d'
  readonly canvas = document.createElement('canvas')
  private readonly writer = writerOn(this.canvas)
  private readonly context = canvas2DOf(this.canvas)
  private readonly layers = new Map<string, Rectangles>()
  private palette: Palette = darkPalette
  private pixelRatio = 1

  resize(widthPx: number, heightPx: number, pixelRatio: number): void {
    this.pixelRatio = pixelRatio
    this.canvas.width = Math.max(1, Math.round(widthPx * pixelRatio))
    this.canvas.height = Math.max(1, Math.round(heightPx * pixelRatio))
    this.canvas.style.width = `${widthPx}px`
    this.canvas.style.height = `${heightPx}px`
  }

  setPalette(palette: Palette): void {
    this.palette = palette
  }

  setRectangles(name: string, rectangles: Rectangles): void {
    this.layers.set(name, rectangles)
  }

  /** There is nothing to send: they are read when they are painted. */
  stageRectangles(name: string, rectangles: Rectangles): boolean {
    this.setRectangles(name, rectangles)
    return true
  }

  paint(layers: readonly PainterLayer[]): void {
    this.context.setTransform(1, 0, 0, 1, 0, 0)
    this.context.fillStyle = toCss(this.palette.background)
    this.context.fillRect(0, 0, this.canvas.width, this.canvas.height)
    for (const layer of layers) {
      const rectangles = this.layers.get(layer.name)
      if (rectangles === undefined) continue
      this.writer.paintRectangles({ kind: 'rectangles', ...layer, rectangles }, this.palette, this.pixelRatio)
    }
  }

  destroy(): void {
    this.layers.clear()
    this.canvas.width = 0
    this.canvas.height = 0
    this.canvas.remove()
  }
}
