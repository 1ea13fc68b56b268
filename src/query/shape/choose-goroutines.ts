/**
 * Which goroutines a picture shows: those that are asked for and, when wanted, those connected with them (they created,
 * woke, or were woken by one). At most as many as can be told apart; how many there would be is told too.
 */
import { assertUnreachable } from '../../base/assert'
import { succeed } from '../../base/result'
import type { Result } from '../../base/result'
import { partOf } from '../../base/steps'
import type { Steps } from '../../base/steps'
import type { ShapeChoice } from '../../contract/shape-dto'
import { limits } from '../../contract/limits'
import type { FilterError } from '../../filter/tokens'
import { GoroutineState, NONE, GoroutineFlag } from '../../model/states'
import type { Trace } from '../../model/trace'
import { goroutineTest } from '../goroutine/filter'
import { sparseListOf } from '../list-by-key'
import { spanPortions } from '../span-portions'
import type { SpanPortion } from '../span-portions'
import type { TraceIndex } from '../trace-index'

export interface Chosen {
  /** Goroutine indices; the first `chosenCount` are those asked for, in order of creation. */
  readonly goroutines: readonly number[]
  readonly chosenCount: number
  readonly chosenTotal: number
  readonly neighbourTotal: number
}

/** Of the most connected of a stretch of time, so many. */
const mostConnected = 48
/** Rows kept free for those connected with many chosen ones. */
const neighbourRoom = 20

/** Indices in order of creation; undefined when what is named is not in the trace. */
export function* chooseGoroutines(
  index: TraceIndex,
  choice: ShapeChoice,
  hasNeighbours: boolean,
): Steps<Result<Chosen | undefined, FilterError>> {
  const found = yield* partOf(wanted(index, choice), 0, 0.5)
  if (!found.ok) return found
  const all = found.value
  if (all === undefined) return succeed(undefined)
  const { goroutines } = index.trace
  const older = (a: number, b: number): number =>
    goroutines.createdNs.at(a) - goroutines.createdNs.at(b) || goroutines.id[a] - goroutines.id[b]
  const room = limits.shapeLines - (hasNeighbours ? neighbourRoom : 0)
  const chosen = firstOf(all, room, older)
  if (!hasNeighbours)
    return succeed({
      goroutines: chosen,
      chosenCount: chosen.length,
      chosenTotal: all.length,
      neighbourTotal: 0,
    })
  const neighbours = yield* partOf(neighboursOf(index, chosen, all), 0.5, 1)
  return succeed({
    goroutines: [...chosen, ...neighbours.slice(0, limits.shapeLines - chosen.length)],
    chosenCount: chosen.length,
    chosenTotal: all.length,
    neighbourTotal: neighbours.length,
  })
}

/** The first of a list in some order; a million goroutines need not all be sorted for that. */
function firstOf(list: readonly number[], room: number, compare: (a: number, b: number) => number): number[] {
  const first: number[] = []
  for (const one of list) {
    if (first.length === room && compare(first[room - 1], one) <= 0) continue
    let low = 0
    let high = first.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (compare(first[middle], one) <= 0) low = middle + 1
      else high = middle
    }
    first.splice(low, 0, one)
    if (first.length > room) first.pop()
  }
  return first
}

/** Those with a row: a goroutine that only a sample names has no lifeline. */
function* wanted(index: TraceIndex, choice: ShapeChoice): Steps<Result<number[] | undefined, FilterError>> {
  const { trace } = index
  const { goroutines, tables } = trace
  const { spanOffset } = goroutines
  const existing = (list: ArrayLike<number>): number[] | undefined => {
    const known: number[] = []
    for (let at = 0; at < list.length; at++)
      if (spanOffset[list[at]] < spanOffset[list[at] + 1]) known.push(list[at])
    return known.length === 0 ? undefined : known
  }
  switch (choice.by) {
    case 'goroutines':
      return succeed(
        existing([
          ...new Set(choice.ids.map((id) => tables.goroutines.indexOf(id)).filter((one) => one !== NONE)),
        ]),
      )
    case 'function': {
      const group = index.groups.find(({ functionName }) => functionName === choice.functionName)
      return succeed(existing(group?.goroutines ?? []))
    }
    case 'task':
      return succeed(existing([...new Set(goroutinesOfTask(index, choice.task))]))
    case 'filter': {
      const test = goroutineTest(index, choice.filter)
      if (!test.ok) return test
      const fits: number[] = []
      for (let one = 0; one < goroutines.count; one++)
        if (test.value === undefined || test.value(one)) fits.push(one)
      return succeed(existing(fits))
    }
    case 'time':
      return succeed(existing(yield* connectedWithin(trace, choice.fromNs, choice.toNs)))
    default:
      return assertUnreachable(choice)
  }
}

function goroutinesOfTask(index: TraceIndex, id: number): number[] {
  const { tasks, regions, logs, goroutines } = index.trace
  const found: number[] = []
  for (let task = 0; task < tasks.count; task++)
    if (tasks.id[task] === id) found.push(tasks.startGoroutine[task], tasks.endGoroutine[task])
  for (const [goroutine] of index.regionsOf)
    if (sparseListOf(index.regionsOf, goroutine).some((region) => regions.taskId[region] === id))
      found.push(goroutine)
  for (const [goroutine] of index.logsOf)
    if (sparseListOf(index.logsOf, goroutine).some((log) => logs.taskId[log] === id)) found.push(goroutine)
  return found.filter((goroutine) => goroutine < goroutines.count)
}

const isSystem = (trace: Trace, goroutine: number): boolean =>
  (trace.goroutines.flags[goroutine] & GoroutineFlag.system) !== 0

/** The user's goroutines by wake-ups that they gave and got, and creations, within a stretch. */
function* connectedWithin(trace: Trace, fromNs: number, toNs: number): Steps<number[]> {
  const count = new Float64Array(trace.goroutines.count)
  for (const portion of spanPortions(trace)) {
    countExchanges(trace, portion, fromNs, toNs, count)
    yield portion.share
  }
  const connected = indicesOf(count, (goroutine) => !isSystem(trace, goroutine))
  return firstOf(connected, mostConnected, (a, b) => count[b] - count[a] || a - b)
}

function countExchanges(
  { goroutines, spans }: Trace,
  { firstGoroutine, endGoroutine, firstSpan, endSpan }: SpanPortion,
  fromNs: number,
  toNs: number,
  count: Float64Array,
): void {
  const wake = spans.reasons.indexOf('unblocked')
  const creation = spans.reasons.indexOf('created')
  for (let goroutine = firstGoroutine; goroutine < endGoroutine; goroutine++) {
    const end = Math.min(goroutines.spanOffset[goroutine + 1], endSpan)
    for (let span = Math.max(goroutines.spanOffset[goroutine], firstSpan); span < end; span++) {
      if (spans.state[span] !== GoroutineState.runnable) continue
      const by = spans.link[span]
      if (by >= goroutines.count || by === goroutine) continue
      const startNs = spans.startNs.at(span)
      if (startNs < fromNs || startNs > toNs) continue
      if (spans.reason[span] !== wake && spans.reason[span] !== creation) continue
      count[by]++
      count[goroutine]++
    }
  }
}

/** Goroutines that have a count and pass a test. */
function indicesOf(count: Float64Array, test: (goroutine: number) => boolean): number[] {
  const found: number[] = []
  for (let goroutine = 0; goroutine < count.length; goroutine++)
    if (count[goroutine] > 0 && test(goroutine)) found.push(goroutine)
  return found
}

/** Creators first, then by wake-ups exchanged with the chosen, most first. The runtime's own are left out. */
function* neighboursOf(
  index: TraceIndex,
  chosen: readonly number[],
  all: readonly number[],
): Steps<number[]> {
  const { trace } = index
  const { goroutines } = trace
  const isChosen = new Uint8Array(goroutines.count)
  for (const one of chosen) isChosen[one] = 1
  const isNamed = new Uint8Array(goroutines.count)
  for (const one of all) isNamed[one] = 1
  const exchanged = new Float64Array(goroutines.count)
  const creator = Number.MAX_SAFE_INTEGER / 2
  for (const one of chosen) {
    const by = goroutines.createdBy[one]
    if (by < goroutines.count) exchanged[by] = creator
  }
  for (const portion of spanPortions(trace)) {
    countWithChosen(trace, portion, isChosen, exchanged)
    yield portion.share
  }
  return indicesOf(
    exchanged,
    (goroutine) =>
      isNamed[goroutine] === 0 &&
      !isSystem(trace, goroutine) &&
      goroutines.spanOffset[goroutine] < goroutines.spanOffset[goroutine + 1],
  ).sort((a, b) => exchanged[b] - exchanged[a] || a - b)
}

function countWithChosen(
  { goroutines, spans }: Trace,
  { firstGoroutine, endGoroutine, firstSpan, endSpan }: SpanPortion,
  isChosen: Uint8Array,
  exchanged: Float64Array,
): void {
  const wake = spans.reasons.indexOf('unblocked')
  const creation = spans.reasons.indexOf('created')
  const { state, reason, link } = spans
  for (let goroutine = firstGoroutine; goroutine < endGoroutine; goroutine++) {
    const isOne = isChosen[goroutine] === 1
    const end = Math.min(goroutines.spanOffset[goroutine + 1], endSpan)
    for (let span = Math.max(goroutines.spanOffset[goroutine], firstSpan); span < end; span++) {
      if (state[span] !== GoroutineState.runnable) continue
      const by = link[span]
      if (by >= goroutines.count) continue
      if (reason[span] !== wake && reason[span] !== creation) continue
      if (isOne) exchanged[by]++
      else if (isChosen[by] === 1) exchanged[goroutine]++
    }
  }
}
