/**
 * Wake-ups of some goroutines within a window, those of one pair that begin in one slice of time bundled: a window of a
 * second holds thousands, a picture of it a few hundred arrows.
 */
import { shapeOutside } from '../../contract/shape-dto'
import type { ShapeWakesDto } from '../../contract/shape-dto'
import type { Trace } from '../../model/trace'
import { spanAt } from '../assist-pieces'
import { endOfSpan } from '../goroutine/span-details'
import type { Lines } from './lines'
import { noWake, wakerReader } from './lines'

interface Bundle {
  readonly waker: number
  readonly woken: number
  readonly slice: number
  count: number
  readonly firstNs: number
  lastNs: number
  longestDelayNs: number
  outsideId: number
}

/** Wakers that are no line have numbers from -3 on. */
const outsideKinds = Object.keys(shapeOutside).length

/**
 * @param most bundles; slices grow until there are no more. Where one slice holds more pairs than that, those with most
 * wake-ups are kept; `total` counts all.
 */
export function wakeBundles(
  lines: Lines,
  fromNs: number,
  toNs: number,
  slices: number,
  most: number,
): ShapeWakesDto {
  // Time before the trace has no wake-ups, and slices below zero would never become one.
  const beginNs = Math.max(0, fromNs)
  const endNs = Math.max(beginNs, toNs)
  const narrowest = Math.max(1, (endNs - beginNs) / Math.max(1, slices))
  for (let exponent = Math.ceil(Math.log2(narrowest)); ; exponent++) {
    const sliceNs = 2 ** exponent
    const found = bundled(lines, beginNs, endNs, sliceNs, most)
    if (found !== undefined) return toDto(found, sliceNs, most)
  }
}

/** Undefined when there are more than `most` and a wider slice would join some. */
function bundled(
  { trace, goroutines, lineOf }: Lines,
  fromNs: number,
  toNs: number,
  sliceNs: number,
  most: number,
): readonly Bundle[] | undefined {
  const all: Bundle[] = []
  /** By waker (those outside first): its last bundle with the goroutine in hand. */
  const open = new Array<Bundle | undefined>(goroutines.length + outsideKinds)
  const readWaker = wakerReader(trace)
  const isWhole = Math.floor(fromNs / sliceNs) === Math.floor(toNs / sliceNs)
  for (const [woken, goroutine] of goroutines.entries()) {
    open.fill(undefined)
    const end = trace.goroutines.spanOffset[goroutine + 1]
    const first = trace.goroutines.spanOffset[goroutine]
    for (let span = firstFrom(trace, goroutine, fromNs); span < end; span++) {
      const atNs = trace.spans.startNs[span]
      if (atNs > toNs) break
      const by = readWaker(first, span)
      if (by === noWake) continue
      const waker = by < 0 ? by : (lineOf[by] ?? shapeOutside.goroutine)
      const slice = Math.floor(atNs / sliceNs)
      const outsideId = waker === shapeOutside.goroutine ? trace.goroutines.id[by] : -1
      const delayNs = endOfSpan(trace, goroutine, span) - atNs
      const bundle = open[waker + outsideKinds]
      if (bundle?.slice !== slice) {
        if (all.length >= most && !isWhole) return undefined
        const made = {
          waker,
          woken,
          slice,
          count: 1,
          firstNs: atNs,
          lastNs: atNs,
          longestDelayNs: delayNs,
          outsideId,
        }
        open[waker + outsideKinds] = made
        all.push(made)
        continue
      }
      bundle.count++
      bundle.lastNs = atNs
      bundle.longestDelayNs = Math.max(bundle.longestDelayNs, delayNs)
      if (bundle.outsideId !== outsideId) bundle.outsideId = -1
    }
  }
  return all
}

/** The first span that begins at or after `timeNs`. */
function firstFrom(trace: Trace, goroutine: number, timeNs: number): number {
  const { spanOffset } = trace.goroutines
  let span = spanAt(trace, goroutine, timeNs)
  while (span > spanOffset[goroutine] && trace.spans.startNs[span] >= timeNs) span--
  while (span < spanOffset[goroutine + 1] && trace.spans.startNs[span] < timeNs) span++
  return span
}

function toDto(bundles: readonly Bundle[], sliceNs: number, most: number): ShapeWakesDto {
  const kept =
    bundles.length <= most ? bundles : [...bundles].sort((a, b) => b.count - a.count).slice(0, most)
  const sorted = [...kept].sort((a, b) => a.firstNs - b.firstNs || a.woken - b.woken || a.waker - b.waker)
  const column = (read: (bundle: Bundle) => number): number[] => sorted.map(read)
  return {
    sliceNs,
    waker: column(({ waker }) => waker),
    woken: column(({ woken }) => woken),
    count: column(({ count }) => count),
    firstNs: column(({ firstNs }) => firstNs),
    lastNs: column(({ lastNs }) => lastNs),
    longestDelayNs: column(({ longestDelayNs }) => longestDelayNs),
    outsideId: column(({ outsideId }) => outsideId),
    total: bundles.reduce((sum, { count }) => sum + count, 0),
  }
}
