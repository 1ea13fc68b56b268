/**
 * The longest waits for a processor, told apart by what the Ps did meanwhile: all had work (`busy`), one of them had no
 * thread for at least half of the wait (`idle`), or the goroutine came back from a system call that had lost its P
 * (`syscall`). The last are counted by the finding about system calls.
 */
import { formatDuration, groupDigits } from '../../base/format-units'
import type { TraceIndex } from '../trace-index'
import { endOfSpan } from '../goroutine/span-details'
import { processorsBetween } from '../scheduling/who-ran'

export interface LongWait {
  readonly goroutine: number
  readonly span: number
  readonly startNs: number
  readonly durationNs: number
  readonly kind: 'busy' | 'idle' | 'syscall'
  /** The longest time without a thread of any one P meanwhile, without the time the world stood still. */
  readonly idleNs: number
}

/** Of more waits the longest are looked at. */
const mostWaits = 2_000
const idleShare = 0.5

const cache = new WeakMap<TraceIndex, readonly LongWait[]>()

/** What the waits of one kind add up to, in words: all of them, or those among the longest that are looked at. */
export function waitsInAll(index: TraceIndex, count: number, totalNs: number): string {
  return index.longRunnable.count > mostWaits
    ? `of the ${groupDigits(mostWaits)} longest waits ${groupDigits(count)} were so and took ${formatDuration(totalNs)}`
    : `${groupDigits(count)} such waits of 5 ms and more took ${formatDuration(totalNs)}`
}

/** Longest first. */
export function longWaits(index: TraceIndex): readonly LongWait[] {
  const known = cache.get(index)
  if (known !== undefined) return known
  const { trace, longRunnable } = index
  const durations = Float64Array.from(
    longRunnable.span,
    (span, at) => endOfSpan(trace, longRunnable.goroutine[at], span) - trace.spans.startNs[span],
  )
  const least = durations.length > mostWaits ? durations.slice().sort()[durations.length - mostWaits] : 0
  const longest: Omit<LongWait, 'kind' | 'idleNs'>[] = []
  durations.forEach((durationNs, at) => {
    if (durationNs < least) return
    const span = longRunnable.span[at]
    const goroutine = longRunnable.goroutine[at]
    longest.push({ goroutine, span, startNs: trace.spans.startNs[span], durationNs })
  })
  const waits = longest
    .sort((a, b) => b.durationNs - a.durationNs || a.startNs - b.startNs)
    .slice(0, mostWaits)
    .map((wait): LongWait => {
      const idleNs = idleBeside(index, wait.startNs, wait.startNs + wait.durationNs)
      const reason = trace.spans.reasons[trace.spans.reason[wait.span]]
      const isIdle = idleNs >= idleShare * wait.durationNs
      return { ...wait, idleNs, kind: reason === 'syscall exit' ? 'syscall' : isIdle ? 'idle' : 'busy' }
    })
  cache.set(index, waits)
  return waits
}

function idleBeside({ trace, counters }: TraceIndex, fromNs: number, toNs: number): number {
  const stoppedNs = counters.stopTheWorld.between(fromNs, toNs)
  let mostNs = 0
  for (const processor of processorsBetween(trace, fromNs, toNs)) {
    const idleNs = toNs - fromNs - counters.processors[processor].between(fromNs, toNs) - stoppedNs
    mostNs = Math.max(mostNs, idleNs)
  }
  return mostNs
}
