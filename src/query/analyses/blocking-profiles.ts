/**
 * The four blocking profiles of `go tool trace` (Go 1.27 src/cmd/trace/pprof.go): where goroutines waited for the
 * network, for each other, in system calls, and for a processor.
 *
 * Entering the state with a matching reason opens a record with the stack of that event (for `sched` that is the
 * stack of whoever made the goroutine runnable). A transition to the same state changes nothing, any other closes it.
 * Records still open at the end are not counted.
 */
import type { EventContext } from '../../model/event-sink'
import { GoroutineState, NONE } from '../../model/states'
import { Float64Column, Uint32Column, Uint8Column } from './columns'

export const profileKinds = ['net', 'sync', 'syscall', 'sched'] as const
export type ProfileKind = (typeof profileKinds)[number]

/** Set of kinds as bits, bit i for profileKinds[i]. */
export const KindBit = { net: 1, sync: 2, syscall: 4, sched: 8 } as const

/** Takes closed records. `kinds` holds the bits of the profiles it belongs to. */
export interface WaitConsumer {
  wait(kinds: number, goroutine: number, fromNs: number, toNs: number, stack: number): void
}

/** Follows every goroutine and hands closed records on. */
export class WaitFollower {
  private readonly state = new Uint8Column()
  private readonly kinds = new Uint8Column()
  private readonly sinceNs = new Float64Column()
  private readonly stack = new Uint32Column(NONE)
  private readonly kindsOfReason = new Map<number, number>()

  /**
   * @param wanted bits of the kinds to follow.
   * @param reasonText text of a reason's string index.
   */
  constructor(
    private readonly wanted: number,
    private readonly reasonText: (reason: number) => string,
    private readonly consumer: WaitConsumer,
  ) {}

  transition(context: EventContext, goroutine: number, to: GoroutineState, reason: number): void {
    this.kinds.reach(goroutine)
    const open = this.kinds.values[goroutine]
    if (open !== 0) {
      if (this.state.values[goroutine] === to) return
      this.kinds.values[goroutine] = 0
      this.consumer.wait(
        open,
        goroutine,
        this.sinceNs.values[goroutine],
        context.timeNs,
        this.stack.values[goroutine],
      )
    }
    const kinds = this.wanted & this.kindsOf(to, reason)
    if (kinds === 0) return
    this.state.reach(goroutine)
    this.sinceNs.reach(goroutine)
    this.stack.reach(goroutine)
    this.kinds.values[goroutine] = kinds
    this.state.values[goroutine] = to
    this.sinceNs.values[goroutine] = context.timeNs
    this.stack.values[goroutine] = context.stack
  }

  private kindsOf(state: GoroutineState, reason: number): number {
    if (state === GoroutineState.syscall) return KindBit.syscall
    if (state === GoroutineState.runnable) return KindBit.sched
    if (state !== GoroutineState.waiting) return 0
    let kinds = this.kindsOfReason.get(reason)
    if (kinds === undefined) {
      kinds = kindsOfWaitReason(this.reasonText(reason))
      this.kindsOfReason.set(reason, kinds)
    }
    return kinds
  }
}

/** Go 1.27 src/cmd/trace/pprof.go: exactly `network`; anything with `chan`, `sync` or `select` in it. */
export function kindsOfWaitReason(reason: string): number {
  if (reason === 'network') return KindBit.net
  return /chan|sync|select/.test(reason) ? KindBit.sync : 0
}

/** Records kept as columns, for profiles whose filter is known only at the end. */
export class WaitRecords implements WaitConsumer {
  count = 0
  readonly kinds = new Uint8Column()
  readonly goroutine = new Uint32Column()
  readonly fromNs = new Float64Column()
  readonly toNs = new Float64Column()
  readonly stack = new Uint32Column(NONE)

  wait(kinds: number, goroutine: number, fromNs: number, toNs: number, stack: number): void {
    const record = this.count++
    this.kinds.reach(record)
    this.goroutine.reach(record)
    this.fromNs.reach(record)
    this.toNs.reach(record)
    this.stack.reach(record)
    this.kinds.values[record] = kinds
    this.goroutine.values[record] = goroutine
    this.fromNs.values[record] = fromNs
    this.toNs.values[record] = toNs
    this.stack.values[record] = stack
  }
}

/** Sums of time pass 2^53 ns when many goroutines wait long: they are kept as a low part and a count of this. */
const carryNs = 2 ** 52

export interface StackWeight {
  readonly stack: number
  readonly count: number
  readonly ns: bigint
  /** Orders stacks by their newest wait. */
  readonly newest: number
}

/** Waits by stack: how many and how long. */
export class StackWeights {
  private readonly counts = new Float64Column()
  private readonly lowNs = new Float64Column()
  private readonly carries = new Uint32Column()
  /** By stack: number of the newest addition. */
  private readonly newest = new Float64Column()
  private additions = 0
  private emptyCount = 0
  private emptyNs = 0n
  private emptyNewest = 0

  add(stack: number, ns: number): void {
    this.additions++
    if (stack === NONE) {
      this.emptyNewest = this.additions
      this.emptyCount++
      this.emptyNs += BigInt(ns)
      return
    }
    this.counts.reach(stack)
    this.lowNs.reach(stack)
    this.carries.reach(stack)
    this.newest.reach(stack)
    this.newest.values[stack] = this.additions
    this.counts.values[stack]++
    const low = this.lowNs.values[stack] + ns
    if (low < carryNs) {
      this.lowNs.values[stack] = low
    } else {
      this.lowNs.values[stack] = low - carryNs
      this.carries.values[stack]++
    }
  }

  /** Stacks with any record; NONE stands for waits without a stack. */
  *entries(): IterableIterator<StackWeight> {
    for (let stack = 0; stack < this.counts.values.length; stack++) {
      const count = this.counts.values[stack]
      if (count === 0) continue
      const ns = BigInt(this.lowNs.values[stack]) + BigInt(this.carries.values[stack]) * BigInt(carryNs)
      yield { stack, count, ns, newest: this.newest.values[stack] }
    }
    if (this.emptyCount > 0) {
      yield { stack: NONE, count: this.emptyCount, ns: this.emptyNs, newest: this.emptyNewest }
    }
  }
}

/** Adds every record to its profiles at once, for profiles of the whole trace. */
export class WaitSums implements WaitConsumer {
  readonly byKind: Readonly<Record<ProfileKind, StackWeights>> = {
    net: new StackWeights(),
    sync: new StackWeights(),
    syscall: new StackWeights(),
    sched: new StackWeights(),
  }

  wait(kinds: number, _goroutine: number, fromNs: number, toNs: number, stack: number): void {
    const ns = toNs - fromNs
    if (ns <= 0) return
    if ((kinds & KindBit.net) !== 0) this.byKind.net.add(stack, ns)
    if ((kinds & KindBit.sync) !== 0) this.byKind.sync.add(stack, ns)
    if ((kinds & KindBit.syscall) !== 0) this.byKind.syscall.add(stack, ns)
    if ((kinds & KindBit.sched) !== 0) this.byKind.sched.add(stack, ns)
  }
}

/** A stretch of time of one goroutine. */
export interface TimeInterval {
  readonly fromNs: number
  readonly toNs: number
}

/**
 * The profile of one kind over the records of goroutines inside their intervals. A record counts when a part of it
 * above 0 ns lies inside, with that part's length (Go 1.27 pprof.go, pprofOverlappingDuration).
 */
export function weighRecords(
  records: WaitRecords,
  kind: ProfileKind,
  intervalsOf: (goroutine: number) => readonly TimeInterval[],
): StackWeights {
  const weights = new StackWeights()
  const bit = KindBit[kind]
  for (let record = 0; record < records.count; record++) {
    if ((records.kinds.values[record] & bit) === 0) continue
    const fromNs = records.fromNs.values[record]
    const toNs = records.toNs.values[record]
    let overlap = 0
    for (const interval of intervalsOf(records.goroutine.values[record])) {
      const part = Math.min(toNs, interval.toNs) - Math.max(fromNs, interval.fromNs)
      if (part > 0) overlap += part
    }
    if (overlap > 0) weights.add(records.stack.values[record], overlap)
  }
  return weights
}
