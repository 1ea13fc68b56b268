/** Which stretch of time and rows a scene shows, and how it gets from one to the next: held keys, eased moves. */
import { isMotionReduced } from '../../../state/theme'
import type { Viewport, ViewportStore } from '../../../state/viewport'
import { HeldKeys } from '../../../state/held-keys'
import { between, clampWindow, panBy, zoomAt, type TimeWindow } from '../../../state/viewport-math'

const moveMs = 110

export interface CameraLimits {
  readonly durationNs: number
  readonly maximumScrollPx: number
  /** The time that stays in place while keys zoom. */
  readonly zoomCenterNs: number
}

export class SceneCamera {
  readonly held = new HeldKeys()
  private motion: { readonly from: TimeWindow; readonly to: TimeWindow; startMs: number } | undefined
  private lastStepMs = 0
  private clamped: { of: Viewport; durationNs: number; window: TimeWindow } | undefined

  constructor(
    private readonly viewport: ViewportStore,
    private readonly limits: () => CameraLimits,
    private readonly requestFrame: () => void,
  ) {}

  /** Never beyond the run, wherever the viewport came from: a session, a link, what was kept. */
  get window(): TimeWindow {
    const { durationNs } = this.limits()
    const viewport = this.viewport.get()
    if (viewport === undefined) return clampWindow({ fromNs: 0, toNs: Math.max(1, durationNs) }, durationNs)
    // Asked for dozens of times a frame.
    if (this.clamped?.of !== viewport || this.clamped.durationNs !== durationNs)
      this.clamped = { of: viewport, durationNs, window: clampWindow(viewport, durationNs) }
    return this.clamped.window
  }

  get scrollPx(): number {
    return this.viewport.get()?.scrollPx ?? 0
  }

  /** Moves at once. */
  setWindow(window: TimeWindow): void {
    this.motion = undefined
    this.put(window, this.scrollPx)
  }

  /** Moves within a tenth of a second, or at once where motion is unwanted. */
  moveTo(window: TimeWindow): void {
    const target = clampWindow(window, this.limits().durationNs)
    const from = this.window
    if (isMotionReduced() || (target.fromNs === from.fromNs && target.toNs === from.toNs)) {
      this.setWindow(target)
      return
    }
    this.motion = { from, to: target, startMs: 0 }
    this.requestFrame()
  }

  scrollTo(scrollPx: number): void {
    this.put(this.window, scrollPx)
  }

  /** Held keys and running moves, at the time of a frame. Answers whether another frame is needed. */
  step(nowMs: number): boolean {
    const elapsedMs = this.lastStepMs === 0 ? 16 : nowMs - this.lastStepMs
    const isMoving = this.held.isMoving ? this.stepKeys(elapsedMs) : this.stepMotion(nowMs, elapsedMs)
    this.lastStepMs = isMoving ? nowMs : 0
    return isMoving
  }

  private stepKeys(elapsedMs: number): boolean {
    this.motion = undefined
    const { durationNs, zoomCenterNs } = this.limits()
    const { zoom, pan } = this.held.step(elapsedMs, !isMotionReduced())
    let next = this.window
    if (pan !== 0) next = panBy(next, (next.toNs - next.fromNs) * pan, durationNs)
    if (zoom !== 1) next = zoomAt(next, zoomCenterNs, zoom, durationNs)
    this.put(next, this.scrollPx)
    return this.held.isMoving
  }

  private stepMotion(nowMs: number, elapsedMs: number): boolean {
    const { motion } = this
    if (motion === undefined) return false
    if (motion.startMs === 0) motion.startMs = nowMs - elapsedMs
    const share = Math.min(1, (nowMs - motion.startMs) / moveMs)
    const next = share >= 1 ? motion.to : between(motion.from, motion.to, share)
    if (share >= 1) this.motion = undefined
    this.put(next, this.scrollPx)
    return share < 1
  }

  private put(window: TimeWindow, scrollPx: number): void {
    const { durationNs, maximumScrollPx } = this.limits()
    const { fromNs, toNs } = clampWindow(window, durationNs)
    this.viewport.set({
      fromNs,
      toNs,
      scrollPx: Math.round(Math.min(Math.max(0, scrollPx), maximumScrollPx)),
    })
  }
}
