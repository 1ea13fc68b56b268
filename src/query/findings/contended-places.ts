/**
 * Waits that hold others up, by the place they waited at and what they waited in: locks and channel sends. Waiting to
 * receive, WaitGroup.Wait and Cond.Wait are left out: they are how idle workers and joins look. So are the runtime's
 * own semaphores, which have the reason 'sync' too.
 */
import { GoroutineState, NONE, GoroutineFlag } from '../../model/states'
import type { Trace } from '../../model/trace'
import { placeFrame } from '../stack-dto'
import type { TraceIndex } from '../trace-index'
import type { ContendedStacks } from '../goroutine/wait-totals'

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

const cache = new WeakMap<TraceIndex, readonly ContendedPlace[]>()

/** Longest in all first. A send that is still open at the end is no queue but a goroutine left behind: it does not count. */
export function contendedPlaces(index: TraceIndex): readonly ContendedPlace[] {
  const known = cache.get(index) ?? placesOf(index)
  cache.set(index, known)
  return known
}

function placesOf(index: TraceIndex): readonly ContendedPlace[] {
  const { trace } = index
  const contended = withoutOpenSends(index)
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
          startNs: trace.spans.startNs.at(contended.longestSpan[longest]),
          durationNs: contended.longestNs[longest],
        },
      }
    })
    .sort((a, b) => b.totalNs - a.totalNs)
}

/** The totals of all waits, less those to send that did not end in the trace. */
function withoutOpenSends({ trace, contended, openGoroutines }: TraceIndex): ContendedStacks {
  const { spans, goroutines } = trace
  const chanSend = spans.reasons.indexOf('chan send')
  if (chanSend < 0) return contended
  const open: { readonly goroutine: number; readonly span: number; readonly stack: number }[] = []
  for (const goroutine of openGoroutines) {
    const span = goroutines.spanOffset[goroutine + 1] - 1
    if (span < goroutines.spanOffset[goroutine] || spans.reason[span] !== chanSend) continue
    const stack = spans.stack.at(span)
    if (spans.state[span] === GoroutineState.waiting && stack !== NONE) open.push({ goroutine, span, stack })
  }
  if (open.length === 0) return contended
  const left = {
    totalNs: contended.totalNs.slice(),
    count: contended.count.slice(),
    longestNs: contended.longestNs.slice(),
    longestSpan: contended.longestSpan.slice(),
    longestGoroutine: contended.longestGoroutine.slice(),
  }
  const isAgain = new Uint8Array(left.count.length)
  for (const { goroutine, span, stack } of open) {
    left.totalNs[stack] -= goroutines.rowEndNs.at(goroutine) - spans.startNs.at(span)
    left.count[stack]--
    if (left.longestSpan[stack] === span) isAgain[stack] = 1
  }
  if (isAgain.includes(1)) seekLongest(trace, chanSend, isAgain, left)
  return left
}

/** Of the marked stacks: the longest of the sends that ended. */
function seekLongest(
  { spans, goroutines }: Trace,
  chanSend: number,
  isWanted: Uint8Array,
  into: ContendedStacks,
): void {
  for (let stack = 0; stack < isWanted.length; stack++) if (isWanted[stack] === 1) into.longestNs[stack] = -1
  for (let goroutine = 0; goroutine < goroutines.count; goroutine++) {
    if ((goroutines.flags[goroutine] & GoroutineFlag.system) !== 0) continue
    const last = goroutines.spanOffset[goroutine + 1] - 1
    for (let span = goroutines.spanOffset[goroutine]; span < last; span++) {
      const stack = spans.stack.at(span)
      if (spans.reason[span] !== chanSend || spans.state[span] !== GoroutineState.waiting) continue
      if (stack === NONE || isWanted[stack] === 0) continue
      const durationNs = spans.startNs.at(span + 1) - spans.startNs.at(span)
      if (durationNs <= into.longestNs[stack]) continue
      into.longestNs[stack] = durationNs
      into.longestSpan[stack] = span
      into.longestGoroutine[stack] = goroutine
    }
  }
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
