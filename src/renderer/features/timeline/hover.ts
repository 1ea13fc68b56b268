/** When and where a tooltip stands: after the pointer has rested, gone with the next move. */
import { formatExactTime } from '../../../base/format-units'
import { call } from '../../connection/call'
import { setStatus } from '../../state/status'
import { bucketAt } from './bucket-at'
import {
  factsOfBucket,
  factsOfPlot,
  factsOfRange,
  factsOfRow,
  factsOfSpan,
  type HoverFacts,
} from './hover-facts'
import type { PointerPlace } from './pointer-input'
import type { TimelineScene } from './timeline-scene'
import type { TimeWindow } from '../../state/viewport-math'

const restMs = 150

export interface HoverTip {
  readonly x: number
  readonly y: number
  readonly facts: HoverFacts
}

export class Hover {
  isEnabled = true
  private timer: ReturnType<typeof setTimeout> | undefined
  private request: AbortController | undefined
  private isShown = false
  private readonly stop: () => void

  constructor(
    private readonly scene: TimelineScene,
    private readonly onTip: (tip: HoverTip | undefined) => void,
  ) {
    // What the tip speaks of has moved away from under the pointer.
    this.stop = scene.viewport.subscribe(() => {
      if (this.isShown || this.timer !== undefined || this.request !== undefined) this.at(undefined)
    })
  }

  /** React hears of it only when something changes. */
  private show(tip: HoverTip | undefined): void {
    if (tip === undefined && !this.isShown) return
    this.isShown = tip !== undefined
    this.onTip(tip)
  }

  at(place: PointerPlace | undefined): void {
    clearTimeout(this.timer)
    this.timer = undefined
    this.request?.abort()
    this.request = undefined
    this.show(undefined)
    setStatus('pointer', this.scene.hoverNs === undefined ? '' : formatExactTime(this.scene.hoverNs))
    if (place === undefined || !this.isEnabled) return
    this.timer = setTimeout(() => void this.tell(place), restMs)
  }

  dispose(): void {
    this.stop()
    clearTimeout(this.timer)
    this.request?.abort()
  }

  private async tell(place: PointerPlace): Promise<void> {
    const facts = await this.factsAt(place)
    if (facts !== undefined) this.show({ x: place.x, y: place.y, facts })
  }

  private async factsAt(place: PointerPlace): Promise<HoverFacts | undefined> {
    const { scene } = this
    const { placed } = place
    if (placed === undefined) return undefined
    if (place.zone === 'gutter') return factsOfRow(placed.row, scene.durationNs)
    const timeNs = scene.timeAt(place.x)
    const { kind } = placed.row
    if (kind === 'heap' || kind === 'goroutine-counts') {
      const counters = scene.content.counters.window ?? scene.content.counters.whole
      return counters === undefined ? undefined : factsOfPlot(counters, kind, timeNs)
    }
    if (kind === 'section') return undefined
    const bucket = bucketAt(scene, placed, timeNs)
    if (bucket !== undefined) return this.bucketFacts(placed.row.key, bucket, timeNs)
    return this.pickFacts(placed.row.key, timeNs)
  }

  /** Exact, whatever the tile could say: it is asked for anew. */
  private async bucketFacts(
    row: string,
    bucket: TimeWindow,
    timeNs: number,
  ): Promise<HoverFacts | undefined> {
    const { scene } = this
    const request = new AbortController()
    this.request = request
    const answer = await call(
      'trace/bucket',
      { source: scene.source.id, row, ...bucket, atNs: timeNs },
      request.signal,
    )
    if (!answer.ok || request.signal.aborted) return undefined
    return factsOfBucket(answer.value, scene.palette)
  }

  private async pickFacts(row: string, timeNs: number): Promise<HoverFacts | undefined> {
    const { scene } = this
    const request = new AbortController()
    this.request = request
    const answer = await call(
      'trace/pick',
      { source: scene.source.id, row, timeNs: Math.round(timeNs), toleranceNs: scene.nsPerPx * 2 },
      request.signal,
    )
    if (!answer.ok || request.signal.aborted) return undefined
    if (answer.value.type === 'span') return factsOfSpan(answer.value.span, scene.palette)
    return answer.value.type === 'range' ? factsOfRange(answer.value.range) : undefined
  }
}
