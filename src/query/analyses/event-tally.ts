/**
 * Plain counts over the ordered events: by kind, transitions by "From -> To", metrics, labels, CPU samples, and which
 * threads and stacks occur.
 */
import type { EventContext } from '../../model/event-sink'
import type { TraceTables } from '../../model/tables'
import {
  goroutineStateNames,
  metricNames,
  NONE,
  processorStateNames,
  type GoroutineState,
  type Metric,
  type ProcessorState,
} from '../../model/states'
import { Uint8Column } from './columns'

/** Go's names for the kinds of events (Go 1.27 src/internal/trace/event.go, EventKind). */
export const eventKindNames = [
  'Sync',
  'Metric',
  'Label',
  'StackSample',
  'RangeBegin',
  'RangeActive',
  'RangeEnd',
  'TaskBegin',
  'TaskEnd',
  'RegionBegin',
  'RegionEnd',
  'Log',
  'StateTransition',
  'Experimental',
] as const
export const EventKind = {
  sync: 0,
  metric: 1,
  label: 2,
  cpuSample: 3,
  rangeBegin: 4,
  rangeActive: 5,
  rangeEnd: 6,
  taskBegin: 7,
  taskEnd: 8,
  regionBegin: 9,
  regionEnd: 10,
  log: 11,
  transition: 12,
  experimental: 13,
} as const

export interface MetricFigures {
  count: number
  min: number
  max: number
  first: number
  last: number
}

const stateCount = goroutineStateNames.length
const processorStateCount = processorStateNames.length

export class EventTally {
  firstNs = NaN
  lastNs = NaN
  readonly byKind = new Float64Array(eventKindNames.length)
  readonly metrics: (MetricFigures | undefined)[] = metricNames.map(() => undefined)
  /** /sched/gomaxprocs:threads, every sample. */
  readonly gomaxprocs: { readonly atNs: number; readonly value: number }[] = []
  /** Label (string index) -> events. */
  readonly labels = new Map<number, number>()
  /** Name of an experimental event (string index) -> events. */
  readonly experimental = new Map<number, number>()
  /** Stack -> CPU samples. */
  readonly samplesByStack = new Map<number, number>()
  private readonly goroutineMoves = new Float64Array(stateCount * stateCount)
  private readonly processorMoves = new Float64Array(processorStateCount * processorStateCount)
  private readonly threadSeen = new Uint8Column()
  private readonly stackSeen = new Uint8Column()

  /** Counts one event of a kind, with its thread and stack. */
  event(kind: number, context: EventContext): void {
    this.byKind[kind]++
    const { timeNs, thread, stack } = context
    if (!(timeNs <= this.lastNs)) this.lastNs = timeNs
    if (Number.isNaN(this.firstNs)) this.firstNs = timeNs
    if (thread !== NONE) {
      this.threadSeen.reach(thread)
      this.threadSeen.values[thread] = 1
    }
    if (stack !== NONE) this.stack(stack)
  }

  /** Notes that a stack occurs. */
  stack(stack: number): void {
    this.stackSeen.reach(stack)
    this.stackSeen.values[stack] = 1
  }

  goroutineMove(from: GoroutineState, to: GoroutineState): void {
    this.goroutineMoves[from * stateCount + to]++
  }

  processorMove(from: ProcessorState, to: ProcessorState): void {
    this.processorMoves[from * processorStateCount + to]++
  }

  metric(timeNs: number, metric: Metric, value: number): void {
    if (metric === 0) this.gomaxprocs.push({ atNs: timeNs, value })
    const figures = this.metrics[metric]
    if (figures === undefined) {
      this.metrics[metric] = { count: 1, min: value, max: value, first: value, last: value }
      return
    }
    figures.count++
    if (value < figures.min) figures.min = value
    if (value > figures.max) figures.max = value
    figures.last = value
  }

  get eventCount(): number {
    return this.byKind.reduce((sum, count) => sum + count, 0)
  }

  goroutineTransitions(): Record<string, number> {
    return movesByName(this.goroutineMoves, goroutineStateNames)
  }

  processorTransitions(): Record<string, number> {
    return movesByName(this.processorMoves, processorStateNames)
  }

  /** Ids of the threads that ran any event, ascending. */
  threadIds(tables: TraceTables): number[] {
    const ids: number[] = []
    for (let thread = 0; thread < tables.threads.count; thread++) {
      if (this.threadSeen.values[thread] === 1) ids.push(tables.threads.ids[thread])
    }
    return ids.sort((a, b) => a - b)
  }

  /** Distinct stacks that occur, and distinct frames in them. A stack without frames is not one. */
  distinctStacks(tables: TraceTables): { readonly stacks: number; readonly frames: number } {
    const { offset, frame } = tables.stacks
    const frameSeen = new Uint8Array(tables.frames.count)
    let stacks = 0
    let frames = 0
    for (let stack = 0; stack < tables.stacks.count; stack++) {
      if (this.stackSeen.values[stack] !== 1 || offset[stack + 1] === offset[stack]) continue
      stacks++
      for (let i = offset[stack]; i < offset[stack + 1]; i++) {
        if (frameSeen[frame[i]] === 1) continue
        frameSeen[frame[i]] = 1
        frames++
      }
    }
    return { stacks, frames }
  }
}

function movesByName(moves: Float64Array, names: readonly string[]): Record<string, number> {
  const named: [string, number][] = []
  moves.forEach((count, index) => {
    if (count === 0) return
    const from = names[Math.floor(index / names.length)]
    named.push([`${from} -> ${names[index % names.length]}`, count])
  })
  return Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : 1)))
}
