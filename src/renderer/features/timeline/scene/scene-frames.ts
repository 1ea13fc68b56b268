/** When a scene draws: one frame for whatever has changed since the last, and what the frames cost. */
import { beginBusy } from '../../../state/idle'

const keptFrames = 120
/** Sorted now and then only: the measure must not weigh on what it measures. */
const measuredEvery = 16

export class SceneFrames {
  private readonly costsMs = new Float64Array(keptFrames)
  private count = 0
  private lastMedianMs = 0
  private handle = 0
  private isAsked = false
  private isDisposed = false
  private endBusy: (() => void) | undefined

  /** `draw` answers whether it wants another frame. */
  constructor(private readonly draw: (nowMs: number) => boolean) {}

  request(): void {
    if (this.isAsked || this.isDisposed) return
    this.isAsked = true
    this.endBusy ??= beginBusy()
    this.handle = requestAnimationFrame((nowMs) => this.run(nowMs))
  }

  private run(nowMs: number): void {
    const startMs = performance.now()
    this.isAsked = false
    if (this.draw(nowMs)) this.request()
    if (!this.isAsked) {
      this.endBusy?.()
      this.endBusy = undefined
    }
    this.costsMs[this.count++ % keptFrames] = performance.now() - startMs
  }

  /** Median JS time of the last frames, ms; 0 before the first. */
  get medianMs(): number {
    if (this.count % measuredEvery === 0) {
      const kept = this.costsMs.slice(0, Math.min(this.count, keptFrames)).sort()
      this.lastMedianMs = kept[kept.length >> 1] ?? 0
    }
    return this.lastMedianMs
  }

  dispose(): void {
    this.isDisposed = true
    cancelAnimationFrame(this.handle)
    this.endBusy?.()
    this.endBusy = undefined
  }
}
