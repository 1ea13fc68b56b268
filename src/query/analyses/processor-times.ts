/**
 * How long each processor (P) was held by a thread, and how long a goroutine ran on it. Counted from the event that
 * first says so, to the end of the trace for what is still on.
 */
import { GoroutineState, NONE, ProcessorState } from '../../model/states'
import { Float64Column, Uint32Column } from './columns'
import { elapsedNs } from './summary-rules'

export interface ProcessorFigures {
  readonly id: number
  runningNs: number
  goroutineRunningNs: number
  transitionsToRunning: number
}

interface ProcessorTime extends ProcessorFigures {
  runningSinceNs: number
}

export class ProcessorTimes {
  private readonly byId = new Map<number, ProcessorTime>()
  /** Time of goroutines on Ps that no transition has named. */
  private readonly goroutineNs = new Map<number, number>()
  /** By goroutine index: where it runs (NONE: it does not) and since when. */
  private readonly runsOn = new Uint32Column(NONE)
  private readonly runsSinceNs = new Float64Column()

  processorTransition(timeNs: number, processor: number, from: ProcessorState, to: ProcessorState): void {
    let time = this.byId.get(processor)
    if (time === undefined) {
      time = {
        id: processor,
        runningNs: 0,
        goroutineRunningNs: 0,
        transitionsToRunning: 0,
        runningSinceNs: NaN,
      }
      this.byId.set(processor, time)
    }
    if (to === ProcessorState.running) {
      if (from !== to) time.transitionsToRunning++
      if (Number.isNaN(time.runningSinceNs)) time.runningSinceNs = timeNs
    } else if (!Number.isNaN(time.runningSinceNs)) {
      time.runningNs += elapsedNs(time.runningSinceNs, timeNs)
      time.runningSinceNs = NaN
    }
  }

  goroutineTransition(
    timeNs: number,
    processor: number,
    goroutine: number,
    from: GoroutineState,
    to: GoroutineState,
  ): void {
    if (to === GoroutineState.running) {
      if (from === to) return
      this.runsOn.reach(goroutine)
      this.runsSinceNs.reach(goroutine)
      this.runsOn.values[goroutine] = processor
      this.runsSinceNs.values[goroutine] = timeNs
    } else if (from === GoroutineState.running && goroutine < this.runsOn.values.length) {
      this.stop(goroutine, timeNs)
    }
  }

  finish(endNs: number): void {
    for (const time of this.byId.values()) {
      if (!Number.isNaN(time.runningSinceNs)) time.runningNs += elapsedNs(time.runningSinceNs, endNs)
      time.runningSinceNs = NaN
    }
    for (let goroutine = 0; goroutine < this.runsOn.values.length; goroutine++) this.stop(goroutine, endNs)
    for (const [id, ns] of this.goroutineNs) {
      const time = this.byId.get(id)
      if (time !== undefined) time.goroutineRunningNs = ns
    }
  }

  /** By id, ascending. */
  figures(): readonly ProcessorFigures[] {
    return [...this.byId.values()].sort((a, b) => a.id - b.id)
  }

  private stop(goroutine: number, timeNs: number): void {
    const processor = this.runsOn.values[goroutine]
    if (processor === NONE) return
    this.runsOn.values[goroutine] = NONE
    const ns = elapsedNs(this.runsSinceNs.values[goroutine], timeNs)
    this.goroutineNs.set(processor, (this.goroutineNs.get(processor) ?? 0) + ns)
  }
}
