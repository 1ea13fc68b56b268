/** Going from anything that names a place in a trace to that place: select it, and show it in the timeline. */
import type { FindingDto } from '../../contract/overview-dto'
import type { SearchHitDto } from '../../contract/search-dto'
import type { SourceId } from '../../contract/sources'
import { wishFind } from '../state/find-wish'
import { wishCursor } from '../state/instant'
import { goTo } from '../state/places'
import { requestReveal } from '../state/reveal'
import { selectionOfRow, type Selection } from '../state/selection'
import { viewportOf } from '../state/viewport'
import { queryCache } from './query-cache'

/** A stretch is shown with as much again at both sides, and never narrower than this. */
const minimumWindowNs = 1_000

/** The window of time that shows a stretch with room at both sides, inside the trace. */
export function windowAround(
  fromNs: number,
  toNs: number,
  durationNs: number,
): { readonly fromNs: number; readonly toNs: number } {
  const stretchNs = Math.max(toNs - fromNs, minimumWindowNs / 3)
  const lengthNs = Math.min(stretchNs * 3, Math.max(durationNs, 1))
  const middleNs = (fromNs + toNs) / 2
  const startNs = Math.min(Math.max(0, middleNs - lengthNs / 2), Math.max(durationNs, 1) - lengthNs)
  return { fromNs: startNs, toNs: startNs + lengthNs }
}

/** Moves the timeline's window over a stretch; the timeline brings the selected row into sight. */
export function showTime(source: SourceId, fromNs: number, toNs: number): void {
  withDuration(source, (durationNs) => {
    const store = viewportOf(source)
    store.set({ ...windowAround(fromNs, toNs, durationNs), scrollPx: store.get()?.scrollPx ?? 0 })
  })
}

/** At once where the overview is known, which it is after any page of the trace has been seen. */
function withDuration(source: SourceId, act: (durationNs: number) => void): void {
  const read = (): boolean => {
    const answer = queryCache.read('trace/overview', { source })
    if (answer.state === 'ready') act(answer.value.durationNs)
    return answer.state !== 'loading'
  }
  if (read()) return
  const stop = queryCache.subscribe('trace/overview', { source }, () => {
    stop()
    read()
  })
}

/** Selects and shows it in the timeline, at a stretch of time where one is given. */
export function goToTimeline(
  source: SourceId,
  selection: Selection,
  stretch?: { readonly fromNs: number; readonly toNs: number },
): void {
  goTo(source, { view: 'timeline', selection })
  if (stretch !== undefined) showTime(source, stretch.fromNs, stretch.toNs)
  requestReveal(source)
}

export function goToFinding(source: SourceId, { at }: FindingDto): void {
  const selection: Selection =
    at.goroutine === undefined
      ? { kind: 'range', fromNs: Math.round(at.fromNs), toNs: Math.round(at.toNs) }
      : { kind: 'goroutine', goroutine: at.goroutine }
  goToTimeline(source, selection, at)
}

/** Shows an instant in the middle of a hundredth of the run, or of less where that is what is shown, with the cursor on it. */
function goToInstant(source: SourceId, timeNs: number): void {
  goTo(source, { view: 'timeline' })
  withDuration(source, (durationNs) => {
    const store = viewportOf(source)
    const now = store.get()
    const shownNs = now === undefined ? durationNs : now.toNs - now.fromNs
    const lengthNs = Math.max(1, Math.min(shownNs, durationNs / 100))
    const fromNs = Math.min(Math.max(0, timeNs - lengthNs / 2), Math.max(0, durationNs - lengthNs))
    store.set({ fromNs, toNs: fromNs + lengthNs, scrollPx: now?.scrollPx ?? 0 })
    wishCursor(source, timeNs)
  })
}

export function goToHit(source: SourceId, hit: SearchHitDto): void {
  if (hit.kind === 'time' && hit.fromNs !== undefined) {
    goToInstant(source, hit.fromNs)
    return
  }
  if (hit.functionName !== undefined) {
    goTo(source, { view: 'timeline' })
    wishFind(source, hit.functionName)
    return
  }
  const stretch = hit.fromNs === undefined ? undefined : { fromNs: hit.fromNs, toNs: hit.toNs ?? hit.fromNs }
  const object = objectOfHit(hit)
  const selection: Selection =
    object ??
    (stretch === undefined ? { kind: 'none' } : { kind: 'range', ...rounded(stretch), ...rowsOfHit(hit) })
  // A whole life is a place of its own, and an instant needs no zoom; only a narrower stretch moves the window.
  const isStretch = stretch !== undefined && stretch.toNs > stretch.fromNs
  const isMoving = isStretch && (object === undefined || hit.kind !== 'goroutine')
  goToTimeline(source, selection, isMoving ? stretch : undefined)
}

/** The goroutines of a function are one row of the timeline. */
const rowsOfHit = ({ kind, row }: SearchHitDto): { readonly rows?: readonly string[] } =>
  kind === 'function' && row !== undefined ? { rows: [row] } : {}

function objectOfHit({ kind, region, goroutine, row, fromNs }: SearchHitDto): Selection | undefined {
  if (region !== undefined) return { kind: 'region', region }
  // What was logged stands in a panel of its own: an instant of the goroutine's row.
  if (kind === 'log' && row !== undefined && fromNs !== undefined)
    return { kind: 'range', fromNs: Math.round(fromNs), toNs: Math.round(fromNs) + 1, rows: [row] }
  return goroutine === undefined ? selectionOfRow(row ?? '') : { kind: 'goroutine', goroutine }
}

const rounded = (stretch: { fromNs: number; toNs: number }): { fromNs: number; toNs: number } => ({
  fromNs: Math.round(stretch.fromNs),
  toNs: Math.round(stretch.toNs),
})

/** Opens the page of a goroutine. */
export function goToGoroutine(source: SourceId, goroutine: number): void {
  goTo(source, { view: 'goroutine', selection: { kind: 'goroutine', goroutine } })
}
