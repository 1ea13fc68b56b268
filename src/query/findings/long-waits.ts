/**
 * Long waits for a processor, told apart by what the Ps did meanwhile: all had work (`busy`), one of them had no
 * thread for at least half of the wait (`idle`), or the goroutine came back from a system call that had lost its P
 * (`syscall`). The last are counted by the finding about system calls.
 */
import { formatDuration, groupDigits } from '../../base/format-units'
import type { TraceIndex } from '../trace-index'
import { endOfSpan } from '../goroutine/span-details'
import { processorsBetween } from '../scheduling/who-ran'
import { touchesLost } from './lost-stretches'

export interface LongWait {
  readonly goroutine: number
  readonly span: number
  readonly startNs: number
  readonly durationNs: number
  /** How it became runnable. */
  readonly reason: string
  readonly kind: 'busy' | 'idle' | 'syscall'
  /** The longest time without a thread of any one P meanwhile, without the time the world stood still. */
  readonly idleNs: number
}

const idleShare = 0.5

const cache = new WeakMap<TraceIndex, readonly LongWait[]>()

/** What the waits of one kind add up to, in words. */
export function waitsInAll({ longRunnable }: TraceIndex, count: number, totalNs: number): string {
  const isWhole = longRunnable.count === longRunnable.span.length
  return `${isWhole ? '' : 'at least '}${groupDigits(count)} such waits of 5 ms and more took ${formatDuration(totalNs)}`
}

/** All that the index lists, longest first, but for those that may have ended where events were lost. */
export function longWaits(index: TraceIndex): readonly LongWait[] {
  const known = cache.get(index)
  if (known !== undefined) return known
  const { trace, longRunnable } = index
  const { spans } = trace
  const waits: LongWait[] = []
  for (let at = 0; at < longRunnable.span.length; at++) {
    const span = longRunnable.span[at]
    const goroutine = longRunnable.goroutine[at]
    const startNs = spans.startNs.at(span)
    const durationNs = endOfSpan(trace, goroutine, span) - startNs
    if (touchesLost(trace, startNs, startNs + durationNs)) continue
    const idleNs = idleBeside(index, startNs, startNs + durationNs)
    const reason = spans.reasons[spans.reason[span]]
    const isIdle = idleNs >= idleShare * durationNs
    const kind = reason === 'syscall exit' ? 'syscall' : isIdle ? 'idle' : 'busy'
    waits.push({ goroutine, span, startNs, durationNs, reason, idleNs, kind })
  }
  waits.sort((a, b) => b.durationNs - a.durationNs || a.startNs - b.startNs)
  cache.set(index, waits)
  return waits
}

function idleBeside({ trace, counters }: TraceIndex, fromNs: number, toNs: number): number {
  const stoppedNs = counters.stopTheWorld.between(fromNs, toNs)
  let mostNs = 0
  for (const processor of processorsBetween(trace, fromNs, toNs)) {
    const idleNs = toNs - fromNs - counters.shownProcessors[processor].between(fromNs, toNs) - stoppedNs
    mostNs = Math.max(mostNs, idleNs)
  }
  return mostNs
}
