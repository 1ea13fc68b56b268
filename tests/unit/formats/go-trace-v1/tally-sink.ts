import type { EventContext, EventSink, SyncDetails } from '../../../../src/model/event-sink'
import { NONE, goroutineStateNames, metricNames, processorStateNames } from '../../../../src/model/states'
import type { TraceTables } from '../../../../src/model/tables'

/** Counts what the corpus' oracle files count, and checks what holds for every stream of events. */
export class TallySink implements EventSink {
  tables!: TraceTables
  events = 0
  readonly eventsByKind: Record<string, number> = {}
  readonly goroutineTransitions: Record<string, number> = {}
  readonly procTransitions: Record<string, number> = {}
  readonly syncTimesNs: number[] = []
  readonly gomaxprocs: { timeNs: number; value: number }[] = []
  readonly labels: Record<string, number> = {}
  readonly logs: { timeNs: number; goroutine: number; task: number; category: string; message: string }[] = []
  readonly threads = new Set<number>()
  readonly goroutines = new Set<number>()
  readonly cpuSamplesByLeaf: Record<string, number> = {}
  readonly ranges: Record<string, { begin: number; active: number; end: number }> = {}
  readonly blockReasons: Record<string, number> = {}
  readonly metrics: Record<string, { count: number; first: number; last: number }> = {}
  lastNs = -Infinity
  stepsBack = 0
  equalTimes = 0

  begin(tables: TraceTables): void {
    this.tables = tables
  }

  #count(kind: string, context: EventContext): void {
    this.events++
    this.eventsByKind[kind] = (this.eventsByKind[kind] ?? 0) + 1
    if (context.timeNs < this.lastNs) this.stepsBack++
    if (context.timeNs === this.lastNs) this.equalTimes++
    this.lastNs = context.timeNs
    if (!Number.isInteger(context.timeNs)) throw new Error(`time ${context.timeNs} is no integer`)
    if (context.thread !== NONE) this.threads.add(this.tables.threads.ids[context.thread])
    for (const index of [context.stack]) {
      if (index !== NONE && index >= this.tables.stacks.count) throw new Error(`no stack ${index}`)
    }
  }

  #add(record: Record<string, number>, key: string): void {
    record[key] = (record[key] ?? 0) + 1
  }

  sync(context: EventContext, _details: SyncDetails): void {
    this.#count('Sync', context)
    this.syncTimesNs.push(context.timeNs)
  }

  goroutineTransition(
    context: EventContext,
    goroutine: number,
    from: number,
    to: number,
    reason: number,
    goroutineStack: number,
  ): void {
    this.#count('StateTransition', context)
    this.#add(this.goroutineTransitions, `${goroutineStateNames[from]} -> ${goroutineStateNames[to]}`)
    if (goroutine >= this.tables.goroutines.count) throw new Error(`no goroutine ${goroutine}`)
    this.goroutines.add(this.tables.goroutines.ids[goroutine])
    if (goroutineStack !== NONE && goroutineStack >= this.tables.stacks.count) throw new Error('no stack')
    if (to === 4) this.#add(this.blockReasons, this.tables.strings.get(reason))
  }

  processorTransition(context: EventContext, _processor: number, from: number, to: number): void {
    this.#count('StateTransition', context)
    this.#add(this.procTransitions, `${processorStateNames[from]} -> ${processorStateNames[to]}`)
  }

  #range(name: number): { begin: number; active: number; end: number } {
    return (this.ranges[this.tables.strings.get(name)] ??= { begin: 0, active: 0, end: 0 })
  }

  rangeBegin(context: EventContext, _scope: number, _id: number, name: number): void {
    this.#count('RangeBegin', context)
    this.#range(name).begin++
  }

  rangeActive(context: EventContext, _scope: number, _id: number, name: number): void {
    this.#count('RangeActive', context)
    this.#range(name).active++
  }

  rangeEnd(context: EventContext, _scope: number, _id: number, name: number): void {
    this.#count('RangeEnd', context)
    this.#range(name).end++
  }

  metric(context: EventContext, metric: number, value: number): void {
    this.#count('Metric', context)
    if (metric === 0) this.gomaxprocs.push({ timeNs: context.timeNs, value })
    const entry = (this.metrics[metricNames[metric]] ??= { count: 0, first: value, last: value })
    entry.count++
    entry.last = value
  }

  label(context: EventContext, _goroutine: number, label: number): void {
    this.#count('Label', context)
    this.#add(this.labels, this.tables.strings.get(label))
  }

  taskBegin(context: EventContext): void {
    this.#count('TaskBegin', context)
  }

  taskEnd(context: EventContext): void {
    this.#count('TaskEnd', context)
  }

  regionBegin(context: EventContext): void {
    this.#count('RegionBegin', context)
  }

  regionEnd(context: EventContext): void {
    this.#count('RegionEnd', context)
  }

  log(context: EventContext, task: number, category: number, message: number): void {
    this.#count('Log', context)
    const { strings, goroutines } = this.tables
    this.logs.push({
      timeNs: context.timeNs,
      goroutine: context.goroutine === NONE ? -1 : goroutines.ids[context.goroutine],
      task,
      category: strings.get(category),
      message: strings.get(message),
    })
  }

  cpuSample(context: EventContext): void {
    this.#count('StackSample', context)
    const { stacks, frames, strings } = this.tables
    const leaf =
      context.stack === NONE
        ? ''
        : strings.get(frames.functionName[stacks.frame[stacks.offset[context.stack]]])
    this.#add(this.cpuSamplesByLeaf, leaf)
  }

  experimental(context: EventContext): void {
    this.#count('Experimental', context)
  }
}
