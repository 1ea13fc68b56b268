/**
 * Stop-the-world pauses, and what the trace shows of the Ps that had to be stopped.
 *
 * Only a P that stops, or whose goroutine is preempted, inside the pause shows that it had to be waited for (about three
 * pauses in four). The last one seen to stop is likely the one that was waited for longest; its goroutine's stack is
 * where it gave way, which an operating system that did not run the thread makes look guilty.
 */
import { GoroutineState, NONE } from '../../model/states'
import type { Trace } from '../../model/trace'
import { stopTheWorldPrefix } from '../counters/counters-index'
import type { TraceIndex } from '../trace-index'

export interface WorldStop {
  /** Row of the range table. */
  readonly range: number
  readonly startNs: number
  readonly endNs: number
  /** What is in the brackets of the range's name: 'GC mark termination'. */
  readonly reason: string
  /** Goroutine index of the one that stopped the world, or NONE. */
  readonly goroutine: number
}

export function worldStops({ ranges, tables }: Trace): readonly WorldStop[] {
  const found: WorldStop[] = []
  for (let range = 0; range < ranges.count; range++) {
    const name = tables.strings.get(ranges.name[range])
    if (!name.startsWith(stopTheWorldPrefix)) continue
    found.push({
      range,
      startNs: ranges.startNs[range],
      endNs: ranges.endNs[range],
      reason: /\((.*)\)$/.exec(name)?.[1] ?? name,
      goroutine: ranges.goroutine[range],
    })
  }
  return found
}

export interface LastStopped {
  /** P index. */
  readonly processor: number
  readonly atNs: number
  /** Goroutine index of what ran there until then, or NONE. */
  readonly goroutine: number
  /** Stack at which it gave way, or NONE: it ended, or the trace does not tell. */
  readonly stack: number
}

/**
 * The P that stopped last of those that had a thread when the pause began; undefined when none is seen to stop. What
 * starts and stops later in the range is the world being started again.
 */
export function lastStoppedIn(index: TraceIndex, stop: WorldStop): LastStopped | undefined {
  const { processors } = index.trace
  let last = -1
  let atNs = -1
  for (let processor = 0; processor < processors.count; processor++) {
    const endNs = endOfRunAt(index.trace, processor, stop.startNs)
    if (endNs <= atNs || endNs >= stop.endNs) continue
    atNs = endNs
    last = processor
  }
  return last < 0 ? undefined : { processor: last, atNs, ...ranUntil(index, last, stop, atNs) }
}

/** Where the run that covers an instant ends, or -1 when the P had no thread then. */
function endOfRunAt({ processors }: Trace, processor: number, timeNs: number): number {
  const first = processors.runOffset[processor]
  let low = first
  let high = processors.runOffset[processor + 1]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (processors.runStartNs[middle] <= timeNs) low = middle + 1
    else high = middle
  }
  if (low === first) return -1
  const endNs = processors.runEndNs[low - 1]
  return endNs > timeNs ? endNs : -1
}

function ranUntil(
  { trace, processorRows, executions }: TraceIndex,
  processor: number,
  stop: WorldStop,
  atNs: number,
): { readonly goroutine: number; readonly stack: number } {
  const { row } = processorRows[processor]
  const { spans, goroutines } = trace
  if (row.count === 0) return { goroutine: NONE, stack: NONE }
  const position = row.positionAt(atNs)
  const endNs = row.endAt(position)
  // A goroutine that had given way before the pause was not what it waited for.
  if (row.startAt(position) > atNs || endNs < stop.startNs) return { goroutine: NONE, stack: NONE }
  const goroutine = executions.spanGoroutine[position]
  const span = row.elementAt(position)
  if (spans.state[span] === GoroutineState.syscall) return { goroutine, stack: spans.stack.at(span) }
  const next = span + 1
  const isLast = next >= goroutines.spanOffset[goroutine + 1]
  return { goroutine, stack: isLast ? NONE : ownStackOf(trace, next) }
}

/** The stack of a span when it is of the goroutine itself; that of a goroutine that was woken is its waker's. */
function ownStackOf({ spans }: Trace, span: number): number {
  const reason = spans.reasons[spans.reason[span]]
  const isOther = spans.state[span] === GoroutineState.runnable && reason.startsWith('unblocked')
  return isOther ? NONE : spans.stack.at(span)
}
