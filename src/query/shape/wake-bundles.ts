/**
 * Wake-ups of some goroutines within a window, those of one pair that begin in one slice of time bundled: a window of a
 * second holds thousands, a picture of it a few hundred arrows.
 */
import type { Steps } from '../../base/steps'
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
  slice: number
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
export function* wakeBundles(
  lines: Lines,
  fromNs: number,
  toNs: number,
  slices: number,
  most: number,
): Steps<ShapeWakesDto> {
  // Time before the trace has no wake-ups, and slices below zero would never become one.
  const beginNs = Math.max(0, fromNs)
  const endNs = Math.max(beginNs, toNs)
  const narrowest = Math.max(1, (endNs - beginNs) / Math.max(1, slices))
  const bundling = new Bundling(lines, beginNs, endNs, 2 ** Math.ceil(Math.log2(narrowest)), most)
  const { trace, goroutines } = lines
  for (const [woken, goroutine] of goroutines.entries()) {
    bundling.begin()
    const end = trace.goroutines.spanOffset[goroutine + 1]
    for (let span = firstFrom(trace, goroutine, beginNs); span < end; span += spansAtOnce) {
      if (trace.spans.startNs.at(span) > endNs) break
      bundling.add(woken, goroutine, span, Math.min(end, span + spansAtOnce))
      yield woken / goroutines.length
    }
  }
  return toDto(bundling.bundles, bundling.sliceNs, most)
}

/** Looked at in one piece of work. */
const spansAtOnce = 1 << 16

/** Joins wake-ups as they come; when there are too many bundles, slices become twice as wide and bundles join too. */
class Bundling {
  bundles: Bundle[] = []
  /** By waker (those outside first): its last bundle with the goroutine in hand. */
  private readonly open: (Bundle | undefined)[]
  private readonly readWaker: (first: number, span: number) => number

  constructor(
    private readonly lines: Lines,
    private readonly fromNs: number,
    private readonly toNs: number,
    public sliceNs: number,
    private readonly most: number,
  ) {
    this.open = new Array<Bundle | undefined>(lines.goroutines.length + outsideKinds)
    this.readWaker = wakerReader(lines.trace)
  }

  /** Of the next goroutine. */
  begin(): void {
    this.open.fill(undefined)
  }

  add(woken: number, goroutine: number, from: number, end: number): void {
    const { open, readWaker, toNs } = this
    const { trace, lineOf } = this.lines
    const { startNs } = trace.spans
    const first = trace.goroutines.spanOffset[goroutine]
    for (let span = from; span < end && startNs.at(span) <= toNs; span++) {
      const by = readWaker(first, span)
      if (by === noWake) continue
      const atNs = startNs.at(span)
      const waker = by < 0 ? by : (lineOf[by] ?? shapeOutside.goroutine)
      const outsideId = waker === shapeOutside.goroutine ? trace.goroutines.id[by] : -1
      const delayNs = endOfSpan(trace, goroutine, span) - atNs
      const bundle = open[waker + outsideKinds]
      if (bundle?.slice === Math.floor(atNs / this.sliceNs)) {
        bundle.count++
        bundle.lastNs = atNs
        bundle.longestDelayNs = Math.max(bundle.longestDelayNs, delayNs)
        if (bundle.outsideId !== outsideId) bundle.outsideId = -1
        continue
      }
      const made: Bundle = {
        waker,
        woken,
        slice: Math.floor(atNs / this.sliceNs),
        count: 1,
        firstNs: atNs,
        lastNs: atNs,
        longestDelayNs: delayNs,
        outsideId,
      }
      open[waker + outsideKinds] = made
      this.bundles.push(made)
      while (this.bundles.length > this.most && !this.isOneSlice()) this.widen()
    }
  }

  private isOneSlice(): boolean {
    return Math.floor(this.fromNs / this.sliceNs) === Math.floor(this.toNs / this.sliceNs)
  }

  private widen(): void {
    const { open, bundles } = this
    this.sliceNs *= 2
    open.fill(undefined)
    const joined: Bundle[] = []
    let woken = -1
    for (const bundle of bundles) {
      if (bundle.woken !== woken) open.fill(undefined)
      woken = bundle.woken
      const slice = Math.floor(bundle.firstNs / this.sliceNs)
      const known = open[bundle.waker + outsideKinds]
      if (known?.slice !== slice) {
        bundle.slice = slice
        open[bundle.waker + outsideKinds] = bundle
        joined.push(bundle)
        continue
      }
      known.count += bundle.count
      known.lastNs = bundle.lastNs
      known.longestDelayNs = Math.max(known.longestDelayNs, bundle.longestDelayNs)
      if (known.outsideId !== bundle.outsideId) known.outsideId = -1
    }
    this.bundles = joined
  }
}

/** The first span that begins at or after `timeNs`. */
function firstFrom(trace: Trace, goroutine: number, timeNs: number): number {
  const { spanOffset } = trace.goroutines
  let span = spanAt(trace, goroutine, timeNs)
  while (span > spanOffset[goroutine] && trace.spans.startNs.at(span) >= timeNs) span--
  while (span < spanOffset[goroutine + 1] && trace.spans.startNs.at(span) < timeNs) span++
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
