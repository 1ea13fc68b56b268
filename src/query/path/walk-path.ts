/**
 * Why a stretch of a goroutine took as long as it did: back from its end, following who ended each wait.
 *
 *     g1  ████░░░░░░░░░░████      g1 runs, waits, runs again
 *     g7  ──██████████▲──         g7 ended the wait: from the wait's begin to its end the path is with g7
 *
 * While a goroutine has a P, waits for one, or is in a system call, the path is with it. Where it waited and the trace names
 * the goroutine that ended the wait, the path goes over to that one at that instant, and comes back where the wait began:
 * before that the first one was not held up. Where no goroutine is named (network, timer, not in the file) the wait itself is
 * the step. A goroutine that was created inside the stretch hands over to its creator.
 *
 * What this proves: everything on the path happened before what follows it. What it does not prove: that what a waker did
 * earlier was needed for the wake-up; such steps are marked by their depth.
 *
 * Cost: a step of one goroutine is the span before; going over to another is one binary search in its row.
 */
import type { Steps } from '../../base/steps'
import { pathKinds } from '../../contract/path-dto'
import type { PathKind } from '../../contract/path-dto'
import { GoroutineState, NONE, GoroutineFlag } from '../../model/states'
import type { Trace } from '../../model/trace'
import { piecesOf } from '../assist-pieces'
import { stopTheWorldPrefix } from '../counters/counters-index'
import { isNetworkWake, networkWaitReason } from '../goroutine/network-wake'
import { endOfSpan } from '../goroutine/span-details'
import type { TraceIndex } from '../trace-index'
import { PathColumns } from './columns'

/** Steps beyond are not walked: the rest of the stretch is one step of kind 'unknown'. */
const mostWalkedSteps = 1_000_000
/** Wake-ups at one and the same instant that are followed; more are clocks that disagree. */
const mostHopsAtOnce = 64
/** A few milliseconds of walking. */
const turnsAtOnce = 16_384

const kindIndex: Readonly<Record<PathKind, number>> = Object.fromEntries(
  pathKinds.map((kind, index) => [kind, index]),
) as Record<PathKind, number>

/** How the path goes on in time behind a step. */
export const PathExit = { same: 0, woke: 1, created: 2, waited: 3 } as const
export type PathExit = (typeof PathExit)[keyof typeof PathExit]

/** A goroutine that the path is with, down to an instant where it goes back to the one above. */
interface Level {
  goroutine: number
  readonly floorNs: number
  /** Where to go on when the level above is left: the span before the wait. */
  span: number
  depth: number
}

/**
 * The path of a goroutine in [fromNs, toNs], back from its end.
 * @param goroutine index of one with a row.
 */
export function* walkPath(
  index: TraceIndex,
  goroutine: number,
  fromNs: number,
  toNs: number,
  mostSteps = mostWalkedSteps,
): Steps<PathColumns> {
  return yield* new PathWalk(index, fromNs, toNs, mostSteps).walk(goroutine)
}

class PathWalk {
  private readonly trace: Trace
  private readonly steps = new PathColumns()
  private readonly levels: Level[] = []
  private timeNs: number
  /** How the step to be added next goes on behind its end, and the span that tells. */
  private exit: PathExit = PathExit.same
  private exitSpan: number = NONE
  private hopsAtOnce = 0
  private lastHopNs = NaN
  private readonly stops: Stops

  constructor(
    private readonly index: TraceIndex,
    private readonly fromNs: number,
    toNs: number,
    private readonly mostSteps: number,
  ) {
    this.trace = index.trace
    this.timeNs = toNs
    this.stops = new Stops(index.trace)
  }

  *walk(goroutine: number): Steps<PathColumns> {
    const { steps, levels } = this
    const wholeNs = this.timeNs - this.fromNs
    let turns = 0
    levels.push({ goroutine, floorNs: this.fromNs, span: this.spanBefore(goroutine), depth: 0 })
    while (this.timeNs > this.fromNs) {
      const level = levels[levels.length - 1]
      if (this.timeNs <= level.floorNs) this.goBack()
      else if (steps.count >= this.mostSteps) this.add('unknown', level, this.fromNs, NONE)
      else this.stepBack(level)
      if (++turns % turnsAtOnce === 0) yield 1 - (this.timeNs - this.fromNs) / wholeNs
    }
    steps.reverse()
    return steps
  }

  /** The last span that begins before the instant reached, or one before the row's first. */
  private spanBefore(goroutine: number): number {
    const { spanOffset } = this.trace.goroutines
    const { startNs } = this.trace.spans
    let low = spanOffset[goroutine]
    let high = spanOffset[goroutine + 1]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (startNs.at(middle) < this.timeNs) low = middle + 1
      else high = middle
    }
    return low - 1
  }

  /** The wait that led to the uppermost level began here: on with the one that waited. */
  private goBack(): void {
    const { levels } = this
    levels.pop()
    // All levels end at a floor of their own or of one below: the lowest of those is where the path goes on.
    while (levels.length > 1 && levels[levels.length - 1].floorNs >= this.timeNs) levels.pop()
    this.leave(PathExit.waited, levels[levels.length - 1].span + 1)
  }

  /** The first that happens behind a step is what the next step in time was begun by. */
  private leave(exit: PathExit, span: number): void {
    if (this.exit !== PathExit.same) return
    this.exit = exit
    this.exitSpan = span
  }

  private stepBack(level: Level): void {
    const { spans, goroutines } = this.trace
    const first = goroutines.spanOffset[level.goroutine]
    let { span } = level
    while (span >= first && spans.startNs.at(span) >= this.timeNs) span--
    level.span = span
    if (span < first) {
      this.beforeFirst(level, first)
      return
    }
    const lowerNs = Math.max(level.floorNs, spans.startNs.at(span))
    switch (spans.state[span] as GoroutineState) {
      case GoroutineState.running:
        this.addRunning(level, lowerNs, span)
        return
      case GoroutineState.syscall:
        this.add('syscall', level, lowerNs, span)
        return
      case GoroutineState.runnable:
        this.addRunnable(level, lowerNs, span)
        return
      case GoroutineState.waiting:
        this.addWait(level, lowerNs, span)
        return
      case GoroutineState.notExist:
        if (!this.goToCreator(level, span + 1)) this.add('unknown', level, lowerNs, span)
        return
      case GoroutineState.undetermined:
        this.add('unknown', level, lowerNs, span)
    }
  }

  private beforeFirst(level: Level, first: number): void {
    const { goroutines } = this.trace
    const isCreated = (goroutines.flags[level.goroutine] & GoroutineFlag.createdInTrace) !== 0
    if (isCreated && this.goToCreator(level, first)) return
    this.add('unknown', level, level.floorNs, NONE)
  }

  /** @param span the first of a life. */
  private goToCreator(level: Level, span: number): boolean {
    const { goroutines, spans } = this.trace
    const { goroutine } = level
    const isFirst = span === goroutines.spanOffset[goroutine]
    const isRow = span < goroutines.spanOffset[goroutine + 1]
    const isRunnable = isRow && spans.state[span] === GoroutineState.runnable
    const creator = isRunnable ? spans.link[span] : isFirst ? goroutines.createdBy[goroutine] : NONE
    if (creator === NONE || creator === goroutine || !this.mayHop()) return false
    this.leave(PathExit.created, span)
    level.goroutine = creator
    level.depth++
    level.span = this.spanBefore(creator)
    return true
  }

  private mayHop(): boolean {
    this.hopsAtOnce = this.lastHopNs === this.timeNs ? this.hopsAtOnce + 1 : 0
    this.lastHopNs = this.timeNs
    return this.hopsAtOnce < mostHopsAtOnce
  }

  private addWait(level: Level, lowerNs: number, span: number): void {
    const { trace } = this
    const { spans, goroutines } = trace
    const { goroutine } = level
    const next = span + 1
    const isOver =
      next < goroutines.spanOffset[goroutine + 1] && endOfSpan(trace, goroutine, span) <= this.timeNs
    if (!isOver || spans.state[next] !== GoroutineState.runnable) {
      this.add('wait', level, lowerNs, span)
      return
    }
    const waker = spans.link[next]
    const wakeReason = spans.reasons[spans.reason[next]]
    if (wakeReason === 'unblocked' && waker !== NONE && waker !== goroutine && this.mayHop()) {
      level.span = span - 1
      this.leave(PathExit.woke, next)
      this.levels.push({
        goroutine: waker,
        floorNs: lowerNs,
        span: this.spanBefore(waker),
        depth: level.depth + 1,
      })
      return
    }
    const isNetwork =
      isNetworkWake(trace, goroutines.spanOffset[goroutine], next) ||
      spans.reasons[spans.reason[span]] === networkWaitReason
    const kind =
      !wakeReason.startsWith('unblocked') || waker !== NONE ? 'wait' : isNetwork ? 'network' : 'timer'
    this.add(kind, level, lowerNs, span)
  }

  private addRunning(level: Level, lowerNs: number, span: number): void {
    const { assists } = this.index
    const { first, end } = piecesOf(assists, level.goroutine)
    let piece = lastBefore(assists.startNs, first, end, this.timeNs)
    for (; piece >= first && assists.endNs[piece] > lowerNs; piece--) {
      this.add('running', level, assists.endNs[piece], span)
      this.add('assist', level, Math.max(lowerNs, assists.startNs[piece]), span)
    }
    this.add('running', level, lowerNs, span)
  }

  private addRunnable(level: Level, lowerNs: number, span: number): void {
    const { startNs, endNs } = this.stops
    let stop = lastBefore(startNs, 0, startNs.length, this.timeNs)
    for (; stop >= 0 && endNs[stop] > lowerNs; stop--) {
      this.add('runnable', level, endNs[stop], span)
      this.add('stopped', level, Math.max(lowerNs, startNs[stop]), span)
    }
    this.add('runnable', level, lowerNs, span)
  }

  /** One step from `fromNs` to the instant reached, which moves there. Nothing where there is no time between. */
  private add(kind: PathKind, level: Level, fromNs: number, span: number): void {
    if (fromNs >= this.timeNs) return
    this.steps.add({
      kind: kindIndex[kind],
      goroutine: level.goroutine,
      fromNs,
      toNs: this.timeNs,
      span,
      depth: level.depth,
      exit: this.exit,
      exitSpan: this.exitSpan,
    })
    this.timeNs = fromNs
    this.exit = PathExit.same
    this.exitSpan = NONE
  }
}

/** Stops of the world in order of time, those that overlap as one. */
class Stops {
  readonly startNs: readonly number[]
  readonly endNs: readonly number[]

  constructor({ ranges, tables }: Trace) {
    const startNs: number[] = []
    const endNs: number[] = []
    const isStop = new Map<number, boolean>()
    for (let range = 0; range < ranges.count; range++) {
      const name = ranges.name[range]
      let is = isStop.get(name)
      if (is === undefined) isStop.set(name, (is = tables.strings.get(name).startsWith(stopTheWorldPrefix)))
      if (!is) continue
      const last = endNs.length - 1
      if (last >= 0 && ranges.startNs[range] <= endNs[last])
        endNs[last] = Math.max(endNs[last], ranges.endNs[range])
      else {
        startNs.push(ranges.startNs[range])
        endNs.push(ranges.endNs[range])
      }
    }
    this.startNs = startNs
    this.endNs = endNs
  }
}

/** The last place in [first, end) whose value lies before `timeNs`; one before `first` when there is none. */
function lastBefore(values: ArrayLike<number>, first: number, end: number, timeNs: number): number {
  let low = first
  let high = end
  while (low < high) {
    const middle = (low + high) >>> 1
    if (values[middle] < timeNs) low = middle + 1
    else high = middle
  }
  return low - 1
}
