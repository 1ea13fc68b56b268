/**
 * Paints layers of rectangles on a canvas of its own, on demand. Two kinds behind one interface: WebGL, and Canvas2D
 * where WebGL2 is not to be had. Knows boxes, styles and views; nothing of what they mean.
 */
import type { Box, Rectangles, RectangleView } from '../../picture/draw-list'
import type { Palette } from '../../picture/palette'

export type PainterKind = 'webgl' | 'canvas2d'

/** A layer to paint: which rectangles, seen how, cut where. */
export interface PainterLayer {
  readonly name: string
  readonly clip: Box
  readonly view: RectangleView
}

export interface RectanglePainter {
  readonly kind: PainterKind
  readonly canvas: HTMLCanvasElement
  /** Size in CSS pixels and device pixels per CSS pixel. */
  resize(widthPx: number, heightPx: number, pixelRatio: number): void
  setPalette(palette: Palette): void
  /**
   * Takes over the rectangles of a layer. They are copied, or kept and read at every paint until the next call with
   * the same name: the caller does not change them in between.
   * @param originX data unit near which they will be seen: positions are kept exact around it.
   */
  setRectangles(name: string, rectangles: Rectangles, originX: number): void
  /**
   * The same in pieces of at most `most` rectangles: what the layer held is painted until all are here. The caller goes on
   * with the same rectangles, and does not change them, until this answers true.
   */
  stageRectangles(name: string, rectangles: Rectangles, originX: number, most: number): boolean
  /** Paints background and layers, in this order, at once. */
  paint(layers: readonly PainterLayer[]): void
  /** What it painted is given back by the GPU; one context may wait for the next painter. */
  destroy(): void
}
