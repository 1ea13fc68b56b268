/**
 * Everything in a trace that bears a text, in order of time, to be stepped through: goroutines by start function, tasks,
 * regions, logs, and waits, system calls and CPU samples by the functions on their stack.
 */
import { partOf } from '../../base/steps'
import type { Steps } from '../../base/steps'
import { formatDuration } from '../../base/format-units'
import type { FindDto, FoundDto } from '../../contract/stretch-dto'
import type { RowSort } from '../../contract/rows-dto'
import { GoroutineState } from '../../model/states'
import { placeFrame, frameDto } from '../stack-dto'
import { endOfSpan, goroutineRef } from '../goroutine/span-details'
import { goroutineOfSpan } from '../tiles/trace-tiles'
import { goroutineRanks } from '../rows/goroutine-order'
import { hasPart, shortFunctionName } from '../../base/function-names'
import { LazyOrder } from '../lazy-order'
import { orderBy } from '../order-by'
import type { TraceIndex } from '../trace-index'

/** More than this are counted no further; the answer says so. */
const mostFound = 500_000

/** Looked at in one piece of work. */
const spansAtOnce = 1 << 18

const Kind = { goroutine: 0, task: 1, region: 2, log: 3, span: 4, sample: 5 } as const

interface Found {
  readonly text: string
  readonly rowSort: RowSort | undefined
  readonly atNs: Float64Array
  readonly kind: Uint8Array
  readonly item: Uint32Array
  readonly isComplete: boolean
}

export interface FindRequest {
  readonly text: string
  readonly slices: number
  readonly ordinal?: number
  readonly nearNs?: number
  /** Hits follow the rows of the timeline in this order, within a row time; absent: time alone. */
  readonly rowSort?: RowSort
}

/** Keeps what the last text has found, for stepping. */
export class Finder {
  private last: Found | undefined

  constructor(private readonly index: TraceIndex) {}

  *answer({ text, slices, ordinal, nearNs, rowSort }: FindRequest): Steps<FindDto> {
    const wanted = text.trim().toLowerCase()
    let found = this.last
    if (found?.text !== wanted || found.rowSort !== rowSort)
      this.last = found = yield* findAll(this.index, wanted, rowSort)
    const total = found.atNs.length
    const marks = new Array<number>(slices).fill(0)
    const durationNs = Math.max(1, this.index.trace.durationNs)
    if (slices > 0) {
      for (let at = 0; at < total; at++)
        marks[Math.min(slices - 1, Math.max(0, Math.floor((found.atNs[at] / durationNs) * slices)))]++
    }
    const near = (timeNs: number): number => (rowSort === undefined ? firstFrom(found.atNs, timeNs) : 0)
    const at = ordinal ?? (nearNs === undefined ? undefined : near(nearNs))
    return {
      total,
      isComplete: found.isComplete,
      marks,
      hit:
        at === undefined || total === 0
          ? undefined
          : foundDto(this.index, found, ((at % total) + total) % total),
    }
  }
}

/** Hits that are in order of time, by their rows; within a row time stays. */
function byRows(
  index: TraceIndex,
  rowSort: RowSort,
  hits: Uint32Array,
  kinds: readonly number[],
  items: readonly number[],
): Uint32Array {
  const ranks = goroutineRanks(index, rowSort)
  return orderBy(
    hits,
    Float64Array.from(hits, (one) => rankOf(index, ranks, kinds[one], items[one])),
  )
}

/** Where a hit's row stands: tasks above goroutines, what belongs to none at the end. */
function rankOf({ trace }: TraceIndex, ranks: Uint32Array, kind: number, item: number): number {
  const { goroutines, regions, logs, cpuSamples } = trace
  const ofGoroutine = (goroutine: number): number =>
    goroutine < ranks.length ? ranks[goroutine] : ranks.length
  switch (kind) {
    case Kind.task:
      return -1
    case Kind.goroutine:
      return ofGoroutine(item)
    case Kind.region:
      return ofGoroutine(regions.goroutine[item])
    case Kind.log:
      return ofGoroutine(logs.goroutine[item])
    case Kind.sample:
      return ofGoroutine(cpuSamples.goroutine[item])
    default:
      return ofGoroutine(goroutineOfSpan(goroutines.spanOffset, item))
  }
}

function firstFrom(atNs: Float64Array, timeNs: number): number {
  let low = 0
  let high = atNs.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (atNs[middle] < timeNs) low = middle + 1
    else high = middle
  }
  return low
}

function* findAll(index: TraceIndex, wanted: string, rowSort: RowSort | undefined): Steps<Found> {
  const at: number[] = []
  const kinds: number[] = []
  const items: number[] = []
  let isComplete = true
  const add = (timeNs: number, kind: number, item: number): void => {
    if (at.length >= mostFound) {
      isComplete = false
      return
    }
    if (Number.isNaN(timeNs)) return
    at.push(timeNs)
    kinds.push(kind)
    items.push(item)
  }
  if (wanted !== '') yield* partOf(collect(index, wanted, add), 0, 0.7)
  const byTime = yield* partOf(orderOfTimes(Float64Array.from(at)), 0.7, 0.9)
  yield 0.9
  const order = rowSort === undefined ? byTime : byRows(index, rowSort, byTime, kinds, items)
  yield 0.95
  const found = {
    text: wanted,
    rowSort,
    atNs: new Float64Array(order.length),
    kind: new Uint8Array(order.length),
    item: new Uint32Array(order.length),
    isComplete,
  }
  for (let place = 0; place < order.length; place++) {
    found.atNs[place] = at[order[place]]
    found.kind[place] = kinds[order[place]]
    found.item[place] = items[order[place]]
  }
  return found
}

function* orderOfTimes(atNs: Float64Array): Steps<Uint32Array> {
  const order = yield* partOf(LazyOrder.of(atNs), 0, 0.5)
  return yield* partOf(order.all(), 0.5, 1)
}

/** All bits of a number below a power of two are set when so many have passed. */
const goroutinesInPiece = 2 ** 17 - 1

function* collect(
  { trace }: TraceIndex,
  wanted: string,
  add: (timeNs: number, kind: number, item: number) => void,
): Steps<void> {
  const { goroutines, tasks, regions, logs, spans, tables } = trace
  const { strings, frames, stacks } = tables
  const hasText = new Uint8Array(strings.count)
  for (let string = 0; string < strings.count; string++)
    hasText[string] = hasPart(strings.get(string), wanted) ? 1 : 0
  const digits = /^g(0|[1-9]\d{0,14})$/.exec(wanted)?.[1]
  const id = digits === undefined ? NaN : Number(digits)
  for (let goroutine = 0; goroutine < goroutines.count; goroutine++) {
    if (hasText[goroutines.functionName[goroutine]] === 1 || goroutines.id[goroutine] === id)
      add(goroutines.createdNs.at(goroutine), Kind.goroutine, goroutine)
    if ((goroutine & goroutinesInPiece) === goroutinesInPiece) yield (0.1 * goroutine) / goroutines.count
  }
  for (let task = 0; task < tasks.count; task++)
    if (hasText[tasks.name[task]] === 1) add(tasks.startNs[task], Kind.task, task)
  for (let region = 0; region < regions.count; region++)
    if (hasText[regions.name[region]] === 1) add(regions.startNs[region], Kind.region, region)
  for (let log = 0; log < logs.count; log++)
    if (hasText[logs.message[log]] === 1 || hasText[logs.category[log]] === 1)
      add(logs.atNs[log], Kind.log, log)
  const isHitStack = new Uint8Array(stacks.count)
  for (let stack = 0; stack < stacks.count; stack++) {
    for (let frame = stacks.offset[stack]; frame < stacks.offset[stack + 1]; frame++)
      if (hasText[frames.functionName[stacks.frame[frame]]] === 1) isHitStack[stack] = 1
  }
  // Most texts are on no stack: then no span need be looked at.
  const spanCount = isHitStack.includes(1) ? spans.count : 0
  for (let from = 0; from < spanCount; from += spansAtOnce) {
    yield 0.1 + (0.9 * from) / spanCount
    const end = Math.min(spanCount, from + spansAtOnce)
    for (let span = from; span < end; span++) {
      const state = spans.state[span]
      if (state !== GoroutineState.waiting && state !== GoroutineState.syscall) continue
      const stack = spans.stack.at(span)
      if (stack < stacks.count && isHitStack[stack] === 1) add(spans.startNs.at(span), Kind.span, span)
    }
  }
  const { cpuSamples } = trace
  for (let sample = 0; sample < cpuSamples.count; sample++) {
    const stack = cpuSamples.stack[sample]
    if (stack < stacks.count && isHitStack[stack] === 1) add(cpuSamples.atNs[sample], Kind.sample, sample)
  }
}

function foundDto(index: TraceIndex, found: Found, ordinal: number): FoundDto {
  const { trace } = index
  const { goroutines, tasks, regions, logs, spans, tables } = trace
  const { strings } = tables
  const item = found.item[ordinal]
  const fromNs = found.atNs[ordinal]
  const base = { ordinal, fromNs }
  const idOf = (goroutine: number): number | undefined =>
    goroutine < goroutines.count ? goroutines.id[goroutine] : undefined
  switch (found.kind[ordinal]) {
    case Kind.goroutine: {
      const { id, functionName } = goroutineRef(trace, item)
      const label = `g${id} ${shortFunctionName(functionName)}`.trimEnd()
      return { ...base, kind: 'goroutine', label, goroutine: id, toNs: goroutines.rowEndNs.at(item) }
    }
    case Kind.task: {
      const label = `task ${tasks.id[item]} ${strings.get(tasks.name[item])}`
      const toNs = Number.isNaN(tasks.endNs[item]) ? trace.durationNs : tasks.endNs[item]
      return { ...base, kind: 'task', label, task: tasks.id[item], toNs }
    }
    case Kind.region: {
      const toNs = regions.endNs[item]
      const label = `${strings.get(regions.name[item])}, ${formatDuration(toNs - fromNs)}`
      return { ...base, kind: 'region', label, goroutine: idOf(regions.goroutine[item]), region: item, toNs }
    }
    case Kind.log: {
      const label = strings.get(logs.message[item])
      return { ...base, kind: 'log', label, goroutine: idOf(logs.goroutine[item]), toNs: fromNs }
    }
    case Kind.sample: {
      const { stack, goroutine } = trace.cpuSamples
      const place = placeFrame(trace, stack[item])
      const where = place === undefined ? '' : ` in ${shortFunctionName(frameDto(trace, place).functionName)}`
      const id = idOf(goroutine[item])
      const who = id === undefined ? '' : `g${id}: `
      return { ...base, kind: 'sample', label: `${who}CPU sample${where}`, goroutine: id, toNs: fromNs }
    }
    default: {
      const goroutine = goroutineOfSpan(goroutines.spanOffset, item)
      const toNs = endOfSpan(trace, goroutine, item)
      const place = placeFrame(trace, spans.stack.at(item))
      const where = place === undefined ? '' : ` in ${shortFunctionName(frameDto(trace, place).functionName)}`
      const reason = spans.reasons[spans.reason[item]] || 'syscall'
      const label = `g${goroutines.id[goroutine]}: ${reason}${where}, ${formatDuration(toNs - fromNs)}`
      return { ...base, kind: 'span', label, goroutine: goroutines.id[goroutine], toNs }
    }
  }
}
