import { GoroutineState, NONE } from '../../model/states'
import { threadOfPlace } from '../../model/trace'
import type { AnalysisTable } from './table'
import { column, counted, cut, ns, placeInTime, text } from './table'

/** Threads of the operating system as far as they held Ps or ran goroutines. */
export const threadsTable: AnalysisTable = (index) => {
  const { trace } = index
  const { threads, processors, spans, goroutines } = trace
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
  const runningNs = new Float64Array(threads.count)
  const syscallNs = new Float64Array(threads.count)
  const goroutinesOn = Array.from({ length: threads.count }, () => new Set<number>())
  for (let goroutine = 0; goroutine < goroutines.count; goroutine++) {
    const end = goroutines.spanOffset[goroutine + 1]
    for (let span = goroutines.spanOffset[goroutine]; span < end; span++) {
      const state = spans.state[span]
      if (state !== GoroutineState.running && state !== GoroutineState.syscall) continue
      const thread = threadOfPlace(spans.link[span])
      if (thread < 0 || thread >= threads.count) continue
      const endNs = span + 1 < end ? spans.startNs[span + 1] : goroutines.rowEndNs[goroutine]
      const times = state === GoroutineState.running ? runningNs : syscallNs
      times[thread] += endNs - spans.startNs[span]
      goroutinesOn[thread].add(goroutine)
    }
  }
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
        goroutinesOn[thread].size,
      ],
      ...placeInTime(trace, longestStartNs[thread], longestNs[thread], NONE),
    })),
  }
}
