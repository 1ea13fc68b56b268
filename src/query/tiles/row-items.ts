/**
 * Rows that hold no spans of their own: regions and logs, stack frames, CPU samples, tasks, network wake-ups. What stands at
 * a point of such a row, and what comes before or after it.
 */
import type { PickDto, RangeDto } from '../../contract/pick-dto'
import { RangeFlag } from '../../model/trace'
import { sparseListOf } from '../list-by-key'
import type { RowSubject } from '../rows/row-key'
import { goroutineRef, spanDto } from '../goroutine/span-details'
import { stackDto } from '../stack-dto'
import { goroutineOfSpan } from './trace-tiles'
import type { TraceTiles } from './trace-tiles'
import { regionsAt } from './track-layers'
import type { TraceIndex } from '../trace-index'

/** Items in no promised order; those that happen at an instant end where they begin. */
export interface ItemRow {
  readonly count: number
  startOf(item: number): number
  endOf(item: number): number
  dtoOf(item: number): PickDto
}

/** The layers of a row, the one to be preferred at a point first; undefined for rows that are none of these. */
export function itemRowsOf(tiles: TraceTiles, subject: RowSubject): readonly ItemRow[] | undefined {
  const { index } = tiles
  switch (subject.kind) {
    case 'network':
      return [networkItems(index)]
    case 'regions': {
      const regions = regionItems(index, subject.goroutine, subject.depth)
      return subject.depth === 0 ? [regions, logItems(index, subject.goroutine)] : [regions]
    }
    case 'samples':
      return [sampleItems(index, subject.goroutine)]
    case 'stack':
      return frameItems(tiles, subject.goroutine, subject.depth)
    case 'task':
      return [taskItem(index, subject.task)]
    default:
      return undefined
  }
}

/** At a point: the item within reach that begins last, of those that hold the point if there are any; -1 for none. */
export function itemAt(row: ItemRow, timeNs: number, toleranceNs: number): number {
  let best = -1
  let bestNs = Infinity
  for (let item = 0; item < row.count; item++) {
    const distanceNs = Math.max(0, row.startOf(item) - timeNs, timeNs - row.endOf(item))
    if (!(distanceNs <= toleranceNs) || distanceNs > bestNs) continue
    if (distanceNs === bestNs && row.startOf(item) < row.startOf(best)) continue
    best = item
    bestNs = distanceNs
  }
  return best
}

/** The first item that begins after a time, or the last that begins before it; -1 for none. */
export function itemBeside(row: ItemRow, timeNs: number, direction: 'previous' | 'next'): number {
  let best = -1
  for (let item = 0; item < row.count; item++) {
    const startNs = row.startOf(item)
    const isThere = direction === 'next' ? startNs > timeNs : startNs < timeNs
    if (!isThere) continue
    const isNearer =
      best < 0 || (direction === 'next' ? startNs < row.startOf(best) : startNs > row.startOf(best))
    if (isNearer) best = item
  }
  return best
}

function networkItems(index: TraceIndex): ItemRow {
  const { atNs, item: spans } = index.networkWakeups
  const at = (item: number): number => atNs[item]
  return {
    count: spans.length,
    startOf: at,
    endOf: at,
    dtoOf: (item) => {
      const goroutine = goroutineOfSpan(index.trace.goroutines.spanOffset, spans[item])
      return { type: 'span', span: spanDto(index, goroutine, spans[item]) }
    },
  }
}

function regionItems(index: TraceIndex, goroutine: number, depth: number): ItemRow {
  const { trace } = index
  const { regions, tables } = trace
  const found = regionsAt(index, goroutine, depth)
  return {
    count: found.length,
    startOf: (item) => regions.startNs[found[item]],
    endOf: (item) => regions.endNs[found[item]],
    dtoOf: (item) => {
      const region = found[item]
      return ranged({
        name: tables.strings.get(regions.name[region]),
        startNs: regions.startNs[region],
        endNs: regions.endNs[region],
        isOpenAtStart: (regions.flags[region] & RangeFlag.openAtStart) !== 0,
        isOpenAtEnd: (regions.flags[region] & RangeFlag.openAtEnd) !== 0,
        goroutine: goroutineRef(trace, goroutine),
        stack: [],
        region,
      })
    },
  }
}

function logItems(index: TraceIndex, goroutine: number): ItemRow {
  const { trace } = index
  const { logs, tables } = trace
  const found = sparseListOf(index.logsOf, goroutine)
  const at = (item: number): number => logs.atNs[found[item]]
  return {
    count: found.length,
    startOf: at,
    endOf: at,
    dtoOf: (item) => {
      const log = found[item]
      const category = tables.strings.get(logs.category[log])
      const message = tables.strings.get(logs.message[log])
      const name = `Log ${category === '' ? '' : `[${category}] `}${message}`
      return instant(trace, goroutine, name, at(item), logs.stack[log])
    },
  }
}

function sampleItems(index: TraceIndex, goroutine: number): ItemRow {
  const { trace } = index
  const { cpuSamples } = trace
  const found = sparseListOf(index.samplesOf, goroutine)
  const at = (item: number): number => cpuSamples.atNs[found[item]]
  return {
    count: found.length,
    startOf: at,
    endOf: at,
    dtoOf: (item) => {
      const stack = cpuSamples.stack[found[item]]
      const [leaf] = stackDto(trace, stack)
      const name = leaf === undefined ? 'CPU sample' : `CPU sample in ${leaf.functionName}`
      return instant(trace, goroutine, name, at(item), stack)
    },
  }
}

/** Stretches through which the goroutine stood in a frame, and the instants at which it was sampled in it. */
function frameItems(tiles: TraceTiles, goroutine: number, depth: number): readonly ItemRow[] {
  const { trace } = tiles.index
  const level = tiles.stacks.level(goroutine, depth)
  const nameOf = (name: number): string => trace.tables.strings.get(name)
  const sampledNs = (item: number): number => level.sampleNs[item]
  return [
    {
      count: level.startNs.length,
      startOf: (item) => level.startNs[item],
      // The end belongs to what comes next.
      endOf: (item) => Math.max(level.startNs[item], level.endNs[item] - 1),
      dtoOf: (item) =>
        ranged({
          name: nameOf(level.functionName[item]),
          startNs: level.startNs[item],
          endNs: level.endNs[item],
          isOpenAtStart: false,
          isOpenAtEnd: false,
          goroutine: goroutineRef(trace, goroutine),
          stack: stackDto(trace, level.stack[item]),
          ofRow: `goroutine:${trace.goroutines.id[goroutine]}`,
        }),
    },
    {
      count: level.sampleNs.length,
      startOf: sampledNs,
      endOf: sampledNs,
      dtoOf: (item) =>
        instant(
          trace,
          goroutine,
          nameOf(level.sampleFunction[item]),
          sampledNs(item),
          level.sampleStack[item],
        ),
    },
  ]
}

function taskItem({ trace }: TraceIndex, task: number): ItemRow {
  const { tasks, tables, durationNs } = trace
  // A begin or end that was not seen lies outside the trace.
  const isOpenAtStart = Number.isNaN(tasks.startNs[task])
  const isOpenAtEnd = Number.isNaN(tasks.endNs[task])
  const startNs = isOpenAtStart ? 0 : tasks.startNs[task]
  const endNs = isOpenAtEnd ? durationNs : tasks.endNs[task]
  return {
    count: 1,
    startOf: () => startNs,
    endOf: () => endNs,
    dtoOf: () =>
      ranged({
        name: tables.strings.get(tasks.name[task]),
        startNs,
        endNs,
        isOpenAtStart,
        isOpenAtEnd,
        stack: [],
        task: tasks.id[task],
      }),
  }
}

const ranged = (range: RangeDto): PickDto => ({ type: 'range', range })

function instant(
  trace: TraceIndex['trace'],
  goroutine: number,
  name: string,
  atNs: number,
  stack: number,
): PickDto {
  return ranged({
    name,
    startNs: atNs,
    endNs: atNs,
    isOpenAtStart: false,
    isOpenAtEnd: false,
    goroutine: goroutineRef(trace, goroutine),
    stack: stackDto(trace, stack),
    ofRow: `goroutine:${trace.goroutines.id[goroutine]}`,
  })
}
