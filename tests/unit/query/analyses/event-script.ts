/**
 * Writes the events of a small trace one after the other, by names, into any sink.
 */
import type { EventContext, EventSink } from '../../../../src/model/event-sink'
import { GoroutineState, Metric, NONE, ProcessorState, RangeScope } from '../../../../src/model/states'
import { createTables } from '../../../../src/model/trace-tables'

type StateName = keyof typeof GoroutineState

/** Where an event happens. Goroutines and threads by Go's ids; absent: none. */
export interface Place {
  readonly m?: number
  readonly p?: number
  readonly g?: number
  /** Functions, innermost first. */
  readonly stack?: readonly string[]
}

export class EventScript {
  readonly tables = createTables()
  private readonly context = { timeNs: 0, thread: NONE, processor: NONE, goroutine: NONE, stack: NONE }
  private generation = 0
  private frames = new Map<string, number>()

  constructor(private readonly sink: EventSink) {
    sink.begin(this.tables)
  }

  sync(timeNs: number, isLast = false): this {
    this.sink.sync(this.at(timeNs, {}), { generation: ++this.generation, isLast })
    return this
  }

  /** `moved` goes from one state to another; `start` is its own stack. */
  goroutine(
    timeNs: number,
    place: Place,
    moved: number,
    from: StateName,
    to: StateName,
    reason = '',
    start: readonly string[] = [],
  ): this {
    const stack = start.length === 0 ? NONE : this.stack(start)
    const index = this.tables.goroutines.intern(moved)
    const text = this.tables.strings.intern(reason)
    this.sink.goroutineTransition(
      this.at(timeNs, place),
      index,
      GoroutineState[from],
      GoroutineState[to],
      text,
      stack,
    )
    return this
  }

  processor(
    timeNs: number,
    place: Place,
    processor: number,
    from: keyof typeof ProcessorState,
    to: keyof typeof ProcessorState,
  ): this {
    this.sink.processorTransition(this.at(timeNs, place), processor, ProcessorState[from], ProcessorState[to])
    return this
  }

  range(
    timeNs: number,
    place: Place,
    kind: 'begin' | 'active' | 'end',
    name: string,
    scope: keyof typeof RangeScope = 'goroutine',
  ): this {
    const context = this.at(timeNs, place)
    const scopeId = scope === 'global' ? NONE : scope === 'goroutine' ? context.goroutine : context.processor
    const text = this.tables.strings.intern(name)
    const value = RangeScope[scope]
    if (kind === 'begin') this.sink.rangeBegin(context, value, scopeId, text)
    else if (kind === 'active') this.sink.rangeActive(context, value, scopeId, text)
    else this.sink.rangeEnd(context, value, scopeId, text, NaN, NaN)
    return this
  }

  gomaxprocs(timeNs: number, place: Place, value: number): this {
    this.sink.metric(this.at(timeNs, place), Metric.gomaxprocs, value)
    return this
  }

  task(timeNs: number, place: Place, kind: 'begin' | 'end', id: number, parent: number, name: string): this {
    const text = this.tables.strings.intern(name)
    const context = this.at(timeNs, place)
    if (kind === 'begin') this.sink.taskBegin(context, id, parent, text)
    else this.sink.taskEnd(context, id, parent, text)
    return this
  }

  region(timeNs: number, place: Place, kind: 'begin' | 'end', task: number, name: string): this {
    const text = this.tables.strings.intern(name)
    const context = this.at(timeNs, place)
    if (kind === 'begin') this.sink.regionBegin(context, task, text)
    else this.sink.regionEnd(context, task, text)
    return this
  }

  private at(timeNs: number, place: Place): EventContext {
    const { m, p, g, stack } = place
    this.context.timeNs = timeNs
    this.context.thread = m === undefined ? NONE : this.tables.threads.intern(m)
    this.context.processor = p ?? NONE
    this.context.goroutine = g === undefined ? NONE : this.tables.goroutines.intern(g)
    this.context.stack = stack === undefined ? NONE : this.stack(stack)
    return this.context
  }

  /** Every function has an address of its own. */
  private stack(functions: readonly string[]): number {
    const frames = functions.map((name) => {
      const known = this.frames.get(name)
      if (known !== undefined) return known
      const text = this.tables.strings.intern(name)
      const file = this.tables.strings.intern(`${name}.go`)
      const frame = this.tables.frames.intern(0x1000 + this.frames.size, text, file, 1)
      this.frames.set(name, frame)
      return frame
    })
    return this.tables.stacks.intern(Uint32Array.from(frames), frames.length)
  }
}
