/** When and where a tooltip stands: after the pointer has rested, gone with the next move. */
import type { PickDto } from '../../../../contract/pick-dto'
import type { RowDto } from '../../../../contract/rows-dto'
import { call } from '../../../connection/call'
import { setStatus } from '../../../state/status'
import { bucketAt } from './bucket-at'
import { timeText } from '../navigation/describe'
import {
  factsOfBucket,
  factsOfGoroutineCounts,
  factsOfHeap,
  factsOfRange,
  factsOfRow,
  factsOfSpan,
  withDrawn,
  type HoverFacts,
} from './hover-facts'
import type { PointerPlace } from './pointer-place'
import type { TimelineScene } from '../scene/timeline-scene'
import type { TimeWindow } from '../../../state/viewport-math'
import { selectionOfRow } from '../../../state/selection'

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
    setStatus(
      'pointer',
      this.scene.hoverNs === undefined ? '' : timeText(this.scene.hoverNs, this.scene.timing),
    )
    if (place === undefined || !this.isEnabled) return
    this.timer = setTimeout(() => void this.tell(place), restMs)
  }

  dispose(): void {
    this.stop()
    clearTimeout(this.timer)
    this.request?.abort()
  }

  private async tell(place: PointerPlace): Promise<void> {
    const asked = this.timer
    const facts = await this.factsAt(place)
    // The pointer has moved on meanwhile.
    if (facts !== undefined && this.timer === asked) this.show({ x: place.x, y: place.y, facts })
  }

  private async factsAt(place: PointerPlace): Promise<HoverFacts | undefined> {
    const { scene } = this
    const { placed } = place
    if (placed === undefined) return undefined
    if (place.zone === 'gutter') return this.rowFacts(placed.row)
    const timeNs = scene.timeAt(place.x)
    const { kind } = placed.row
    if (kind === 'heap') return this.heapFacts(timeNs)
    if (kind === 'goroutine-counts') {
      const counters = scene.content.counters.window ?? scene.content.counters.whole
      return counters === undefined ? undefined : factsOfGoroutineCounts(counters, timeNs)
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
    const [answer, here] = await Promise.all([
      call('trace/bucket', { source: scene.source.id, row, ...bucket, atNs: timeNs }, request.signal),
      this.pick(row, timeNs, request.signal),
    ])
    if (!answer.ok || request.signal.aborted) return undefined
    return withDrawn(factsOfBucket(answer.value, scene.palette), here)
  }

  private async pick(row: string, timeNs: number, signal: AbortSignal): Promise<PickDto | undefined> {
    const { scene } = this
    const answer = await call(
      'trace/pick',
      { source: scene.source.id, row, timeNs: Math.round(timeNs), toleranceNs: scene.nsPerPx * 2 },
      signal,
    )
    return answer.ok && !signal.aborted ? answer.value : undefined
  }

  private async rowFacts(row: RowDto): Promise<HoverFacts> {
    const { source, durationNs } = this.scene
    const selection = selectionOfRow(row.key)
    if (selection?.kind !== 'goroutine') return factsOfRow(row, durationNs)
    const request = new AbortController()
    this.request = request
    const { goroutine } = selection
    const answer = await call('trace/goroutine', { source: source.id, goroutine }, request.signal)
    return factsOfRow(row, durationNs, answer.ok ? answer.value : undefined)
  }

  private async heapFacts(timeNs: number): Promise<HoverFacts | undefined> {
    const request = new AbortController()
    this.request = request
    const atNs = Math.min(this.scene.durationNs, Math.max(0, Math.round(timeNs)))
    const answer = await call('trace/heap', { source: this.scene.source.id, timeNs: atNs }, request.signal)
    return answer.ok && !request.signal.aborted ? factsOfHeap(answer.value, atNs) : undefined
  }

  private async pickFacts(row: string, timeNs: number): Promise<HoverFacts | undefined> {
    const { scene } = this
    const request = new AbortController()
    this.request = request
    const found = await this.pick(row, timeNs, request.signal)
    if (found === undefined) return undefined
    if (found.type === 'span') return withDrawn(factsOfSpan(found.span, scene.palette), found)
    if (found.type === 'nothing') return withDrawn(undefined, found)
    // What happens at an instant is told whole by what is drawn there.
    const { startNs, endNs } = found.range
    const isTold = startNs === endNs && found.also !== undefined
    return withDrawn(isTold ? undefined : factsOfRange(found.range), found)
  }
}
