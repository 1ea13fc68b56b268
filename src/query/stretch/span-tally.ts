/**
 * Adds up parts of spans within a stretch of time: per state and reason, per visual state, the longest of each. Mark
 * assists are a part of running spans and are counted in their place, so that the sums stay exact.
 */
import { visualStateIndex, visualStates } from '../../contract/visual-states'
import type { SpanPlaceDto, StretchReasonDto } from '../../contract/stretch-dto'
import { GoroutineState, goroutineStateNames } from '../../model/states'
import { piecesOf, spanAt } from '../assist-pieces'
import { networkWake, reasonReader, reasonTextOf } from '../goroutine/network-wake'
import { endOfSpan, goroutineRef } from '../goroutine/span-details'
import { placeOf } from '../stack-dto'
import type { TraceIndex } from '../trace-index'
import { markAssistRange, NOT_DRAWN, visualStateCount } from '../visual-state'

/** Keys are `visual state << 11 | state << 8 | reason`; no span is both in assist and undetermined: that key is the pieces'. */
const assistKey = visualStateIndex['gc-assist'] << 11
const keyCount = visualStateCount << 11

/** A span by its indices, with its part inside the stretch. */
export interface SpanPart {
  readonly goroutine: number
  readonly span: number
  readonly insideNs: number
  readonly code: number
}

/** What is told of each part; `code` is a visual state. */
export type PartVisitor = (goroutine: number, span: number, insideNs: number, code: number) => void

/** Those of equal length keep the order in which they came. */
export class LongestParts {
  readonly parts: SpanPart[] = []
  /** What is no longer has no place. */
  private leastNs = -1

  constructor(private readonly most: number) {}

  offer(goroutine: number, span: number, insideNs: number, code: number): void {
    const { parts, most } = this
    if (insideNs <= this.leastNs) return
    let at = parts.length
    while (at > 0 && parts[at - 1].insideNs < insideNs) at--
    parts.splice(at, 0, { goroutine, span, insideNs, code })
    if (parts.length > most) parts.pop()
    if (parts.length === most) this.leastNs = most === 0 ? Infinity : parts[most - 1].insideNs
  }
}

/** The first span of a goroutine that may lie in a stretch from `fromNs` on; the end of its row when it has none. */
export function firstSpanIn({ trace }: TraceIndex, goroutine: number, fromNs: number): number {
  const { startNs } = trace.spans
  const first = trace.goroutines.spanOffset[goroutine]
  if (first === trace.goroutines.spanOffset[goroutine + 1] || startNs.at(first) >= fromNs) return first
  let span = spanAt(trace, goroutine, fromNs)
  // Spans of no length may share their begin with the one found.
  while (span > first && startNs.at(span - 1) >= fromNs) span--
  return span
}

/**
 * Calls `visit` for every drawn span of a goroutine that lies in [fromNs, toNs), wholly or in part. A span of no
 * length counts where it begins.
 */
export function visitSpans(
  index: TraceIndex,
  goroutine: number,
  fromNs: number,
  toNs: number,
  visit: PartVisitor,
): void {
  const { trace } = index
  const { startNs, state, reason } = trace.spans
  const { spanOffset, rowEndNs } = trace.goroutines
  const codes = index.isGcWorker[goroutine] === 1 ? index.workerCodes : index.codes
  const end = spanOffset[goroutine + 1]
  for (let span = firstSpanIn(index, goroutine, fromNs); span < end && startNs.at(span) < toNs; span++) {
    const endNs = span + 1 < end ? startNs.at(span + 1) : rowEndNs.at(goroutine)
    const insideNs = Math.min(endNs, toNs) - Math.max(startNs.at(span), fromNs)
    if (insideNs < 0 || (insideNs === 0 && (endNs > startNs.at(span) || startNs.at(span) < fromNs))) continue
    const code = codes[(state[span] << 8) | reason[span]]
    if (code !== NOT_DRAWN) visit(goroutine, span, insideNs, code)
  }
}

export class SpanTally {
  readonly stateTimes = new Float64Array(visualStateCount)
  spanCount = 0
  private readonly timeNs = new Float64Array(keyCount)
  private readonly counts = new Float64Array(keyCount)
  /** By key: the longest part, and whose. */
  private readonly longestNs = new Float64Array(keyCount).fill(-1)
  private readonly longestSpan = new Uint32Array(keyCount)
  private readonly longestGoroutine = new Uint32Array(keyCount)
  private readonly keys: number[] = []
  private readonly reasonAt: (first: number, span: number) => number
  /** The only reason that must be looked at twice; -1 where it does not occur. */
  private readonly network: number

  constructor(
    private readonly index: TraceIndex,
    private readonly fromNs: number,
    private readonly toNs: number,
  ) {
    this.reasonAt = reasonReader(index.trace)
    this.network = index.trace.spans.reasons.indexOf(networkWake)
  }

  readonly addPart: PartVisitor = (goroutine, span, insideNs, code) => {
    const { spans, goroutines } = this.index.trace
    this.spanCount++
    this.stateTimes[code] += insideNs
    const own = spans.reason[span]
    const reason = own === this.network ? this.reasonAt(goroutines.spanOffset[goroutine], span) : own
    this.addTo((code << 11) | (spans.state[span] << 8) | reason, goroutine, span, insideNs)
  }

  /** Moves mark assists of a goroutine from running to where they belong. Call after its spans. */
  addAssists(goroutine: number, visit?: PartVisitor): void {
    const { assists, codes, workerCodes, isGcWorker, trace } = this.index
    const { first, end } = piecesOf(assists, goroutine)
    for (let piece = first; piece < end; piece++) {
      const insideNs =
        Math.min(assists.endNs[piece], this.toNs) - Math.max(assists.startNs[piece], this.fromNs)
      if (insideNs <= 0) continue
      const span = assists.span[piece]
      const plain = (trace.spans.state[span] << 8) | trace.spans.reason[span]
      const code = (isGcWorker[goroutine] === 1 ? workerCodes : codes)[plain]
      this.stateTimes[code] -= insideNs
      this.timeNs[(code << 11) | plain] -= insideNs
      this.stateTimes[visualStateIndex['gc-assist']] += insideNs
      this.addTo(assistKey, goroutine, span, insideNs)
      visit?.(goroutine, span, insideNs, visualStateIndex['gc-assist'])
    }
  }

  private addTo(key: number, goroutine: number, span: number, insideNs: number): void {
    if (this.counts[key]++ === 0) this.keys.push(key)
    this.timeNs[key] += insideNs
    if (insideNs <= this.longestNs[key]) return
    this.longestNs[key] = insideNs
    this.longestSpan[key] = span
    this.longestGoroutine[key] = goroutine
  }

  /** Most time first; what took none (spans of no length) last. */
  reasons(): readonly StretchReasonDto[] {
    const { spans } = this.index.trace
    return [...this.keys]
      .sort((a, b) => this.timeNs[b] - this.timeNs[a] || this.counts[b] - this.counts[a] || a - b)
      .map((key) => {
        const isAssist = key === assistKey
        return {
          state: goroutineStateNames[isAssist ? GoroutineState.running : (key >> 8) & 7],
          visualState: visualStates[key >> 11],
          reason: isAssist ? markAssistRange : spans.reasons[key & 0xff],
          count: this.counts[key],
          totalNs: this.timeNs[key],
          longest: spanPlace(this.index, {
            goroutine: this.longestGoroutine[key],
            span: this.longestSpan[key],
            insideNs: this.longestNs[key],
            code: key >> 11,
          }),
        }
      })
  }
}

export function spanPlace(index: TraceIndex, part: SpanPart): SpanPlaceDto {
  const { trace } = index
  const { spans } = trace
  const { goroutine, span, insideNs, code } = part
  const state = spans.state[span] as GoroutineState
  // The stack of a runnable span is its waker's or creator's.
  const hasOwnStack = state === GoroutineState.waiting || state === GoroutineState.syscall
  return {
    goroutine: goroutineRef(trace, goroutine),
    startNs: spans.startNs.at(span),
    endNs: endOfSpan(trace, goroutine, span),
    insideNs,
    state: goroutineStateNames[state],
    visualState: visualStates[code],
    reason: reasonTextOf(trace, trace.goroutines.spanOffset[goroutine], span),
    place: hasOwnStack ? placeOf(trace, spans.stack.at(span)) : undefined,
  }
}
