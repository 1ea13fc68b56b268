/**
 * Mutator utilization: the share of processors that the program has for itself while the garbage collector works
 * (Go 1.27 src/internal/trace/gc.go, MutatorUtilizationV2, the system view). A processor is the collector's while a
 * goroutine in mark assist runs on it, while it sweeps, or while it runs a background worker; a stop-the-world of the
 * collector takes all. Nothing counts before the first GOMAXPROCS sample.
 */
import type { EventContext } from '../../model/event-sink'
import { GoroutineState, Metric, NONE, RangeScope } from '../../model/states'
import { Float64Column, Uint8Column } from './columns'

export interface UtilizationOptions {
  readonly stopTheWorld: boolean
  readonly markAssist: boolean
  readonly sweep: boolean
}

/** A step function: `share[i]` holds from `atNs[i]` to `atNs[i + 1]`; the last point ends it. */
export interface UtilizationCurve {
  readonly count: number
  readonly atNs: Float64Array
  readonly share: Float64Array
}

/** How a range name takes part. */
const RangeRole = { none: 0, stopTheWorld: 1, markAssist: 2, sweep: 3 } as const

/** More Ps than this are not believed: the number sizes an array, and Go's own limit is far lower. */
const maxProcessors = 1 << 20

export class UtilizationRecorder {
  private readonly atNs = new Float64Column()
  private readonly share = new Float64Column()
  private count = 0
  private lastNs = NaN
  private syncs = 0
  private stopped = 0
  /** By P: what the collector does on it. Its length in use is GOMAXPROCS. */
  private held = new Int32Array(0)
  private processors = 0
  private heldProcessors = 0
  /** GOMAXPROCS changes, for ranges that turn out to be open since the start. */
  private readonly changes: { readonly atNs: number; readonly processors: number }[] = []
  private readonly isAssisting = new Uint8Column()
  private readonly state = new Uint8Column()
  private readonly roles = new Map<number, number>()

  constructor(
    private readonly options: UtilizationOptions,
    private readonly nameOf: (name: number) => string,
  ) {}

  sync(timeNs: number): void {
    this.syncs++
    this.observe(timeNs)
  }

  metric(timeNs: number, metric: Metric, value: number): void {
    if (metric === Metric.gomaxprocs) this.setProcessors(timeNs, value)
    this.observe(timeNs)
  }

  goroutineTransition(
    context: EventContext,
    goroutine: number,
    from: GoroutineState,
    to: GoroutineState,
  ): void {
    // Before GOMAXPROCS is known Go looks at nothing, states included.
    if (this.processors === 0) return
    if (goroutine < this.isAssisting.values.length && this.isAssisting.values[goroutine] === 1) {
      const was = isExecuting(from)
      if (was !== isExecuting(to)) this.hold(context.processor, was ? -1 : 1)
    }
    this.state.reach(goroutine)
    this.state.values[goroutine] = to
    this.observe(context.timeNs)
  }

  rangeBegin(context: EventContext, scope: RangeScope, scopeId: number, name: number): void {
    if (this.processors > 0) this.startRange(context, scope, scopeId, this.roleOf(name))
    this.observe(context.timeNs)
  }

  rangeActive(context: EventContext, scope: RangeScope, scopeId: number, name: number): void {
    if (this.processors > 0 && this.syncs <= 1) {
      const role = this.roleOf(name)
      if (
        role === RangeRole.sweep ||
        (role === RangeRole.markAssist && this.isExecutingNow(context.goroutine))
      ) {
        this.chargeFromStart()
      }
      this.startRange(context, scope, scopeId, role)
    }
    this.observe(context.timeNs)
  }

  rangeEnd(context: EventContext, scope: RangeScope, scopeId: number, name: number): void {
    if (this.processors > 0) {
      const role = this.roleOf(name)
      if (role === RangeRole.stopTheWorld) this.stopped--
      else if (role !== RangeRole.none) this.hold(context.processor, -1)
      if (role === RangeRole.markAssist && scope === RangeScope.goroutine) this.setAssisting(scopeId, 0)
    }
    this.observe(context.timeNs)
  }

  /** Ends the curve at the last event. */
  finish(endNs: number): UtilizationCurve {
    if (this.processors > 0) this.add(Math.max(endNs, this.lastNs), 0)
    return { count: this.count, atNs: this.atNs.values, share: this.share.values }
  }

  private startRange(context: EventContext, scope: RangeScope, scopeId: number, role: number): void {
    if (role === RangeRole.stopTheWorld) this.stopped++
    else if (role !== RangeRole.none) this.hold(context.processor, 1)
    if (role === RangeRole.markAssist && scope === RangeScope.goroutine) this.setAssisting(scopeId, 1)
  }

  /** GC stops only (Go 1.27 gc.go, isGCSTW); stopping for GOMAXPROCS or a trace's start is not the collector. */
  private roleOf(name: number): number {
    const known = this.roles.get(name)
    if (known !== undefined) return known
    const text = this.nameOf(name)
    let role: number = RangeRole.none
    if (this.options.stopTheWorld && text.startsWith('stop-the-world') && text.includes('GC')) {
      role = RangeRole.stopTheWorld
    } else if (this.options.markAssist && text === 'GC mark assist') {
      role = RangeRole.markAssist
    } else if (this.options.sweep && text === 'GC incremental sweep') {
      role = RangeRole.sweep
    }
    this.roles.set(name, role)
    return role
  }

  private setProcessors(timeNs: number, value: number): void {
    const wanted = Math.min(Math.max(0, Math.trunc(value)), maxProcessors)
    for (let p = wanted; p < this.processors; p++) {
      if (this.held[p] > 0) this.heldProcessors--
      this.held[p] = 0
    }
    if (wanted > this.held.length) {
      const grown = new Int32Array(wanted)
      grown.set(this.held)
      this.held = grown
    }
    if (this.count === 0 && wanted > 0) this.add(timeNs, 1)
    const last = this.changes.at(-1)
    if (last === undefined || last.processors !== wanted)
      this.changes.push({ atNs: timeNs, processors: wanted })
    this.processors = wanted
  }

  private hold(processor: number, change: number): void {
    if (processor >= this.processors) return
    const before = this.held[processor] > 0
    this.held[processor] += change
    const after = this.held[processor] > 0
    if (before !== after) this.heldProcessors += after ? 1 : -1
  }

  private setAssisting(goroutine: number, value: number): void {
    if (goroutine === NONE) return
    this.isAssisting.reach(goroutine)
    this.isAssisting.values[goroutine] = value
  }

  private isExecutingNow(goroutine: number): boolean {
    return goroutine < this.state.values.length && isExecuting(this.state.values[goroutine] as GoroutineState)
  }

  /** A range of the first generation that is found open held one P since the start: charge the past with it. */
  private chargeFromStart(): void {
    let change = 0
    let point = 0
    while (point < this.count) {
      if (change < this.changes.length - 1 && this.changes[change + 1].atNs < this.atNs.values[point]) {
        change++
        continue
      }
      const less = this.share.values[point] - 1 / this.changes[change].processors
      this.share.values[point] = less < 0 ? 0 : less
      point++
    }
  }

  /** Adds a point when the share has changed. */
  private observe(timeNs: number): void {
    if (this.processors === 0) return
    const held = this.stopped > 0 ? this.processors : this.heldProcessors
    this.add(timeNs, 1 - held / this.processors)
  }

  /** Go 1.27 gc.go, addUtil: at equal times the lowest stays. Times that step back count as the last one. */
  private add(timeNs: number, share: number): void {
    const last = this.count - 1
    if (last >= 0) {
      if (this.share.values[last] === share) return
      if (timeNs <= this.lastNs) {
        if (share < this.share.values[last]) this.share.values[last] = share
        return
      }
    }
    this.atNs.reach(this.count)
    this.share.reach(this.count)
    this.atNs.values[this.count] = timeNs
    this.share.values[this.count] = share
    this.lastNs = timeNs
    this.count++
  }
}

function isExecuting(state: GoroutineState): boolean {
  return state === GoroutineState.running || state === GoroutineState.syscall
}
