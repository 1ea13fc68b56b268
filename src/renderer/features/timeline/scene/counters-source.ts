/**
 * Curves for the plots and the overview strip: one answer over the whole run, one three windows wide for what is on the
 * screen. As with tiles, what is here stands in until better arrives.
 */
import type { Result } from '../../../../base/result'
import type { CountersHead } from '../../../../contract/counters-dto'
import type { Frame } from '../../../../contract/wire'
import { countersOfFrame, type Counters } from '../../../../picture/counters'

export interface CountersQuery {
  readonly fromNs: number
  readonly toNs: number
  readonly slices: number
}

export type AskCounters = (
  query: CountersQuery,
  signal: AbortSignal,
) => Promise<Result<Frame<CountersHead>, { readonly code: string; readonly message: string }>>

export class CountersSource {
  whole: Counters | undefined
  window: Counters | undefined
  private wholeSlices = 0
  private windowRequest: AbortController | undefined
  private wholeRequest: AbortController | undefined

  constructor(
    private readonly ask: AskCounters,
    private readonly onArrival: () => void,
  ) {}

  want(fromNs: number, toNs: number, plotWidthPx: number, durationNs: number): void {
    this.wantWhole(durationNs, plotWidthPx)
    this.wantWindow(fromNs, toNs, plotWidthPx, durationNs)
  }

  private wantWhole(durationNs: number, plotWidthPx: number): void {
    const slices = Math.max(1, Math.min(4096, Math.floor(plotWidthPx)))
    if (this.wholeRequest !== undefined || (this.whole !== undefined && this.wholeSlices === slices)) return
    const request = new AbortController()
    this.wholeRequest = request
    void this.ask({ fromNs: 0, toNs: durationNs, slices }, request.signal).then((answer) => {
      if (this.wholeRequest !== request) return
      this.wholeRequest = undefined
      // A failure is not asked again until the width changes.
      this.wholeSlices = slices
      if (!answer.ok) return
      this.whole = countersOfFrame(answer.value)
      this.onArrival()
    })
  }

  private wantWindow(fromNs: number, toNs: number, plotWidthPx: number, durationNs: number): void {
    const length = toNs - fromNs
    const held = this.window?.head
    const margin = length * 0.4
    const nsPerSlice = held === undefined ? Infinity : (held.toNs - held.fromNs) / held.slices
    const needed = (length / plotWidthPx) * 2
    const isFine =
      held !== undefined &&
      held.fromNs <= Math.max(0, fromNs - margin) &&
      held.toNs >= Math.min(durationNs, toNs + margin) &&
      nsPerSlice <= needed * 1.05 &&
      nsPerSlice >= needed * 0.3
    if (isFine || this.windowRequest !== undefined) return
    const from = Math.max(0, Math.floor(fromNs - length))
    const to = Math.max(from + 1, Math.min(Math.ceil(durationNs), Math.ceil(toNs + length)))
    const slices = Math.max(1, Math.min(16_000, Math.round((to - from) / needed)))
    const request = new AbortController()
    this.windowRequest = request
    void this.ask({ fromNs: from, toNs: to, slices }, request.signal).then((answer) => {
      if (this.windowRequest !== request) return
      this.windowRequest = undefined
      if (!answer.ok) return
      this.window = countersOfFrame(answer.value)
      this.onArrival()
    })
  }

  clear(): void {
    this.windowRequest?.abort()
    this.wholeRequest?.abort()
    this.windowRequest = undefined
    this.wholeRequest = undefined
    this.whole = undefined
    this.window = undefined
  }
}
