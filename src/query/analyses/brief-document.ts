/**
 * Of the figures of a trace (summary-document.ts) those that the text form of a summary shows, from a loaded trace: its rows are
 * read several times as fast as events are sent one by one. A test compares the two for every trace.
 */
import { GoroutineState, NONE } from '../../model/states'
import { RangeFlag } from '../../model/trace'
import type { Trace } from '../../model/trace'
import { sparseListOf } from '../list-by-key'
import { functionTimes } from '../kernel/function-times'
import { lostSyscalls } from '../scheduling/lost-syscalls'
import type { TraceIndex } from '../trace-index'
import { byKey } from './group-sums'
import type { DocumentObject, DocumentValue } from './document-value'
import { formatWallClock } from './summary-document'
import { isSystemGoroutine } from './summary-rules'

/** Undefined where rows do not tell all of it: events have to be counted. */
export function briefDocument(index: TraceIndex, sizeBytes: number): DocumentObject | undefined {
  const { trace } = index
  const times = functionTimes(index)
  const regionCount = regionsWithInherited(index)
  if (times === undefined || regionCount === undefined || haveClocksParted(index)) return undefined
  const { strings } = trace.tables
  const [wallClock] = trace.wallClock
  return {
    sizeBytes,
    events: trace.eventCount,
    durationNs: trace.durationNs,
    wallClockAtFirstSync: wallClock === undefined ? undefined : formatWallClock(wallClock.unixNs),
    goroutineCount: times.functions.reduce((sum, { members }) => sum + members, 0),
    goroutineMaxSimultaneous: index.counters.maxGoroutines,
    procCount: trace.processors.count,
    threadCount: trace.threads.count,
    gomaxprocs: Array.from(trace.metrics[0].value, (value) => ({ value })),
    gc: completedRanges(trace, (name) => name === 'GC concurrent mark phase'),
    stw: completedRanges(trace, (name) => name.startsWith('stop-the-world')),
    cpuSamples: trace.cpuSamples.count,
    taskCount: taskCountOf(trace),
    regionCount,
    logCount: trace.logs.count,
    blockByReason: Object.fromEntries(
      times.reasons
        .map(({ reason, members, timeNs }): [string, DocumentValue] => [
          trace.spans.reasons[reason],
          { count: members, ns: timeNs },
        ])
        .sort(byKey),
    ),
    goroutineGroups: times.functions
      .map(({ name, members, times: byState }): [string, DocumentObject] => [
        strings.get(name),
        {
          name: strings.get(name),
          count: members,
          execNs: byState[GoroutineState.running],
          schedWaitNs: byState[GoroutineState.runnable],
          syscallNs: byState[GoroutineState.syscall],
          blockNs: { all: byState[GoroutineState.waiting] },
        },
      ])
      .sort(byKey)
      .map(([, group]) => group),
  }
}

/** Whether a system call lost its P outside of its own time: events in their order tell another length of it than rows. */
function haveClocksParted(index: TraceIndex): boolean {
  for (const { startNs, lostNs, endNs } of lostSyscalls(index))
    if (lostNs < startNs || lostNs > endNs) return true
  return false
}

/** Tasks that anything mentions, the background task (0) among them. */
function taskCountOf({ tasks, regions, logs }: Trace): number {
  const mentioned = new Set<number>()
  for (let task = 0; task < tasks.count; task++) {
    mentioned.add(tasks.id[task])
    if (tasks.parentId[task] > 0) mentioned.add(tasks.parentId[task])
  }
  for (let region = 0; region < regions.count; region++) mentioned.add(regions.taskId[region])
  for (let log = 0; log < logs.count; log++) mentioned.add(logs.taskId[log])
  return mentioned.size
}

/**
 * How many regions there are with those that goroutines inherit: one that is created inside a region has a nameless one for its
 * whole life (Go 1.27 src/internal/trace/summary.go). Undefined where the runtime's own goroutines have some, for not all of theirs count.
 */
function regionsWithInherited({ trace, regionsOf }: TraceIndex): number | undefined {
  const { regions, goroutines, tables } = trace
  let count = regions.count
  if (count === 0) return 0
  const { createdBy, createdNs, functionName } = goroutines
  const isSystem = (goroutine: number): boolean =>
    isSystemGoroutine(tables.strings.get(functionName[goroutine]))
  for (const goroutine of regionsOf.keys())
    if (goroutine >= goroutines.count || isSystem(goroutine)) return undefined
  const inherits = new Uint8Array(goroutines.count)
  const isInside = (goroutine: number, timeNs: number): boolean =>
    inherits[goroutine] === 1 ||
    sparseListOf(regionsOf, goroutine).some(
      (region) => regions.startNs[region] <= timeNs && timeNs < regions.endNs[region],
    )
  // Who creates another was met before it.
  for (let goroutine = 0; goroutine < goroutines.count; goroutine++) {
    const creator = createdBy[goroutine]
    if (creator === NONE || !isInside(creator, createdNs.at(goroutine))) continue
    if (creator > goroutine) return undefined
    inherits[goroutine] = 1
    if (!isSystem(goroutine)) count++
  }
  return count
}

/** Ranges whose end was seen. */
function completedRanges(
  { ranges, tables }: Trace,
  accepts: (name: string) => boolean,
): { readonly count: number; readonly ns: number } {
  let count = 0
  let ns = 0
  for (let range = 0; range < ranges.count; range++) {
    if ((ranges.flags[range] & RangeFlag.openAtEnd) !== 0) continue
    if (!accepts(tables.strings.get(ranges.name[range]))) continue
    count++
    ns += ranges.endNs[range] - ranges.startNs[range]
  }
  return { count, ns }
}
