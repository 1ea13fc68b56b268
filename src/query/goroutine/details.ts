/**
 * The page of one goroutine: header, time per state and reason, its spans page by page.
 */
import { visualStates } from '../../contract/visual-states'
import type { GoroutineDto, GoroutineSpansDto } from '../../contract/goroutine-dto'
import { formatExactTime } from '../../base/format-units'
import { succeed } from '../../base/result'
import type { Result } from '../../base/result'
import type { FilterError } from '../../filter/tokens'
import { GoroutineState, NONE, goroutineStateNames, GoroutineFlag } from '../../model/states'
import { piecesOf } from '../assist-pieces'
import { figuresOf } from './figures-of'
import { newFigures } from './figures'
import { sparseListOf } from '../list-by-key'
import { reasonReader } from './network-wake'
import { endOfSpan, goroutineRef, spanDto } from './span-details'
import { spansThatFit } from './span-filter'
import { placeOf, stackDto } from '../stack-dto'
import type { TraceIndex } from '../trace-index'
import { NOT_DRAWN } from '../visual-state'

/** Page of a goroutine index. */
export function goroutineDto(index: TraceIndex, goroutine: number): GoroutineDto {
  const { trace } = index
  const { goroutines } = trace
  const flags = goroutines.flags[goroutine]
  const creator = goroutines.createdBy[goroutine]
  const endedNs = goroutines.endedNs.at(goroutine)
  return {
    ...goroutineRef(trace, goroutine),
    isSystem: (flags & GoroutineFlag.system) !== 0,
    createdBy: creator === NONE ? undefined : goroutineRef(trace, creator),
    creationPlace: placeOf(trace, goroutines.creationStack[goroutine]),
    creationStack: stackDto(trace, goroutines.creationStack[goroutine]),
    createdNs: goroutines.createdNs.at(goroutine),
    endedNs: Number.isNaN(endedNs) ? undefined : endedNs,
    lifetimeText: lifetimeText(index, goroutine),
    startsBeforeTrace: (flags & GoroutineFlag.createdInTrace) === 0,
    spanCount: goroutines.spanOffset[goroutine + 1] - goroutines.spanOffset[goroutine],
    stateTimes: Array.from(figuresOf(index, goroutine, newFigures()).times),
    reasons: reasonsOf(index, goroutine),
    childCount: childCountOf(index, goroutine),
    tasks: tasksOf(index, goroutine),
  }
}

function childCountOf({ trace }: TraceIndex, goroutine: number): number {
  const { createdBy, count } = trace.goroutines
  let children = 0
  for (let one = 0; one < count; one++) if (createdBy[one] === goroutine) children++
  return children
}

function lifetimeText(index: TraceIndex, goroutine: number): string {
  const { goroutines } = index.trace
  const isCreatedInside = (goroutines.flags[goroutine] & GoroutineFlag.createdInTrace) !== 0
  const endedNs = goroutines.endedNs.at(goroutine)
  const begin = isCreatedInside
    ? `created at ${formatExactTime(goroutines.createdNs.at(goroutine))}`
    : 'created before the trace'
  return Number.isNaN(endedNs)
    ? `${begin}, alive at its end`
    : `${begin}, ended at ${formatExactTime(endedNs)}`
}

/** Time per state and reason, longest first. Mark assist stands apart from the running time it was taken out of. */
function reasonsOf(index: TraceIndex, goroutine: number): GoroutineDto['reasons'] {
  const { trace, assists } = index
  const { spans, goroutines } = trace
  const codes = index.isGcWorker[goroutine] === 1 ? index.workerCodes : index.codes
  const counts = new Uint32Array(keyLimit)
  const totals = new Float64Array(keyLimit)
  const longest = new Float64Array(keyLimit).fill(-1)
  const longestStarts = new Float64Array(keyLimit)
  const add = (key: number, startNs: number, durationNs: number): void => {
    counts[key]++
    totals[key] += durationNs
    if (durationNs <= longest[key]) return
    longest[key] = durationNs
    longestStarts[key] = startNs
  }
  const reasonAt = reasonReader(trace)
  const first = goroutines.spanOffset[goroutine]
  for (let span = first; span < goroutines.spanOffset[goroutine + 1]; span++) {
    const key = (spans.state[span] << 8) | reasonAt(first, span)
    if (codes[key] === NOT_DRAWN) continue
    add(key, spans.startNs.at(span), endOfSpan(trace, goroutine, span) - spans.startNs.at(span))
  }
  const pieces = piecesOf(assists, goroutine)
  for (let piece = pieces.first; piece < pieces.end; piece++) {
    add(assistKey, assists.startNs[piece], assists.endNs[piece] - assists.startNs[piece])
  }
  totals[GoroutineState.running << 8] -= totals[assistKey]
  const found: GoroutineDto['reasons'][number][] = []
  for (let key = 0; key < keyLimit; key++) {
    if (counts[key] === 0) continue
    const isAssist = key === assistKey
    found.push({
      state: isAssist ? 'Running' : goroutineStateNames[key >> 8],
      visualState: isAssist ? 'gc-assist' : visualStates[codes[key]],
      reason: isAssist ? 'mark assist' : spans.reasons[key & 0xff],
      count: counts[key],
      totalNs: totals[key],
      longestNs: longest[key],
      longestStartNs: longestStarts[key],
    })
  }
  return found.sort((a, b) => b.totalNs - a.totalNs)
}

/** `state << 8 | reason` of a span, and one more for mark assist, which is laid over running. */
const assistKey = 6 << 8
const keyLimit = assistKey + 1

/** Tasks that it began or ended, ran a region of, or logged to. */
function tasksOf(index: TraceIndex, goroutine: number): GoroutineDto['tasks'] {
  const { tasks, regions, logs, tables } = index.trace
  const ids = new Set<number>()
  for (let task = 0; task < tasks.count; task++) {
    if (tasks.startGoroutine[task] === goroutine || tasks.endGoroutine[task] === goroutine)
      ids.add(tasks.id[task])
  }
  for (const region of sparseListOf(index.regionsOf, goroutine)) ids.add(regions.taskId[region])
  for (const log of sparseListOf(index.logsOf, goroutine)) ids.add(logs.taskId[log])
  const found: { id: number; name: string }[] = []
  for (let task = 0; task < tasks.count; task++) {
    // Task 0 is Go's background task: everything belongs to it.
    if (tasks.id[task] !== 0 && ids.has(tasks.id[task])) {
      found.push({ id: tasks.id[task], name: tables.strings.get(tasks.name[task]) })
    }
  }
  return found
}

/** The filter that was asked for last, as a list of its spans: paging through a long life must not test it again. */
const filtered = new WeakMap<TraceIndex, { readonly key: string; readonly spans: Uint32Array | undefined }>()

/** Spans in order of time, those that a filter lets through; `total` counts them. */
export function goroutineSpans(
  index: TraceIndex,
  goroutine: number,
  {
    filter = '',
    offset,
    limit,
  }: { readonly filter?: string; readonly offset: number; readonly limit: number },
): Result<GoroutineSpansDto, FilterError> {
  const { spanOffset } = index.trace.goroutines
  const key = `${goroutine} ${filter}`
  let known = filtered.get(index)
  if (known?.key !== key) {
    const fitting = spansThatFit(index, goroutine, filter)
    if (!fitting.ok) return fitting
    known = { key, spans: fitting.value }
    filtered.set(index, known)
  }
  const list = known.spans
  const total = list?.length ?? spanOffset[goroutine + 1] - spanOffset[goroutine]
  const spans = []
  for (let at = offset; at < Math.min(total, offset + limit); at++) {
    spans.push(spanDto(index, goroutine, list === undefined ? spanOffset[goroutine] + at : list[at]))
  }
  return succeed({ total, spans })
}
