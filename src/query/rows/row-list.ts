/**
 * The flattened list of rows from top to bottom (screens.md), as blocks: a window into a hundred thousand goroutines
 * makes only the rows it shows.
 */
import { networkWaitReason } from '../goroutine/network-wake'
import { formatDuration, groupDigits } from '../../base/format-units'
import { succeed } from '../../base/result'
import type { Result } from '../../base/result'
import { idleProcessorsKey, measuredSorts, relevantGoroutine } from '../../contract/rows-dto'
import type { MeasuredSort, RowDto, RowSort, RowsDto } from '../../contract/rows-dto'
import type { FilterError } from '../../filter/tokens'
import { NONE } from '../../model/states'
import type { GoroutineGroup } from '../goroutine/groups'
import { goroutineTest } from '../goroutine/filter'
import { groupListsOf, listOf } from '../list-by-key'
import { StackTracks } from '../tiles/stack-tracks'
import { shortFunctionName } from '../../base/function-names'
import { compareGroups, sortGoroutines } from './goroutine-order'
import { relatedTo } from './relevance'
import type { Relation } from './relevance'
import { many, numberOf, plainRow, single } from './block'
import type { Block } from './block'
import { addGoroutines, addRelated } from './goroutine-blocks'
import type { TraceIndex } from '../trace-index'

export interface RowListRequest {
  readonly toggled: readonly string[]
  readonly sort: RowSort
  readonly filter: string
}

export interface RowList {
  readonly totalRows: number
  window(from: number, to: number): RowsDto
  /** Position of a row, or -1 where it is folded away or filtered out. */
  indexOf(key: string): number
}

/** Traces with at most so many goroutines open their small groups at first. */
const fewGoroutines = 60
const smallGroup = 8
const fewTasks = 24

/** Row lists of one trace; the last one asked for is kept. */
export class RowLists {
  private lastKey = ''
  private last: RowList | undefined
  private readonly sorted = new Map<string, Uint32Array>()
  private related: { readonly id: number; readonly list: readonly Relation[] } | undefined

  constructor(
    private readonly index: TraceIndex,
    private readonly stacks = new StackTracks(index),
  ) {}

  listFor(request: RowListRequest): Result<RowList, FilterError> {
    const key = JSON.stringify([request.sort, request.filter, request.toggled])
    if (this.last !== undefined && this.lastKey === key) return succeed(this.last)
    const test = goroutineTest(this.index, request.filter)
    if (!test.ok) return test
    const passes = test.value
    const related = this.relatedOf(request.sort).filter((one) => passes?.(one.goroutine) !== false)
    const isListed = new Set(related.map(({ goroutine }) => goroutine))
    const measure = measureOf(request.sort)
    const isWhole = passes === undefined && isListed.size === 0
    const passing = this.index.groups.map(({ goroutines }) =>
      isWhole
        ? goroutines
        : goroutines.filter((goroutine) => !isListed.has(goroutine) && passes?.(goroutine) !== false),
    )
    const sorted = (group: number): Uint32Array =>
      isWhole ? this.sortedGroup(group, measure) : sortGoroutines(this.index, passing[group], measure)
    const list = rowListOf(blocksOf(this.index, this.stacks, request, related, passing, sorted))
    this.last = list
    this.lastKey = key
    return succeed(list)
  }

  /** Those that an order by relevance lists first; the last asked for is kept, as it takes a look at every span. */
  private relatedOf(sort: RowSort): readonly Relation[] {
    const id = relevantGoroutine(sort)
    if (id === undefined) return []
    if (this.related?.id !== id) {
      const goroutine = this.index.trace.tables.goroutines.indexOf(id)
      this.related = { id, list: goroutine === NONE ? [] : relatedTo(this.index, goroutine) }
    }
    return this.related.list
  }

  /** All goroutines of a group in order; kept, as sorting many takes longest here. */
  private sortedGroup(group: number, sort: MeasuredSort): Uint32Array {
    const key = `${sort} ${group}`
    let sorted = this.sorted.get(key)
    if (sorted === undefined) {
      sorted = sortGoroutines(this.index, this.index.groups[group].goroutines, sort)
      this.sorted.set(key, sorted)
    }
    return sorted
  }
}

function rowListOf(blocks: readonly Block[]): RowList {
  const starts = new Float64Array(blocks.length + 1)
  blocks.forEach((block, at) => (starts[at + 1] = starts[at] + block.count))
  const totalRows = starts[blocks.length]
  return {
    totalRows,
    window(from, to) {
      const rows: RowDto[] = []
      for (let at = 0; at < blocks.length; at++) {
        if (starts[at + 1] <= from) continue
        if (starts[at] >= to) break
        const end = Math.min(to, starts[at + 1]) - starts[at]
        for (let row = Math.max(from, starts[at]) - starts[at]; row < end; row++)
          rows.push(blocks[at].rowAt(row))
      }
      return { totalRows, rows }
    },
    indexOf(key) {
      for (let at = 0; at < blocks.length; at++) {
        const found = blocks[at].find(key)
        if (found >= 0) return starts[at] + found
      }
      return -1
    },
  }
}

function blocksOf(
  index: TraceIndex,
  stacks: StackTracks,
  request: RowListRequest,
  related: readonly Relation[],
  passing: readonly Uint32Array[],
  sorted: (group: number) => Uint32Array,
): readonly Block[] {
  const toggled = new Set(request.toggled)
  const blocks: Block[] = []
  const { trace } = index
  if (trace.metrics[1].count > 0 || trace.metrics[2].count > 0)
    blocks.push(single(plainRow('heap', 'heap', 'Heap')))
  blocks.push(single(plainRow('goroutines', 'goroutine-counts', 'Goroutines')))
  blocks.push(single(plainRow('gc', 'gc', 'GC / STW')))
  addProcessors(blocks, toggled, index)
  addSection(blocks, toggled, 'section:threads', 'Ms', trace.threads.count, false, () => threadRows(index))
  addTasks(blocks, toggled, index)
  if (hasNetworkWakeups(index)) blocks.push(single(plainRow('network', 'network', 'Network wake-ups')))
  addRelated(blocks, toggled, index, stacks, related)
  const measure = measureOf(request.sort)
  const total = passing.reduce((sum, goroutines) => sum + goroutines.length, 0)
  const groups = index.groups
    .map((group, at) => ({ group, at, goroutines: passing[at] }))
    .filter(({ goroutines }) => goroutines.length > 0)
    .sort((a, b) => compareGroups(a.group, b.group, index, measure))
  for (const { group, at, goroutines } of groups) {
    const opensByItself =
      !group.isRuntime && total <= fewGoroutines && (goroutines.length <= smallGroup || request.filter !== '')
    const isExpanded = opensByItself !== toggled.has(group.key)
    blocks.push(single(groupRow(group, goroutines.length, isExpanded)))
    if (isExpanded) addGoroutines(blocks, toggled, index, stacks, sorted(at))
  }
  return blocks
}

function addSection(
  blocks: Block[],
  toggled: ReadonlySet<string>,
  key: string,
  label: string,
  count: number,
  opensByItself: boolean,
  children: () => Block,
  /** Of how many, where not all are listed. */
  total = count,
): void {
  if (count === 0) return
  const isExpanded = opensByItself !== toggled.has(key)
  const detail = `${groupDigits(count)}${total > count ? ` of ${groupDigits(total)}` : ''}`
  blocks.push(single({ ...plainRow(key, 'section', label, detail), isExpandable: true, isExpanded }))
  if (isExpanded) blocks.push(children())
}

/** So many Ps without work get a section of their own: on a large machine they would push all else out of sight. */
const manyIdle = 8

function addProcessors(blocks: Block[], toggled: ReadonlySet<string>, index: TraceIndex): void {
  const { processors } = index.trace
  const all = ascending(processors.count)
  const ran = (one: number): boolean => processors.spanOffset[one + 1] > processors.spanOffset[one]
  const idle = all.filter((one) => !ran(one))
  const isApart = idle.length >= manyIdle && idle.length < all.length
  const listed = isApart ? all.filter(ran) : all
  addSection(
    blocks,
    toggled,
    'section:procs',
    'Ps',
    listed.length,
    true,
    () => processorRows(index, listed),
    all.length,
  )
  if (isApart)
    addSection(blocks, toggled, idleProcessorsKey, 'Ps that ran nothing', idle.length, false, () =>
      processorRows(index, idle),
    )
}

function ascending(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, at) => at)
}

function processorRows({ trace }: TraceIndex, items: Uint32Array): Block {
  const { processors } = trace
  return many(
    items,
    (one) => plainRow(`proc:${processors.id[one]}`, 'processor', `P${processors.id[one]}`, '', 1),
    (key) => processors.id.subarray(0, processors.count).indexOf(numberOf(key, 'proc:')),
  )
}

function threadRows({ trace }: TraceIndex): Block {
  const { threads } = trace
  return many(
    ascending(threads.count),
    (one) => ({
      ...plainRow(`thread:${threads.id[one]}`, 'thread', `M${threads.id[one]}`, '', 1),
      fromNs: threads.firstNs[one],
      toNs: threads.lastNs[one],
    }),
    (key) => threads.id.subarray(0, threads.count).indexOf(numberOf(key, 'thread:')),
  )
}

/** Whether any goroutine ever waited for the network. */
function hasNetworkWakeups({ trace }: TraceIndex): boolean {
  return trace.spans.reasons.includes(networkWaitReason)
}

/** Beside what is related, rows stand in the usual order. */
const measureOf = (sort: RowSort): MeasuredSort =>
  measuredSorts.find((measured) => measured === sort) ?? 'blocked'

function groupRow(group: GoroutineGroup, passing: number, isExpanded: boolean): RowDto {
  const all = group.goroutines.length
  const label = group.isRuntime
    ? 'runtime'
    : group.functionName === ''
      ? '(start function unknown)'
      : shortFunctionName(group.functionName)
  return {
    key: group.key,
    kind: 'group',
    depth: 0,
    label,
    detail: passing === all ? groupDigits(all) : `${groupDigits(passing)} of ${groupDigits(all)}`,
    isExpandable: true,
    isExpanded,
    fromNs: group.fromNs,
    toNs: group.toNs,
  }
}

function addTasks(blocks: Block[], toggled: ReadonlySet<string>, index: TraceIndex): void {
  const { tasks, tables } = index.trace
  if (tasks.count === 0) return
  const indexOfId = new Map<number, number>()
  for (let task = 0; task < tasks.count; task++) indexOfId.set(tasks.id[task], task)
  const parents = Uint32Array.from({ length: tasks.count }, (_, task) => {
    const parent = tasks.parentId[task] === 0 ? undefined : indexOfId.get(tasks.parentId[task])
    return parent === undefined || parent === task ? tasks.count : parent
  })
  const children = groupListsOf(parents, tasks.count, tasks.count + 1)
  const opens = tasks.count <= fewTasks
  addSection(blocks, toggled, 'section:tasks', 'Tasks', tasks.count, opens, () => {
    const order: number[] = []
    const depths = new Map<number, number>()
    // Parents precede children by construction of the order; a task seen twice (a cycle in damaged data) is skipped.
    const pending = [...listOf(children, tasks.count)].reverse().map((task) => ({ task, depth: 1 }))
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (depths.has(next.task)) continue
      depths.set(next.task, next.depth)
      order.push(next.task)
      const below = listOf(children, next.task)
      if (opens === toggled.has(`task:${tasks.id[next.task]}`)) continue
      for (let at = below.length - 1; at >= 0; at--) pending.push({ task: below[at], depth: next.depth + 1 })
    }
    const rowOf = (task: number): RowDto => {
      const { startNs, endNs } = tasks
      const isSeen = !Number.isNaN(startNs[task]) && !Number.isNaN(endNs[task])
      const childCount = listOf(children, task).length
      return {
        key: `task:${tasks.id[task]}`,
        kind: 'task',
        depth: depths.get(task) ?? 1,
        label: `task ${tasks.id[task]} ${tables.strings.get(tasks.name[task])}`.trimEnd(),
        detail: isSeen ? formatDuration(endNs[task] - startNs[task]) : '',
        isExpandable: childCount > 0,
        isExpanded: childCount > 0 && opens !== toggled.has(`task:${tasks.id[task]}`),
        fromNs: Number.isNaN(startNs[task]) ? undefined : startNs[task],
        toNs: Number.isNaN(endNs[task]) ? undefined : endNs[task],
      }
    }
    return many(Uint32Array.from(order), rowOf, (key) => indexOfId.get(numberOf(key, 'task:')) ?? -1)
  })
}
