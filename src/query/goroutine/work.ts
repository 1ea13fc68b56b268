/**
 * What the program and the collector had a goroutine do: ranges that are charged to it (mark assist, sweep, pauses it
 * began), its user regions, logs and tasks, and how many CPU samples show it.
 */
import type {
  ChargedRangeDto,
  GoroutineWorkDto,
  WorkLogDto,
  WorkRegionDto,
  WorkTaskDto,
} from '../../contract/work-dto'
import { NONE, RangeScope } from '../../model/states'
import { RangeFlag } from '../../model/trace'
import type { Trace } from '../../model/trace'
import { Durations } from '../durations'
import { sparseListOf } from '../list-by-key'
import { placeOf } from '../stack-dto'
import type { TraceIndex } from '../trace-index'

const mostRegions = 2_000
const mostLogs = 2_000

export function goroutineWork(index: TraceIndex, goroutine: number): GoroutineWorkDto {
  const { trace } = index
  const taskNames = taskNamesOf(trace)
  const regions = sparseListOf(index.regionsOf, goroutine)
  const logList = sparseListOf(index.logsOf, goroutine)
  return {
    charged: chargedTo(trace, goroutine),
    regions: Array.from(regions.subarray(0, mostRegions), (region) => workRegion(trace, region, taskNames)),
    regionTotal: regions.length,
    tasks: tasksOf(index, goroutine, taskNames),
    logs: Array.from(logList.subarray(0, mostLogs), (log) => workLog(trace, log, taskNames)),
    logTotal: logList.length,
    cpuSampleCount: sparseListOf(index.samplesOf, goroutine).length,
  }
}

/**
 * Ranges of the goroutine itself, and those of Ps (sweep) that it ran. Go 1.27 src/internal/trace/summary.go charges a
 * range of a P to the goroutine that ran there when it began, if the same one runs there when it ends.
 */
function chargedTo({ ranges, tables }: Trace, goroutine: number): readonly ChargedRangeDto[] {
  const byName = new Map<number, { durations: Durations; swept: number; reclaimed: number }>()
  for (let range = 0; range < ranges.count; range++) {
    const scope = ranges.scope[range]
    const isOwn = scope === RangeScope.goroutine && ranges.scopeId[range] === goroutine
    const isRun = scope === RangeScope.processor && ranges.goroutine[range] === goroutine
    if (!isOwn && !isRun) continue
    let one = byName.get(ranges.name[range])
    if (one === undefined)
      byName.set(ranges.name[range], (one = { durations: new Durations(), swept: NaN, reclaimed: NaN }))
    const startNs = ranges.startNs[range]
    one.durations.add(ranges.endNs[range] - startNs, startNs)
    one.swept = plus(one.swept, ranges.bytesSwept[range])
    one.reclaimed = plus(one.reclaimed, ranges.bytesReclaimed[range])
  }
  return [...byName]
    .map(([name, { durations, swept, reclaimed }]) => ({
      name: tables.strings.get(name),
      ...durations.dto(),
      ...(Number.isNaN(swept) ? {} : { sweptBytes: swept }),
      ...(Number.isNaN(reclaimed) ? {} : { reclaimedBytes: reclaimed }),
    }))
    .sort((a, b) => b.totalNs - a.totalNs)
}

/** NaN is "not told": it adds nothing, and stays where nothing is told. */
function plus(sum: number, value: number): number {
  if (Number.isNaN(value)) return sum
  return Number.isNaN(sum) ? value : sum + value
}

type TaskNames = ReadonlyMap<number, string>

export function taskNamesOf({ tasks, tables }: Trace): TaskNames {
  const names = new Map<number, string>()
  for (let task = 0; task < tasks.count; task++)
    names.set(tasks.id[task], tables.strings.get(tasks.name[task]))
  return names
}

/** Task 0 is Go's background task: everything belongs to it, and saying so tells nothing. */
function taskRef(
  id: number,
  names: TaskNames,
): { readonly task?: { readonly id: number; readonly name: string } } {
  return id === 0 ? {} : { task: { id, name: names.get(id) ?? '' } }
}

export function workLog({ logs, tables }: Trace, log: number, names: TaskNames): WorkLogDto {
  return {
    atNs: logs.atNs[log],
    category: tables.strings.get(logs.category[log]),
    message: tables.strings.get(logs.message[log]),
    ...taskRef(logs.taskId[log], names),
  }
}

export function workRegion(trace: Trace, region: number, names: TaskNames): WorkRegionDto {
  const { regions, tables } = trace
  const place = placeOf(trace, regions.stack[region])
  return {
    region,
    name: tables.strings.get(regions.name[region]),
    startNs: regions.startNs[region],
    endNs: regions.endNs[region],
    depth: regions.depth[region],
    isOpenAtStart: (regions.flags[region] & RangeFlag.openAtStart) !== 0,
    isOpenAtEnd: (regions.flags[region] & RangeFlag.openAtEnd) !== 0,
    ...taskRef(regions.taskId[region], names),
    ...(place === undefined ? {} : { place }),
  }
}

/** Tasks that it began, ended, ran a region of or logged to, in order of their begin. */
function tasksOf(index: TraceIndex, goroutine: number, names: TaskNames): readonly WorkTaskDto[] {
  const { tasks, regions, logs } = index.trace
  const found = new Map<number, { began: boolean; ended: boolean; regions: number; logs: number }>()
  const of = (id: number): { began: boolean; ended: boolean; regions: number; logs: number } => {
    let one = found.get(id)
    if (one === undefined) found.set(id, (one = { began: false, ended: false, regions: 0, logs: 0 }))
    return one
  }
  for (const region of sparseListOf(index.regionsOf, goroutine)) of(regions.taskId[region]).regions++
  for (const log of sparseListOf(index.logsOf, goroutine)) of(logs.taskId[log]).logs++
  const rows = new Map<number, number>()
  for (let task = 0; task < tasks.count; task++) {
    rows.set(tasks.id[task], task)
    if (tasks.startGoroutine[task] === goroutine) of(tasks.id[task]).began = true
    if (tasks.endGoroutine[task] === goroutine) of(tasks.id[task]).ended = true
  }
  found.delete(0)
  const startOf = (id: number): number => {
    const startNs = tasks.startNs[rows.get(id) ?? NONE]
    return startNs >= 0 ? startNs : 0
  }
  return [...found]
    .sort((a, b) => startOf(a[0]) - startOf(b[0]) || a[0] - b[0])
    .map(([id, { began, ended, regions: regionCount, logs: logCount }]) => {
      const row = rows.get(id)
      const startNs = row === undefined ? NaN : tasks.startNs[row]
      const endNs = row === undefined ? NaN : tasks.endNs[row]
      return {
        id,
        name: names.get(id) ?? '',
        ...(Number.isNaN(startNs) ? {} : { startNs }),
        ...(Number.isNaN(endNs) ? {} : { endNs }),
        hasBegun: began,
        hasEnded: ended,
        regionCount,
        logCount,
      }
    })
}
