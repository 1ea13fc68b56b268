/** What a scene draws on: the painter's canvas with the rectangles, and over it a Canvas2D for words and shapes. */
import type { Canvas2D } from '../../../../picture/canvas2d-writer'
import type { Shape } from '../../../../picture/draw-list'
import type { Palette } from '../../../../picture/palette'
import { canvas2DOf, writerOn } from '../../../gpu/canvas2d-painter'
import type { RectanglePainter } from '../../../gpu/rectangle-painter'

export class SceneSurface {
  widthPx = 0
  heightPx = 0
  painter: RectanglePainter | undefined
  private pixelRatio = 1
  private readonly overlay = document.createElement('canvas')
  private readonly writer = writerOn(this.overlay)
  private readonly context: Canvas2D = canvas2DOf(this.overlay)
  private readonly resizeObserver: ResizeObserver

  constructor(
    private readonly host: HTMLElement,
    /** The size was looked at. */
    private readonly onSize: () => void,
  ) {
    this.overlay.className = 'timeline-overlay'
    host.append(this.overlay)
    this.resizeObserver = new ResizeObserver(() => this.readSize())
    this.resizeObserver.observe(host)
  }

  /** Whether there is something to draw with and on. */
  get isReady(): boolean {
    return this.painter !== undefined && this.widthPx > 0
  }

  setPainter(painter: RectanglePainter, palette: Palette): void {
    this.painter = painter
    painter.canvas.className = 'timeline-data'
    this.host.prepend(painter.canvas)
    painter.setPalette(palette)
  }

  readSize(): void {
    const { clientWidth, clientHeight } = this.host
    if (clientWidth === 0 || clientHeight === 0) return
    const ratio = window.devicePixelRatio
    if (clientWidth === this.widthPx && clientHeight === this.heightPx && ratio === this.pixelRatio) {
      this.onSize()
      return
    }
    this.widthPx = clientWidth
    this.heightPx = clientHeight
    this.pixelRatio = ratio
    this.overlay.width = Math.round(clientWidth * ratio)
    this.overlay.height = Math.round(clientHeight * ratio)
    this.overlay.style.width = `${clientWidth}px`
    this.overlay.style.height = `${clientHeight}px`
    this.painter?.resize(clientWidth, clientHeight, ratio)
    this.onSize()
  }

  /** A painter that came after the size was read, or was asked for anew, has a canvas of another size. */
  fitPainter(): void {
    const { painter, widthPx, heightPx, pixelRatio } = this
    if (painter !== undefined && painter.canvas.width !== Math.round(widthPx * pixelRatio))
      painter.resize(widthPx, heightPx, pixelRatio)
  }

  paintShapes(shapes: readonly Shape[]): void {
    this.context.setTransform(1, 0, 0, 1, 0, 0)
    this.context.clearRect(0, 0, this.overlay.width, this.overlay.height)
    this.writer.paintShapes(shapes, this.pixelRatio)
  }

  dispose(): void {
    this.resizeObserver.disconnect()
    this.painter?.destroy()
    this.overlay.width = 0
    this.overlay.height = 0
    this.overlay.remove()
  }
}
