/**
 * W, A, S, D while held: the view moves with elapsed time, not with key repeat. A short tap still moves a little;
 * after a stall the step is capped, so that the view never leaps; letting go of the window lets go of the keys.
 */
export interface HeldMotion {
  /** Factor of this step, 1 for none; above 1 zooms in. */
  readonly zoom: number
  /** Share of the window's length of this step; positive is later. */
  readonly pan: number
}

const heldCodes = ['KeyW', 'KeyS', 'KeyA', 'KeyD'] as const
export type HeldCode = (typeof heldCodes)[number]

export const isHeldCode = (code: string): code is HeldCode => (heldCodes as readonly string[]).includes(code)

/** Zoom by e^1.9, about 6.7 times, a second; pan by 1.1 windows a second. */
const zoomPerSecond = 1.9
const panPerSecond = 1.1
const fastFactor = 4
const longestStepMs = 50
/** A tap counts as at least this long. */
const tapMs = 90
const easeMs = 100

interface HeldKey {
  heldMs: number
  isReleased: boolean
}

export class HeldKeys {
  private readonly keys = new Map<HeldCode, HeldKey>()
  private isFast = false

  get isMoving(): boolean {
    return this.keys.size > 0
  }

  press(code: HeldCode): void {
    const key = this.keys.get(code)
    if (key === undefined) this.keys.set(code, { heldMs: 0, isReleased: false })
    else key.isReleased = false
  }

  release(code: HeldCode): void {
    const key = this.keys.get(code)
    if (key === undefined) return
    if (key.heldMs >= tapMs) this.keys.delete(code)
    else key.isReleased = true
  }

  releaseAll(): void {
    this.keys.clear()
  }

  setFast(isFast: boolean): void {
    this.isFast = isFast
  }

  /** The move of the `elapsedMs` since the last step. */
  step(elapsedMs: number, isEased: boolean): HeldMotion {
    const stepMs = Math.min(Math.max(elapsedMs, 0), longestStepMs)
    let zoom = 0
    let pan = 0
    for (const [code, key] of [...this.keys]) {
      const left = key.isReleased ? Math.min(stepMs, tapMs - key.heldMs) : stepMs
      const ease = isEased && !key.isReleased ? Math.min(1, 0.35 + key.heldMs / easeMs) : 1
      const amount = (left / 1000) * ease * (this.isFast ? fastFactor : 1)
      if (code === 'KeyW') zoom += amount
      else if (code === 'KeyS') zoom -= amount
      else if (code === 'KeyD') pan += amount
      else pan -= amount
      key.heldMs += left
      if (key.isReleased && key.heldMs >= tapMs) this.keys.delete(code)
    }
    return { zoom: Math.exp(zoom * zoomPerSecond), pan: pan * panPerSecond }
  }
}
