/**
 * Finds goroutines, functions, tasks, regions, logs, Ps, times, and functions on stacks by text.
 */
import { formatDuration, formatExactTime, groupDigits } from '../../base/format-units'
import type { SearchHitDto } from '../../contract/search-dto'
import { parseDuration } from '../../filter/parse'
import { NONE } from '../../model/states'
import { hasPart, shortFunctionName } from '../../base/function-names'
import { goroutineRef } from '../goroutine/span-details'
import type { TraceIndex } from '../trace-index'

/** Hits of the kinds that may be many, so that one kind does not crowd out the others. */
const mostOfOneKind = 40

/** At most `limit` hits, the most exact first. */
export function search(index: TraceIndex, text: string, limit: number): readonly SearchHitDto[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return []
  const hits = [
    ...exactHits(index, wanted),
    ...functionHits(index, wanted),
    ...taskHits(index, wanted),
    ...regionHits(index, wanted),
    ...logHits(index, wanted),
    ...frameHits(index, wanted),
  ]
  return hits.slice(0, limit)
}

function* exactHits(index: TraceIndex, wanted: string): Generator<SearchHitDto> {
  const { trace } = index
  const goroutineId = /^g?(\d{1,15})$/.exec(wanted)
  if (goroutineId !== null) {
    const goroutine = trace.tables.goroutines.indexOf(Number(goroutineId[1]))
    if (goroutine !== NONE) {
      const { id, functionName } = goroutineRef(trace, goroutine)
      yield {
        kind: 'goroutine',
        label: functionName === '' ? `g${id}` : `g${id} ${shortFunctionName(functionName)}`,
        detail: functionName,
        goroutine: id,
        row: `goroutine:${id}`,
        fromNs: trace.goroutines.createdNs.at(goroutine),
        toNs: trace.goroutines.rowEndNs.at(goroutine),
      }
    }
  }
  const processorId = /^p(\d{1,6})$/.exec(wanted)
  if (
    processorId !== null &&
    trace.processors.id.subarray(0, trace.processors.count).includes(Number(processorId[1]))
  ) {
    yield {
      kind: 'processor',
      label: `P${processorId[1]}`,
      detail: 'processor',
      row: `proc:${processorId[1]}`,
    }
  }
  const threadId = /^m(\d{1,15})$/.exec(wanted)
  if (threadId !== null && trace.threads.id.subarray(0, trace.threads.count).includes(Number(threadId[1]))) {
    yield {
      kind: 'thread',
      label: `M${threadId[1]}`,
      detail: 'thread',
      row: `thread:${threadId[1]}`,
    }
  }
  const timeNs = /[a-zµμ]$/.test(wanted) ? parseDuration(wanted) : undefined
  if (timeNs !== undefined && timeNs <= trace.durationNs) {
    yield {
      kind: 'time',
      label: formatExactTime(timeNs),
      detail: 'since the trace began',
      fromNs: timeNs,
      toNs: timeNs,
    }
  }
}

function functionHits(index: TraceIndex, wanted: string): SearchHitDto[] {
  return index.groups
    .filter((group) => !group.isRuntime && hasPart(group.functionName, wanted))
    .sort(
      (a, b) =>
        rankOf(a.functionName, wanted) - rankOf(b.functionName, wanted) ||
        b.goroutines.length - a.goroutines.length,
    )
    .slice(0, mostOfOneKind)
    .map((group) => ({
      kind: 'function' as const,
      label: shortFunctionName(group.functionName),
      detail: `${groupDigits(group.goroutines.length)} ${group.goroutines.length === 1 ? 'goroutine' : 'goroutines'}`,
      goroutine: group.goroutines.length === 1 ? index.trace.goroutines.id[group.goroutines[0]] : undefined,
      row: group.key,
      fromNs: group.fromNs,
      toNs: group.toNs,
    }))
}

/** Equal, then at the begin of the name, then anywhere. */
function rankOf(functionName: string, wanted: string): number {
  const full = functionName.toLowerCase()
  const name = full.slice(full.lastIndexOf('.') + 1)
  if (full === wanted || name === wanted) return 0
  return full.startsWith(wanted) || name.startsWith(wanted) ? 1 : 2
}

function taskHits(index: TraceIndex, wanted: string): SearchHitDto[] {
  const { tasks, tables } = index.trace
  const hits: SearchHitDto[] = []
  for (let task = 0; task < tasks.count && hits.length < mostOfOneKind; task++) {
    const name = tables.strings.get(tasks.name[task])
    if (!name.toLowerCase().includes(wanted) && wanted !== `task ${tasks.id[task]}`) continue
    const { startNs, endNs } = tasks
    const isSeen = !Number.isNaN(startNs[task]) && !Number.isNaN(endNs[task])
    hits.push({
      kind: 'task',
      label: `task ${tasks.id[task]} ${name}`,
      detail: isSeen ? formatDuration(endNs[task] - startNs[task]) : 'begin or end not in the trace',
      row: `task:${tasks.id[task]}`,
      fromNs: Number.isNaN(startNs[task]) ? undefined : startNs[task],
      toNs: Number.isNaN(endNs[task]) ? undefined : endNs[task],
    })
  }
  return hits
}

function regionHits(index: TraceIndex, wanted: string): SearchHitDto[] {
  const { regions, tables, goroutines } = index.trace
  const hits: SearchHitDto[] = []
  for (let region = 0; region < regions.count && hits.length < mostOfOneKind; region++) {
    const name = tables.strings.get(regions.name[region])
    if (!name.toLowerCase().includes(wanted)) continue
    const owner = regions.goroutine[region]
    const id = owner < goroutines.count ? goroutines.id[owner] : undefined
    hits.push({
      kind: 'region',
      label: name,
      detail: `${formatDuration(regions.endNs[region] - regions.startNs[region])}${id === undefined ? '' : ` on g${id}`}`,
      goroutine: id,
      region,
      row: id === undefined ? undefined : `regions:${id}`,
      fromNs: regions.startNs[region],
      toNs: regions.endNs[region],
    })
  }
  return hits
}

function logHits(index: TraceIndex, wanted: string): SearchHitDto[] {
  const { logs, tables, goroutines } = index.trace
  const hits: SearchHitDto[] = []
  for (let log = 0; log < logs.count && hits.length < mostOfOneKind; log++) {
    const message = tables.strings.get(logs.message[log])
    const category = tables.strings.get(logs.category[log])
    if (!message.toLowerCase().includes(wanted) && !category.toLowerCase().includes(wanted)) continue
    const owner = logs.goroutine[log]
    const id = owner < goroutines.count ? goroutines.id[owner] : undefined
    hits.push({
      kind: 'log',
      label: message,
      detail: category === '' ? 'log' : `log [${category}]`,
      goroutine: id,
      row: id === undefined ? undefined : `goroutine:${id}`,
      fromNs: logs.atNs[log],
      toNs: logs.atNs[log],
    })
  }
  return hits
}

/** Functions that stand on stacks and start no goroutine: where they do is for the timeline's own search to step through. */
function frameHits({ trace, groups }: TraceIndex, wanted: string): SearchHitDto[] {
  const { strings, frames } = trace.tables
  const startFunctions = new Set(groups.map(({ functionName }) => functionName))
  const seen = new Uint8Array(strings.count)
  const names: string[] = []
  for (let frame = 0; frame < frames.count; frame++) {
    const string = frames.functionName[frame]
    if (string >= strings.count || seen[string] === 1) continue
    seen[string] = 1
    const name = strings.get(string)
    if (hasPart(name, wanted) && !startFunctions.has(name)) names.push(name)
  }
  return names
    .sort((a, b) => rankOf(a, wanted) - rankOf(b, wanted) || a.length - b.length)
    .slice(0, mostOfOneKind)
    .map((name) => ({
      kind: 'frame' as const,
      label: shortFunctionName(name),
      detail: 'on stacks',
      functionName: name,
    }))
}
