/**
 * Who woke a goroutine and whom it woke, how often, and how long the woken took to run again; and the chain of wake-ups
 * that leads back from an instant. Read from runnable spans, each of which names its waker or creator; who restarted the
 * world has been taken out by the reader.
 */
import type { CauseDto, ChainStepDto, GoroutineCausesDto, WakeChainDto } from '../contract/goroutine-dto'
import type { WakeDto } from '../contract/trace-dto'
import { GoroutineState, NONE } from '../model/states'
import type { Trace } from '../model/trace'
import { spanAt } from './assist-pieces'
import { Durations } from './durations'
import { isNetworkWake, networkWake } from './network-wake'
import { endOfSpan, goroutineRef } from './span-details'
import { placeOf } from './stack-dto'
import type { TraceIndex } from './trace-index'

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

export function goroutineCauses(index: TraceIndex, goroutine: number): GoroutineCausesDto {
  const { trace } = index
  const { spans, goroutines } = trace
  const wokenBy = new Map<string, Cause>()
  const first = goroutines.spanOffset[goroutine]
  for (let span = first; span < goroutines.spanOffset[goroutine + 1]; span++) {
    const kind = causeOf(trace, first, span)
    if (kind !== undefined) addCause(wokenBy, trace, kind, spans.link[span], goroutine, span)
  }
  const woke = new Map<string, Cause>()
  const { state, link } = spans
  for (let other = 0; other < goroutines.count; other++) {
    if (other === goroutine) continue
    for (let span = goroutines.spanOffset[other]; span < goroutines.spanOffset[other + 1]; span++) {
      if (link[span] !== goroutine || state[span] !== GoroutineState.runnable) continue
      const kind = causeOf(trace, goroutines.spanOffset[other], span)
      if (kind !== undefined) addCause(woke, trace, kind, other, other, span)
    }
  }
  return {
    wokenBy: dtos(trace, wokenBy),
    wokenByTotal: wokenBy.size,
    woke: dtos(trace, woke),
    wokeTotal: woke.size,
  }
}

interface Cause {
  readonly kind: CauseKind
  /** Goroutine index or NONE. */
  readonly other: number
  readonly delays: Durations
}

/** @param other the goroutine at the other end; @param goroutine whose span it is. */
function addCause(
  causes: Map<string, Cause>,
  trace: Trace,
  kind: CauseKind,
  other: number,
  goroutine: number,
  span: number,
): void {
  const key = `${kind} ${other}`
  let cause = causes.get(key)
  if (cause === undefined) causes.set(key, (cause = { kind, other, delays: new Durations() }))
  const startNs = trace.spans.startNs[span]
  cause.delays.add(endOfSpan(trace, goroutine, span) - startNs, startNs)
}

function dtos(trace: Trace, causes: ReadonlyMap<string, Cause>): readonly CauseDto[] {
  return [...causes.values()]
    .sort((a, b) => b.delays.count - a.delays.count || b.delays.totalNs - a.delays.totalNs)
    .slice(0, mostCauses)
    .map(({ kind, other, delays }) => ({
      kind,
      ...(other === NONE ? {} : { goroutine: goroutineRef(trace, other) }),
      text: causeTexts[kind],
      ...delays.dto(),
    }))
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
    const place = placeOf(trace, spans.stack[span])
    steps.push({
      goroutine: goroutineRef(trace, at),
      atNs: spans.startNs[span],
      kind,
      ...(waker === NONE ? {} : { by: goroutineRef(trace, waker) }),
      text: causeTexts[kind],
      ...(place === undefined ? {} : { place }),
      ...(endedWait === undefined
        ? {}
        : {
            reason: spans.reasons[spans.reason[endedWait]],
            waitedNs: spans.startNs[span] - spans.startNs[endedWait],
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
    untilNs = spans.startNs[span]
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
    if (!isFirst && spans.startNs[span] >= timeNs) continue
    if (causeOf(trace, first, span) !== undefined) return span
  }
  return undefined
}
