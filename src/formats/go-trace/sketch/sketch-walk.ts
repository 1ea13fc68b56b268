/**
 * The walk of a sketch: what ran where, told by each thread's own batches alone. Nothing is ordered: a thread's
 * goroutine and processor follow from its own events (docs/formats/go-trace.md, "The sketch"). The reference for
 * sketch-kernel.as, and the walk where there is no WebAssembly.
 */
import { NONE } from '../../../model/states'
import { WireEvent as W } from '../wire-events'
import type { SketchColumns } from './sketch-columns'
import {
  groupLayers,
  LossKind,
  mostStacks,
  namelessGroup,
  processorLayers,
  sketchBuckets,
  SketchLayer,
  ThreadState,
  ThreadWord,
} from './sketch-columns'
import { SketchLists } from './sketch-lists'
import { addStretch } from './sketch-stretches'

/** Times and lengths of the present generation; the same for either walk. */
export interface SketchScale {
  readonly nsPerTick: number
  /** Width of a bucket. */
  readonly bucketNs: number
  /** A thread of which nothing is known has been as its first event says since then; NaN: since that event. */
  readonly freshNs: number
  /** Events behind it are not looked at (`isCut`), or taken as happening then. */
  readonly limitNs: number
  readonly isCut: boolean
}

export interface SketchWalk {
  readonly columns: SketchColumns
  setScale(scale: SketchScale): void
  /** Walks the events in data[start, start + length). */
  batch(start: number, length: number, thread: number, baseNs: number): void
  /** The time of the last event of such a batch, by the sum of its differences. */
  endOf(start: number, length: number, baseNs: number): number
  /** Files the outermost function of every stack; answers the largest stack id so far + 1. */
  stacks(start: number, length: number, known: number): number
}

export class ReferenceWalk implements SketchWalk {
  private readonly lists: SketchLists
  private scale: SketchScale = {
    nsPerTick: 1,
    bucketNs: 1,
    freshNs: NaN,
    limitNs: Infinity,
    isCut: false,
  }
  private at = 0
  // The thread that is walked.
  private thread = 0
  private processor = -1
  private goroutine = 0
  private group = -1
  private state: number = ThreadState.none
  private sinceNs = 0

  constructor(readonly columns: SketchColumns) {
    this.lists = new SketchLists(columns)
  }

  setScale(scale: SketchScale): void {
    this.scale = scale
  }

  batch(start: number, length: number, thread: number, baseNs: number): void {
    const { columns, scale } = this
    const { data, argumentCounts } = columns
    const end = start + length
    this.at = start
    this.thread = thread
    this.processor = columns.threadProcessor[thread]
    this.goroutine = columns.threadGoroutine[thread]
    this.group = columns.threadGroup[thread]
    this.state = columns.threadState[thread]
    this.sinceNs = columns.threadSinceNs[thread]
    if (columns.threadKnown[thread] === ThreadWord.none) {
      columns.threadKnown[thread] = ThreadWord.walked
      columns.threadFirstNs[thread] = baseNs
    }
    let lastNs = columns.threadLastNs[thread]
    let rawNs = baseNs
    while (this.at < end) {
      const type = data[this.at++]
      const rest = argumentCounts[type]
      if (rest > 127) break
      rawNs += Math.floor(this.wide() * scale.nsPerTick)
      let timeNs = rawNs
      if (timeNs > scale.limitNs) {
        if (scale.isCut) break
        timeNs = scale.limitNs
      }
      if (!(timeNs > lastNs)) timeNs = lastNs
      lastNs = timeNs
      let left = this.event(type, timeNs, rest)
      while (left-- > 0) this.skip()
    }
    columns.threadProcessor[thread] = this.processor
    columns.threadGoroutine[thread] = this.goroutine
    columns.threadGroup[thread] = this.group
    columns.threadState[thread] = this.state
    columns.threadSinceNs[thread] = this.sinceNs
    columns.threadLastNs[thread] = lastNs
  }

  /** Lets an event happen; answers how many of its arguments are still to be passed over. */
  private event(type: number, timeNs: number, rest: number): number {
    switch (type) {
      case W.goStart:
        this.begin(this.number(), ThreadState.running, timeNs)
        return rest - 1
      case W.goStop:
      case W.goBlock:
        if (this.group < 0 && this.state !== ThreadState.none) {
          this.skip()
          this.learn(this.number())
          rest -= 2
        }
        this.stop(timeNs)
        return rest
      case W.goDestroy:
        this.stop(timeNs)
        return rest
      case W.goCreate:
      case W.goCreateBlocked: {
        const goroutine = this.number()
        this.lists.remember(goroutine, this.lists.groupOf(this.number()))
        return rest - 2
      }
      case W.goSyscallBegin:
        if (this.state === ThreadState.none) return rest
        if (this.group < 0) {
          this.skip()
          this.learn(this.number())
          rest -= 2
        }
        this.flush(timeNs)
        this.state = ThreadState.syscall
        return rest
      case W.goSyscallEnd:
        if (this.state === ThreadState.none) return rest
        this.flush(timeNs)
        this.state = ThreadState.running
        return rest
      case W.goSyscallEndBlocked:
        if (this.state === ThreadState.syscall) this.loseProcessor(timeNs, LossKind.stolen)
        this.stop(timeNs)
        return rest
      default:
        return this.rareEvent(type, timeNs, rest)
    }
  }

  private rareEvent(type: number, timeNs: number, rest: number): number {
    switch (type) {
      case W.procStart:
        // In a system call: it is about to end, and the processor that it began on has been lost.
        if (this.state === ThreadState.syscall) this.loseProcessor(timeNs, LossKind.stolen)
        this.letGo(timeNs)
        this.processor = this.lists.processorOf(this.number())
        return rest - 1
      case W.procStop:
        this.letGo(timeNs)
        return rest
      case W.procSteal: {
        const processor = this.lists.processorOf(this.number())
        this.skip()
        const victim = this.wide()
        this.lists.addSteal(processor, timeNs)
        if (victim === this.columns.threadId[this.thread]) this.letGo(timeNs)
        return 0
      }
      case W.procStatus: {
        const processor = this.lists.processorOf(this.number())
        const status = this.number()
        if ((status === 1 || status === 3) && processor !== this.processor) {
          this.flush(timeNs)
          this.processor = processor
        }
        return 0
      }
      case W.goCreateSyscall:
        this.begin(this.number(), ThreadState.syscall, timeNs)
        return 0
      case W.goDestroySyscall:
        if (this.state === ThreadState.syscall) this.loseProcessor(timeNs, LossKind.stolenOrHeld)
        this.stop(timeNs)
        this.processor = -1
        return 0
      case W.goSwitch:
      case W.goSwitchDestroy:
        this.begin(this.number(), ThreadState.running, timeNs)
        return rest - 1
      case W.goStatus:
      case W.goStatusStack: {
        const goroutine = this.number()
        const thread = this.wide()
        const status = this.number()
        if (type === W.goStatusStack) this.lists.rememberIfNew(goroutine, this.lists.groupOf(this.number()))
        this.goroutineStatus(goroutine, thread, status, timeNs)
        return 0
      }
      case W.stwBegin:
      case W.stwEnd:
      case W.gcActive:
      case W.gcBegin:
      case W.gcEnd:
        this.lists.addMark(this.thread, type, timeNs)
        return rest
      default:
        return rest
    }
  }

  private goroutineStatus(goroutine: number, threadId: number, status: number, timeNs: number): void {
    const { columns } = this
    if (status !== 2 && status !== 3) return
    const state = status === 2 ? ThreadState.running : ThreadState.syscall
    if (status === 2 || threadId === columns.threadId[this.thread]) {
      if (this.state !== ThreadState.none && this.goroutine === goroutine && this.state >= state) return
      const isFresh = this.state === ThreadState.none
      this.begin(goroutine, state, timeNs)
      if (!isFresh) return
      this.sinceNs = this.freshOr(timeNs)
      if (columns.threadKnown[this.thread] !== ThreadWord.walked) return
      columns.threadKnown[this.thread] = ThreadWord.told
      columns.threadFirstNs[this.thread] = timeNs
      return
    }
    const other = this.lists.threadOf(threadId)
    if (other === NONE || columns.threadKnown[other] !== ThreadWord.none || columns.threadState[other] !== 0)
      return
    columns.threadState[other] = ThreadState.syscall
    columns.threadGoroutine[other] = goroutine
    columns.threadGroup[other] = this.lists.groupOfGoroutine(goroutine)
    columns.threadSinceNs[other] = this.freshOr(timeNs)
  }

  private begin(goroutine: number, state: number, timeNs: number): void {
    this.flush(timeNs)
    this.goroutine = goroutine
    this.group = this.lists.groupOfGoroutine(goroutine)
    this.state = state
  }

  private stop(timeNs: number): void {
    this.flush(timeNs)
    this.state = ThreadState.none
  }

  private freshOr(timeNs: number): number {
    const { freshNs } = this.scale
    return freshNs <= timeNs ? freshNs : timeNs
  }

  /** The thread has no processor from now on. */
  private letGo(timeNs: number): void {
    this.flush(timeNs)
    this.processor = -1
    if (this.state === ThreadState.syscall) this.state = ThreadState.syscallAlone
  }

  /** Counts what has been going on up to now. */
  private flush(timeNs: number): void {
    const { state, sinceNs, group, columns } = this
    const { bucketNs } = this.scale
    this.sinceNs = timeNs
    if (state === ThreadState.none || !(timeNs > sinceNs)) return
    const processor = state === ThreadState.syscallAlone ? -1 : this.processor
    const layer = state === ThreadState.running ? SketchLayer.running : SketchLayer.syscall
    if (group < 0 && this.lists.addPending(this.goroutine, layer, processor, sinceNs, timeNs)) {
      // Whether it works for the collector is told with its function; a system call is one in any case.
      if (processor < 0 || layer === SketchLayer.running) return
    } else {
      const row = ((group < 0 ? namelessGroup : group) * groupLayers + layer) * sketchBuckets
      addStretch(columns.groupNs, row, sinceNs, timeNs, bucketNs)
      if (processor < 0) return
    }
    const isGc = layer === SketchLayer.running && group >= 0 && columns.isGcGroup[group] !== 0
    const row = (processor * processorLayers + (isGc ? SketchLayer.gcWork : layer)) * sketchBuckets
    addStretch(columns.processorNs, row, sinceNs, timeNs, bucketNs)
  }

  endOf(start: number, length: number, baseNs: number): number {
    const { data, argumentCounts } = this.columns
    const end = start + length
    let timeNs = baseNs
    this.at = start
    while (this.at < end) {
      const rest = argumentCounts[data[this.at++]]
      if (rest > 127) break
      timeNs += Math.floor(this.wide() * this.scale.nsPerTick)
      for (let left = rest; left > 0; left--) this.skip()
    }
    return timeNs
  }

  stacks(start: number, length: number, known: number): number {
    const { data, rootOfStack } = this.columns
    const end = start + length
    let count = known
    this.at = start + 1
    while (this.at < end) {
      if (data[this.at++] !== W.stack) break
      const id = this.number()
      let frames = this.number()
      let root = 0
      while (frames-- > 0 && this.at < end) {
        this.skip()
        root = this.number()
        this.skip()
        this.skip()
      }
      if (id >= mostStacks || this.at > end) continue
      if (id >= count) {
        rootOfStack.fill(0, count, id + 1)
        count = id + 1
      }
      rootOfStack[id] = root
    }
    return count
  }

  /** In a system call another thread took the processor away, and tells when. */
  private loseProcessor(timeNs: number, kind: number): void {
    const { lists, processor, sinceNs } = this
    this.processor = -1
    if (processor >= 0) lists.addLost(processor, kind, sinceNs, timeNs)
  }

  private learn(stack: number): void {
    const { lists } = this
    this.group = lists.groupOf(stack)
    lists.remember(this.goroutine, this.group)
  }

  private skip(): void {
    const { data } = this.columns
    while (data[this.at++] >= 0x80);
  }

  /** The low 32 bits of a number. */
  private number(): number {
    const { data } = this.columns
    let byte = data[this.at++]
    let value = byte & 0x7f
    for (let shift = 7; byte >= 0x80; shift += 7) {
      byte = data[this.at++]
      if (shift < 32) value |= (byte & 0x7f) << shift
    }
    return value >>> 0
  }

  /** A number of up to 64 bits, the nearest double. */
  private wide(): number {
    const { data } = this.columns
    let byte = data[this.at++]
    let value = byte & 0x7f
    for (let scale = 128; byte >= 0x80; scale *= 128) {
      byte = data[this.at++]
      if (scale < 2 ** 70) value += (byte & 0x7f) * scale
    }
    return value
  }
}
