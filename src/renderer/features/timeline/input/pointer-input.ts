/**
 * Mouse and trackpad: a drag over time selects a range, with Alt of the rows under it only; with Shift, Space or the middle
 * button it pans, with Ctrl it zooms to the range. The wheel scrolls rows, pans or zooms; a click selects, a double click
 * zooms to the span, the right button opens a menu; the overview's box can be dragged.
 */
import { formatDuration } from '../../../../base/format-units'
import { setStatus } from '../../../state/status'
import type { KeyboardInput } from './keyboard-input'
import { edgeNear } from './bucket-at'
import type { Causality } from '../navigation/causality'
import { describeRow, isPlainRow, timeText } from '../navigation/describe'
import type { TimelineMenus } from './menus'
import type { Navigation } from '../navigation/navigation'
import type { NoteInput } from './note-input'
import type { PointerPlace } from './pointer-place'
import type { PlacedRow } from '../scene/row-model'
import { contains } from '../scene/timeline-geometry'
import type { TimelineScene } from '../scene/timeline-scene'
import type { Walk } from './walk'
import { panBy, zoomAt } from '../../../state/viewport-math'
import { selectionOfRow } from '../../../state/selection'

/** From so many pixels on a press is a drag. */
const dragFromPx = 4
const edgeGrabPx = 6
/** Ends of a range snap to where a span begins or ends, this near. */
const snapPx = 4

type Drag =
  | { readonly kind: 'pan'; lastX: number; lastY: number }
  | { readonly kind: 'range'; readonly startNs: number; readonly zooms: boolean; readonly ofRows: boolean }
  | { readonly kind: 'overview-move'; readonly grabNs: number }
  | { readonly kind: 'overview-range'; readonly fixedNs: number }
  | { readonly kind: 'scroll'; readonly startY: number; readonly startScrollPx: number }

interface Press {
  readonly x: number
  readonly y: number
  readonly button: number
  readonly isPanning: boolean
  readonly zooms: boolean
  readonly ofRows: boolean
  drag: Drag | undefined
}

/** What a click acts on beside the selection. */
export interface PointerTargets {
  readonly navigation: Navigation
  readonly walk: Walk
  readonly causality: Causality
  readonly menus: TimelineMenus
}

export class PointerInput {
  private press: Press | undefined
  /** Asked first: notes lie over everything. */
  notes: NoteInput | undefined
  private readonly stops: (() => void)[] = []

  constructor(
    private readonly scene: TimelineScene,
    private readonly targets: PointerTargets,
    private readonly keyboard: KeyboardInput,
    /** Told of every move and of leaving (undefined): tooltips follow. */
    private readonly onHover: (place: PointerPlace | undefined) => void,
  ) {
    const { host } = scene
    const listen = <K extends keyof HTMLElementEventMap>(
      name: K,
      handler: (event: HTMLElementEventMap[K]) => void,
      options?: AddEventListenerOptions,
    ): void => {
      host.addEventListener(name, handler, options)
      this.stops.push(() => host.removeEventListener(name, handler, options))
    }
    listen('pointerdown', (event) => this.down(event))
    listen('pointermove', (event) => this.move(event))
    listen('pointerup', (event) => this.up(event))
    listen('pointercancel', () => this.cancel())
    listen('pointerleave', () => this.leave())
    listen('dblclick', (event) => this.doubleClick(event))
    listen('contextmenu', (event) => this.contextMenu(event))
    // Not passive: a wheel over the timeline must not scroll or zoom the page.
    listen('wheel', (event) => this.wheel(event), { passive: false })
  }

  dispose(): void {
    for (const stop of this.stops) stop()
  }

  placeOf(event: MouseEvent): PointerPlace {
    const bounds = this.scene.host.getBoundingClientRect()
    const x = event.clientX - bounds.left
    const y = event.clientY - bounds.top
    return { x, y, ...this.zoneAt(x, y) }
  }

  private zoneAt(x: number, y: number): Pick<PointerPlace, 'zone' | 'placed'> {
    const { geometry } = this.scene
    if (y < geometry.overview.height) return { zone: 'overview', placed: undefined }
    if (y < geometry.axis.y + geometry.axis.height) return { zone: 'axis', placed: undefined }
    return { zone: x < geometry.gutterPx ? 'gutter' : 'plot', placed: this.rowAt(y) }
  }

  private rowAt(y: number): PlacedRow | undefined {
    const { geometry, stickyRows, shownRows, scrollPx } = this.scene
    const { sticky, rows } = geometry
    const isSticky = y < sticky.y + sticky.height
    const local = isSticky ? y - sticky.y : y - rows.y + scrollPx
    return (isSticky ? stickyRows : shownRows).find(
      ({ topPx, pitchPx }) => local >= topPx && local < topPx + pitchPx,
    )
  }

  private overviewTime(x: number): number {
    const { overview } = this.scene.geometry
    const share = Math.min(1, Math.max(0, (x - overview.x) / overview.width))
    return share * this.scene.durationNs
  }

  private down(event: PointerEvent): void {
    if (event.button > 1) return
    const { scene } = this
    scene.host.focus({ preventScroll: true })
    if (event.button === 1) event.preventDefault()
    const place = this.placeOf(event)
    const { x, y, zone } = place
    // What a tip says may not hold after the press.
    this.onHover(undefined)
    scene.host.setPointerCapture(event.pointerId)
    if (event.button === 0 && !event.shiftKey && this.notes?.down(place) === true) return
    const isPanning = event.button === 1 || event.shiftKey || this.keyboard.isSpaceDown
    this.press = {
      x,
      y,
      button: event.button,
      isPanning,
      zooms: event.ctrlKey || event.metaKey,
      ofRows: event.altKey,
      drag: undefined,
    }
    if (zone === 'overview' && x >= scene.geometry.overview.x) this.press.drag = this.overviewDrag(x)
    else if (zone === 'plot' && x > scene.geometry.widthPx - 9 && scene.maximumScrollPx > 0)
      this.press.drag = { kind: 'scroll', startY: y, startScrollPx: scene.scrollPx }
  }

  /** The box is moved where it is grabbed, its sides where they are; elsewhere a new one is drawn. */
  private overviewDrag(x: number): Drag {
    const { geometry, durationNs, window } = this.scene
    const toX = (timeNs: number): number =>
      geometry.overview.x + (timeNs / durationNs) * geometry.overview.width
    const left = toX(window.fromNs)
    const right = toX(window.toNs)
    if (Math.abs(x - left) <= edgeGrabPx) return { kind: 'overview-range', fixedNs: window.toNs }
    if (Math.abs(x - right) <= edgeGrabPx) return { kind: 'overview-range', fixedNs: window.fromNs }
    const isWhole = window.toNs - window.fromNs >= durationNs * 0.999
    if (x > left && x < right && !isWhole)
      return { kind: 'overview-move', grabNs: this.overviewTime(x) - window.fromNs }
    return { kind: 'overview-range', fixedNs: this.overviewTime(x) }
  }

  private move(event: PointerEvent): void {
    const place = this.placeOf(event)
    if (this.notes?.move(place) === true) return
    const { scene, press } = this
    if (press === undefined) {
      this.hover(place)
      return
    }
    const { x, y } = place
    if (press.drag === undefined) {
      if (Math.hypot(x - press.x, y - press.y) < dragFromPx) return
      const isInPlot = press.x >= scene.geometry.plotLeftPx
      press.drag =
        press.isPanning || !isInPlot
          ? { kind: 'pan', lastX: press.x, lastY: press.y }
          : {
              kind: 'range',
              startNs: this.snapped(press.x, press.y),
              zooms: press.zooms,
              ofRows: press.ofRows,
            }
      this.onHover(undefined)
    }
    this.continueDrag(press.drag, press, x, y)
  }

  private continueDrag(drag: Drag, press: Press, x: number, y: number): void {
    const { scene } = this
    switch (drag.kind) {
      case 'pan': {
        const isInPlot = press.x >= scene.geometry.plotLeftPx
        if (isInPlot) scene.setWindow(panBy(scene.window, (drag.lastX - x) * scene.nsPerPx, scene.durationNs))
        scene.scrollTo(scene.scrollPx + drag.lastY - y)
        drag.lastX = x
        drag.lastY = y
        return
      }
      case 'range': {
        const at = Math.min(Math.max(this.snapped(x, y), scene.window.fromNs), scene.window.toNs)
        const fromNs = Math.min(drag.startNs, at)
        const toNs = Math.max(drag.startNs, at)
        const rows = drag.ofRows ? this.rowsBetween(press.y, y) : []
        scene.draft = { fromNs, toNs, ...(rows.length === 0 ? {} : { rows }) }
        const ends = `${timeText(fromNs, scene.timing)} to ${timeText(toNs, scene.timing)}`
        setStatus('selection', `${formatDuration(toNs - fromNs)}: ${ends}`)
        scene.requestFrame()
        return
      }
      case 'overview-move': {
        const fromNs = this.overviewTime(x) - drag.grabNs
        scene.setWindow({ fromNs, toNs: fromNs + scene.window.toNs - scene.window.fromNs })
        return
      }
      case 'overview-range': {
        if (Math.abs(x - press.x) < dragFromPx) return
        const at = this.overviewTime(x)
        scene.setWindow({ fromNs: Math.min(at, drag.fixedNs), toNs: Math.max(at, drag.fixedNs) })
        return
      }
      case 'scroll': {
        const track = Math.max(1, scene.geometry.rows.height)
        const perPx = (scene.maximumScrollPx + track) / track
        scene.scrollTo(drag.startScrollPx + (y - drag.startY) * perPx)
      }
    }
  }

  private up(event: PointerEvent): void {
    const { scene, press } = this
    this.press = undefined
    if (this.notes?.up(this.placeOf(event)) === true || press === undefined) return
    const { drag } = press
    const place = this.placeOf(event)
    if (drag?.kind === 'range') {
      const range = scene.draft
      scene.draft = undefined
      if (range !== undefined) {
        const fromNs = Math.round(range.fromNs)
        const toNs = Math.max(fromNs + 1, Math.round(range.toNs))
        if (drag.zooms) scene.moveTo({ fromNs, toNs })
        else {
          const rows = range.rows === undefined ? {} : { rows: range.rows }
          this.targets.navigation.select({ kind: 'range', fromNs, toNs, ...rows })
        }
      }
      scene.requestFrame()
      return
    }
    if (drag?.kind === 'overview-range' && Math.abs(place.x - press.x) < dragFromPx) {
      this.centerOn(this.overviewTime(place.x))
      return
    }
    if (drag === undefined && press.button === 0) this.click(place, press.zooms, event.shiftKey)
  }

  /** The time at a point; where a span begins or ends nearby in the row there, that. */
  private snapped(x: number, y: number): number {
    const { scene } = this
    const timeNs = scene.timeAt(x)
    const { zone, placed } = this.zoneAt(x, y)
    if (zone !== 'plot' || placed === undefined) return timeNs
    return edgeNear(scene, placed, timeNs, snapPx * scene.nsPerPx) ?? timeNs
  }

  /** Rows of objects that a drag from one height to another touches. */
  private rowsBetween(y0: number, y1: number): readonly string[] {
    const { geometry, stickyRows, shownRows, scrollPx } = this.scene
    const top = Math.min(y0, y1)
    const bottom = Math.max(y0, y1)
    const touched = (placed: PlacedRow, rowY: number): boolean =>
      rowY < bottom &&
      rowY + placed.pitchPx > top &&
      (placed.row.kind === 'group' || !!selectionOfRow(placed.row.key))
    return [
      ...stickyRows.filter((placed) => touched(placed, geometry.sticky.y + placed.topPx)),
      ...shownRows.filter((placed) => touched(placed, geometry.rows.y + placed.topPx - scrollPx)),
    ].map(({ row }) => row.key)
  }

  /** The right button, or what the system takes for it; the Menu key has a place of its own. */
  private contextMenu(event: MouseEvent): void {
    event.preventDefault()
    const place = this.placeOf(event)
    this.cancel()
    this.onHover(undefined)
    const isByKey = event instanceof PointerEvent && event.pointerType === ''
    if (!isByKey) void this.targets.menus.openAt(place)
  }

  private centerOn(timeNs: number): void {
    const { scene } = this
    const length = scene.window.toNs - scene.window.fromNs
    if (length >= scene.durationNs * 0.999) return
    scene.moveTo({ fromNs: timeNs - length / 2, toNs: timeNs + length / 2 })
  }

  private cancel(): void {
    this.press = undefined
    this.notes?.cancel()
    this.scene.draft = undefined
    this.scene.requestFrame()
  }

  private click(place: PointerPlace, zooms: boolean, isExtending: boolean): void {
    const { scene } = this
    const { navigation, causality } = this.targets
    const marker = scene.edgeMarkers.find(({ box }) => contains(box, place.x, place.y))
    if (marker !== undefined) {
      void (marker.goroutine === undefined
        ? causality.chooseWoken()
        : causality.goToGoroutine(marker.goroutine, marker.atNs))
      return
    }
    const { placed } = place
    if (place.zone === 'axis') {
      if (place.x < scene.geometry.plotLeftPx) return
      scene.cursor.set(Math.round(scene.timeAt(place.x)))
      scene.requestFrame()
      navigation.sayCursor(scene.instantNs)
      return
    }
    if (placed === undefined) {
      if (place.zone === 'plot') navigation.clear()
      return
    }
    if (place.zone === 'gutter') {
      if (zooms) this.targets.walk.toggleRow(placed.row)
      else if (isExtending) this.targets.walk.selectRowsTo(placed.row)
      else this.clickLabel(placed, place.x)
      return
    }
    if (isPlainRow(placed.row)) {
      navigation.clear()
      return
    }
    void navigation.pickAndSelect(placed, scene.timeAt(place.x)).then((span) => {
      if (zooms && span !== undefined) navigation.zoomToSpan(span)
    })
  }

  private clickLabel(placed: PlacedRow, x: number): void {
    const { scene } = this
    const { row } = placed
    scene.focusedKey = row.key
    const selection = selectionOfRow(row.key)
    const isOnChevron = x < 12 + Math.max(0, row.depth) * 12 + 14
    if (row.isExpandable && (selection === undefined || isOnChevron)) scene.rows.toggle(row.key)
    else if (selection !== undefined) this.targets.navigation.select(selection)
    scene.announce(describeRow(row))
    scene.requestFrame()
  }

  private doubleClick(event: MouseEvent): void {
    const place = this.placeOf(event)
    const { scene } = this
    const { navigation } = this.targets
    if (place.zone === 'axis' || place.zone === 'overview') {
      scene.fit()
      return
    }
    if (place.zone !== 'plot' || place.placed === undefined) return
    const { row } = place.placed
    if (isPlainRow(row)) return
    void navigation.pickAndSelect(place.placed, scene.timeAt(place.x)).then((span) => {
      if (span !== undefined) navigation.zoomToSpan(span)
      else if (scene.selection.kind === 'range') void navigation.focusSelection()
    })
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault()
    const { scene } = this
    // Lines and pages of old mice, in pixels.
    const unit = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? scene.geometry.rows.height : 1
    const deltaX = event.deltaX * unit
    const deltaY = event.deltaY * unit
    const place = this.placeOf(event)
    if (event.ctrlKey || event.metaKey || event.altKey) {
      // A pinch arrives as a wheel with Ctrl and small steps; a wheel's notch counts about 100.
      const strength = Math.abs(deltaY) < 30 ? 0.012 : 0.0022
      const factor = Math.exp(-deltaY * strength)
      const atNs =
        place.zone === 'overview'
          ? this.overviewTime(place.x)
          : scene.timeAt(Math.max(place.x, scene.geometry.plotLeftPx))
      scene.setWindow(zoomAt(scene.window, atNs, factor, scene.durationNs))
    } else if (event.shiftKey) {
      const by = deltaX === 0 ? deltaY : deltaX
      scene.setWindow(panBy(scene.window, by * scene.nsPerPx, scene.durationNs))
    } else {
      if (deltaX !== 0) scene.setWindow(panBy(scene.window, deltaX * scene.nsPerPx, scene.durationNs))
      if (deltaY !== 0) scene.scrollTo(scene.scrollPx + deltaY)
    }
    this.hover(place)
  }

  private hover(place: PointerPlace): void {
    const { scene } = this
    const isOverTime = place.x >= scene.geometry.plotLeftPx && place.zone !== 'overview'
    scene.hoverX = isOverTime ? place.x : undefined
    scene.hoveredKey = place.placed?.row.key ?? ''
    scene.cursor.pointerMoved(isOverTime && place.zone === 'axis')
    scene.host.style.cursor = this.notes?.cursorAt(place) ?? this.cursorOf(place)
    scene.requestFrame()
    this.onHover(place)
  }

  private cursorOf(place: PointerPlace): string {
    if (place.zone === 'overview') return place.x < this.scene.geometry.overview.x ? 'default' : 'ew-resize'
    if (place.zone === 'gutter')
      return place.placed !== undefined &&
        (place.placed.row.isExpandable || selectionOfRow(place.placed.row.key) !== undefined)
        ? 'pointer'
        : 'default'
    return this.keyboard.isSpaceDown ? 'grab' : 'default'
  }

  private leave(): void {
    if (this.press !== undefined) return
    this.scene.hoverX = undefined
    this.scene.hoveredKey = ''
    this.scene.requestFrame()
    this.onHover(undefined)
  }
}
