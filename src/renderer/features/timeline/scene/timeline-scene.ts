/**
 * The timeline of one file: owns the canvases, the data that are here, and the frame. Imperative on purpose: a pan at frame
 * rate passes no React. A frame is drawn when something has changed, never otherwise.
 */
import { call, callOffThread } from '../../../connection/call'
import { whileBusy } from '../../../state/idle'
import { highlightOf } from '../../../state/highlight'
import type { Selection } from '../../../state/selection'
import { useShell } from '../../../state/shell'
import { setStatus } from '../../../state/status'
import { currentTheme } from '../../../state/theme'
import { storedTimelineRows, timelineRowsOf } from '../../../state/timeline-rows'
import { restoreTimeAxis, timeAxisOf, wallClockOf } from '../../../state/time-axis'
import { viewportOf, type ViewportStore } from '../../../state/viewport'
import type { SourceDto } from '../../../../contract/sources'
import type { RegionDto } from '../../../../contract/work-dto'
import type { OverviewDto } from '../../../../contract/overview-dto'
import type { RowDto, RowKey } from '../../../../contract/rows-dto'
import type { SpanDto } from '../../../../contract/span-dto'
import type { Axis } from '../../../../picture/axis'
import type { TextMeasure } from '../../../../picture/label-fit'
import type { NoteHandle } from '../../../../picture/note-shapes'
import { highlighted } from '../../../../picture/highlight'
import { darkPalette, lightPalette, type Palette } from '../../../../picture/palette'
import { densities } from '../../../../picture/row-layout'
import type { WallClock } from '../../../../picture/wall-clock'
import { pageMeasure } from '../../../gpu/page-canvas'
import { askedPainter, createPainter } from '../../../gpu/create-painter'
import type { RectanglePainter } from '../../../gpu/rectangle-painter'
import { drawOverlay } from '../drawing/draw-overlay'
import { Cursor } from './cursor'
import type { DrawnScene } from '../drawing/drawn-scene'
import type { EdgeMarker } from '../drawing/edge-marker'
import { axisOf, type Timing } from '../drawing/draw-header'
import { RowLabels } from '../drawing/row-labels'
import type { HeldKeys } from '../../../state/held-keys'
import { SceneCamera } from './scene-camera'
import { SceneContent, type Washes } from './scene-content'
import { followChanges } from './scene-changes'
import { SceneFrames } from './scene-frames'
import { scrollPxToReveal } from './reveal-row'
import { SceneReport, type FrameFacts } from './scene-report'
import type { SelectedRange } from './selected-range'
import { SceneSelection, type SpanSelection } from './scene-selection'
import { SceneSurface } from './scene-surface'
import { RowModel, type PlacedRow } from './row-model'
import { layOutTimeline, type TimelineGeometry } from './timeline-geometry'
import type { TimeWindow } from '../../../state/viewport-math'

/** The part of a flight recording that is shown first. */
const shownOfFlight = 0.25

export interface SceneEvents {
  readonly onFrame: (facts: FrameFacts) => void
  readonly onProblem: (message: string) => void
  /** For screen readers. */
  readonly onAnnounce: (text: string) => void
}

export class TimelineScene implements DrawnScene {
  readonly rows: RowModel
  readonly content: SceneContent
  readonly viewport: ViewportStore
  geometry: TimelineGeometry = layOutTimeline(1, 1, 0)
  palette: Palette = currentTheme() === 'dark' ? darkPalette : lightPalette
  overview: OverviewDto | undefined
  durationNs = 0
  readonly cursor = new Cursor()
  focusedKey = ''
  hoveredKey = ''
  /** Where the pointer is while it is over the plot. */
  hoverX: number | undefined
  /** A range that is being dragged. */
  draft: SelectedRange | undefined
  hasLabels = true
  /** At the lower edge, what lies over the rows: the trail of wake-ups. */
  coveredPx = 0
  /** Hits of a search per equal slice of the run; empty for none. */
  findMarks: readonly number[] = []
  washes: Washes = 'both'
  edgeMarkers: readonly EdgeMarker[] = []
  /** Where notes can be grabbed, topmost last. */
  noteHandles: readonly NoteHandle[] = []
  stickyRows: readonly PlacedRow[] = []
  shownRows: readonly PlacedRow[] = []
  /** Ticks of this frame, for the axis and for the grid under the rows. */
  axis: Axis = { ticks: [], stepNs: 0 }
  readonly measure: TextMeasure
  private readonly labels = new RowLabels()
  private readonly camera: SceneCamera
  private readonly surface: SceneSurface
  private readonly frames = new SceneFrames((nowMs) => this.frame(nowMs))
  private readonly selected: SceneSelection
  private readonly report: SceneReport
  private readonly stop: () => void
  private isDisposed = false
  /** On the screen when it was last at rest. */
  private rectangles = 0
  /** Resolves when painter and overview are here, or never will be. */
  readonly ready: Promise<void>

  constructor(
    readonly source: SourceDto,
    readonly host: HTMLElement,
    private readonly events: SceneEvents,
  ) {
    const id = source.id
    this.viewport = viewportOf(id)
    this.measure = pageMeasure()
    const requestFrame = (): void => this.requestFrame()
    this.rows = new RowModel(
      (query, signal) =>
        whileBusy(callOffThread('trace/rows', { source: id, ...query, toggled: [...query.toggled] }, signal)),
      () => this.dataArrived(),
    )
    this.content = new SceneContent(this)
    this.report = new SceneReport(this, (facts) => events.onFrame(facts))
    this.camera = new SceneCamera(this.viewport, () => this, requestFrame)
    this.selected = new SceneSelection(id, requestFrame)
    this.surface = new SceneSurface(host, requestFrame)
    const { current } = highlightOf(id)
    this.content.setHighlight(current?.by === 'filter' ? current.filter : '')
    this.stop = followChanges(id, this.viewport, {
      requestFrame,
      onTheme: (theme) => this.setPalette(theme === 'dark' ? darkPalette : lightPalette),
      onHighlight: () => this.followHighlight(),
      onRows: (rows) => this.rows.restore(rows),
    })
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
    this.surface.setPainter(painter, this.palette)
    if (!overview.ok) {
      this.events.onProblem(overview.error.message)
      return
    }
    this.overview = overview.value
    this.durationNs = Math.max(1, overview.value.durationNs)
    if (this.viewport.get() === undefined) this.viewport.set({ ...this.firstWindow(), scrollPx: 0 })
    this.selected.follow(this.selection)
    const kept = timelineRowsOf(this.source.id) ?? storedTimelineRows(this.source)
    if (kept === undefined) this.rows.ensure(0, 1)
    else this.rows.restore(kept)
    this.surface.readSize()
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
    return this.selected.current
  }

  /** Facts of the selected span, once they are here. */
  get selectedSpan(): SpanDto | undefined {
    return this.selected.span
  }

  set selectedSpan(span: SpanDto | undefined) {
    this.selected.span = span
  }

  /** Facts of the selected region, once they are here. */
  get selectedRegion(): RegionDto | undefined {
    return this.selected.region
  }

  /** Facts of a region that is selected, or could be; undefined when there is none. */
  regionOf(region: number): Promise<RegionDto | undefined> {
    return this.selected.regionOf(region)
  }

  /** The row of what is selected. */
  get selectedRowKey(): RowKey | undefined {
    return this.selected.rowKey
  }

  /** When what is selected begins, where that is known. */
  get selectedStartNs(): number | undefined {
    return this.selected.startNs
  }

  /** Facts of a span that is selected, or could be; undefined when there is none. */
  spanOf(selection: SpanSelection): Promise<SpanDto | undefined> {
    return this.selected.spanOf(selection)
  }

  /** A row that is on the screen. */
  rowOf(key: string): RowDto | undefined {
    return [...this.stickyRows, ...this.shownRows].find(({ row }) => row.key === key)?.row
  }

  /** The instant that keys are about. */
  get instantNs(): number {
    return this.cursor.instantNs(this)
  }

  /** The range that is selected, or is being dragged. */
  get range(): SelectedRange | undefined {
    const { selection } = this
    return this.draft ?? (selection.kind === 'range' ? selection : undefined)
  }

  get window(): TimeWindow {
    return this.camera.window
  }

  get scrollPx(): number {
    return this.camera.scrollPx
  }

  get nsPerPx(): number {
    const { fromNs, toNs } = this.window
    return (toNs - fromNs) / this.geometry.plotWidthPx
  }

  /** When the trace began: by its file, else as the user says; undefined when nobody knows. */
  get wallClock(): WallClock | undefined {
    return wallClockOf(this.source.id, this.overview?.wallClockStartUnixNs)
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

  get held(): HeldKeys {
    return this.camera.held
  }

  /** Moves at once. */
  setWindow(window: TimeWindow): void {
    this.camera.setWindow(window)
  }

  /** Moves within a tenth of a second, or at once where motion is unwanted. */
  moveTo(window: TimeWindow): void {
    this.camera.moveTo(window)
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
    this.camera.scrollTo(scrollPx)
  }

  get maximumScrollPx(): number {
    return Math.max(0, this.rows.contentHeightPx() - this.geometry.rows.height + 8 + this.coveredPx)
  }

  /** Brings a row of the list into sight: by a step at the edge, from afar with what stands around it. */
  revealRow(index: number): void {
    const heightPx = this.geometry.rows.height - this.coveredPx
    const scrollPx = scrollPxToReveal(this.rows, index, this.scrollPx, heightPx)
    if (scrollPx !== undefined) this.scrollTo(scrollPx)
  }

  cycleDensity(): void {
    const next = densities[(densities.indexOf(this.rows.density) + 1) % densities.length]
    if (next !== undefined) this.rows.setDensity(next)
    this.events.onAnnounce(`Rows ${this.rows.density}`)
  }

  announce(text: string): void {
    this.events.onAnnounce(text)
  }

  /** All that is drawn has changed: colours, washes. */
  refresh(): void {
    this.content.isStale = true
    this.dataArrived()
  }

  /** Data or rows have come, or could not. */
  dataArrived(): void {
    const problem = this.rows.error || this.content.error
    if (problem !== '') this.events.onProblem(problem)
    this.requestFrame()
  }

  private setPalette(palette: Palette): void {
    this.palette = palette
    this.surface.painter?.setPalette(this.dataPalette)
    this.refresh()
  }

  /** The colours of spans: those of the theme, but for a state that stands out. */
  get dataPalette(): Palette {
    const { current } = highlightOf(this.source.id)
    return highlighted(this.palette, current?.by === 'state' ? current.state : undefined)
  }

  /** What stands out has changed. */
  private followHighlight(): void {
    const { current } = highlightOf(this.source.id)
    this.content.setHighlight(current?.by === 'filter' ? current.filter : '')
    this.setPalette(this.palette)
  }

  isRowSelected(row: RowDto): boolean {
    return this.selected.isOf(row)
  }

  requestFrame(): void {
    this.frames.request()
  }

  /** Answers whether another frame is needed. */
  private frame(nowMs: number): boolean {
    const isMoving = this.camera.step(nowMs)
    const { painter } = this.surface
    if (painter === undefined || !this.surface.isReady || this.durationNs <= 0) return isMoving
    return this.draw(painter, isMoving) || isMoving
  }

  /** The pointer's time while it is over the plot, else the middle. */
  get zoomCenterNs(): number {
    const { fromNs, toNs } = this.window
    return this.hoverNs ?? (fromNs + toNs) / 2
  }

  /** Answers whether there are data that it has not yet taken in. */
  private draw(painter: RectanglePainter, isMoving: boolean): boolean {
    this.stickyRows = this.rows.sticky()
    const stickyPx = this.rows.stickyHeightPx()
    const { surface } = this
    const geometry = layOutTimeline(
      surface.widthPx,
      surface.heightPx,
      stickyPx,
      useShell.getState().labelColumnPx,
    )
    if (geometry.sticky.height !== this.geometry.sticky.height) this.content.isStale = true
    this.geometry = geometry
    surface.fitCanvases()
    const { window } = this
    this.axis = axisOf(this.timing, window, geometry.plotWidthPx)
    const scrollPx = Math.min(this.scrollPx, this.maximumScrollPx)
    const toPx = scrollPx + geometry.rows.height
    this.rows.ensure(
      Math.max(0, this.rows.indexAt(scrollPx) - 40),
      Math.min(this.rows.totalRows, this.rows.indexAt(toPx) + 60),
    )
    this.shownRows = this.rows.scrolled(scrollPx, toPx, 0)
    this.content.want(window, scrollPx, toPx)
    const hasMore = this.content.fill(painter, window, scrollPx, toPx)
    const layers = this.content.layers(window, scrollPx)
    painter.paint(layers)
    this.drawOverlay(scrollPx)
    // Of many frames in a row the last one tells what is seen.
    if (!isMoving && !hasMore) this.rectangles = this.content.countShown(layers)
    this.report.tell({
      window,
      widthPx: surface.widthPx,
      rectangles: this.rectangles,
      painter: painter.kind,
      frameMs: this.frames.medianMs,
    })
    return hasMore
  }

  private drawOverlay(scrollPx: number): void {
    const { shapes, column, markers, handles } = drawOverlay(this, this.labels, scrollPx)
    this.edgeMarkers = markers
    this.noteHandles = handles
    this.surface.paintShapes(shapes)
    this.surface.paintColumn(column, this.geometry.gutterPx)
  }

  dispose(): void {
    this.isDisposed = true
    this.frames.dispose()
    this.stop()
    this.selected.dispose()
    this.report.dispose()
    this.rows.dispose()
    this.content.dispose()
    this.surface.dispose()
    setStatus('pointer', '')
  }
}
