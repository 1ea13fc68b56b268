/**
 * What a scene draws on: the painter's canvas with the rectangles, over it a Canvas2D for words and shapes, and above both the
 * column of row labels, which is painted only when it has changed.
 */
import type { Canvas2D } from '../../../../picture/canvas2d-writer'
import type { Shape } from '../../../../picture/draw-list'
import type { Palette } from '../../../../picture/palette'
import { canvas2DOf, writerOn } from '../../../gpu/canvas2d-painter'
import type { RectanglePainter } from '../../../gpu/rectangle-painter'
import { areSameShapes } from '../drawing/gutter-column'

/** Canvases grow by this much, so that most sizes of a window that is being resized find room in what is there. */
const stepPx = 128
/** And shrink only when so much of them is of no use: a window that is made smaller step by step needs none anew. */
const shrinkFromPx = 640

/** How long a side of the canvases is for one of the view: it may be longer, and what lies beyond the view is cut off. */
const sideOf = (heldPx: number, neededPx: number): number =>
  neededPx <= heldPx && heldPx - neededPx < shrinkFromPx ? heldPx : Math.ceil(neededPx / stepPx) * stepPx

export class SceneSurface {
  widthPx = 0
  heightPx = 0
  painter: RectanglePainter | undefined
  private pixelRatio = 1
  /** Of the canvases: not below the view's size. */
  private canvasWidthPx = 0
  private canvasHeightPx = 0
  private readonly overlay = document.createElement('canvas')
  private readonly writer = writerOn(this.overlay)
  private readonly context: Canvas2D = canvas2DOf(this.overlay)
  private readonly column = document.createElement('canvas')
  /** It fills all of its column, so what lies beneath need not be drawn. */
  private readonly columnWriter = writerOn(this.column, true)
  private readonly columnContext: Canvas2D = canvas2DOf(this.column, true)
  /** What the column shows; undefined when it must be painted whatever it should show. */
  private shownInColumn: readonly Shape[] | undefined
  private readonly resizeObserver: ResizeObserver
  /** Letters have come, or pixels were lost. */
  private readonly onColumnStale = (): void => {
    this.shownInColumn = undefined
    this.onSize()
  }

  constructor(
    private readonly host: HTMLElement,
    /** The size was looked at, or something must be painted anew. */
    private readonly onSize: () => void,
  ) {
    this.overlay.className = 'timeline-overlay'
    this.column.className = 'timeline-overlay'
    host.append(this.overlay, this.column)
    this.column.addEventListener('contextrestored', this.onColumnStale)
    document.fonts.addEventListener('loadingdone', this.onColumnStale)
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

  /** The canvases follow with the next frame, right before it is painted: a new size wipes what they show. */
  readSize(): void {
    const { clientWidth, clientHeight } = this.host
    if (clientWidth === 0 || clientHeight === 0) return
    this.widthPx = clientWidth
    this.heightPx = clientHeight
    this.onSize()
  }

  /** Gives the canvases room for the view. Making a canvas anew is dear on software GL, so it is done in steps. */
  fitCanvases(): void {
    const ratio = window.devicePixelRatio
    const width = sideOf(this.canvasWidthPx, this.widthPx)
    const height = sideOf(this.canvasHeightPx, this.heightPx)
    const isNew = width !== this.canvasWidthPx || height !== this.canvasHeightPx || ratio !== this.pixelRatio
    if (isNew) {
      this.pixelRatio = ratio
      this.canvasWidthPx = width
      this.canvasHeightPx = height
      this.overlay.width = Math.round(width * ratio)
      this.overlay.height = Math.round(height * ratio)
      this.overlay.style.width = `${width}px`
      this.overlay.style.height = `${height}px`
    }
    // A painter that came later, or was asked for anew, has a canvas of another size.
    const { painter } = this
    if (painter !== undefined && (isNew || painter.canvas.width !== this.overlay.width))
      painter.resize(width, height, ratio)
  }

  paintShapes(shapes: readonly Shape[]): void {
    this.context.setTransform(1, 0, 0, 1, 0, 0)
    this.context.clearRect(0, 0, this.overlay.width, this.overlay.height)
    this.writer.paintShapes(shapes, this.pixelRatio)
  }

  /** Paints the column of row labels where it differs from what is there. */
  paintColumn(shapes: readonly Shape[], widthPx: number): void {
    const { column, pixelRatio } = this
    const width = Math.ceil(widthPx * pixelRatio)
    if (column.width !== width || column.height !== this.overlay.height) {
      column.width = width
      column.height = this.overlay.height
      column.style.width = `${width / pixelRatio}px`
      column.style.height = `${this.canvasHeightPx}px`
    } else if (this.shownInColumn !== undefined && areSameShapes(this.shownInColumn, shapes)) return
    this.shownInColumn = shapes
    this.columnContext.setTransform(1, 0, 0, 1, 0, 0)
    this.columnContext.clearRect(0, 0, column.width, column.height)
    this.columnWriter.paintShapes(shapes, pixelRatio)
  }

  dispose(): void {
    this.resizeObserver.disconnect()
    document.fonts.removeEventListener('loadingdone', this.onColumnStale)
    this.painter?.destroy()
    for (const canvas of [this.overlay, this.column]) {
      canvas.width = 0
      canvas.height = 0
      canvas.remove()
    }
  }
}
