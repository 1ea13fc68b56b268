/** Sentences out of SCHED lines. Each line is an instant: nothing is said of the time between two of them. */
import { formatShare } from '../../base/format-units'
import type { GodebugFindingDto } from '../../contract/godebug-dto'
import type { GodebugRun } from '../../model/godebug-log'
import { waitingAt } from './figures'
import { atText, countText } from './words'

const sampled = 'SCHED lines are instants; what was between two of them is not in the log.'

export function schedulerFindings(run: GodebugRun, index: number): GodebugFindingDto[] {
  if (run.samples.count === 0) return []
  return [
    mostWaiting(run, index),
    neverEmpty(run, index),
    waitingBesideIdle(run, index),
    threadGrowth(run, index),
    procsChanged(run, index),
    mostlyWaitingFor(run, index),
  ].filter((finding) => finding !== null)
}

function placeOf(run: GodebugRun, index: number, from: number, to = from): GodebugFindingDto['at'] {
  const { columns } = run.samples
  return {
    fromNs: columns.timeNs[from],
    toNs: columns.timeNs[to],
    run: index,
    line: columns.line[from],
    part: 'scheduler',
  }
}

function mostWaiting(run: GodebugRun, index: number): GodebugFindingDto | null {
  const { samples } = run
  const { count, columns } = samples
  let most = 0
  for (let i = 1; i < count; i++) if (waitingAt(samples, i) > waitingAt(samples, most)) most = i
  const waiting = waitingAt(samples, most)
  if (waiting === 0) return null
  const procs = columns.gomaxprocs[most]
  const queued = countText(waiting, 'goroutine')
  const local = columns.localQueue[most] || 0
  return {
    code: 'sched-most-waiting',
    severity: waiting >= procs * 10 ? 'high' : waiting > procs ? 'medium' : 'low',
    text: `At most ${queued} stood in the run queues: ${columns.globalQueue[most]} in the global one and ${local} in those of the Ps, at ${atText(columns.timeNs[most])} with ${countText(procs, 'P')} (line ${columns.line[most]}).`,
    certainty: 'proved',
    formula: `runqueue plus the lengths in brackets. ${sampled}`,
    figures: { goroutines: waiting, global: columns.globalQueue[most], local },
    at: placeOf(run, index, most),
  }
}

function neverEmpty(run: GodebugRun, index: number): GodebugFindingDto | null {
  const { samples } = run
  const { count, columns } = samples
  let best = { from: 0, to: -1 }
  for (let from = 0; from < count;) {
    let to = from
    while (to < count && waitingAt(samples, to) > 0) to++
    if (to > from && to - from > best.to - best.from + 1) best = { from, to: to - 1 }
    from = to + 1
  }
  const inRow = best.to - best.from + 1
  if (inRow < 3) return null
  const { timeNs } = columns
  const share = inRow / count
  return {
    code: 'sched-never-empty',
    severity: inRow >= 10 && share >= 0.5 ? 'medium' : 'low',
    text: `Goroutines stood in a run queue at ${inRow} SCHED lines in a row, from ${atText(timeNs[best.from])} to ${atText(timeNs[best.to])} (lines ${columns.line[best.from]} to ${columns.line[best.to]}); ${countText(count, 'line')} in all.`,
    certainty: 'proved',
    formula: `The longest row of lines with runqueue plus the lengths in brackets above 0. ${sampled}`,
    figures: { lines: inRow, fromNs: timeNs[best.from], toNs: timeNs[best.to] },
    at: placeOf(run, index, best.from, best.to),
  }
}

function waitingBesideIdle(run: GodebugRun, index: number): GodebugFindingDto | null {
  const { samples } = run
  const { count, columns } = samples
  let found = 0
  let first = -1
  for (let i = 0; i < count; i++) {
    if (!(waitingAt(samples, i) > 0 && columns.idleProcs[i] > 0)) continue
    found++
    if (first < 0) first = i
  }
  if (found < 2 || found / count < 0.1) return null
  return {
    code: 'sched-idle-beside-queue',
    severity: 'low',
    text: `At ${found} of ${countText(count, 'SCHED line')} goroutines stood in a queue while a P was idle, first at ${atText(columns.timeNs[first])} (line ${columns.line[first]}): likely work that had just become ready.`,
    certainty: 'likely',
    formula: `idleprocs above 0 and a queue above 0 in one line; the runtime reads them one after the other while both change. ${sampled}`,
    figures: { lines: found, share: found / count },
    at: placeOf(run, index, first),
  }
}

function threadGrowth(run: GodebugRun, index: number): GodebugFindingDto | null {
  const { count, columns } = run.samples
  let most = 0
  for (let i = 1; i < count; i++) if (columns.threads[i] > columns.threads[most]) most = i
  const threads = columns.threads[most]
  const procs = columns.gomaxprocs[most]
  // Some are always there besides those that run Go code: sysmon, the template thread, a few in system calls.
  if (threads < procs * 2 + 8) return null
  return {
    code: 'sched-threads',
    severity: threads >= 200 && threads >= procs * 8 ? 'high' : threads >= procs * 4 + 16 ? 'medium' : 'low',
    text: `The process came to ${countText(threads, 'thread')} by ${atText(columns.timeNs[most])} (line ${columns.line[most]}), ${columns.idleThreads[most]} of them idle, with ${countText(procs, 'P')}: likely many goroutines in system calls or cgo at once.`,
    certainty: 'likely',
    formula:
      'threads counts the threads that the runtime has. It starts one more where all are busy or blocked in the kernel; why, the log does not say.',
    figures: { threads, idleThreads: columns.idleThreads[most] },
    at: placeOf(run, index, most),
  }
}

function procsChanged(run: GodebugRun, index: number): GodebugFindingDto | null {
  const { count, columns } = run.samples
  let changes = 0
  let first = -1
  for (let i = 1; i < count; i++) {
    if (columns.gomaxprocs[i] === columns.gomaxprocs[i - 1]) continue
    changes++
    if (first < 0) first = i
  }
  if (first < 0) return null
  const more = changes === 1 ? '' : `, the first of ${changes} changes`
  return {
    code: 'sched-gomaxprocs',
    severity: 'low',
    text: `GOMAXPROCS went from ${columns.gomaxprocs[first - 1]} to ${columns.gomaxprocs[first]} before ${atText(columns.timeNs[first])} (line ${columns.line[first]})${more}.`,
    certainty: 'proved',
    formula: 'gomaxprocs of one SCHED line against that of the line before.',
    figures: { changes },
    at: placeOf(run, index, first),
  }
}

function mostlyWaitingFor(run: GodebugRun, index: number): GodebugFindingDto | null {
  const { count, columns } = run.samples
  let most = -1
  for (let i = 0; i < count; i++) {
    if (Number.isNaN(columns.runnable[i]) || columns.runnable[i] === 0) continue
    if (most < 0 || columns.runnable[i] > columns.runnable[most]) most = i
  }
  if (most < 0) return null
  const runnable = columns.runnable[most]
  const all =
    runnable +
    columns.running[most] +
    columns.inSyscall[most] +
    columns.waiting[most] +
    columns.otherGoroutines[most]
  return {
    code: 'sched-runnable',
    severity: runnable > columns.gomaxprocs[most] ? 'medium' : 'low',
    text: `At most ${runnable} of ${countText(all, 'goroutine')} (${formatShare(runnable / all)}) were runnable, at ${atText(columns.timeNs[most])} (line ${columns.line[most]}).`,
    certainty: 'proved',
    formula: `Lines "G…: status=1" below a SCHED line; dead goroutines do not count. ${sampled}`,
    figures: { runnable, goroutines: all },
    at: placeOf(run, index, most),
  }
}
