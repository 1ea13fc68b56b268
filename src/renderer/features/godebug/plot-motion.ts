/**
 * How the plots are moved: the timeline's keys (W, A, S, D held; 0 or Z for the whole; F for what is chosen; arrows from
 * one cycle or SCHED line to the next), Ctrl and wheel zoom, Shift and wheel pan, a drag zooms to the stretch.
 */
import type { SourceId } from '../../../contract/sources'
import { beginBusy } from '../../state/idle'
import { HeldKeys, isHeldCode } from '../../state/held-keys'
import { moveWindow, windowOf } from '../../state/time-window'
import { panBy, zoomAt, type TimeWindow } from '../../state/viewport-math'

export interface PlotPoint {
  readonly x: number
  readonly y: number
  readonly timeNs: number
  /** `data-plot` of what is under the pointer. */
  readonly plot: string
}

export interface MotionListener {
  readonly onHover: (point: PlotPoint | undefined) => void
  readonly onPick: (point: PlotPoint) => void
  readonly onBrush: (range: TimeWindow | undefined) => void
  /** To the next or the previous thing. */
  readonly onStep: (by: 1 | -1) => void
  readonly onFocus: () => void
  readonly onOpen: () => void
}

interface Motion {
  readonly host: HTMLElement
  readonly source: SourceId
  readonly durationNs: number
  /** What lies left and right of the plots. */
  readonly gutterPx: number
  readonly marginPx: number
  readonly listener: MotionListener
}

const dragFromPx = 4
const shortestBrushPx = 6

/** @returns the function that stops it. */
export function attachMotion({ host, source, durationNs, gutterPx, marginPx, listener }: Motion): () => void {
  const held = new HeldKeys()
  let frame = 0
  let lastMs = 0
  let endBusy: (() => void) | undefined
  let pointerNs: number | undefined
  let press: { readonly x: number; readonly timeNs: number } | undefined

  const shown = (): TimeWindow => windowOf(source, durationNs)
  const move = (next: TimeWindow): void => moveWindow(source, next, durationNs)
  const pointOf = (event: MouseEvent): PlotPoint => {
    const box = host.getBoundingClientRect()
    const x = event.clientX - box.left
    const widthPx = Math.max(1, host.clientWidth - gutterPx - marginPx)
    const { fromNs, toNs } = shown()
    const share = Math.min(1, Math.max(0, (x - gutterPx) / widthPx))
    const target = event.target instanceof Element ? event.target.closest('[data-plot]') : null
    return {
      x,
      y: event.clientY - box.top,
      timeNs: fromNs + share * (toNs - fromNs),
      plot: target?.getAttribute('data-plot') ?? '',
    }
  }

  const step = (nowMs: number): void => {
    const { zoom, pan } = held.step(nowMs - lastMs, document.documentElement.dataset['motion'] !== 'reduced')
    lastMs = nowMs
    const window = shown()
    const center = pointerNs ?? (window.fromNs + window.toNs) / 2
    const zoomed = zoom === 1 ? window : zoomAt(window, center, zoom, durationNs)
    move(pan === 0 ? zoomed : panBy(zoomed, pan * (zoomed.toNs - zoomed.fromNs), durationNs))
    if (held.isMoving) frame = requestAnimationFrame(step)
    else rest()
  }
  const rest = (): void => {
    cancelAnimationFrame(frame)
    frame = 0
    endBusy?.()
    endBusy = undefined
  }
  const start = (): void => {
    if (frame !== 0) return
    endBusy = beginBusy()
    lastMs = performance.now()
    frame = requestAnimationFrame(step)
  }

  /** @returns whether the key was ours. */
  const pressKey = (event: KeyboardEvent): boolean => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false
    held.setFast(event.shiftKey)
    if (isHeldCode(event.code)) {
      held.press(event.code)
      start()
      return true
    }
    if (event.shiftKey) return false
    switch (event.code) {
      case 'Digit0':
      case 'Numpad0':
      case 'KeyZ':
        move({ fromNs: 0, toNs: durationNs })
        return true
      case 'KeyF':
        listener.onFocus()
        return true
      case 'ArrowLeft':
        listener.onStep(-1)
        return true
      case 'ArrowRight':
        listener.onStep(1)
        return true
      case 'Enter':
        listener.onOpen()
        return true
      default:
        return false
    }
  }

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== host || !pressKey(event)) return
    event.preventDefault()
    event.stopPropagation()
  }
  const onKeyUp = (event: KeyboardEvent): void => {
    if (isHeldCode(event.code)) held.release(event.code)
    held.setFast(event.shiftKey)
  }
  const letGo = (): void => held.releaseAll()
  const onWheel = (event: WheelEvent): void => {
    const isZoom = event.ctrlKey || event.metaKey || event.altKey
    const by = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX
    // A plain wheel scrolls the plots.
    if (!isZoom && !event.shiftKey && Math.abs(event.deltaX) <= Math.abs(event.deltaY)) return
    event.preventDefault()
    const window = shown()
    if (isZoom) {
      const strength = Math.abs(event.deltaY) < 30 ? 0.012 : 0.0022
      move(zoomAt(window, pointOf(event).timeNs, Math.exp(-event.deltaY * strength), durationNs))
      return
    }
    const widthPx = Math.max(1, host.clientWidth - gutterPx - marginPx)
    move(panBy(window, (by / widthPx) * (window.toNs - window.fromNs), durationNs))
  }
  const onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return
    const { x, timeNs } = pointOf(event)
    if (x < gutterPx) return
    press = { x, timeNs }
  }
  const rangeOf = (point: PlotPoint): TimeWindow | undefined => {
    if (press === undefined || Math.abs(point.x - press.x) < dragFromPx) return undefined
    return { fromNs: Math.min(press.timeNs, point.timeNs), toNs: Math.max(press.timeNs, point.timeNs) }
  }
  const onPointerMove = (event: PointerEvent): void => {
    const point = pointOf(event)
    pointerNs = point.timeNs
    listener.onHover(point.x < gutterPx ? undefined : point)
    if (press !== undefined) listener.onBrush(rangeOf(point))
  }
  const onPointerUp = (event: PointerEvent): void => {
    const point = pointOf(event)
    const range = rangeOf(point)
    const from = press
    press = undefined
    listener.onBrush(undefined)
    if (from === undefined) return
    if (range === undefined) listener.onPick(point)
    else if (Math.abs(point.x - from.x) >= shortestBrushPx) move(range)
  }
  const onLeave = (): void => {
    pointerNs = undefined
    listener.onHover(undefined)
  }

  host.addEventListener('keydown', onKeyDown)
  host.addEventListener('blur', letGo)
  host.addEventListener('wheel', onWheel, { passive: false })
  host.addEventListener('pointerdown', onPointerDown)
  host.addEventListener('pointermove', onPointerMove)
  host.addEventListener('pointerleave', onLeave)
  window.addEventListener('pointerup', onPointerUp)
  window.addEventListener('keyup', onKeyUp)
  window.addEventListener('blur', letGo)
  return () => {
    host.removeEventListener('keydown', onKeyDown)
    host.removeEventListener('blur', letGo)
    host.removeEventListener('wheel', onWheel)
    host.removeEventListener('pointerdown', onPointerDown)
    host.removeEventListener('pointermove', onPointerMove)
    host.removeEventListener('pointerleave', onLeave)
    window.removeEventListener('pointerup', onPointerUp)
    window.removeEventListener('keyup', onKeyUp)
    window.removeEventListener('blur', letGo)
    held.releaseAll()
    rest()
  }
}
