/**
 * The picture of a shape on its canvas: what is on the screen, what data that needs, and a frame whenever something has
 * changed. React hears only of words.
 */
import type { ShapeDto } from '../../../contract/shape-dto'
import type { SourceDto } from '../../../contract/sources'
import type { VisualState } from '../../../contract/visual-states'
import type { Canvas2DWriter } from '../../../picture/canvas2d-writer'
import { RectangleBuilder } from '../../../picture/draw-list'
import type { TextMeasure } from '../../../picture/label-fit'
import { darkPalette, lightPalette } from '../../../picture/palette'
import { drawShape, lineKey, type ShapeScene } from '../../../picture/shape-drawing'
import { noFocus, wakesInSight, type ShapeFocus } from '../../../picture/shape-edges'
import { layOutShape, lifeWindow, type ShapeLayout } from '../../../picture/shape-layout'
import { statesIn } from '../../../picture/shape-page'
import { call } from '../../connection/call'
import { TileSource } from '../../data/tile-source'
import { writerOn } from '../../gpu/canvas2d-painter'
import { loadLetters, pageMeasure } from '../../gpu/page-canvas'
import { beginBusy, whileBusy } from '../../state/idle'
import { selectionOf, subscribeSelection } from '../../state/places'
import { printSelection } from '../../state/selection'
import { currentTheme, isMotionReduced, useTheme } from '../../state/theme'
import { HeldKeys } from '../../state/held-keys'
import { between, clampWindow, panBy, zoomAt, type TimeWindow } from '../../state/viewport-math'
import { WakeSource, type AskShape } from './wake-source'

const glideMs = 110

interface Glide {
  readonly from: TimeWindow
  readonly to: TimeWindow
  readonly beginMs: number
}

export class ShapeCanvas {
  readonly held = new HeldKeys()
  window: TimeWindow
  scrollPx = 0
  focus: ShapeFocus = noFocus
  hoverX: number | undefined
  layout: ShapeLayout
  onProblem: (problem: string) => void = () => undefined
  /** The states that occur have changed. */
  onStates: (states: readonly VisualState[]) => void = () => undefined
  private readonly canvas = document.createElement('canvas')
  private readonly writer: Canvas2DWriter = writerOn(this.canvas)
  private readonly measure: TextMeasure = pageMeasure()
  private readonly rectangles = new RectangleBuilder()
  private readonly tiles: TileSource
  private readonly wakes: WakeSource
  private readonly stops: (() => void)[] = []
  private frame = 0
  private busy: (() => void) | undefined
  private lastMs = 0
  private statesText = ''
  private glide: Glide | undefined

  constructor(
    readonly source: SourceDto,
    readonly durationNs: number,
    readonly host: HTMLElement,
    first: ShapeDto,
    ask: AskShape,
  ) {
    this.window = lifeWindow(first.lines, durationNs)
    this.layout = layOutShape(first, host.clientWidth, host.clientHeight)
    this.tiles = new TileSource(
      (query, signal) =>
        whileBusy(call('trace/tile', { source: source.id, ...query, rows: [...query.rows] }, signal)),
      () => this.requestFrame(),
    )
    this.wakes = new WakeSource(
      first,
      durationNs,
      (query, signal) => whileBusy(ask(query, signal)),
      () => this.requestFrame(),
    )
    this.canvas.className = 'shape-canvas'
    this.canvas.ariaHidden = 'true'
    host.prepend(this.canvas)
    const sizes = new ResizeObserver(() => this.requestFrame())
    sizes.observe(host)
    this.stops.push(
      () => sizes.disconnect(),
      subscribeSelection(source.id, () => {
        this.revealSelected()
        this.requestFrame()
      }),
      useTheme.subscribe(() => this.requestFrame()),
    )
    void loadLetters().then(() => this.requestFrame())
    this.requestFrame()
  }

  get shape(): ShapeDto {
    return this.wakes.shape
  }

  get nsPerPx(): number {
    return (this.window.toNs - this.window.fromNs) / this.layout.plot.width
  }

  get maximumScrollPx(): number {
    return Math.max(0, this.layout.contentHeightPx - this.layout.plot.height)
  }

  /** The line of the selected goroutine or span, or -1. */
  get selectedLine(): number {
    const selection = selectionOf(this.source.id)
    if (selection.kind !== 'goroutine' && selection.kind !== 'span') return -1
    return this.shape.lines.findIndex(({ id }) => id === selection.goroutine)
  }

  timeAt(x: number): number {
    return this.window.fromNs + (x - this.layout.plot.x) * this.nsPerPx
  }

  /** Where a zoom by key holds still: at the pointer, else in the middle. */
  zoomCenterNs(): number {
    return this.hoverX === undefined ? (this.window.fromNs + this.window.toNs) / 2 : this.timeAt(this.hoverX)
  }

  setWindow(window: TimeWindow): void {
    this.glide = undefined
    this.window = clampWindow(window, this.durationNs)
    this.requestFrame()
  }

  /** Gets there in a moment, unless motion is to be reduced. */
  moveTo(window: TimeWindow): void {
    const to = clampWindow(window, this.durationNs)
    if (isMotionReduced()) {
      this.setWindow(to)
      return
    }
    this.glide = { from: this.window, to, beginMs: performance.now() }
    this.requestFrame()
  }

  /** The lives of the goroutines; when they are shown already, the whole trace. */
  fit(): void {
    const lives = lifeWindow(this.shape.lines, this.durationNs)
    const isThere =
      Math.abs(lives.fromNs - this.window.fromNs) < this.nsPerPx &&
      Math.abs(lives.toNs - this.window.toNs) < this.nsPerPx
    this.moveTo(isThere ? { fromNs: 0, toNs: this.durationNs } : lives)
  }

  scrollTo(px: number): void {
    this.scrollPx = Math.min(this.maximumScrollPx, Math.max(0, px))
    this.requestFrame()
  }

  setFocus(focus: ShapeFocus): void {
    const now = this.focus
    if (now.line === focus.line && now.wake === focus.wake && now.pair === focus.pair) return
    this.focus = focus
    this.requestFrame()
  }

  /** What a frame is drawn from; the same for a picture to save. */
  scene(): ShapeScene {
    return {
      shape: this.shape,
      layout: this.layout,
      palette: currentTheme() === 'dark' ? darkPalette : lightPalette,
      focus: this.focus,
      fromNs: this.window.fromNs,
      toNs: this.window.toNs,
      nsPerPx: this.nsPerPx,
      scrollPx: this.scrollPx,
      tile: (this.tiles.sharp ?? this.tiles.wide)?.tile,
      measure: this.measure,
      selectedLine: this.selectedLine,
      hoverNs: this.hoverX === undefined ? undefined : this.timeAt(this.hoverX),
    }
  }

  requestFrame(): void {
    if (this.frame !== 0) return
    this.busy ??= beginBusy()
    this.frame = requestAnimationFrame((nowMs) => {
      this.frame = 0
      this.draw(nowMs)
      if (this.frame !== 0) return
      this.lastMs = 0
      this.busy?.()
      this.busy = undefined
    })
  }

  dispose(): void {
    cancelAnimationFrame(this.frame)
    for (const stop of this.stops) stop()
    this.tiles.clear()
    this.wakes.dispose()
    this.canvas.remove()
    this.busy?.()
    this.busy = undefined
  }

  private draw(nowMs: number): void {
    this.move(nowMs)
    const { host, canvas } = this
    const { clientWidth: widthPx, clientHeight: heightPx } = host
    if (widthPx < 1 || heightPx < 1) return
    this.layout = layOutShape(this.shape, widthPx, heightPx)
    this.scrollPx = Math.min(this.maximumScrollPx, this.scrollPx)
    const ratio = window.devicePixelRatio
    const [deviceWidth, deviceHeight] = [Math.round(widthPx * ratio), Math.round(heightPx * ratio)]
    if (canvas.width !== deviceWidth || canvas.height !== deviceHeight) {
      canvas.width = deviceWidth
      canvas.height = deviceHeight
      canvas.style.width = `${widthPx}px`
      canvas.style.height = `${heightPx}px`
    }
    const rows = this.shape.lines.map(({ id }) => lineKey(id))
    this.tiles.want({
      ...this.window,
      plotWidthPx: this.layout.plot.width,
      durationNs: this.durationNs,
      rows,
      rowsWithMargin: () => rows,
    })
    this.wakes.want(this.window, this.layout.plot.width)
    const scene = this.scene()
    this.writer.paint(drawShape(scene, this.rectangles), ratio)
    this.writeFacts(scene)
    const states = statesIn(scene.tile)
    if (states.join() !== this.statesText) {
      this.statesText = states.join()
      this.onStates(states)
    }
    this.onProblem(this.tiles.error || this.wakes.error)
  }

  private move(nowMs: number): void {
    const { glide } = this
    if (glide !== undefined) {
      const share = Math.min(1, Math.max(0, (nowMs - glide.beginMs) / glideMs))
      this.window = share === 1 ? glide.to : between(glide.from, glide.to, share)
      if (share === 1) this.glide = undefined
      else this.requestFrame()
    }
    if (!this.held.isMoving) return
    const { zoom, pan } = this.held.step(this.lastMs === 0 ? 16 : nowMs - this.lastMs, !isMotionReduced())
    this.lastMs = nowMs
    if (zoom !== 1) this.window = zoomAt(this.window, this.zoomCenterNs(), zoom, this.durationNs)
    if (pan !== 0)
      this.window = panBy(this.window, pan * (this.window.toNs - this.window.fromNs), this.durationNs)
    this.requestFrame()
  }

  /** Scrolls the selected line into sight. */
  private revealSelected(): void {
    const line = this.selectedLine
    if (line < 0) return
    const top = line * this.layout.pitchPx
    const { height } = this.layout.plot
    if (top < this.scrollPx) this.scrollTo(top)
    else if (top + this.layout.pitchPx > this.scrollPx + height)
      this.scrollTo(top + this.layout.pitchPx - height)
  }

  /** Attributes are written past React: they change with every frame. */
  private writeFacts(scene: ShapeScene): void {
    const { dataset } = this.host
    dataset['fromNs'] = String(Math.round(this.window.fromNs))
    dataset['toNs'] = String(Math.round(this.window.toNs))
    dataset['lines'] = String(this.shape.lines.length)
    dataset['wakes'] = String(wakesInSight(scene).length)
    dataset['rects'] = String(this.rectangles.count)
    dataset['selected'] = printSelection(selectionOf(this.source.id))
  }
}
