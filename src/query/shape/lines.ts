/**
 * The goroutines of a picture as lines, numbered from top to bottom, with what joins them over the whole trace: who
 * created whom, who woke whom how often. Read from runnable spans, each of which names its waker or creator; who only
 * restarted the world has been taken out by the reader (model/world-restart.ts).
 */
import type { Steps } from '../../base/steps'
import type { ShapeCreationDto } from '../../contract/shape-dto'
import { shapeOutside } from '../../contract/shape-dto'
import { GoroutineState, NONE } from '../../model/states'
import type { Trace } from '../../model/trace'
import { Durations } from '../durations'
import { isNetworkWake, networkWake } from '../goroutine/network-wake'
import { endOfSpan } from '../goroutine/span-details'
import type { Chosen } from './choose-goroutines'
import { lineOrder } from './line-order'

export interface Pair {
  /** Line numbers. */
  readonly waker: number
  readonly woken: number
  readonly delays: Durations
  readonly firstNs: number
}

export interface Outside {
  goroutines: number
  network: number
  timers: number
}

export interface Lines {
  readonly trace: Trace
  /** Goroutine indices from top to bottom. */
  readonly goroutines: readonly number[]
  /** Line number by goroutine index; -1 for those that are not among them. */
  readonly lineOf: Int32Array
  /** By line. */
  readonly isChosen: readonly boolean[]
  readonly outside: readonly Outside[]
  /** Most wake-ups first. */
  readonly pairs: readonly Pair[]
  readonly creations: readonly ShapeCreationDto[]
  readonly chosen: Chosen
}

/** Of a span that is no wake-up: created, preempted, gave way, back from a system call. */
export const noWake = -9

/**
 * Reads what made a goroutine runnable: a goroutine index, a value of `shapeOutside`, or `noWake`. Its parameters are the
 * index of the first span of the goroutine's row, and that of the span.
 */
export function wakerReader(trace: Trace): (first: number, span: number) => number {
  const { state, reason, link, reasons } = trace.spans
  const unblocked = reasons.indexOf('unblocked')
  const network = reasons.indexOf(networkWake)
  return (first, span) => {
    if (state[span] !== GoroutineState.runnable) return noWake
    const why = reason[span]
    if (why === unblocked) return link[span] === NONE ? shapeOutside.timer : link[span]
    if (why !== network) return noWake
    return isNetworkWake(trace, first, span) ? shapeOutside.network : shapeOutside.timer
  }
}

export function* buildLines(trace: Trace, chosen: Chosen): Steps<Lines> {
  const { goroutines } = trace
  const before = yield* gather(trace, chosen.goroutines)
  const creator = chosen.goroutines.map((one) => before.lineOf[goroutines.createdBy[one]] ?? -1)
  const names = [...new Set(chosen.goroutines.map((one) => goroutines.functionName[one]))]
  const order = lineOrder({
    count: chosen.goroutines.length,
    stage: chosen.goroutines.map((one) => names.indexOf(goroutines.functionName[one])),
    stageCount: names.length,
    createdNs: chosen.goroutines.map((one) => goroutines.createdNs.at(one)),
    creator,
    wakes: before.pairs.map(({ waker, woken, delays }) => ({ a: waker, b: woken, weight: delays.count })),
  })
  const numberOf = new Int32Array(order.length)
  order.forEach((line, number) => (numberOf[line] = number))
  const ordered = order.map((line) => chosen.goroutines[line])
  return {
    trace,
    goroutines: ordered,
    lineOf: linesByGoroutine(trace, ordered),
    isChosen: order.map((line) => line < chosen.chosenCount),
    outside: order.map((line) => before.outside[line]),
    pairs: before.pairs
      .map((pair) => ({ ...pair, waker: numberOf[pair.waker], woken: numberOf[pair.woken] }))
      .sort((a, b) => b.delays.count - a.delays.count || a.waker - b.waker || a.woken - b.woken),
    creations: ordered.flatMap((goroutine, created) => {
      const by = creator[order[created]]
      return by < 0 ? [] : [{ creator: numberOf[by], created, atNs: goroutines.createdNs.at(goroutine) }]
    }),
    chosen,
  }
}

function linesByGoroutine(trace: Trace, list: readonly number[]): Int32Array {
  const lineOf = new Int32Array(trace.goroutines.count).fill(-1)
  for (const [line, goroutine] of list.entries()) lineOf[goroutine] = line
  return lineOf
}

/** Wake-ups of the goroutines, whose lines here are numbered as they come. */
function* gather(trace: Trace, list: readonly number[]): Steps<Gathering> {
  const gathering = new Gathering(trace, list)
  const { spanOffset } = trace.goroutines
  for (const [woken, goroutine] of list.entries()) {
    gathering.begin()
    const end = spanOffset[goroutine + 1]
    for (let span = spanOffset[goroutine]; span < end; span += spansAtOnce) {
      gathering.add(woken, goroutine, span, Math.min(end, span + spansAtOnce))
      yield (woken + 1) / list.length
    }
  }
  return gathering
}

/** Looked at in one piece of work. */
const spansAtOnce = 1 << 16

class Gathering {
  readonly lineOf: Int32Array
  readonly outside: Outside[] = []
  readonly pairs: Pair[] = []
  /** By waker: the pair with the goroutine in hand. */
  private readonly own: (Pair | undefined)[]
  private readonly readWaker: (first: number, span: number) => number

  constructor(
    private readonly trace: Trace,
    list: readonly number[],
  ) {
    this.lineOf = linesByGoroutine(trace, list)
    this.own = new Array<Pair | undefined>(list.length)
    this.readWaker = wakerReader(trace)
  }

  /** Of the next goroutine. */
  begin(): void {
    this.own.fill(undefined)
    this.outside.push({ goroutines: 0, network: 0, timers: 0 })
  }

  add(woken: number, goroutine: number, from: number, end: number): void {
    const { trace, lineOf, own, pairs, readWaker } = this
    const outside = this.outside[woken]
    const first = trace.goroutines.spanOffset[goroutine]
    for (let span = from; span < end; span++) {
      const by = readWaker(first, span)
      if (by === noWake) continue
      if (by === shapeOutside.network) outside.network++
      else if (by === shapeOutside.timer) outside.timers++
      else {
        const waker = lineOf[by] ?? -1
        if (waker < 0) outside.goroutines++
        else addTo(own, pairs, trace, waker, woken, goroutine, span)
      }
    }
  }
}

function addTo(
  own: (Pair | undefined)[],
  pairs: Pair[],
  trace: Trace,
  waker: number,
  woken: number,
  goroutine: number,
  span: number,
): void {
  const startNs = trace.spans.startNs.at(span)
  let pair = own[waker]
  if (pair === undefined) {
    pair = { waker, woken, delays: new Durations(), firstNs: startNs }
    own[waker] = pair
    pairs.push(pair)
  }
  pair.delays.add(endOfSpan(trace, goroutine, span) - startNs, startNs)
}
