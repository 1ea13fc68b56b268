/** The stretch of time that plots of a file show, kept where the timeline keeps its own: over restarts and history. */
import { useSyncExternalStore } from 'react'
import type { SourceId } from '../../contract/sources'
import type { TimeWindow } from './viewport-math'
import { clampWindow, withMargin } from './viewport-math'
import { viewportOf } from './viewport'

/** Of one that was never moved: the whole. */
export function windowOf(source: SourceId, durationNs: number): TimeWindow {
  const kept = viewportOf(source).get()
  return kept === undefined ? { fromNs: 0, toNs: durationNs } : clampWindow(kept, durationNs)
}

export function useTimeWindow(source: SourceId, durationNs: number): TimeWindow {
  const kept = useSyncExternalStore(
    (listener) => viewportOf(source).subscribe(listener),
    () => viewportOf(source).get(),
  )
  return kept === undefined ? { fromNs: 0, toNs: durationNs } : clampWindow(kept, durationNs)
}

export function moveWindow(source: SourceId, next: TimeWindow, durationNs: number): void {
  viewportOf(source).set({ ...clampWindow(next, durationNs), scrollPx: 0 })
}

/** Another process has times of its own: the whole of it is shown. */
export function dropWindow(source: SourceId): void {
  viewportOf(source).set({ fromNs: 0, toNs: Number.MAX_SAFE_INTEGER, scrollPx: 0 })
}

/** Brings [fromNs, toNs] into sight with room around it; what fills most of the time shows the whole. */
export function focusWindow(source: SourceId, fromNs: number, toNs: number, durationNs: number): void {
  const lengthNs = Math.max(toNs - fromNs, durationNs / 200)
  const middleNs = (fromNs + toNs) / 2
  const around = { fromNs: middleNs - lengthNs / 2, toNs: middleNs + lengthNs / 2 }
  moveWindow(
    source,
    lengthNs > durationNs / 3 ? { fromNs: 0, toNs: durationNs } : withMargin(around, 2, durationNs),
    durationNs,
  )
}
