/**
 * The wake-ups of a shape for what is on the screen: asked for three windows wide, finer when one zooms in. What is here
 * is shown until better is; one question is open at most.
 */
import type { Result } from '../../../base/result'
import type { ShapeDto } from '../../../contract/shape-dto'
import type { TimeWindow } from '../../state/viewport-math'

export interface WakeQuery extends TimeWindow {
  readonly slices: number
}

export type AskShape = (
  query: WakeQuery,
  signal: AbortSignal,
) => Promise<Result<ShapeDto, { readonly code: string; readonly message: string }>>

/** Arrows of one pair are bundled when they would stand closer than this. */
const bundlePx = 12

interface Held extends TimeWindow {
  /** Asked for; the host may have had to bundle wider. */
  readonly sliceNs: number
}

export class WakeSource {
  shape: ShapeDto
  error = ''
  private held: Held | undefined
  private open: AbortController | undefined
  private wish: { readonly window: TimeWindow; readonly widthPx: number } | undefined

  constructor(
    first: ShapeDto,
    private readonly durationNs: number,
    private readonly ask: AskShape,
    private readonly onArrival: () => void,
  ) {
    this.shape = first
  }

  want(window: TimeWindow, widthPx: number): void {
    this.wish = { window, widthPx }
    if (this.open !== undefined || !this.isMissing(window, widthPx)) return
    const length = window.toNs - window.fromNs
    const fromNs = Math.max(0, window.fromNs - length)
    const toNs = Math.min(Math.max(this.durationNs, fromNs + 1), window.toNs + length)
    const sliceNs = sliceOf(length, widthPx)
    const slices = Math.max(1, Math.min(4_000, Math.round((toNs - fromNs) / sliceNs)))
    const request = new AbortController()
    this.open = request
    void this.ask({ fromNs, toNs, slices }, request.signal).then((answer) => {
      if (this.open !== request) return
      this.open = undefined
      if (answer.ok) {
        this.shape = answer.value
        this.held = { fromNs, toNs, sliceNs }
        this.error = ''
      } else if (answer.error.code === 'cancelled') return
      else {
        // Asked again with the next move, not at once: a host that fails would be asked without end.
        this.error = answer.error.message
        this.onArrival()
        return
      }
      this.onArrival()
      const { wish } = this
      if (wish !== undefined) this.want(wish.window, wish.widthPx)
    })
  }

  dispose(): void {
    this.open?.abort()
    this.open = undefined
  }

  private isMissing(window: TimeWindow, widthPx: number): boolean {
    const { held } = this
    if (held === undefined) return true
    const wanted = sliceOf(window.toNs - window.fromNs, widthPx)
    if (held.sliceNs > wanted * 1.7 || held.sliceNs < wanted * 0.4) return true
    return held.fromNs > Math.max(0, window.fromNs) || held.toNs < Math.min(this.durationNs, window.toNs)
  }
}

const sliceOf = (lengthNs: number, widthPx: number): number =>
  Math.max(1, (lengthNs / Math.max(1, widthPx)) * bundlePx)
