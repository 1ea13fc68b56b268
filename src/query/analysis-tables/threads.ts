import { GoroutineState, NONE } from '../../model/states'
import { threadOfPlace } from '../../model/trace'
import type { Trace } from '../../model/trace'
import { spanPortions } from '../span-portions'
import type { SpanPortion } from '../span-portions'
import type { SteppedTable } from './table'
import { column, counted, cut, ns, placeInTime, text } from './table'

/** Threads of the operating system as far as they held Ps or ran goroutines. */
export const threadsTable: SteppedTable = function* (index) {
  const { trace } = index
  const { threads, processors } = trace
  const heldNs = new Float64Array(threads.count)
  const holds = new Uint32Array(threads.count)
  const longestNs = new Float64Array(threads.count)
  const longestStartNs = new Float64Array(threads.count)
  const runCount = processors.runOffset[processors.count]
  for (let run = 0; run < runCount; run++) {
    const thread = processors.runThread[run]
    if (thread >= threads.count) continue
    const lengthNs = processors.runEndNs[run] - processors.runStartNs[run]
    heldNs[thread] += lengthNs
    holds[thread]++
    if (lengthNs <= longestNs[thread]) continue
    longestNs[thread] = lengthNs
    longestStartNs[thread] = processors.runStartNs[run]
  }
  const onThreads: OnThreads = {
    runningNs: new Float64Array(threads.count),
    syscallNs: new Float64Array(threads.count),
    goroutineCount: new Uint32Array(threads.count),
    lastGoroutine: new Uint32Array(threads.count).fill(NONE),
  }
  for (const portion of spanPortions(trace)) {
    addPortion(trace, portion, onThreads)
    yield portion.share
  }
  const { runningNs, syscallNs, goroutineCount } = onThreads
  const order = Array.from(heldNs, (_held, thread) => thread).sort((a, b) => heldNs[b] - heldNs[a] || a - b)
  return {
    formula:
      'For each thread (M): time it held a P and how often it took one, time of goroutines that ran or were in system calls on it, and how many goroutines those were.',
    limits:
      'A thread without a P leaves no events: whether it slept, waited in the kernel or ran C is not in the data, nor when the operating system ran it. The number is the operating system’s where the file tells it.',
    columns: [
      text('thread', 'Thread'),
      column('first', 'First seen', 'time'),
      column('last', 'Last seen', 'time'),
      ns('held', 'Held a P'),
      counted('holds', 'Took one', 'How often it took a P'),
      ns('longest', 'Longest', 'The longest hold of a P; a click leads there'),
      ns('running', 'Goroutines ran'),
      ns('syscall', 'In syscalls', 'System calls and cgo, with a P or without'),
      counted('goroutines', 'Goroutines'),
    ],
    sortedBy: 'held',
    ...cut(order, (thread) => ({
      cells: [
        `M${threads.id[thread]}`,
        Number.isNaN(threads.firstNs[thread]) ? null : threads.firstNs[thread],
        Number.isNaN(threads.lastNs[thread]) ? null : threads.lastNs[thread],
        heldNs[thread],
        holds[thread],
        longestNs[thread],
        runningNs[thread],
        syscallNs[thread],
        goroutineCount[thread],
      ],
      ...placeInTime(trace, longestStartNs[thread], longestNs[thread], NONE),
    })),
  }
}

/** By thread: what goroutines did on it. */
interface OnThreads {
  readonly runningNs: Float64Array
  readonly syscallNs: Float64Array
  /** Those that were on it; the one counted last is not counted again. */
  readonly goroutineCount: Uint32Array
  readonly lastGoroutine: Uint32Array
}

function addPortion(
  { spans, goroutines, threads }: Trace,
  { firstGoroutine, endGoroutine, firstSpan, endSpan }: SpanPortion,
  { runningNs, syscallNs, goroutineCount, lastGoroutine }: OnThreads,
): void {
  const { startNs, state, link } = spans
  const { spanOffset, rowEndNs } = goroutines
  const threadCount = threads.count
  for (let goroutine = firstGoroutine; goroutine < endGoroutine; goroutine++) {
    const end = spanOffset[goroutine + 1]
    const last = Math.min(end, endSpan)
    for (let span = Math.max(spanOffset[goroutine], firstSpan); span < last; span++) {
      const isRunning = state[span] === GoroutineState.running
      if (!isRunning && state[span] !== GoroutineState.syscall) continue
      const thread = threadOfPlace(link[span])
      if (thread < 0 || thread >= threadCount) continue
      const endNs = span + 1 < end ? startNs.at(span + 1) : rowEndNs.at(goroutine)
      if (isRunning) runningNs[thread] += endNs - startNs.at(span)
      else syscallNs[thread] += endNs - startNs.at(span)
      if (lastGoroutine[thread] === goroutine) continue
      lastGoroutine[thread] = goroutine
      goroutineCount[thread]++
    }
  }
}
