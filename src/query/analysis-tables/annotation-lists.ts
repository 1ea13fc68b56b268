/** Single user regions and tasks: the lists behind a row of the tables by name. */
import { visualStateIndex } from '../../contract/visual-states'
import { RangeFlag } from '../../model/trace'
import type { Trace } from '../../model/trace'
import { blockedNsOf, runnableNsOf, runningNsOf } from '../goroutine/groups'
import { timesBetween } from '../goroutine/times-between'
import type { AnalysisTable } from './table'
import { column, counted, cut, ns, placeInTime, placeName, text } from './table'

export const regionListTable: AnalysisTable = (index, { name, test }) => {
  const { trace } = index
  const { regions, goroutines, tables } = trace
  const found: number[] = []
  const lengthOf = (region: number): number => regions.endNs[region] - regions.startNs[region]
  const isWanted = (region: number): boolean =>
    test?.({
      lengthNs: lengthOf(region),
      atNs: regions.startNs[region],
      goroutine: goroutines.id[regions.goroutine[region]],
      task: regions.taskId[region],
      texts: () => [placeName(trace, regions.stack[region])],
    }) ?? true
  for (let region = 0; region < regions.count; region++)
    if (tables.strings.get(regions.name[region]) === name && isWanted(region)) found.push(region)
  found.sort((a, b) => lengthOf(b) - lengthOf(a))
  return {
    formula:
      'Every user region of this name, longest first, with how its goroutine spent it: time running, runnable, blocked and in system calls between begin and end.',
    limits: 'A region that was open when the trace began or ended is cut there, and marked.',
    columns: [
      column('goroutine', 'Goroutine', 'goroutine'),
      text('place', 'Place'),
      counted('task', 'Task', 'Its number; empty for the background task'),
      column('at', 'At', 'time'),
      ns('length', 'Length'),
      ns('running', 'Running', 'On a P, the collector’s work included'),
      ns('runnable', 'Runnable'),
      ns('blocked', 'Blocked', 'On sync, channels, network, for GC assist'),
      ns('syscall', 'Syscall'),
      ns('sleep', 'Sleep'),
      text('cut', 'Cut'),
    ],
    sortedBy: 'length',
    ...cut(found, (region) => {
      const goroutine = regions.goroutine[region]
      const startNs = regions.startNs[region]
      const times = timesBetween(index, goroutine, startNs, regions.endNs[region])
      const flags = regions.flags[region]
      const cuts = [
        ...((flags & RangeFlag.openAtStart) === 0 ? [] : ['began before']),
        ...((flags & RangeFlag.openAtEnd) === 0 ? [] : ['open at the end']),
      ]
      const place = placeName(trace, regions.stack[region])
      return {
        cells: [
          goroutines.id[goroutine],
          place === '' ? null : place,
          regions.taskId[region] === 0 ? null : regions.taskId[region],
          startNs,
          lengthOf(region),
          runningNsOf(times),
          runnableNsOf(times),
          blockedNsOf(times),
          times[visualStateIndex.syscall],
          times[visualStateIndex.sleep],
          cuts.length === 0 ? null : cuts.join(', '),
        ],
        ...placeInTime(trace, startNs, lengthOf(region), goroutine),
        ...(regions.taskId[region] === 0
          ? {}
          : { opens: { kind: 'task' as const, task: regions.taskId[region] } }),
      }
    }),
  }
}

export const taskListTable: AnalysisTable = (index, { name, test }) => {
  const { trace } = index
  const { tasks, regions, logs, goroutines, tables } = trace
  const messages = test === undefined ? undefined : messagesByTask(trace)
  const isWanted = (task: number): boolean =>
    test?.({
      lengthNs: tasks.endNs[task] - tasks.startNs[task],
      atNs: tasks.startNs[task],
      goroutine:
        tasks.startGoroutine[task] < goroutines.count ? goroutines.id[tasks.startGoroutine[task]] : NaN,
      task: tasks.id[task],
      texts: () => messages?.get(tasks.id[task]) ?? [],
    }) ?? true
  const rows: number[] = []
  for (let task = 0; task < tasks.count; task++)
    if (tasks.id[task] !== 0 && tables.strings.get(tasks.name[task]) === name && isWanted(task))
      rows.push(task)
  const regionCounts = countsBy(regions.taskId, regions.count)
  const logCounts = countsBy(logs.taskId, logs.count)
  const childCounts = countsBy(tasks.parentId, tasks.count)
  const lengthOf = (task: number): number => {
    const lengthNs = tasks.endNs[task] - tasks.startNs[task]
    return Number.isNaN(lengthNs) ? -1 : lengthNs
  }
  rows.sort((a, b) => lengthOf(b) - lengthOf(a))
  const known = (value: number): number | null => (Number.isNaN(value) ? null : value)
  return {
    formula: 'Every user task of this name, longest first, from its begin to its end.',
    limits:
      'One that lacks its begin or its end in the trace has no length. A text in the filter is sought in what was logged to it. Regions and logs are its own, not those of its children.',
    columns: [
      counted('id', 'Task'),
      column('begin', 'Begin', 'time'),
      ns('length', 'Length'),
      column('goroutine', 'Begun by', 'goroutine'),
      counted('parent', 'Parent', 'Its number'),
      counted('regions', 'Regions'),
      counted('logs', 'Logs'),
      counted('children', 'Children'),
    ],
    sortedBy: 'length',
    ...cut(rows, (task) => {
      const id = tasks.id[task]
      const goroutine = tasks.startGoroutine[task]
      const lengthNs = lengthOf(task)
      return {
        cells: [
          id,
          known(tasks.startNs[task]),
          lengthNs < 0 ? null : lengthNs,
          goroutine < goroutines.count ? goroutines.id[goroutine] : null,
          tasks.parentId[task] === 0 ? null : tasks.parentId[task],
          regionCounts.get(id) ?? 0,
          logCounts.get(id) ?? 0,
          childCounts.get(id) ?? 0,
        ],
        ...(lengthNs < 0 ? {} : placeInTime(trace, tasks.startNs[task], lengthNs, goroutine)),
        opens: { kind: 'task' as const, task: id },
      }
    }),
  }
}

/** What was logged to each task, by its number. */
function messagesByTask({ logs, tables }: Trace): ReadonlyMap<number, readonly string[]> {
  const found = new Map<number, string[]>()
  for (let log = 0; log < logs.count; log++) {
    const text = `${tables.strings.get(logs.category[log])} ${tables.strings.get(logs.message[log])}`
    const known = found.get(logs.taskId[log])
    if (known === undefined) found.set(logs.taskId[log], [text])
    else known.push(text)
  }
  return found
}

function countsBy(keys: Float64Array, count: number): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  for (let at = 0; at < count; at++) counts.set(keys[at], (counts.get(keys[at]) ?? 0) + 1)
  return counts
}
