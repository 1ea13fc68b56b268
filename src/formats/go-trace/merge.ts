/**
 * One generation in order: the event at the top of Go's heap if it may go, else the first other one that may
 * (Go 1.27 src/internal/trace/reader.go, ReadEvent).
 */
import { NONE } from '../../model/states'
import type { Cursors } from './cursors'
import type { WireSamples } from './generation-tables'
import { sampleProcessor } from './generation-tables'
import type { HotEvents } from './kernel/hot-events'
import { HotExit } from './kernel/hot-events'
import type { EventOrder } from './event-order'
import { advance } from './order'
import { Advance } from './order-states'
import { allOnes } from './wire-events'

/** Cancellation and progress are looked at after so many events. */
const eventsBetweenChecks = 8192
/** A sample is never this far from the events around it. */
const widestGapNs = 3600e9
/** A generation in which this many events had to be forced, and more than one in eight, tells nothing any more. */
const mostForced = 4096

export type MergeEnd = 'done' | 'failed' | 'hopeless'

export interface MergeFacts {
  readonly nsPerTick: number
  readonly originNs: number
  /** Begin of the generation, since the origin. */
  readonly fromNs: number
  /** Called now and then. What it throws ends the merge. */
  readonly check: () => void
}

export class GenerationMerge {
  /** When the rest was left out, after `hopeless`. */
  gaveUpNs = NaN
  private readonly isStrict: boolean

  constructor(
    private readonly order: EventOrder,
    private readonly cursors: Cursors,
    private readonly samples: WireSamples,
    private readonly hotEvents: HotEvents | null,
    private readonly facts: MergeFacts,
  ) {
    this.isStrict = order.isStrict
  }

  /** Lets every event happen that can. */
  run(): MergeEnd {
    const { order, cursors, samples, hotEvents, isStrict } = this
    let nextSample = 0
    let forced = 0
    let untilCheck = eventsBetweenChecks
    const eventsBefore = order.eventCount
    for (;;) {
      if (--untilCheck <= 0) {
        untilCheck = eventsBetweenChecks
        this.facts.check()
      }
      if (hotEvents !== null) {
        const sampleNs = nextSample < samples.count ? this.sampleNs(nextSample) : Infinity
        const exit = hotEvents.run(untilCheck, sampleNs)
        untilCheck -= hotEvents.eventsRun
        if (exit === HotExit.limit) continue
        if (exit === HotExit.next) {
          if (cursors.next(cursors.heap[0])) cursors.update(0)
          else cursors.remove(0)
          continue
        }
      }
      if (cursors.heapLength === 0) {
        if (nextSample === samples.count) return 'done'
        this.emitSample(nextSample++)
        continue
      }
      let place = 0
      let cursor = cursors.heap[0]
      if (nextSample < samples.count && this.sampleNs(nextSample) < cursors.timeNs[cursor]) {
        this.emitSample(nextSample++)
        continue
      }
      // Go finds the next event undecodable before it hands out this one.
      const problem = isStrict ? cursors.nextProblem(cursor) : ''
      let outcome = problem === '' ? advance(order, cursor, false) : this.advanceSilently(cursor, problem)
      if (outcome === Advance.waits) {
        cursors.sort()
        for (place = 1; place < cursors.heapLength; place++) {
          cursor = cursors.heap[place]
          const otherProblem = isStrict ? cursors.nextProblem(cursor) : ''
          outcome =
            otherProblem === '' ? advance(order, cursor, false) : this.advanceSilently(cursor, otherProblem)
          if (outcome !== Advance.waits) break
        }
        if (outcome === Advance.waits) {
          place = 0
          cursor = cursors.heap[0]
          if (isStrict) {
            order.failure = 'no thread can go on: the events contradict each other or some are missing'
            return 'failed'
          }
          if (++forced > mostForced && forced * 8 > order.eventCount - eventsBefore) {
            this.giveUp()
            return 'hopeless'
          }
          this.noteForced(cursor)
          outcome = advance(order, cursor, true)
        }
      }
      if (outcome === Advance.fails) return 'failed'
      if (cursors.next(cursor)) cursors.update(place)
      else cursors.remove(place)
    }
  }

  /** Strict: the event may go or fail or wait, but if it goes, reading ends without it. */
  private advanceSilently(cursor: number, problem: string): number {
    const { order } = this
    const eventCount = order.eventCount
    const lastNs = order.lastNs
    const outcome = order.withoutSink(() => advance(order, cursor, false))
    if (outcome !== Advance.goes) return outcome
    order.eventCount = eventCount
    order.lastNs = lastNs
    order.failure = problem
    return Advance.fails
  }

  private noteForced(cursor: number): void {
    const { cursors } = this
    this.order.warnings.add(
      'forced-order',
      'no thread could go on, as if events were missing: the earliest event was taken',
      { byteOffset: cursors.byteOffsetOf(cursor), fromNs: cursors.timeNs[cursor] },
    )
  }

  private giveUp(): void {
    const { cursors } = this
    const cursor = cursors.heap[0]
    const fromNs = cursors.timeNs[cursor]
    this.gaveUpNs = fromNs
    this.order.warnings.add(
      'lost-order',
      'the events of a generation contradict each other: the rest of it is left out',
      {
        byteOffset: cursors.byteOffsetOf(cursor),
        fromNs,
        isLoss: true,
      },
    )
  }

  /** A generation before this one may have told absurd times: they say nothing about its samples. */
  private isFarOff(sampleNs: number): boolean {
    const { fromNs } = this.facts
    return sampleNs < fromNs - widestGapNs || sampleNs > Math.max(fromNs, this.order.lastNs) + widestGapNs
  }

  private sampleNs(row: number): number {
    return Math.floor(this.samples.ticks[row] * this.facts.nsPerTick) - this.facts.originNs
  }

  private emitSample(row: number): void {
    const { order, samples } = this
    const sampleNs = this.sampleNs(row)
    if (!this.isStrict && this.isFarOff(sampleNs)) {
      order.warnings.add('implausible-sample', 'CPU samples lie far outside their generation: left out', {
        isLoss: true,
      })
      return
    }
    const { context } = order
    const thread = samples.thread[row]
    const goroutine = samples.goroutine[row]
    context.thread = thread >= allOnes ? NONE : order.internThread(thread)
    context.processor = sampleProcessor(samples.processor[row])
    context.goroutine = goroutine === 0 || goroutine >= allOnes ? NONE : order.internGoroutine(goroutine)
    context.stack = samples.stack[row]
    order.stampAt(sampleNs)
    order.sink.cpuSample(context)
  }
}
