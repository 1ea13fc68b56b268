/** Pointer and keys on the picture of a shape, as everywhere: W A S D, wheel, click selects, double click goes there. */
import { formatExactTime } from '../../../base/format-units'
import { noFocus, type ShapeFocus } from '../../../picture/shape-edges'
import { call } from '../../connection/call'
import { goToTimeline } from '../../data/go-to'
import { goroutineName } from '../../data/names'
import { isHeldCode } from '../../state/held-keys'
import { whileBusy } from '../../state/idle'
import { announce } from '../../state/messages'
import { select, selectionOf } from '../../state/places'
import { nothingSelected, type Selection } from '../../state/selection'
import { setStatus } from '../../state/status'
import { panBy, zoomAt } from '../../state/viewport-math'
import { hitAt, type ShapeHit } from './shape-hits'
import type { ShapeCanvas } from './shape-scene'
import { wakerName } from './shape-words'

const dragFromPx = 4

export interface ShapePointer {
  readonly x: number
  readonly y: number
  readonly hit: ShapeHit
}

interface Press {
  readonly x: number
  readonly y: number
  lastX: number
  lastY: number
  isDragging: boolean
}

export class ShapeInput {
  private readonly stop = new AbortController()
  private press: Press | undefined

  constructor(
    private readonly scene: ShapeCanvas,
    private readonly onHover: (pointer: ShapePointer | undefined) => void,
  ) {
    const { host } = scene
    const { signal } = this.stop
    host.addEventListener('pointerdown', (event) => this.down(event), { signal })
    host.addEventListener('pointermove', (event) => this.move(event), { signal })
    host.addEventListener('pointerup', (event) => this.up(event), { signal })
    host.addEventListener('pointercancel', () => (this.press = undefined), { signal })
    host.addEventListener('pointerleave', () => this.leave(), { signal })
    host.addEventListener('dblclick', (event) => void this.doubleClick(event), { signal })
    host.addEventListener('wheel', (event) => this.wheel(event), { signal, passive: false })
    host.addEventListener('keydown', (event) => this.keyDown(event), { signal })
    window.addEventListener('keyup', (event) => this.keyUp(event), { signal })
    window.addEventListener('blur', () => scene.held.releaseAll(), { signal })
    host.addEventListener('blur', () => scene.held.releaseAll(), { signal })
  }

  dispose(): void {
    this.stop.abort()
    setStatus('pointer', '')
  }

  private pointerOf(event: MouseEvent): ShapePointer {
    const box = this.scene.host.getBoundingClientRect()
    const x = event.clientX - box.left
    const y = event.clientY - box.top
    return { x, y, hit: hitAt(this.scene.scene(), x, y) }
  }

  private down(event: PointerEvent): void {
    if (event.button !== 0 && event.button !== 1) return
    const { x, y } = this.pointerOf(event)
    this.scene.host.focus({ preventScroll: true })
    this.scene.host.setPointerCapture(event.pointerId)
    this.press = { x, y, lastX: x, lastY: y, isDragging: event.button === 1 }
    if (event.button === 1) event.preventDefault()
  }

  private move(event: PointerEvent): void {
    const { scene, press } = this
    const pointer = this.pointerOf(event)
    if (press !== undefined) {
      if (!press.isDragging && Math.hypot(pointer.x - press.x, pointer.y - press.y) < dragFromPx) return
      if (!press.isDragging) this.onHover(undefined)
      press.isDragging = true
      if (press.x >= scene.layout.plot.x)
        scene.setWindow(panBy(scene.window, (press.lastX - pointer.x) * scene.nsPerPx, scene.durationNs))
      scene.scrollTo(scene.scrollPx + press.lastY - pointer.y)
      press.lastX = pointer.x
      press.lastY = pointer.y
      return
    }
    this.hover(pointer)
  }

  private hover(pointer: ShapePointer): void {
    const { scene } = this
    const isOverTime =
      pointer.x >= scene.layout.plot.x && pointer.x <= scene.layout.plot.x + scene.layout.plot.width
    scene.hoverX = isOverTime ? pointer.x : undefined
    setStatus('pointer', isOverTime ? formatExactTime(scene.timeAt(pointer.x)) : '')
    scene.setFocus(focusOf(pointer.hit))
    scene.host.style.cursor =
      pointer.hit.kind === 'nothing' || pointer.hit.kind === 'axis' ? 'default' : 'pointer'
    scene.requestFrame()
    this.onHover(pointer)
  }

  private leave(): void {
    if (this.press !== undefined) return
    this.scene.hoverX = undefined
    this.scene.setFocus(noFocus)
    this.scene.requestFrame()
    setStatus('pointer', '')
    this.onHover(undefined)
  }

  private up(event: PointerEvent): void {
    const { press } = this
    this.press = undefined
    if (press === undefined || press.isDragging || event.button !== 0) return
    void this.selectionAt(this.pointerOf(event).hit).then((selection) => {
      if (selection !== undefined) select(this.scene.source.id, selection)
    })
  }

  private async doubleClick(event: MouseEvent): Promise<void> {
    const { hit } = this.pointerOf(event)
    if (hit.kind === 'axis') {
      this.scene.fit()
      return
    }
    const selection = await this.selectionAt(hit)
    if (selection === undefined || selection.kind === 'none') return
    goToTimeline(this.scene.source.id, selection, this.stretchOf(hit))
  }

  /** The stretch of time that the timeline shows of it. */
  private stretchOf(hit: ShapeHit): { readonly fromNs: number; readonly toNs: number } | undefined {
    const { scene } = this
    const { wakes, lines } = scene.shape
    const around = (atNs: number) => ({ fromNs: atNs - scene.nsPerPx * 40, toNs: atNs + scene.nsPerPx * 40 })
    if (hit.kind === 'life') return around(hit.timeNs)
    if (hit.kind === 'wake') return around(wakes.firstNs[hit.wake]!)
    const line = hit.kind === 'line' ? lines[hit.line] : undefined
    return line === undefined ? undefined : { fromNs: line.createdNs, toNs: line.toNs }
  }

  private async selectionAt(hit: ShapeHit): Promise<Selection | undefined> {
    const { scene } = this
    const { lines, wakes, pairs } = scene.shape
    const goroutine = (line: number | undefined): Selection | undefined => {
      const one = line === undefined ? undefined : lines[line]
      return one === undefined ? undefined : { kind: 'goroutine', goroutine: one.id }
    }
    switch (hit.kind) {
      case 'nothing':
      case 'axis':
        return nothingSelected
      case 'line':
        return goroutine(hit.line)
      case 'arc':
        return goroutine(pairs[hit.down >= 0 ? hit.down : hit.up]?.woken)
      case 'wake': {
        const woken = lines[wakes.woken[hit.wake]!]!
        return { kind: 'span', goroutine: woken.id, startNs: wakes.firstNs[hit.wake]! }
      }
      case 'life': {
        const { id } = lines[hit.line]!
        const answer = await whileBusy(
          call('trace/pick', {
            source: scene.source.id,
            row: `goroutine:${id}`,
            timeNs: Math.round(hit.timeNs),
            toleranceNs: scene.nsPerPx * 2,
          }),
        )
        return answer.ok && answer.value.type === 'span'
          ? { kind: 'span', goroutine: id, startNs: answer.value.span.startNs }
          : goroutine(hit.line)
      }
    }
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault()
    const { scene } = this
    const unit = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? scene.layout.plot.height : 1
    const deltaX = event.deltaX * unit
    const deltaY = event.deltaY * unit
    const { x } = this.pointerOf(event)
    if (event.ctrlKey || event.metaKey || event.altKey) {
      // A pinch arrives as a wheel with Ctrl and small steps; a wheel's notch counts about 100.
      const strength = Math.abs(deltaY) < 30 ? 0.012 : 0.0022
      const atNs = scene.timeAt(Math.max(x, scene.layout.plot.x))
      scene.setWindow(zoomAt(scene.window, atNs, Math.exp(-deltaY * strength), scene.durationNs))
    } else if (event.shiftKey) {
      const by = deltaX === 0 ? deltaY : deltaX
      scene.setWindow(panBy(scene.window, by * scene.nsPerPx, scene.durationNs))
    } else {
      if (deltaX !== 0) scene.setWindow(panBy(scene.window, deltaX * scene.nsPerPx, scene.durationNs))
      if (deltaY !== 0) scene.scrollTo(scene.scrollPx + deltaY)
    }
    this.hover(this.pointerOf(event))
  }

  private keyUp(event: KeyboardEvent): void {
    if (isHeldCode(event.code)) this.scene.held.release(event.code)
    this.scene.held.setFast(event.shiftKey)
  }

  private keyDown(event: KeyboardEvent): void {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    if (!this.pressed(event)) return
    event.preventDefault()
    event.stopPropagation()
  }

  /** Answers whether the key was ours. */
  private pressed(event: KeyboardEvent): boolean {
    const { scene } = this
    scene.held.setFast(event.shiftKey)
    if (isHeldCode(event.code)) {
      scene.held.press(event.code)
      scene.requestFrame()
      return true
    }
    if (event.key === '[' || event.key === ']') {
      this.followWake(event.key === '[')
      return true
    }
    if (event.shiftKey) return false
    const page = scene.layout.plot.height * 0.9
    switch (event.code) {
      case 'ArrowUp':
        this.stepLine(-1)
        return true
      case 'ArrowDown':
        this.stepLine(1)
        return true
      case 'ArrowLeft':
        this.stepWake(-1)
        return true
      case 'ArrowRight':
        this.stepWake(1)
        return true
      case 'PageUp':
        scene.scrollTo(scene.scrollPx - page)
        return true
      case 'PageDown':
        scene.scrollTo(scene.scrollPx + page)
        return true
      case 'Home':
        this.selectLine(0)
        return true
      case 'End':
        this.selectLine(scene.shape.lines.length - 1)
        return true
      case 'Digit0':
      case 'Numpad0':
      case 'KeyZ':
      case 'KeyF':
        scene.fit()
        return true
      case 'Escape':
        if (selectionOf(scene.source.id).kind === 'none') return false
        select(scene.source.id, nothingSelected)
        return true
      default:
        return false
    }
  }

  private selectLine(line: number): void {
    const { scene } = this
    const one = scene.shape.lines[line]
    if (one === undefined) return
    select(scene.source.id, { kind: 'goroutine', goroutine: one.id })
    announce(`${goroutineName(one)}, line ${line + 1} of ${scene.shape.lines.length}`)
  }

  private stepLine(direction: 1 | -1): void {
    const { selectedLine, shape } = this.scene
    const next = selectedLine < 0 ? (direction > 0 ? 0 : shape.lines.length - 1) : selectedLine + direction
    this.selectLine(Math.min(shape.lines.length - 1, Math.max(0, next)))
  }

  /** Where the selection stands in time: a span's begin, else the middle of the window. */
  private selectedNs(): number {
    const selection = selectionOf(this.scene.source.id)
    const { fromNs, toNs } = this.scene.window
    return selection.kind === 'span' ? selection.startNs : (fromNs + toNs) / 2
  }

  /** The previous or next wake-up of the selected line. */
  private stepWake(direction: 1 | -1): void {
    const { scene } = this
    const { selectedLine } = scene
    if (selectedLine < 0) {
      this.stepLine(1)
      return
    }
    const { woken, firstNs } = scene.shape.wakes
    const nowNs = this.selectedNs()
    let best = -1
    for (let at = 0; at < woken.length; at++) {
      const away = (firstNs[at]! - nowNs) * direction
      if (woken[at] === selectedLine && away > 0 && (best < 0 || away < (firstNs[best]! - nowNs) * direction))
        best = at
    }
    if (best < 0) announce(direction > 0 ? 'No later wake-up here' : 'No earlier wake-up here')
    else this.selectWake(best)
  }

  private selectWake(wake: number): void {
    const { scene } = this
    const { wakes, lines } = scene.shape
    const woken = lines[wakes.woken[wake]!]!
    const atNs = wakes.firstNs[wake]!
    select(scene.source.id, { kind: 'span', goroutine: woken.id, startNs: atNs })
    announce(`${goroutineName(woken)} woken at ${formatExactTime(atNs)} by ${wakerName(scene.shape, wake)}`)
    const { fromNs, toNs } = scene.window
    if (atNs < fromNs || atNs > toNs)
      scene.moveTo(panBy(scene.window, atNs - (fromNs + toNs) / 2, scene.durationNs))
  }

  /** To who woke the selected one, or to whom it woke next. */
  private followWake(isBack: boolean): void {
    const { scene } = this
    const { selectedLine } = scene
    const { waker, woken, firstNs } = scene.shape.wakes
    const nowNs = this.selectedNs()
    let best = -1
    for (let at = 0; at < woken.length; at++) {
      const isOne = isBack
        ? woken[at] === selectedLine && firstNs[at]! <= nowNs && (waker[at] ?? -1) >= 0
        : waker[at] === selectedLine && firstNs[at]! > nowNs
      if (!isOne) continue
      if (isBack || best < 0) best = at
    }
    if (best < 0)
      announce(isBack ? 'No goroutine shown woke it before' : 'It wakes no goroutine shown after that')
    else if (isBack) this.selectLine(waker[best]!)
    else this.selectWake(best)
  }
}

function focusOf(hit: ShapeHit): ShapeFocus {
  switch (hit.kind) {
    case 'line':
    case 'life':
      return { ...noFocus, line: hit.line }
    case 'wake':
      return { ...noFocus, wake: hit.wake }
    case 'arc':
      return { ...noFocus, pair: hit.down >= 0 ? hit.down : hit.up }
    case 'nothing':
    case 'axis':
      return noFocus
  }
}
