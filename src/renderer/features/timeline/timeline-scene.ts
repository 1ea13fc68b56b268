/**
 * The timeline of one file: owns the canvases, the data that are here, and the frame. Imperative on purpose: a pan at frame
 * rate passes no React. A frame is drawn when something has changed, never otherwise.
 */
import { call } from '../../connection/call'
import { beginBusy, whileBusy } from '../../state/idle'
import { useNotes } from '../../state/notes'
import { selectionOf, subscribeSelection } from '../../state/places'
import { printSelection, type Selection } from '../../state/selection'
import { setStatus } from '../../state/status'
import { currentTheme, isMotionReduced, useTheme } from '../../state/theme'
import { keepShownRows, keepTimelineRows, onTimelineRows, timelineRowsOf } from '../../state/timeline-rows'
import { restoreTimeAxis, timeAxisOf, useTimeAxes } from '../../state/time-axis'
import { viewportOf, type ViewportStore } from '../../state/viewport'
import { groupDigits } from '../../../base/format-units'
import type { SourceDto } from '../../../contract/sources'
import type { OverviewDto, RowDto, SpanDto } from '../../../contract/trace-dto'
import { fontOf, type Canvas2D } from '../../../picture/canvas2d-writer'
import type { Shape } from '../../../picture/draw-list'
import type { TextMeasure } from '../../../picture/label-fit'
import type { NoteHandle } from '../../../picture/note-shapes'
import { darkPalette, lightPalette, type Palette } from '../../../picture/palette'
import { densities } from '../../../picture/row-layout'
import { spanLabelStyle } from '../../../picture/tile-labels'
import type { WallClock } from '../../../picture/wall-clock'
import { canvas2DOf, writerOn } from '../../gpu/canvas2d-painter'
import { askedPainter, createPainter } from '../../gpu/create-painter'
import type { PainterLayer, RectanglePainter } from '../../gpu/rectangle-painter'
import { drawOverlay } from './draw-overlay'
import type { EdgeMarker } from './draw-selection'
import type { Timing } from './draw-header'
import { HeldKeys } from '../../state/held-keys'
import { SceneContent } from './scene-content'
import { RowModel, type PlacedRow } from './row-model'
import { layOutTimeline, type TimelineGeometry } from './timeline-geometry'
import { between, clampWindow, panBy, zoomAt, type TimeWindow } from '../../state/viewport-math'

const moveMs = 110
/** The part of a flight recording that is shown first. */
const shownOfFlight = 0.25

/** What one frame has drawn, for the attributes that tests rely on. */
export interface FrameFacts {
  readonly fromNs: number
  readonly toNs: number
  readonly rows: number
  readonly rectangles: number
  readonly selected: string
  readonly painter: string
  /** Median JS time of the last frames. */
  readonly frameMs: number
}

export interface SceneEvents {
  readonly onFrame: (facts: FrameFacts) => void
  readonly onProblem: (message: string) => void
  /** For screen readers. */
  readonly onAnnounce: (text: string) => void
}

export class TimelineScene {
  readonly rows: RowModel
  readonly content: SceneContent
  readonly viewport: ViewportStore
  readonly held = new HeldKeys()
  geometry: TimelineGeometry = layOutTimeline(1, 1, 0)
  palette: Palette = currentTheme() === 'dark' ? darkPalette : lightPalette
  overview: OverviewDto | undefined
  durationNs = 0
  /** Facts of the selected span, once they are here. */
  selectedSpan: SpanDto | undefined
  focusedKey = ''
  hoveredKey = ''
  /** Where the pointer is while it is over the plot. */
  hoverX: number | undefined
  /** A range that is being dragged. */
  draft: TimeWindow | undefined
  hasLabels = true
  /** Hits of a search per equal slice of the run; empty for none. */
  findMarks: readonly number[] = []
  washes: 'both' | 'gc' | 'stw' | 'off' = 'both'
  edgeMarkers: readonly EdgeMarker[] = []
  /** Where notes can be grabbed, topmost last. */
  noteHandles: readonly NoteHandle[] = []
  stickyRows: readonly PlacedRow[] = []
  shownRows: readonly PlacedRow[] = []
  readonly measure: TextMeasure
  /** JS time of the last frames, ms. */
  private readonly frameCosts = new Float64Array(120)
  private frameCount = 0
  private lastMedianMs = 0

  private readonly overlay = document.createElement('canvas')
  private readonly overlayWriter = writerOn(this.overlay)
  private readonly overlayContext: Canvas2D = canvas2DOf(this.overlay)
  private painter: RectanglePainter | undefined
  private frameHandle = 0
  private isFrameAsked = false
  private lastFrameMs = 0
  private endBusy: (() => void) | undefined
  private motion: { readonly from: TimeWindow; readonly to: TimeWindow; startMs: number } | undefined
  private widthPx = 0
  private heightPx = 0
  private pixelRatio = 1
  private readonly resizeObserver: ResizeObserver
  private readonly stops: (() => void)[] = []
  private isDisposed = false
  private keptVersion = -1
  /** Resolves when painter and overview are here, or never will be. */
  readonly ready: Promise<void>
  private spanRequest: AbortController | undefined

  constructor(
    readonly source: SourceDto,
    readonly host: HTMLElement,
    private readonly events: SceneEvents,
  ) {
    const id = source.id
    this.viewport = viewportOf(id)
    this.measure = makeMeasure()
    const refresh = (): void => this.refresh()
    this.rows = new RowModel(
      (query, signal) =>
        whileBusy(call('trace/rows', { source: id, ...query, toggled: [...query.toggled] }, signal)),
      refresh,
    )
    this.content = new SceneContent(this)
    this.overlay.className = 'timeline-overlay'
    host.append(this.overlay)
    this.resizeObserver = new ResizeObserver(() => this.readSize())
    this.resizeObserver.observe(host)
    this.stops.push(
      useTheme.subscribe((state) => this.setPalette(state.theme === 'dark' ? darkPalette : lightPalette)),
      subscribeSelection(id, (selection) => this.followSelection(selection)),
      this.viewport.subscribe(() => this.requestFrame()),
      useNotes.subscribe((state, before) => {
        if (state.books[id] !== before.books[id]) this.requestFrame()
      }),
      useTimeAxes.subscribe(() => this.requestFrame()),
      onTimelineRows(id, (rows) => this.rows.restore(rows)),
    )
    restoreTimeAxis(id)
    this.ready = this.start()
  }

  private async start(): Promise<void> {
    const [painter, overview] = await whileBusy(
      Promise.all([
        createPainter(askedPainter(location), () => {
          this.content.isStale = true
          this.requestFrame()
        }),
        call('trace/overview', { source: this.source.id }),
      ]),
    )
    if (this.isDisposed) {
      painter.destroy()
      return
    }
    this.painter = painter
    painter.canvas.className = 'timeline-data'
    this.host.prepend(painter.canvas)
    painter.setPalette(this.palette)
    if (!overview.ok) {
      this.events.onProblem(overview.error.message)
      return
    }
    this.overview = overview.value
    this.durationNs = Math.max(1, overview.value.durationNs)
    if (this.viewport.get() === undefined) this.viewport.set({ ...this.firstWindow(), scrollPx: 0 })
    this.followSelection(selectionOf(this.source.id))
    const kept = timelineRowsOf(this.source.id)
    if (kept === undefined) this.rows.ensure(0, 1)
    else this.rows.restore(kept)
    this.readSize()
    this.refresh()
  }

  /** The whole run; of a flight recording its end, for that is why it was taken. */
  private firstWindow(): TimeWindow {
    const { durationNs } = this
    if (this.overview?.isFlightRecording !== true) return { fromNs: 0, toNs: durationNs }
    return { fromNs: durationNs * (1 - shownOfFlight), toNs: durationNs }
  }

  get isGone(): boolean {
    return this.isDisposed
  }

  get selection(): Selection {
    return selectionOf(this.source.id)
  }

  /** The range that is selected, or is being dragged. */
  get range(): TimeWindow | undefined {
    const { selection } = this
    return this.draft ?? (selection.kind === 'range' ? selection : undefined)
  }

  get window(): TimeWindow {
    return this.viewport.get() ?? { fromNs: 0, toNs: Math.max(1, this.durationNs) }
  }

  get scrollPx(): number {
    return this.viewport.get()?.scrollPx ?? 0
  }

  get nsPerPx(): number {
    const { fromNs, toNs } = this.window
    return (toNs - fromNs) / this.geometry.plotWidthPx
  }

  /** When the trace began: by its file, else as the user says; undefined when nobody knows. */
  get wallClock(): WallClock | undefined {
    const { anchorUnixMs } = timeAxisOf(this.source.id)
    const inFile = this.overview?.wallClockStartUnixNs
    if (inFile === undefined && anchorUnixMs === undefined) return undefined
    const startUnixNs =
      inFile === undefined ? BigInt(Math.round(anchorUnixMs ?? 0)) * 1_000_000n : BigInt(inFile)
    const utcOffsetMinutes = -new Date(Number(startUnixNs / 1_000_000n)).getTimezoneOffset()
    return { startUnixNs, utcOffsetMinutes }
  }

  get timing(): Timing {
    const { mode, originNs } = timeAxisOf(this.source.id)
    return { originNs, clock: mode === 'clock' ? this.wallClock : undefined }
  }

  /** Time under the pointer; it changes when the view moves. */
  get hoverNs(): number | undefined {
    return this.hoverX === undefined ? undefined : this.timeAt(this.hoverX)
  }

  timeAt(x: number): number {
    return this.window.fromNs + (x - this.geometry.plotLeftPx) * this.nsPerPx
  }

  /** Moves at once. */
  setWindow(window: TimeWindow): void {
    this.motion = undefined
    this.put(window, this.scrollPx)
  }

  /** Moves within a tenth of a second, or at once where motion is unwanted. */
  moveTo(window: TimeWindow): void {
    const target = clampWindow(window, this.durationNs)
    const from = this.window
    if (isMotionReduced() || (target.fromNs === from.fromNs && target.toNs === from.toNs)) {
      this.setWindow(target)
      return
    }
    this.motion = { from, to: target, startMs: 0 }
    this.requestFrame()
  }

  /** Brings a time into sight with the least move. */
  moveToTime(timeNs: number): void {
    const { fromNs, toNs } = this.window
    if (timeNs >= fromNs && timeNs <= toNs) return
    const halfNs = (toNs - fromNs) / 2
    this.moveTo({ fromNs: timeNs - halfNs, toNs: timeNs + halfNs })
  }

  fit(): void {
    this.moveTo({ fromNs: 0, toNs: this.durationNs })
  }

  scrollTo(scrollPx: number): void {
    this.put(this.window, scrollPx)
  }

  get maximumScrollPx(): number {
    return Math.max(0, this.rows.contentHeightPx() - this.geometry.rows.height + 8)
  }

  private put(window: TimeWindow, scrollPx: number): void {
    const { fromNs, toNs } = clampWindow(window, this.durationNs)
    this.viewport.set({
      fromNs,
      toNs,
      scrollPx: Math.round(Math.min(Math.max(0, scrollPx), this.maximumScrollPx)),
    })
  }

  /** Brings a row of the list into sight with the least move. */
  revealRow(index: number): void {
    const top = this.rows.topOf(index)
    const { height } = this.geometry.rows
    const pitch = this.rows.topOf(index + 1) - top
    if (top < this.scrollPx) this.scrollTo(top - pitch)
    else if (top + pitch > this.scrollPx + height) this.scrollTo(top + 2 * pitch - height)
  }

  cycleDensity(): void {
    const next = densities[(densities.indexOf(this.rows.density) + 1) % densities.length]
    if (next !== undefined) this.rows.setDensity(next)
    this.events.onAnnounce(`Rows ${this.rows.density}`)
  }

  announce(text: string): void {
    this.events.onAnnounce(text)
  }

  /** Data or rows have changed. */
  refresh(): void {
    this.content.isStale = true
    const problem = this.rows.error || this.content.error
    if (problem !== '') this.events.onProblem(problem)
    this.requestFrame()
  }

  private setPalette(palette: Palette): void {
    this.palette = palette
    this.painter?.setPalette(palette)
    this.refresh()
  }

  private followSelection(selection: Selection): void {
    this.spanRequest?.abort()
    this.spanRequest = undefined
    if (selection.kind !== 'span') this.selectedSpan = undefined
    else if (
      this.selectedSpan?.goroutine.id !== selection.goroutine ||
      this.selectedSpan.startNs !== selection.startNs
    ) {
      this.selectedSpan = undefined
      void this.loadSpan(selection.goroutine, selection.startNs)
    }
    this.requestFrame()
  }

  private async loadSpan(goroutine: number, startNs: number): Promise<void> {
    const request = new AbortController()
    this.spanRequest = request
    const answer = await whileBusy(
      call('trace/span', { source: this.source.id, goroutine, startNs }, request.signal),
    )
    if (request.signal.aborted || !answer.ok) return
    this.selectedSpan = answer.value
    this.requestFrame()
  }

  isRowSelected(row: RowDto): boolean {
    const { selection } = this
    switch (selection.kind) {
      case 'goroutine':
      case 'span':
        return row.key === `goroutine:${selection.goroutine}`
      case 'proc':
        return row.key === `proc:${selection.processor}`
      case 'thread':
        return row.key === `thread:${selection.thread}`
      case 'task':
        return row.key === `task:${selection.task}`
      case 'none':
      case 'range':
      case 'region':
      case 'note':
        return false
    }
  }

  private readSize(): void {
    const { clientWidth, clientHeight } = this.host
    if (clientWidth === 0 || clientHeight === 0) return
    const ratio = window.devicePixelRatio
    if (clientWidth === this.widthPx && clientHeight === this.heightPx && ratio === this.pixelRatio) {
      this.requestFrame()
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
    this.content.isStale = true
    this.requestFrame()
  }

  requestFrame(): void {
    if (this.isFrameAsked || this.isDisposed) return
    this.isFrameAsked = true
    this.endBusy ??= beginBusy()
    this.frameHandle = requestAnimationFrame((nowMs) => this.frame(nowMs))
  }

  private frame(nowMs: number): void {
    const startMs = performance.now()
    this.isFrameAsked = false
    const isMoving = this.step(nowMs)
    this.lastFrameMs = nowMs
    if (this.painter !== undefined && this.widthPx > 0 && this.durationNs > 0) this.draw(this.painter)
    if (isMoving) this.requestFrame()
    else {
      this.lastFrameMs = 0
      if (!this.isFrameAsked) {
        this.endBusy?.()
        this.endBusy = undefined
      }
    }
    this.frameCosts[this.frameCount++ % this.frameCosts.length] = performance.now() - startMs
  }

  /** Held keys and running moves. Answers whether another frame is needed. */
  private step(nowMs: number): boolean {
    const elapsedMs = this.lastFrameMs === 0 ? 16 : nowMs - this.lastFrameMs
    if (this.held.isMoving) {
      this.motion = undefined
      const { zoom, pan } = this.held.step(elapsedMs, !isMotionReduced())
      let next = this.window
      if (pan !== 0) next = panBy(next, (next.toNs - next.fromNs) * pan, this.durationNs)
      if (zoom !== 1) next = zoomAt(next, this.zoomCenterNs(), zoom, this.durationNs)
      this.put(next, this.scrollPx)
      return this.held.isMoving
    }
    const { motion } = this
    if (motion === undefined) return false
    if (motion.startMs === 0) motion.startMs = nowMs - elapsedMs
    const share = Math.min(1, (nowMs - motion.startMs) / moveMs)
    const next = share >= 1 ? motion.to : between(motion.from, motion.to, share)
    if (share >= 1) this.motion = undefined
    this.put(next, this.scrollPx)
    return share < 1
  }

  /** The pointer's time while it is over the plot, else the middle. */
  zoomCenterNs(): number {
    const { fromNs, toNs } = this.window
    return this.hoverNs ?? (fromNs + toNs) / 2
  }

  private draw(painter: RectanglePainter): void {
    this.stickyRows = this.rows.sticky()
    const stickyPx = this.rows.stickyHeightPx()
    const geometry = layOutTimeline(this.widthPx, this.heightPx, stickyPx)
    if (geometry.sticky.height !== this.geometry.sticky.height) this.content.isStale = true
    this.geometry = geometry
    if (painter.canvas.width !== Math.round(this.widthPx * this.pixelRatio))
      painter.resize(this.widthPx, this.heightPx, this.pixelRatio)
    const { window } = this
    const scrollPx = Math.min(this.scrollPx, this.maximumScrollPx)
    const toPx = scrollPx + geometry.rows.height
    this.rows.ensure(
      Math.max(0, this.rows.indexAt(scrollPx) - 40),
      Math.min(this.rows.totalRows, this.rows.indexAt(toPx) + 60),
    )
    this.shownRows = this.rows.scrolled(scrollPx, toPx, 0)
    this.content.want(window, scrollPx, toPx)
    this.content.fill(painter, window, scrollPx, toPx)
    const layers = this.content.layers(window, scrollPx)
    painter.paint(layers)
    this.drawOverlay(scrollPx)
    this.report(painter, window, layers)
  }

  private drawOverlay(scrollPx: number): void {
    const shapes: Shape[] = []
    const { markers, handles } = drawOverlay(this, scrollPx, shapes)
    this.edgeMarkers = markers
    this.noteHandles = handles
    this.overlayContext.setTransform(1, 0, 0, 1, 0, 0)
    this.overlayContext.clearRect(0, 0, this.overlay.width, this.overlay.height)
    this.overlayWriter.paintShapes(shapes, this.pixelRatio)
  }

  private report(painter: RectanglePainter, window: TimeWindow, layers: readonly PainterLayer[]): void {
    this.keepRows()
    const inView = this.shownRows.filter(({ row }) => row.kind === 'goroutine').length
    setStatus('view', inView === 0 ? '' : `${groupDigits(inView)} goroutine rows in view`)
    this.events.onFrame({
      fromNs: Math.round(window.fromNs),
      toNs: Math.round(window.toNs),
      rows: this.stickyRows.length + this.shownRows.length,
      rectangles: this.content.countShown(layers),
      selected: printSelection(this.selection),
      painter: painter.kind,
      // Sorted now and then only: the measure must not weigh on what it measures.
      frameMs: this.frameCount % 16 === 0 ? (this.lastMedianMs = this.medianFrameMs()) : this.lastMedianMs,
    })
  }

  /** Pictures and sessions show the rows that are seen here. */
  private keepRows(): void {
    const { id } = this.source
    const first = this.shownRows[0]
    keepShownRows(id, {
      firstRow: first?.index ?? this.rows.firstScrolled,
      count: this.shownRows.length,
      widthPx: this.widthPx,
    })
    if (this.keptVersion === this.rows.version) return
    this.keptVersion = this.rows.version
    keepTimelineRows(id, this.rows.kept)
  }

  /** Median of the last frames; 0 before the first. */
  private medianFrameMs(): number {
    const kept = this.frameCosts.slice(0, Math.min(this.frameCount, this.frameCosts.length)).sort()
    return kept[kept.length >> 1] ?? 0
  }

  dispose(): void {
    this.isDisposed = true
    cancelAnimationFrame(this.frameHandle)
    this.endBusy?.()
    for (const stop of this.stops) stop()
    this.resizeObserver.disconnect()
    this.spanRequest?.abort()
    this.rows.dispose()
    this.content.dispose()
    this.painter?.destroy()
    this.overlay.width = 0
    this.overlay.height = 0
    this.overlay.remove()
    setStatus('view', '')
    setStatus('pointer', '')
  }
}

/** Widths of texts in the label font, each measured once. */
function makeMeasure(): TextMeasure {
  const context = canvas2DOf(document.createElement('canvas'))
  context.font = fontOf(spanLabelStyle)
  const widths = new Map<string, number>()
  return (text) => {
    const known = widths.get(text)
    if (known !== undefined) return known
    if (widths.size > 20_000) widths.clear()
    const { width } = context.measureText(text)
    widths.set(text, width)
    return width
  }
}
