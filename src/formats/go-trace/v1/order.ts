/**
 * Puts the events of all processors into one order: each processor's own order holds, goroutines' sequence numbers
 * hold, and among the events that could go next the earliest goes. Rules and reasons: Go 1.27
 * src/internal/trace/internal/tracev1/order.go and parser.go (parseEventBatches).
 */
import type { Cancellation } from '../../../base/cancellation'
import { throwIfCancelled } from '../../../base/cancellation'
import { textOfUtf8 } from '../../../base/utf8-text'
import { GrowableIdTable } from '../../../model/id-table'
import type { WarningLog } from '../warning-log'
import type { EventColumns } from './columns'
import { EventColumnsBuilder } from './columns'
import type { ParsedTrace } from './parser'
import { EventCursor } from './event-cursor'
import type { Stream } from './stream-heap'
import { StreamHeap, isEarlier, isEarlierInGo } from './stream-heap'
import { restoreSyscallExits } from './syscall-exits'
import type { WireEvent } from './wire'
import { WireType } from './wire'

export interface OrderedTrace {
  readonly events: EventColumns
  /** Go's ids by the columns' goroutine index; index 0 is id 0. */
  readonly goroutineIds: GrowableIdTable
  /** Text of logs: index in column `c` of their events. */
  readonly messages: readonly string[]
  /** Where Go's reader would give up, or null. Then the order is a guess from there on. */
  readonly firstError: string | null
}

const Status = { dead: 0, runnable: 1, running: 2, waiting: 3 } as const
const anySequence = -1
const increment = -2
const noGoroutine = -1
/** The key of the garbage collector among goroutine indices. */
const collectorKey = -2

/** What an event needs of its goroutine, and what it makes of it. Reused. */
interface Need {
  key: number
  sequence: number
  status: number
  nextSequence: number
  nextStatus: number
}

/** Beyond so many looks at waiting events per event, the order is by time alone: guards against crafted files. */
const mostLooksPerEvent = 64
const freeLooks = 10_000_000
/** Go looks at every waiting processor for every event. */
const freeStrictLooks = 2_000_000_000
/** Messages beyond these are kept without looking for equal ones. A Map holds no more than 2^24 entries. */
const mostKnownMessages = 4_000_000
const cancelEvery = 65536

/**
 * @param isStrict stop where Go's reader would; the events so far are returned with `firstError`.
 * @throws CancelledError
 */
export function orderEvents(
  parsed: ParsedTrace,
  isStrict: boolean,
  warnings: WarningLog,
  cancellation: Cancellation,
): OrderedTrace {
  const merge = new Merge(parsed, isStrict, warnings)
  if (isStrict) merge.runLikeGo(cancellation)
  else merge.run(cancellation)
  let { firstError } = merge
  if (firstError === null || !isStrict) {
    const error = restoreSyscallExits(merge.events, merge.goroutineIds.count, isStrict, warnings)
    firstError ??= error
  }
  return {
    events: merge.events,
    goroutineIds: merge.goroutineIds,
    messages: merge.messages,
    firstError,
  }
}

class Merge {
  readonly events: EventColumnsBuilder
  readonly goroutineIds = new GrowableIdTable()
  readonly messages: string[] = []
  firstError: string | null = null
  private readonly messageIndex = new Map<string, number>()
  private readonly streams: Stream[] = []
  private readonly ready: StreamHeap
  /** Streams whose head waits, by the key it waits for. */
  private readonly waiting = new Map<number, Stream[]>()
  private waitingCount = 0
  private sequences = new Float64Array(256)
  private statuses = new Uint8Array(256)
  private collections = 0
  private looks = 0
  private readonly need: Need = { key: 0, sequence: 0, status: 0, nextSequence: 0, nextStatus: 0 }

  constructor(
    private readonly parsed: ParsedTrace,
    private readonly isStrict: boolean,
    private readonly warnings: WarningLog,
  ) {
    this.events = new EventColumnsBuilder(parsed.eventCount)
    this.goroutineIds.intern(0)
    for (const [processor, batches] of parsed.batches) {
      const cursor = new EventCursor(parsed.bytes, processor, batches)
      this.addStream(cursor, () => cursor.next())
    }
    let sample = -1
    const samples = parsed.cpuSamples
    const head: WireEvent = { type: 0, ticks: 0, goroutine: 0, processor: 0, stack: 0, a: 0, b: 0, c: 0 }
    this.addStream(head, () => {
      if (++sample >= samples.length) return false
      Object.assign(head, samples[sample])
      return true
    })
    this.ready = new StreamHeap(isEarlier)
  }

  private addStream(event: WireEvent, advance: () => boolean): void {
    this.streams.push({ index: this.streams.length, event, advance })
  }

  /**
   * Go's own walk step by step, since its heap decides among events of equal ticks. Go begins with the processors in
   * the order of a map, which is any; here they come in the order of the file, which gives the same events.
   */
  runLikeGo(cancellation: Cancellation): void {
    const available = this.streams.filter((stream) => stream.advance())
    const frontier = new StreamHeap(isEarlierInGo)
    let steps = 0
    for (;;) {
      if (++steps % cancelEvery === 0) throwIfCancelled(cancellation)
      this.looks += available.length
      if (this.looks > freeStrictLooks + mostLooksPerEvent * this.parsed.eventCount) {
        this.fail('too many processors wait for each other: no real trace is like that')
        return
      }
      for (let i = 0; i < available.length;) {
        this.needOf(available[i].event)
        if (!this.isReady()) {
          i++
          continue
        }
        frontier.push(available[i])
        available[i] = available[available.length - 1]
        available.pop()
      }
      const stream = frontier.pop()
      if (stream === null) {
        if (available.length > 0) this.fail('no order of the events fits all sequence numbers')
        return
      }
      this.needOf(stream.event)
      if (!this.isReady()) {
        this.fail('an event became impossible while it waited its turn')
        return
      }
      this.apply()
      this.append(stream)
      if (stream.advance()) available.push(stream)
    }
  }

  run(cancellation: Cancellation): void {
    for (const stream of this.streams) this.offer(stream)
    let steps = 0
    for (;;) {
      if (++steps % cancelEvery === 0) throwIfCancelled(cancellation)
      const stream = this.ready.pop() ?? this.force()
      if (stream === null) return
      const { need } = this
      this.needOf(stream.event)
      const isForced = !this.isReady()
      if (isForced && this.ready.lastWasTaken && !this.mayForce()) {
        // Another event of the same goroutine went first: Go gives up here, we let this one wait again.
        if (this.fail('an event became impossible while it waited its turn')) return
        this.park(stream)
        continue
      }
      const { key } = need
      this.apply()
      this.append(stream)
      if (stream.advance()) this.consider(stream)
      if (key !== noGoroutine) this.wake(key)
    }
  }

  /** Too much time went into waiting events: from now on everything may go. */
  private mayForce(): boolean {
    return this.looks > freeLooks + mostLooksPerEvent * this.parsed.eventCount
  }

  /** Notes the first error; true when the work ends with it. */
  private fail(message: string): boolean {
    this.firstError ??= message
    return this.isStrict
  }

  private offer(stream: Stream): void {
    if (stream.advance()) this.consider(stream)
  }

  private consider(stream: Stream): void {
    this.looks++
    this.needOf(stream.event)
    if (this.isReady() || this.mayForce()) this.ready.push(stream)
    else this.parkAt(stream, this.need.key)
  }

  private park(stream: Stream): void {
    this.needOf(stream.event)
    this.parkAt(stream, this.need.key)
  }

  private parkAt(stream: Stream, key: number): void {
    const list = this.waiting.get(key)
    if (list === undefined) this.waiting.set(key, [stream])
    else list.push(stream)
    this.waitingCount++
  }

  private wake(key: number): void {
    const list = this.waiting.get(key)
    if (list === undefined) return
    this.waiting.delete(key)
    this.waitingCount -= list.length
    for (const stream of list) this.consider(stream)
  }

  /** When nothing can go: the earliest of those that wait, in tolerance. */
  private force(): Stream | null {
    if (this.waitingCount === 0) return null
    if (this.fail('no order of the events fits all sequence numbers')) return null
    let earliest: Stream | null = null
    let earliestKey = 0
    for (const [key, list] of this.waiting) {
      for (const stream of list) {
        this.looks++
        if (earliest === null || stream.event.ticks < earliest.event.ticks) {
          earliest = stream
          earliestKey = key
        }
      }
    }
    if (earliest === null) return null
    const list = this.waiting.get(earliestKey) ?? []
    list.splice(list.indexOf(earliest), 1)
    if (list.length === 0) this.waiting.delete(earliestKey)
    this.waitingCount--
    this.warnings.add(
      'order',
      'Some events do not fit the sequence numbers of their goroutines; the earliest was taken.',
    )
    return earliest
  }

  /** Fills `need` (order.go: stateTransition). */
  private needOf(event: WireEvent): void {
    const { need } = this
    switch (event.type) {
      case WireType.goCreate:
        this.setNeed(this.goroutine(event.a), 0, Status.dead, 1, Status.runnable)
        return
      case WireType.goWaiting:
      case WireType.goInSyscall:
        this.setNeed(this.goroutine(event.goroutine), 1, Status.runnable, 2, Status.waiting)
        return
      case WireType.goStart:
      case WireType.goStartLabel:
        this.setNeed(this.goroutine(event.goroutine), event.b, Status.runnable, event.b + 1, Status.running)
        return
      case WireType.goStartLocal:
        this.setNeed(this.goroutine(event.goroutine), anySequence, Status.runnable, increment, Status.running)
        return
      case WireType.goSleep:
      case WireType.goBlock:
      case WireType.goBlockSend:
      case WireType.goBlockRecv:
      case WireType.goBlockSelect:
      case WireType.goBlockSync:
      case WireType.goBlockCond:
      case WireType.goBlockNet:
      case WireType.goBlockGc:
      case WireType.goSysBlock:
        this.setNeed(
          this.goroutine(event.goroutine),
          anySequence,
          Status.running,
          anySequence,
          Status.waiting,
        )
        return
      case WireType.goSched:
      case WireType.goPreempt:
        this.setNeed(
          this.goroutine(event.goroutine),
          anySequence,
          Status.running,
          anySequence,
          Status.runnable,
        )
        return
      case WireType.goUnblock:
      case WireType.goSysExit:
        this.setNeed(this.goroutine(event.a), event.b, Status.waiting, event.b + 1, Status.runnable)
        return
      case WireType.goUnblockLocal:
      case WireType.goSysExitLocal:
        this.setNeed(this.goroutine(event.a), anySequence, Status.waiting, increment, Status.runnable)
        return
      case WireType.gcStart:
        this.setNeed(collectorKey, event.a, Status.dead, event.a + 1, Status.dead)
        return
      default:
        need.key = noGoroutine
    }
  }

  private setNeed(
    key: number,
    sequence: number,
    status: number,
    nextSequence: number,
    nextStatus: number,
  ): void {
    const { need } = this
    need.key = key
    need.sequence = sequence
    need.status = status
    need.nextSequence = nextSequence
    need.nextStatus = nextStatus
  }

  private goroutine(id: number): number {
    const index = this.goroutineIds.intern(id)
    if (index >= this.sequences.length) {
      const sequences = new Float64Array(2 * index)
      sequences.set(this.sequences)
      this.sequences = sequences
      const statuses = new Uint8Array(2 * index)
      statuses.set(this.statuses)
      this.statuses = statuses
    }
    return index
  }

  private isReady(): boolean {
    const { key, sequence, status } = this.need
    if (key === noGoroutine) return true
    if (key === collectorKey) return sequence === this.collections
    return this.statuses[key] === status && (sequence === anySequence || sequence === this.sequences[key])
  }

  private apply(): void {
    const { key, nextSequence, nextStatus } = this.need
    if (key === noGoroutine) return
    if (key === collectorKey) {
      this.collections = nextSequence
      return
    }
    this.statuses[key] = nextStatus
    if (nextSequence === increment) this.sequences[key]++
    else if (nextSequence !== anySequence) this.sequences[key] = nextSequence
  }

  private append(stream: Stream): void {
    const { event } = stream
    this.events.append(event, plainType(event.type), this.goroutine(event.goroutine))
    if (event.type === WireType.userLog && event instanceof EventCursor) {
      const text = textOfUtf8(
        this.parsed.bytes.subarray(event.messageAt, event.messageAt + event.messageLength),
      )
      let index = this.messageIndex.get(text)
      if (index === undefined) {
        index = this.messages.length
        this.messages.push(text)
        if (this.messageIndex.size < mostKnownMessages) this.messageIndex.set(text, index)
      }
      this.events.c[this.events.count - 1] = index
    }
  }
}

/** The "local" events exist for the order alone. */
function plainType(type: number): number {
  switch (type) {
    case WireType.goStartLocal:
      return WireType.goStart
    case WireType.goUnblockLocal:
      return WireType.goUnblock
    case WireType.goSysExitLocal:
      return WireType.goSysExit
    default:
      return type
  }
}
