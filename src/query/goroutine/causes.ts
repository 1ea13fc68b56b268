/**
 * Who woke a goroutine and whom it woke, how often, and how long the woken took to run again; and the chain of wake-ups
 * that leads back from an instant. Read from runnable spans, each of which names its waker or creator; who restarted the
 * world has been taken out by the reader.
 */
import type { Steps } from '../../base/steps'
import type { CauseDto, ChainStepDto, GoroutineCausesDto, WakeChainDto } from '../../contract/goroutine-dto'
import type { WakeDto } from '../../contract/span-dto'
import { GoroutineState, NONE } from '../../model/states'
import type { Trace } from '../../model/trace'
import { spanAt } from '../assist-pieces'
import { Durations } from '../durations'
import { isNetworkWake, networkWake } from './network-wake'
import { endOfSpan, goroutineRef } from './span-details'
import { placeOf } from '../stack-dto'
import { orderBy } from '../order-by'
import { spanPortions } from '../span-portions'
import type { SpanPortion } from '../span-portions'
import type { TraceIndex } from '../trace-index'

const mostCauses = 200
const mostSteps = 64
/** Spans looked at behind a wake-up for the one before; a goroutine that ran longer without one has no nearer cause. */
const mostSpansBack = 100_000

type CauseKind = WakeDto['kind']

/** How a runnable span began, or undefined when it was no wake-up: preempted, gave way, back from a system call. */
function causeOf(trace: Trace, first: number, span: number): CauseKind | undefined {
  const { spans } = trace
  if (spans.state[span] !== GoroutineState.runnable) return undefined
  switch (spans.reasons[spans.reason[span]]) {
    case 'created':
      return 'creation'
    case networkWake:
      return isNetworkWake(trace, first, span) ? 'network' : 'timer-or-runtime'
    case 'unblocked':
      return spans.link[span] === NONE ? 'timer-or-runtime' : 'goroutine'
    default:
      return undefined
  }
}

const causeTexts: Readonly<Record<CauseKind, string>> = {
  goroutine: 'another goroutine',
  network: 'the network poller',
  'timer-or-runtime': 'a timer, or the runtime itself',
  creation: 'its creation',
  unknown: 'not known',
}

export function* goroutineCauses(index: TraceIndex, goroutine: number): Steps<GoroutineCausesDto> {
  const { trace } = index
  const { spans, goroutines } = trace
  const first = goroutines.spanOffset[goroutine]
  const end = goroutines.spanOffset[goroutine + 1]
  const wokenBy = new CauseTally(trace)
  wokenBy.addAll((visit) => {
    for (let span = first; span < end; span++) {
      const kind = causeOf(trace, first, span)
      if (kind !== undefined) visit(kind, spans.link[span], goroutine, span)
    }
  })
  const given: WakesGiven = { goroutines: [], spans: [] }
  for (const portion of spanPortions(trace)) {
    addWakesGiven(trace, goroutine, portion, given)
    yield portion.share
  }
  const woke = new CauseTally(trace)
  woke.addAll((visit) => {
    for (let at = 0; at < given.spans.length; at++) {
      const other = given.goroutines[at]
      const kind = causeOf(trace, goroutines.spanOffset[other], given.spans[at])
      if (kind !== undefined) visit(kind, other, other, given.spans[at])
    }
  })
  return {
    wokenBy: wokenBy.dtos(),
    wokenByTotal: wokenBy.total,
    woke: woke.dtos(),
    wokeTotal: woke.total,
  }
}

/** Runnable spans of others that name a goroutine as their cause. */
interface WakesGiven {
  readonly goroutines: number[]
  readonly spans: number[]
}

function addWakesGiven(
  { spans, goroutines }: Trace,
  giver: number,
  { firstGoroutine, firstSpan, endSpan }: SpanPortion,
  given: WakesGiven,
): void {
  const { state, link } = spans
  const { spanOffset } = goroutines
  let goroutine = firstGoroutine
  for (let span = firstSpan; span < endSpan; span++) {
    if (link[span] !== giver || state[span] !== GoroutineState.runnable) continue
    while (spanOffset[goroutine + 1] <= span) goroutine++
    if (goroutine === giver) continue
    given.goroutines.push(goroutine)
    given.spans.push(span)
  }
}

/** @param other the goroutine at the other end, or NONE; @param goroutine whose span it is. */
type CauseVisitor = (kind: CauseKind, other: number, goroutine: number, span: number) => void

interface Cause {
  readonly kind: CauseKind
  /** Goroutine index or NONE. */
  readonly other: number
  readonly delays: Durations
}

const causeKinds = Object.keys(causeTexts) as readonly CauseKind[]

/**
 * Wake-ups by kind and goroutine at the other end. One that created millions has as many: they are counted first, and
 * only of those that will be told the delays are gathered.
 */
class CauseTally {
  total = 0
  private readonly causes = new Map<number, Cause>()
  private readonly others: number

  constructor(private readonly trace: Trace) {
    // The last place of a kind is for those that no goroutine did.
    this.others = trace.goroutines.count + 1
  }

  /** `each` is called twice, and gives the same both times. */
  addAll(each: (visit: CauseVisitor) => void): void {
    const { trace, causes, others } = this
    const counts = new Uint32Array(causeKinds.length * others)
    const totals = new Float64Array(causeKinds.length * others)
    const seen: number[] = []
    const keyOf = (kind: CauseKind, other: number): number =>
      causeKinds.indexOf(kind) * others + (other === NONE ? others - 1 : other)
    each((kind, other, goroutine, span) => {
      const key = keyOf(kind, other)
      if (counts[key]++ === 0) seen.push(key)
      totals[key] += endOfSpan(trace, goroutine, span) - trace.spans.startNs.at(span)
    })
    this.total = seen.length
    for (const key of mostOften(seen, counts, totals)) {
      const other = key % others
      causes.set(key, {
        kind: causeKinds[Math.floor(key / others)],
        other: other === others - 1 ? NONE : other,
        delays: new Durations(),
      })
    }
    each((kind, other, goroutine, span) => {
      const startNs = trace.spans.startNs.at(span)
      causes.get(keyOf(kind, other))?.delays.add(endOfSpan(trace, goroutine, span) - startNs, startNs)
    })
  }

  dtos(): readonly CauseDto[] {
    return [...this.causes.values()].map(({ kind, other, delays }) => ({
      kind,
      ...(other === NONE ? {} : { goroutine: goroutineRef(this.trace, other) }),
      text: causeTexts[kind],
      ...delays.dto(),
    }))
  }
}

/** Most wake-ups first, of as many the longest delay in all; of equal ones the first seen. */
function mostOften(seen: readonly number[], counts: Uint32Array, totals: Float64Array): readonly number[] {
  const places = new Uint32Array(seen.length)
  const keys = new Float64Array(seen.length)
  for (let at = 0; at < seen.length; at++) {
    places[at] = at
    keys[at] = -totals[seen[at]]
  }
  const byTotal = orderBy(places, keys)
  for (let at = 0; at < seen.length; at++) keys[at] = -counts[seen[byTotal[at]]]
  const byCount = orderBy(byTotal, keys)
  return Array.from(byCount.subarray(0, mostCauses), (at) => seen[at])
}

/** Back from what the goroutine did at `timeNs`: who made it runnable, who had made that one runnable, and so on. */
export function wakeChain(index: TraceIndex, goroutine: number, timeNs: number): WakeChainDto {
  const { trace } = index
  const { spans, goroutines } = trace
  const steps: ChainStepDto[] = []
  let at = goroutine
  let untilNs = timeNs
  for (;;) {
    const end = (endText: string): WakeChainDto => ({ steps, endText })
    const name = `g${goroutines.id[at]}`
    const span = lastWake(trace, at, untilNs, steps.length === 0)
    if (span === undefined) return end(`The trace shows no wake-up of ${name} before that.`)
    const kind = causeOf(trace, goroutines.spanOffset[at], span) ?? 'unknown'
    const waker = spans.link[span]
    const wait = span - 1
    const endedWait =
      wait >= goroutines.spanOffset[at] && spans.state[wait] === GoroutineState.waiting ? wait : undefined
    const place = placeOf(trace, spans.stack.at(span))
    steps.push({
      goroutine: goroutineRef(trace, at),
      atNs: spans.startNs.at(span),
      kind,
      ...(waker === NONE ? {} : { by: goroutineRef(trace, waker) }),
      text: causeTexts[kind],
      ...(place === undefined ? {} : { place }),
      ...(endedWait === undefined
        ? {}
        : {
            reason: spans.reasons[spans.reason[endedWait]],
            waitedNs: spans.startNs.at(span) - spans.startNs.at(endedWait),
          }),
    })
    if (waker === NONE) {
      return end(
        kind === 'network'
          ? 'It begins with the network: what came from outside is not in the trace.'
          : kind === 'timer-or-runtime'
            ? 'It begins with a timer, or with the runtime itself: no goroutine did it.'
            : 'The trace does not name who did it.',
      )
    }
    if (steps.length === mostSteps) return end(`It goes on; ${mostSteps} steps are shown.`)
    untilNs = spans.startNs.at(span)
    at = waker
  }
}

/**
 * The last wake-up of a goroutine at or before an instant. One that has just ended a wait at that instant counts for the
 * first step only: a waker was running, so its own wake-up lies before.
 */
function lastWake(trace: Trace, goroutine: number, timeNs: number, isFirst: boolean): number | undefined {
  const { spans, goroutines } = trace
  const first = goroutines.spanOffset[goroutine]
  if (first === goroutines.spanOffset[goroutine + 1]) return undefined
  let from = spanAt(trace, goroutine, timeNs)
  // A wait that is asked about was ended by what follows it.
  const next = from + 1
  if (
    isFirst &&
    spans.state[from] === GoroutineState.waiting &&
    next < goroutines.spanOffset[goroutine + 1] &&
    causeOf(trace, first, next) !== undefined
  )
    from = next
  for (let span = from; span >= Math.max(first, from - mostSpansBack); span--) {
    if (!isFirst && spans.startNs.at(span) >= timeNs) continue
    if (causeOf(trace, first, span) !== undefined) return span
  }
  return undefined
}
