/**
 * What each goroutine, processor and range is doing while events are converted. In strict reading the file has been
 * checked before, and this only passes on; in tolerant reading it keeps the stream of events free of contradictions
 * and counts those it met.
 */
import type { EventContext, EventSink } from '../../../model/event-sink'
import { OpenRegions } from '../../../model/open-regions'
import { GoroutineState, goroutineStateNames } from '../../../model/states'
import type { WarningLog } from '../warning-log'

type RangeKind = 'collection' | 'stop' | 'sweep' | 'assist'

const rangeWords: Readonly<Record<RangeKind, string>> = {
  collection: 'A garbage collection',
  stop: 'A stop of the world',
  sweep: 'A sweep',
  assist: 'A mark assist',
}

export class ResourceStates {
  private states = new Uint8Array(256)
  private readonly networkWaits = new Set<number>()
  private readonly runs = new Map<number, number>()
  private readonly open: Readonly<Record<RangeKind, Set<number>>> = {
    collection: new Set(),
    stop: new Set(),
    sweep: new Set(),
    assist: new Set(),
  }
  private readonly regions = new Map<number, OpenRegions>()

  constructor(
    private readonly sink: EventSink,
    private readonly context: EventContext,
    private readonly isStrict: boolean,
    private readonly warnings: WarningLog,
  ) {}

  /** Passes a change of state on; in tolerance it begins where the goroutine really stood. */
  change(
    column: number,
    index: number,
    from: GoroutineState,
    to: GoroutineState,
    reason: number,
    stack: number,
  ): void {
    this.reserve(column)
    const known = this.states[column] as GoroutineState
    this.states[column] = to
    if (to !== GoroutineState.waiting) this.networkWaits.delete(column)
    let begin = from
    const isNew = known === GoroutineState.undetermined && from === GoroutineState.notExist
    if (!this.isStrict && known !== from && !isNew) {
      begin = known
      if (known !== GoroutineState.undetermined) {
        this.warn(
          'state-conflict',
          `A goroutine goes from ${goroutineStateNames[from]} to ${goroutineStateNames[to]} though it was ${goroutineStateNames[known]}.`,
        )
      }
    }
    this.sink.goroutineTransition(this.context, index, begin, to, reason, stack)
  }

  private reserve(column: number): void {
    if (column < this.states.length) return
    const wider = new Uint8Array(2 * column)
    wider.set(this.states)
    this.states = wider
  }

  /** Whether waking this goroutine changes anything: one that runs or is runnable already does not wait. */
  mayWake(column: number): boolean {
    if (this.isStrict) return true
    this.reserve(column)
    const known = this.states[column]
    if (known !== GoroutineState.running && known !== GoroutineState.runnable) return true
    this.warn('state-conflict', 'A goroutine is woken that does not wait; the wake-up was left out.')
    return false
  }

  noteNamelessGoroutine(): void {
    this.warn('state-conflict', 'An event names goroutine 0, which is none; it was left out.')
  }

  waitsForNetwork(column: number): boolean {
    return this.networkWaits.has(column)
  }

  setWaitsForNetwork(column: number, isWaiting: boolean): void {
    if (isWaiting) this.networkWaits.add(column)
  }

  /** A goroutine begins to run on a processor. `onDisplaced` gets one that never left it. */
  enterProcessor(processor: number, column: number, onDisplaced: (column: number) => void): void {
    if (this.isStrict) return
    const other = this.runs.get(processor)
    this.runs.set(processor, column)
    if (other === undefined || other === column || this.states[other] !== GoroutineState.running) return
    this.warn('state-conflict', 'A goroutine starts on a processor on which another one still ran.')
    onDisplaced(other)
  }

  leaveProcessor(processor: number): void {
    this.runs.delete(processor)
  }

  /** Regions do not outlive their goroutine. */
  endGoroutine(column: number): void {
    this.regions.delete(column)
  }

  /** Whether the begin of a range is to be passed on. */
  openRange(kind: RangeKind, of: number): boolean {
    const { [kind]: open } = this.open
    if (!open.has(of)) {
      open.add(of)
      return true
    }
    if (this.isStrict) return true
    this.warn(
      'range-conflict',
      `${rangeWords[kind]} begins while one is open; the second begin was left out.`,
    )
    return false
  }

  /** Whether the end of a range is to be passed on. */
  closeRange(kind: RangeKind, of: number): boolean {
    if (this.open[kind].delete(of) || this.isStrict) return true
    this.warn('range-conflict', `${rangeWords[kind]} ends without a begin; the end was left out.`)
    return false
  }

  forgetRange(kind: RangeKind, of: number): void {
    this.open[kind].delete(of)
  }

  openRegion(column: number, task: number, name: number): void {
    if (this.isStrict) return
    let open = this.regions.get(column)
    if (open === undefined) {
      open = new OpenRegions()
      this.regions.set(column, open)
    }
    open.begin(task, name, undefined)
  }

  /**
   * Whether the end of a region is to be passed on: when it closes an open one, the innermost or one further out, or
   * when none is open, for then it began before the trace.
   */
  closeRegion(column: number, task: number, name: number): boolean {
    if (this.isStrict) return true
    const open = this.regions.get(column)
    if (open === undefined || open.count === 0) return true
    const isInnermost = open.isInnermost(task, name)
    if (open.end(task, name) !== undefined) {
      if (!isInnermost)
        this.warn(
          'misnested-region',
          'A user region ends while one inside it is open; it was closed all the same.',
        )
      return true
    }
    this.warn('misnested-region', 'A user region ends that is not open; the end was left out.')
    return false
  }

  private warn(code: string, message: string): void {
    this.warnings.add(code, message, { fromNs: this.context.timeNs })
  }
}
