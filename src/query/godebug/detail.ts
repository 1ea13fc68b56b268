/** Ps, Ms and Gs of one SCHED line with scheddetail=1, read again out of its lines. */
import type { GodebugDetailDto, GoroutineGroupDto } from '../../contract/godebug-dto'
import type { GodebugRun, GoroutineDetail, ProcDetail, ThreadDetail } from '../../model/godebug-log'
import { detailOrdinals } from './series'
import { goroutineStatusName, isWaiting, procStatusName } from './status-names'

/** Goroutines in one answer; groups count all. */
const mostGoroutines = 20_000
const groupIds = 100

export interface DetailLines {
  readonly procs: readonly ProcDetail[]
  readonly threads: readonly ThreadDetail[]
  readonly goroutines: readonly GoroutineDetail[]
}

/**
 * @param readLines reads the lines below a SCHED line (formats/godebug/detail-text.ts).
 * @param ordinal which of the samples with details; one too large is the last.
 * @returns undefined when there are none.
 */
export function detailOf(
  run: GodebugRun,
  readLines: (text: string) => DetailLines,
  ordinal: number,
): GodebugDetailDto | undefined {
  const ordinals = detailOrdinals(run)
  if (ordinals.length === 0) return undefined
  const at = Math.min(ordinal, ordinals.length - 1)
  const sample = ordinals[at]
  const { columns, detailText } = run.samples
  const { procs, threads, goroutines } = readLines(
    detailText(columns.detailAt[sample], columns.detailLength[sample]),
  )
  return {
    timeNs: columns.timeNs[sample],
    line: columns.line[sample],
    ordinal: at,
    count: ordinals.length,
    gomaxprocs: columns.gomaxprocs[sample],
    idleProcs: columns.idleProcs[sample],
    threads: columns.threads[sample],
    globalQueue: columns.globalQueue[sample],
    gcWaiting: columns.gcWaiting[sample] > 0,
    stopWait: columns.stopWait[sample] || 0,
    procs: procs.map(({ thread, timers, ...proc }) => ({
      ...proc,
      statusName: procStatusName(proc.status),
      thread: thread ?? null,
      timers: timers ?? null,
    })),
    threadLines: threads.map(({ proc, goroutine, lockedGoroutine, ...thread }) => ({
      ...thread,
      proc: proc ?? null,
      goroutine: goroutine ?? null,
      lockedGoroutine: lockedGoroutine ?? null,
    })),
    goroutines: goroutines.slice(0, mostGoroutines).map(({ thread, lockedThread, ...goroutine }) => ({
      ...goroutine,
      statusName: goroutineStatusName(goroutine.status),
      thread: thread ?? null,
      lockedThread: lockedThread ?? null,
    })),
    goroutineTotal: goroutines.length,
    groups: groupsOf(goroutines),
  }
}

/** By status, and of those that wait by reason. */
function groupsOf(goroutines: readonly GoroutineDetail[]): GoroutineGroupDto[] {
  const groups = new Map<string, { statusName: string; reason: string; count: number; ids: number[] }>()
  for (const { id, status, reason } of goroutines) {
    const statusName = goroutineStatusName(status)
    const told = isWaiting(status) ? reason : ''
    const key = `${statusName}\n${told}`
    let group = groups.get(key)
    if (group === undefined) {
      group = { statusName, reason: told, count: 0, ids: [] }
      groups.set(key, group)
    }
    group.count++
    if (group.ids.length < groupIds) group.ids.push(id)
  }
  return [...groups.values()].sort((a, b) => b.count - a.count)
}
