/**
 * Minimum mutator utilization: the least mean of a utilization curve over all windows of one length
 * (Go 1.27 src/internal/trace/gc.go, MMUCurve). The mean over a sliding window is piecewise linear in the window's
 * left edge, so it is least where an edge of the window meets a change of the curve. One walk over those places with
 * the curve's running sum finds it: linear in the number of changes.
 */
import type { UtilizationCurve } from './mutator-utilization'

export class MinimumUtilization {
  /** Integral of the curve up to each point, share times ns. */
  private readonly sum: Float64Array

  constructor(private readonly curve: UtilizationCurve) {
    this.sum = new Float64Array(curve.count)
    let total = 0
    for (let i = 1; i < curve.count; i++) {
      total += curve.share[i - 1] * (curve.atNs[i] - curve.atNs[i - 1])
      this.sum[i] = total
    }
  }

  /**
   * 0 to 1. A window longer than the curve is cut to it; one of no length is 0; without a curve there was nothing
   * but the program: 1.
   */
  over(windowNs: number): number {
    return this.worst(windowNs).share
  }

  /** The same with the begin of the first window that has it. */
  worst(windowNs: number): { readonly share: number; readonly startNs: number } {
    const { count, atNs } = this.curve
    if (windowNs <= 0) return { share: 0, startNs: 0 }
    if (count < 2) return { share: 1, startNs: 0 }
    const startNs = atNs[0]
    const endNs = atNs[count - 1]
    const window = Math.min(windowNs, endNs - startNs)
    const lastLeft = endNs - window
    let least = 1
    let leastNs = startNs
    let left = 0
    let right = this.positionAt(startNs + window)
    let time = startNs
    for (;;) {
      while (left + 1 < count && atNs[left + 1] <= time) left++
      while (right + 1 < count && atNs[right + 1] <= time + window) right++
      const mean = (this.integral(right, time + window) - this.integral(left, time)) / window
      if (mean < least) {
        least = mean
        leastNs = time
      }
      if (mean === 0 || time >= lastLeft) return { share: least, startNs: leastNs }
      // The next change that either edge meets. A mean falls by at most 1/window per ns: nothing nearer can be lower.
      const nearest = time + Math.trunc((mean - least) * window)
      const nextLeft = left + 1 < count ? atNs[left + 1] : Infinity
      const nextRight = right + 1 < count ? atNs[right + 1] - window : Infinity
      time = Math.min(lastLeft, Math.max(nearest, Math.min(nextLeft, nextRight)))
    }
  }

  private integral(position: number, timeNs: number): number {
    const { atNs, share } = this.curve
    return timeNs === atNs[position]
      ? this.sum[position]
      : this.sum[position] + share[position] * (timeNs - atNs[position])
  }

  /** The last point at or before a time. */
  private positionAt(timeNs: number): number {
    const { atNs, count } = this.curve
    let low = 0
    let high = count
    while (low < high) {
      const middle = (low + high) >>> 1
      if (atNs[middle] <= timeNs) low = middle + 1
      else high = middle
    }
    return low - 1
  }
}
