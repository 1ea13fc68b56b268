import { SilentSink } from '../../model/silent-sink'
import type { GoroutineState } from '../../model/states'
import { GoroutineState as G, ProcessorState as P } from '../../model/states'

/** What became of an attempt to let an event happen. */
export const Advance = { waits: 0, goes: 1, fails: 2 } as const

/** P status as written (tracev2.ProcStatus); 0: not known. */
export const WireProcessor = { unknown: 0, running: 1, idle: 2, syscall: 3, abandoned: 4 } as const

/** Whether a mark phase is in progress, by the last event that says so. */
export const CollectionState = { unknown: 0, off: 1, on: 2 } as const

/** Goroutine status as written (tracev2.GoStatus) to state. */
export const stateOfStatus: readonly GoroutineState[] = [
  G.undetermined,
  G.runnable,
  G.running,
  G.syscall,
  G.waiting,
]

export interface OpenRange {
  readonly type: number
  readonly name: number
}

/** Where events go that must not be seen. */
export const silentSink = new SilentSink()

/** How a wire status appears (event.go, tracev2ProcStatus2ProcState). */
export function shownProcessorState(status: number): (typeof P)[keyof typeof P] {
  switch (status) {
    case WireProcessor.running:
    case WireProcessor.syscall:
      return P.running
    case WireProcessor.idle:
    case WireProcessor.abandoned:
      return P.idle
    default:
      return P.undetermined
  }
}

/** Bits of what a goroutine has besides its state. */
export const GoroutineExtra = {
  /** Entries in the side maps of the order. */
  sideEntries: 1,
  /** Regions may be open on it that are only noted down (parallel/recorded-events.ts). */
  notedRegions: 2,
} as const

/** Of goroutines: no turn has been told in this generation. */
export const unknownTurn = 0xffffffff
