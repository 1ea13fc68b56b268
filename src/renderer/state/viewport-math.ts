/** Moves of the viewport as pure arithmetic. Times are ns since the trace's start. */

export interface TimeWindow {
  readonly fromNs: number
  readonly toNs: number
}

/** Nothing can be told apart below this: events have whole nanoseconds. */
export const shortestWindowNs = 50

/** Inside [0, durationNs], at least `shortestWindowNs` long, moved rather than shortened. */
export function clampWindow(window: TimeWindow, durationNs: number): TimeWindow {
  const longest = Math.max(durationNs, shortestWindowNs)
  const length = Math.min(Math.max(window.toNs - window.fromNs, shortestWindowNs), longest)
  // A window that had to grow grows around its middle.
  const grown = length - (window.toNs - window.fromNs)
  const wanted = grown > 0 && length === shortestWindowNs ? window.fromNs - grown / 2 : window.fromNs
  const fromNs = Math.min(Math.max(wanted, 0), longest - length)
  return { fromNs, toNs: fromNs + length }
}

/** `factor` above 1 zooms in; what is at `atNs` stays where it is. */
export function zoomAt(window: TimeWindow, atNs: number, factor: number, durationNs: number): TimeWindow {
  const length = window.toNs - window.fromNs
  const longest = Math.max(durationNs, shortestWindowNs)
  const next = Math.min(Math.max(length / factor, shortestWindowNs), longest)
  const share = (atNs - window.fromNs) / length
  const fromNs = atNs - share * next
  return clampWindow({ fromNs, toNs: fromNs + next }, durationNs)
}

export function panBy(window: TimeWindow, byNs: number, durationNs: number): TimeWindow {
  return clampWindow({ fromNs: window.fromNs + byNs, toNs: window.toNs + byNs }, durationNs)
}

/** The stretch with room around it: `share` of its length on each side. */
export function withMargin(window: TimeWindow, share: number, durationNs: number): TimeWindow {
  const margin = Math.max((window.toNs - window.fromNs) * share, shortestWindowNs / 4)
  return clampWindow({ fromNs: window.fromNs - margin, toNs: window.toNs + margin }, durationNs)
}

/** The least move that brings [fromNs, toNs] into sight; the same window when it is. */
export function reveal(window: TimeWindow, fromNs: number, toNs: number, durationNs: number): TimeWindow {
  const length = window.toNs - window.fromNs
  const isInSight = toNs >= window.fromNs && fromNs <= window.toNs
  const isWhole = fromNs >= window.fromNs && toNs <= window.toNs
  if (isWhole || (isInSight && toNs - fromNs >= length)) return window
  if (isInSight && Math.min(toNs, window.toNs) - Math.max(fromNs, window.fromNs) >= length * 0.05)
    return window
  if (toNs - fromNs < length) {
    const middle = (fromNs + toNs) / 2
    return clampWindow({ fromNs: middle - length / 2, toNs: middle + length / 2 }, durationNs)
  }
  const start = fromNs - length * 0.1
  return clampWindow({ fromNs: start, toNs: start + length }, durationNs)
}

/** Between two windows; lengths change by equal ratios, so that a zoom feels even. `share` 0..1. */
export function between(from: TimeWindow, to: TimeWindow, share: number): TimeWindow {
  const eased = 1 - (1 - share) ** 3
  const fromLength = from.toNs - from.fromNs
  const toLength = to.toNs - to.fromNs
  const length = fromLength * (toLength / fromLength) ** eased
  // The position follows the length, so that the point which both windows share stays still.
  const part = fromLength === toLength ? eased : (length - fromLength) / (toLength - fromLength)
  const fromNs = from.fromNs + (to.fromNs - from.fromNs) * part
  return { fromNs, toNs: fromNs + length }
}
