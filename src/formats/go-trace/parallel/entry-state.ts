/**
 * How things stood when a generation began, as far as the generation itself says so.
 *
 * The writer describes every goroutine and every processor anew in each generation, right before its first event. So
 * a generation can be ordered before the one in front of it has been: from the state that its own descriptions add up
 * to. Afterwards that state must be the very one in which the generation before ended (seams.ts); then this order is
 * the order that one thread would have found.
 */
import { NONE } from '../../../model/states'
import type { GoroutineState } from '../../../model/states'
import type { IdTable } from '../../../model/tables'
import { noteWidth } from '../generation-counts'
import { CollectionState, stateOfStatus, WireProcessor } from '../order-states'
import type { CountedPart } from '../span-counts'
import { allOnes, WireEvent as W } from '../wire-events'

const goroutineRunning = 2
const goroutineSyscall = 3

/** Cloneable. Goroutines and threads are indices, processors ids. */
export interface EntryState {
  /** State of each goroutine of CountedPart.continuing. */
  readonly goroutineStates: Uint8Array
  /** Threads that had a goroutine or a processor: thread, goroutine or -1, processor or -1. */
  readonly threads: readonly (readonly [thread: number, goroutine: number, processor: number])[]
  /** Processors that were there before: id and status (order-states.ts). */
  readonly processors: readonly (readonly [id: number, status: number])[]
  /** Processors that are there now: id. */
  readonly newProcessors: readonly number[]
  /** Null when the generation says nothing of collections. */
  readonly gc: { readonly seq: number; readonly state: number } | null
  /** Goroutines that were assisting, processors that were being swept. */
  readonly assisting: readonly number[]
  readonly swept: readonly number[]
  /** Goroutine of the system call in progress on a processor: id, goroutine. */
  readonly syscalls: readonly (readonly [id: number, goroutine: number])[]
}

/** For the first generation: nothing is known. */
export const nothingKnown: EntryState = {
  goroutineStates: new Uint8Array(0),
  threads: [],
  processors: [],
  newProcessors: [],
  gc: null,
  assisting: [],
  swept: [],
  syscalls: [],
}

/**
 * @param knownProcessors ids of the generations before.
 * @returns null when the descriptions do not add up to one state.
 */
export function entryStateOf(
  part: CountedPart,
  threads: IdTable,
  knownProcessors: ReadonlySet<number>,
): EntryState | null {
  const { notes, continuing } = part
  const stateOf = new Map<number, GoroutineState>()
  const goroutineOn = new Map<number, number>()
  const processorOn = new Map<number, number>()
  const processors = new Map<number, number>()
  const newProcessors: number[] = []
  const abandoned = new Set<number>()
  const loserOf = new Map<number, number>()
  const assisting: number[] = []
  const swept: number[] = []
  let gc: EntryState['gc'] = null
  for (let at = 0; at < notes.length; at += noteWidth) {
    const thread = notes[at + 1]
    const a = notes[at + 2]
    const b = notes[at + 3]
    const c = notes[at + 4]
    switch (notes[at]) {
      case W.goStatus: {
        if (c < 1 || c >= stateOfStatus.length) return null
        stateOf.set(a, stateOfStatus[c])
        if (c === goroutineRunning && thread >= 0) goroutineOn.set(thread, a)
        if (c === goroutineSyscall) {
          const on = b < allOnes ? threads.indexOf(b) : NONE
          if (on === NONE) return null
          goroutineOn.set(on, a)
        }
        break
      }
      case W.procStatus:
        if (processors.has(a) || newProcessors.includes(a)) break
        if (!knownProcessors.has(a)) {
          newProcessors.push(a)
          break
        }
        processors.set(a, b)
        if (b === WireProcessor.running || b === WireProcessor.syscall) {
          if (thread < 0) return null
          processorOn.set(thread, a)
        } else if (b === WireProcessor.abandoned) abandoned.add(a)
        break
      case W.procSteal: {
        const loser = threads.indexOf(b)
        if (loser !== NONE && !loserOf.has(a)) loserOf.set(a, loser)
        break
      }
      case W.gcActive:
      case W.gcBegin:
      case W.gcEnd: {
        // The first one by number says what was before it.
        const state = notes[at] === W.gcBegin ? CollectionState.off : CollectionState.on
        if (gc === null || a - 1 < gc.seq) gc = { seq: a - 1, state }
        break
      }
      case W.gcMarkAssistActive:
        if (a === NONE) return null
        assisting.push(a)
        break
      case W.gcSweepActive:
        swept.push(a)
        break
    }
  }
  for (const id of abandoned) {
    // It was in a system call of the thread that loses it now.
    const loser = loserOf.get(id)
    if (loser === undefined) return null
    processors.set(id, WireProcessor.syscall)
    processorOn.set(loser, id)
  }
  const goroutineStates = new Uint8Array(continuing.length)
  for (let i = 0; i < continuing.length; i++) {
    const state = stateOf.get(continuing[i])
    if (state === undefined) return null
    goroutineStates[i] = state
  }
  return {
    goroutineStates,
    threads: [...new Set([...goroutineOn.keys(), ...processorOn.keys()])].map((thread) => [
      thread,
      goroutineOn.get(thread) ?? -1,
      processorOn.get(thread) ?? -1,
    ]),
    processors: [...processors],
    newProcessors,
    gc,
    assisting,
    swept,
    syscalls: syscallsOf(goroutineOn, processorOn, processors),
  }
}

function syscallsOf(
  goroutineOn: ReadonlyMap<number, number>,
  processorOn: ReadonlyMap<number, number>,
  processors: ReadonlyMap<number, number>,
): [number, number][] {
  const syscalls: [number, number][] = []
  for (const [thread, id] of processorOn) {
    const goroutine = goroutineOn.get(thread)
    if (processors.get(id) === WireProcessor.syscall && goroutine !== undefined)
      syscalls.push([id, goroutine])
  }
  return syscalls
}

/** Threads of which a generation says something, by index. */
export function touchedThreads(
  part: CountedPart,
  batchThreads: Iterable<number>,
  threads: IdTable,
): Set<number> {
  const touched = new Set(batchThreads)
  const { notes } = part
  for (let at = 0; at < notes.length; at += noteWidth) {
    const isSyscall = notes[at] === W.goStatus && notes[at + 4] === goroutineSyscall
    if (!isSyscall && notes[at] !== W.procSteal) continue
    const thread = threads.indexOf(notes[at + 3])
    if (thread !== NONE) touched.add(thread)
  }
  touched.delete(-1)
  return touched
}
