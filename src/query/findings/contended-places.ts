/**
 * Waits that hold others up, by the place they waited at and what they waited in: locks and channel sends. Waiting to
 * receive, WaitGroup.Wait and Cond.Wait are left out: they are how idle workers and joins look. So are the runtime's
 * own semaphores, which have the reason 'sync' too.
 */
import type { Trace } from '../../model/trace'
import { placeFrame } from '../stack-dto'
import type { TraceIndex } from '../trace-index'

export interface ContendedPlace {
  /** Frame index of the place. */
  readonly frame: number
  /** 'sync.(*Mutex).Lock', or 'a channel send'. */
  readonly operation: string
  readonly isLock: boolean
  readonly stacks: ReadonlySet<number>
  readonly totalNs: number
  readonly count: number
  readonly longest: { readonly goroutine: number; readonly startNs: number; readonly durationNs: number }
}

const channelSend = 'a channel send'

/** Longest in all first. */
export function contendedPlaces({ trace, contended }: TraceIndex): readonly ContendedPlace[] {
  const places = new Map<string, { frame: number; operation: string; stacks: Set<number> }>()
  for (let stack = 0; stack < contended.count.length; stack++) {
    if (contended.count[stack] === 0) continue
    const operation = operationOf(trace, stack)
    const frame = placeFrame(trace, stack)
    if (operation === undefined || frame === undefined) continue
    const key = `${operation} ${frame}`
    const place = places.get(key) ?? { frame, operation, stacks: new Set<number>() }
    place.stacks.add(stack)
    places.set(key, place)
  }
  return [...places.values()]
    .map(({ frame, operation, stacks }): ContendedPlace => {
      let totalNs = 0
      let count = 0
      let longest = -1
      for (const stack of stacks) {
        totalNs += contended.totalNs[stack]
        count += contended.count[stack]
        if (longest < 0 || contended.longestNs[stack] > contended.longestNs[longest]) longest = stack
      }
      return {
        frame,
        operation,
        isLock: operation !== channelSend,
        stacks,
        totalNs,
        count,
        longest: {
          goroutine: contended.longestGoroutine[longest],
          startNs: trace.spans.startNs[contended.longestSpan[longest]],
          durationNs: contended.longestNs[longest],
        },
      }
    })
    .sort((a, b) => b.totalNs - a.totalNs)
}

/** The operation a stack waits in, or undefined where it is a join, an idle worker or the runtime's own semaphore. */
export function operationOf(trace: Trace, stack: number): string | undefined {
  const { stacks, frames, strings } = trace.tables
  for (let at = stacks.offset[stack]; at < stacks.offset[stack + 1]; at++) {
    const name = strings.get(frames.functionName[stacks.frame[at]])
    if (name === 'sync.(*WaitGroup).Wait' || name === 'sync.(*Cond).Wait') return undefined
    if (name.startsWith('sync.(*')) return name
    if (name === 'runtime.chansend1' || name === 'runtime.chansend') return channelSend
    if (!name.startsWith('runtime.') && !name.startsWith('internal/') && !name.startsWith('sync.runtime_'))
      return undefined
  }
  return undefined
}
