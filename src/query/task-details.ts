/** One user task: when, who took part, what happened in it, in order of time. */
import type { TaskDto, TaskRefDto } from '../contract/work-dto'
import { NONE } from '../model/states'
import { RangeFlag } from '../model/trace'
import { goroutineRef } from './goroutine/span-details'
import { placeOf } from './stack-dto'
import { timesBetween } from './goroutine/times-between'
import type { TraceIndex } from './trace-index'

const mostChildren = 1_000
const mostEvents = 2_000

type TaskEvent = TaskDto['events'][number]

interface Part {
  hasBegun: boolean
  hasEnded: boolean
  regionCount: number
  logCount: number
}

/** Undefined for a task that the trace does not have. */
export function taskDto(index: TraceIndex, id: number): TaskDto | undefined {
  const { trace } = index
  const { tasks, regions, logs, goroutines, tables } = trace
  const row = rowOf(index, id)
  if (row === undefined) return undefined
  const startNs = tasks.startNs[row]
  const endNs = tasks.endNs[row]
  const parts = new Map<number, Part>()
  const partOf = (goroutine: number): Part => {
    let part = parts.get(goroutine)
    if (part === undefined)
      parts.set(goroutine, (part = { hasBegun: false, hasEnded: false, regionCount: 0, logCount: 0 }))
    return part
  }
  const events: TaskEvent[] = []
  const addEvent = (atNs: number, goroutine: number, text: string): void => {
    events.push({
      atNs,
      ...(goroutine < goroutines.count ? { goroutine: goroutineRef(trace, goroutine) } : {}),
      text,
    })
  }
  if (!Number.isNaN(startNs)) addEvent(startNs, tasks.startGoroutine[row], 'task begin')
  if (tasks.startGoroutine[row] !== NONE) partOf(tasks.startGoroutine[row]).hasBegun = true
  for (let region = 0; region < regions.count; region++) {
    if (regions.taskId[region] !== id) continue
    const goroutine = regions.goroutine[region]
    partOf(goroutine).regionCount++
    const name = tables.strings.get(regions.name[region])
    if ((regions.flags[region] & RangeFlag.openAtStart) === 0)
      addEvent(regions.startNs[region], goroutine, `region "${name}" begin`)
    if ((regions.flags[region] & RangeFlag.openAtEnd) === 0)
      addEvent(regions.endNs[region], goroutine, `region "${name}" end`)
  }
  for (let log = 0; log < logs.count; log++) {
    if (logs.taskId[log] !== id) continue
    partOf(logs.goroutine[log]).logCount++
    const category = tables.strings.get(logs.category[log])
    const message = tables.strings.get(logs.message[log])
    addEvent(logs.atNs[log], logs.goroutine[log], category === '' ? message : `[${category}] ${message}`)
  }
  if (!Number.isNaN(endNs)) addEvent(endNs, tasks.endGoroutine[row], 'task end')
  if (tasks.endGoroutine[row] !== NONE) partOf(tasks.endGoroutine[row]).hasEnded = true
  events.sort((a, b) => a.atNs - b.atNs)
  const children: number[] = []
  for (let task = 0; task < tasks.count; task++)
    if (tasks.parentId[task] === id && tasks.id[task] !== 0) children.push(task)
  const fromNs = Number.isNaN(startNs) ? 0 : startNs
  const toNs = Number.isNaN(endNs) ? trace.durationNs : endNs
  const parentId = tasks.parentId[row]
  const place = placeOf(trace, tasks.startStack[row])
  return {
    id,
    name: tables.strings.get(tasks.name[row]),
    ...(parentId === 0 ? {} : { parent: refOf(index, parentId) }),
    children: children.slice(0, mostChildren).map((task) => childOf(index, task)),
    childTotal: children.length,
    ...(Number.isNaN(startNs) ? {} : { startNs }),
    ...(Number.isNaN(endNs) ? {} : { endNs }),
    ...(place === undefined ? {} : { place }),
    goroutines: [...parts]
      .filter(([goroutine]) => goroutine < goroutines.count)
      .map(([goroutine, part]) => ({
        goroutine: goroutineRef(trace, goroutine),
        stateTimes: Array.from(timesBetween(index, goroutine, fromNs, toNs)),
        ...part,
      })),
    events: events.slice(0, mostEvents),
    eventTotal: events.length,
  }
}

function rowOf({ trace }: TraceIndex, id: number): number | undefined {
  const { tasks } = trace
  for (let task = 0; task < tasks.count; task++) if (tasks.id[task] === id) return task
  return undefined
}

function refOf(index: TraceIndex, id: number): TaskRefDto {
  const { tasks, tables } = index.trace
  const row = rowOf(index, id)
  return { id, name: row === undefined ? '' : tables.strings.get(tasks.name[row]) }
}

function childOf({ trace }: TraceIndex, task: number): TaskDto['children'][number] {
  const { tasks, tables } = trace
  const startNs = tasks.startNs[task]
  const endNs = tasks.endNs[task]
  return {
    id: tasks.id[task],
    name: tables.strings.get(tasks.name[task]),
    ...(Number.isNaN(startNs) ? {} : { startNs }),
    ...(Number.isNaN(endNs) ? {} : { endNs }),
  }
}
