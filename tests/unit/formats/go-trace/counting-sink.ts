import type { EventContext, EventSink } from '../../../../src/model/event-sink'
import type { GoroutineState, ProcessorState } from '../../../../src/model/states'
import { goroutineStateNames, processorStateNames } from '../../../../src/model/states'
import type { TraceTables } from '../../../../src/model/tables'

/** Counts events the way the corpus' oracles do. */
export class CountingSink implements EventSink {
  readonly syncTimes: number[] = []
  private readonly kinds = new Map<string, number>()
  private readonly goroutineMoves = new Map<string, number>()
  private readonly processorMoves = new Map<string, number>()
  private readonly experiments = new Map<string, number>()
  private tables: TraceTables | null = null
  private lastNs = -Infinity
  timeWentBack = 0

  private count(kind: string, context: EventContext): void {
    this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1)
    if (context.timeNs <= this.lastNs) this.timeWentBack++
    this.lastNs = context.timeNs
  }

  begin(tables: TraceTables): void {
    this.tables = tables
  }
  sync(context: EventContext): void {
    this.count('Sync', context)
    this.syncTimes.push(context.timeNs)
  }
  goroutineTransition(
    context: EventContext,
    _goroutine: number,
    from: GoroutineState,
    to: GoroutineState,
  ): void {
    this.count('StateTransition', context)
    const move = `${goroutineStateNames[from]} -> ${goroutineStateNames[to]}`
    this.goroutineMoves.set(move, (this.goroutineMoves.get(move) ?? 0) + 1)
  }
  processorTransition(
    context: EventContext,
    _processor: number,
    from: ProcessorState,
    to: ProcessorState,
  ): void {
    this.count('StateTransition', context)
    const move = `${processorStateNames[from]} -> ${processorStateNames[to]}`
    this.processorMoves.set(move, (this.processorMoves.get(move) ?? 0) + 1)
  }
  rangeBegin(context: EventContext): void {
    this.count('RangeBegin', context)
  }
  rangeActive(context: EventContext): void {
    this.count('RangeActive', context)
  }
  rangeEnd(context: EventContext): void {
    this.count('RangeEnd', context)
  }
  metric(context: EventContext): void {
    this.count('Metric', context)
  }
  label(context: EventContext): void {
    this.count('Label', context)
  }
  taskBegin(context: EventContext): void {
    this.count('TaskBegin', context)
  }
  taskEnd(context: EventContext): void {
    this.count('TaskEnd', context)
  }
  regionBegin(context: EventContext): void {
    this.count('RegionBegin', context)
  }
  regionEnd(context: EventContext): void {
    this.count('RegionEnd', context)
  }
  log(context: EventContext): void {
    this.count('Log', context)
  }
  cpuSample(context: EventContext): void {
    this.count('StackSample', context)
  }
  experimental(context: EventContext, name: number): void {
    this.count('Experimental', context)
    const text = this.tables?.strings.get(name) ?? ''
    this.experiments.set(text, (this.experiments.get(text) ?? 0) + 1)
  }

  eventsByKind(): Record<string, number> {
    return Object.fromEntries(this.kinds)
  }
  goroutineTransitions(): Record<string, number> {
    return Object.fromEntries(this.goroutineMoves)
  }
  processorTransitions(): Record<string, number> {
    return Object.fromEntries(this.processorMoves)
  }
  experimentalEvents(): Record<string, number> {
    return Object.fromEntries(this.experiments)
  }
}
