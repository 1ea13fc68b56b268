/**
 * What every goroutine did at one instant of a trace, grouped by state, reason and stack, like a goroutine dump.
 *
 * A goroutine that is named only after the instant, with a state it had before, has not moved in between: so it counts.
 * The stack is the newest of its own that is known: where it blocked, yielded or was created. Where a running
 * goroutine runs is not in a trace.
 */
import type { EventContext, EventSink } from '../../model/event-sink'
import { GoroutineState, goroutineStateNames, NONE } from '../../model/states'
import type { TraceTables } from '../../model/tables'
import { Float64Column, Uint32Column, Uint8Column } from './columns'

export interface InstantGroup {
  /** Go's word: Runnable, Running, Waiting, Syscall. */
  readonly state: string
  /** Why it waits; '' when that is not known. */
  readonly reason: string
  readonly frames: readonly { readonly function: string; readonly file: string; readonly line: number }[]
  /** Go's ids, ascending. */
  readonly ids: readonly number[]
  /** Some of them have been in that state since before the trace: their times are at least so long. */
  readonly isFromBefore: boolean
  readonly forNs: { readonly min: number; readonly median: number; readonly max: number }
}

export class InstantRecorder implements EventSink {
  /** Last event of the trace. */
  lastNs = 0
  private readonly state = new Uint8Column()
  private readonly reason = new Uint32Column()
  private readonly sinceNs = new Float64Column()
  private readonly stack = new Uint32Column(NONE)
  /** Goroutines that have an event up to the instant, or that were named later with a state from before. */
  private readonly isKnown = new Uint8Column()
  private readonly isFromBefore = new Uint8Column()
  private readonly columns = [
    this.state,
    this.reason,
    this.sinceNs,
    this.stack,
    this.isKnown,
    this.isFromBefore,
  ]
  private count = 0
  private tables: TraceTables | undefined

  constructor(private readonly atNs: number) {}

  begin(tables: TraceTables): void {
    this.tables = tables
  }

  goroutineTransition(
    context: EventContext,
    goroutine: number,
    from: GoroutineState,
    to: GoroutineState,
    reason: number,
    goroutineStack: number,
  ): void {
    this.see(context)
    const { timeNs } = context
    for (const column of this.columns) column.reach(goroutine)
    if (
      timeNs > this.atNs &&
      (from !== GoroutineState.undetermined || this.isKnown.values[goroutine] === 1)
    ) {
      // A creation after the instant: what comes later of this goroutine says nothing about it.
      this.isKnown.values[goroutine] = 1
      if (goroutine >= this.count) this.count = goroutine + 1
      return
    }
    this.isKnown.values[goroutine] = 1
    if (goroutine >= this.count) this.count = goroutine + 1
    const own =
      goroutineStack !== NONE ? goroutineStack : context.goroutine === goroutine ? context.stack : NONE
    if (own !== NONE) this.stack.values[goroutine] = own
    if (from === to) return
    this.state.values[goroutine] = to
    this.reason.values[goroutine] = reason
    const isFromBefore = from === GoroutineState.undetermined
    this.sinceNs.values[goroutine] = isFromBefore ? 0 : timeNs
    this.isFromBefore.values[goroutine] = isFromBefore ? 1 : 0
  }

  /** Largest groups first. */
  groups(): readonly InstantGroup[] {
    const { tables } = this
    if (tables === undefined) return []
    const byKey = new Map<string, number[]>()
    for (let goroutine = 0; goroutine < this.count; goroutine++) {
      const state = this.state.values[goroutine]
      if (state === GoroutineState.undetermined || state === GoroutineState.notExist) continue
      const reason = state === GoroutineState.waiting ? this.reason.values[goroutine] : 0
      const key = `${state} ${reason} ${this.stack.values[goroutine]}`
      const members = byKey.get(key)
      if (members === undefined) byKey.set(key, [goroutine])
      else members.push(goroutine)
    }
    return [...byKey.values()]
      .map((members) => this.group(tables, members))
      .sort((a, b) => b.ids.length - a.ids.length || b.forNs.max - a.forNs.max || a.ids[0] - b.ids[0])
  }

  private group(tables: TraceTables, members: readonly number[]): InstantGroup {
    const [first] = members
    const state = this.state.values[first]
    const lengths = members.map((goroutine) => Math.max(0, this.atNs - this.sinceNs.values[goroutine]))
    lengths.sort((a, b) => a - b)
    return {
      state: goroutineStateNames[state],
      reason: state === GoroutineState.waiting ? tables.strings.get(this.reason.values[first]) : '',
      frames: framesOf(tables, this.stack.values[first]),
      ids: members.map((goroutine) => tables.goroutines.ids[goroutine]).sort((a, b) => a - b),
      isFromBefore: members.some((goroutine) => this.isFromBefore.values[goroutine] === 1),
      forNs: {
        min: lengths[0],
        median: lengths[(lengths.length - 1) >> 1],
        max: lengths[lengths.length - 1],
      },
    }
  }

  sync(context: EventContext): void {
    this.see(context)
  }

  processorTransition(context: EventContext): void {
    this.see(context)
  }

  rangeBegin(): void {}
  rangeActive(): void {}
  rangeEnd(): void {}
  metric(): void {}
  label(): void {}
  taskBegin(): void {}
  taskEnd(): void {}
  regionBegin(): void {}
  regionEnd(): void {}
  log(): void {}
  cpuSample(): void {}
  experimental(): void {}

  private see(context: EventContext): void {
    if (context.timeNs > this.lastNs) this.lastNs = context.timeNs
  }
}

function framesOf(tables: TraceTables, stack: number): InstantGroup['frames'] {
  if (stack === NONE) return []
  const { stacks, frames, strings } = tables
  return Array.from(stacks.frame.subarray(stacks.offset[stack], stacks.offset[stack + 1]), (frame) => ({
    function: strings.get(frames.functionName[frame]),
    file: strings.get(frames.file[frame]),
    line: frames.line[frame],
  }))
}
