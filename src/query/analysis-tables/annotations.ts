import { NONE } from '../../model/states'
import { RangeFlag } from '../../model/trace'
import { Durations } from '../durations'
import { Histogram } from './histogram'
import type { AnalysisTable } from './table'
import { counted, cut, durationCells, durationColumns, placeInTime, placeName, text } from './table'

interface Gathering {
  /** String index. */
  readonly name: number
  /** Of regions: where the first of them began; '' where the trace does not tell. */
  readonly place: string
  readonly durations: Durations
  readonly histogram: Histogram
  open: number
  goroutine: number
}

const newGathering = (name: number, place: string): Gathering => ({
  name,
  place,
  durations: new Durations(),
  histogram: new Histogram(),
  open: 0,
  goroutine: NONE,
})

function put(one: Gathering, startNs: number, durationNs: number, goroutine: number, isOpen: boolean): void {
  if (isOpen) one.open++
  if (durationNs > one.durations.longestNs) one.goroutine = goroutine
  one.durations.add(durationNs, startNs)
  one.histogram.add(durationNs)
}

/** User regions by name and place, as go tool trace has them (Go 1.27 src/cmd/trace/regions.go). */
export const regionsTable: AnalysisTable = (index) => {
  const { trace } = index
  const { regions, tables } = trace
  const byPlace = new Map<string, Gathering>()
  const placeOfStack = new Map<number, string>()
  for (let region = 0; region < regions.count; region++) {
    const name = regions.name[region]
    const stack = regions.stack[region]
    let place = placeOfStack.get(stack)
    if (place === undefined) placeOfStack.set(stack, (place = placeName(trace, stack)))
    const key = `${name} ${place}`
    let one = byPlace.get(key)
    if (one === undefined) byPlace.set(key, (one = newGathering(name, place)))
    const isOpen = (regions.flags[region] & (RangeFlag.openAtStart | RangeFlag.openAtEnd)) !== 0
    const startNs = regions.startNs[region]
    put(one, startNs, regions.endNs[region] - startNs, regions.goroutine[region], isOpen)
  }
  const found = [...byPlace.values()].sort((a, b) => b.durations.totalNs - a.durations.totalNs)
  return {
    formula:
      'Begin to end of every user region (trace.StartRegion, trace.WithRegion), by name and place; nested ones count too.',
    limits:
      'Those that were open when the trace began or ended count as far as it shows them; the column Cut counts them.',
    columns: [text('name', 'Region'), text('place', 'Place'), ...durationColumns, counted('cut', 'Cut')],
    sortedBy: 'total',
    ...cut(found, (one) => ({
      cells: [
        tables.strings.get(one.name),
        one.place === '' ? null : one.place,
        ...durationCells(one.durations),
        one.open,
      ],
      ...placeInTime(trace, one.durations.longestStartNs, one.durations.longestNs, one.goroutine),
      opens: { kind: 'region-list', name: tables.strings.get(one.name) },
      histogram: one.histogram.dto(),
    })),
  }
}

/** User tasks by name; durations of those whose begin and end are both in the trace. */
export const tasksTable: AnalysisTable = (index) => {
  const { trace } = index
  const { tasks, tables } = trace
  const byName = new Map<number, Gathering>()
  for (let task = 0; task < tasks.count; task++) {
    if (tasks.id[task] === 0) continue
    let one = byName.get(tasks.name[task])
    if (one === undefined) byName.set(tasks.name[task], (one = newGathering(tasks.name[task], '')))
    const startNs = tasks.startNs[task]
    const endNs = tasks.endNs[task]
    if (Number.isNaN(startNs) || Number.isNaN(endNs)) one.open++
    else put(one, startNs, endNs - startNs, tasks.startGoroutine[task], false)
  }
  const found = [...byName].sort((a, b) => b[1].durations.totalNs - a[1].durations.totalNs)
  return {
    formula: 'Begin to end of every user task (trace.NewTask), by name.',
    limits: 'Tasks that lack a begin or an end in the trace have no length; the column Open counts them.',
    columns: [text('name', 'Task'), ...durationColumns, counted('open', 'Open')],
    sortedBy: 'total',
    ...cut(found, ([name, one]) => ({
      cells: [tables.strings.get(name) || '(no name)', ...durationCells(one.durations), one.open],
      ...(one.durations.count === 0
        ? {}
        : placeInTime(trace, one.durations.longestStartNs, one.durations.longestNs, one.goroutine)),
      opens: { kind: 'task-list', name: tables.strings.get(name) },
      histogram: one.histogram.dto(),
    })),
  }
}
