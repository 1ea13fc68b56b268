/**
 * Tells processes apart. A log has one after the other where a program was started again, and several at once where one
 * starts others (`GODEBUG=gctrace=1 go build`). The runtime numbers its cycles from 1 without a gap, and no time of a
 * process goes back: what does not follow the run at hand follows another one, or begins a new one.
 */
import type { GcCycle } from './gc-line'
import { RunBuilder } from './run-builder'

/** So many processes at once are kept apart. */
const mostOpen = 64
/** Beyond this a log is no log: every further process goes to the last run. */
const mostRuns = 10_000
/**
 * A cycle's begin is printed in whole milliseconds, its phases rounded down: the next cycle may seem to begin a little
 * before the last one has ended.
 */
const slackNs = 2e6

export class RunSorter {
  readonly runs: RunBuilder[] = []
  /** The run that the last line belonged to, first; then the others, the latest first. */
  private open: RunBuilder[] = []
  /** How often a cycle went on in another run than the one at hand. */
  switches = 0

  constructor(private readonly source: string) {}

  forCycle(cycle: GcCycle): RunBuilder {
    const [current] = this.open
    const mayFollow = (run: RunBuilder): boolean =>
      run.cycleCount === 0 || cycle.startNs + slackNs >= run.lastCycleEndNs
    const isNext = (run: RunBuilder): boolean =>
      run.cycleCount > 0 && cycle.number === run.lastCycleNumber + 1 && mayFollow(run)
    if (current === undefined) return this.begin()
    if (isNext(current) || (current.cycleCount === 0 && (cycle.number === 1 || this.open.length === 1)))
      return current
    const other = this.open.find(isNext)
    if (other !== undefined) {
      this.switches++
      return this.bringForward(other)
    }
    // Lines are missing in between.
    if (cycle.number > current.lastCycleNumber && mayFollow(current) && cycle.number !== 1) return current
    return this.begin()
  }

  forSample(timeNs: number): RunBuilder {
    const [current] = this.open
    if (current === undefined) return this.begin()
    return timeNs >= current.lastSampleNs ? current : this.begin()
  }

  /** Packages are initialised one after the other, and the first of all is the runtime's. */
  forInit(startNs: number, name: string): RunBuilder {
    const [current] = this.open
    if (current === undefined) return this.begin()
    const isFirst = name === 'internal/bytealg' || name === 'runtime'
    const isBack = startNs < current.lastInitNs
    const isAfterAll = isFirst && current.lastInitNs < 0 && current.lastCycleStartNs > startNs + slackNs
    return isBack || isAfterAll ? this.begin() : current
  }

  /** Of a line that says nothing about its process. */
  current(): RunBuilder {
    return this.open[0] ?? this.begin()
  }

  private begin(): RunBuilder {
    const last = this.open[0]
    if (last !== undefined && (last.isEmpty || this.runs.length >= mostRuns)) return last
    const run = new RunBuilder(this.source)
    this.runs.push(run)
    this.open = [run, ...this.open.slice(0, mostOpen - 1)]
    return run
  }

  private bringForward(run: RunBuilder): RunBuilder {
    this.open = [run, ...this.open.filter((one) => one !== run)]
    return run
  }
}
