/**
 * What every input goes through: the way a file takes in the product, then a check of the model's promises and every
 * kind of question. A damaged file may be refused in words; anything thrown is a failure.
 */
import { sourceOfBytes } from '../../src/base/byte-source'
import { neverCancelled } from '../../src/base/cancellation'
import type { MethodName } from '../../src/contract/api'
import { TraceAnswers } from '../../src/engine/trace-answers'
import { detect } from '../../src/formats/registry'
import { unpack } from '../../src/formats/decompress'
import { openTrace } from '../../src/formats/go-trace/open-trace'
import { checkIntegrity } from '../../src/model/check-integrity'
import type { Trace } from '../../src/model/trace'

export interface Reached {
  batches: boolean
  ordering: boolean
  stitching: boolean
  queries: boolean
}

const budgetBytes = 256 * 2 ** 20

/** @throws Error when the reader, the model or a query breaks a promise. */
export async function openMutant(bytes: Uint8Array): Promise<Reached> {
  const reached: Reached = { batches: false, ordering: false, stitching: false, queries: false }
  const source = sourceOfBytes(bytes)
  const detected = detect(source, { cancellation: neverCancelled })
  if (!detected.ok || detected.value.format.kind !== 'trace') return reached
  const unpacked =
    detected.value.layers.length > 0 ? unpack(source, { cancellation: neverCancelled }) : undefined
  if (unpacked?.ok === false) return reached
  const opened = await openTrace(unpacked?.value.source ?? source, {
    budgetBytes,
    cancellation: neverCancelled,
  })
  if (!opened.ok) return reached
  const trace = opened.value
  reached.batches = true
  reached.ordering = trace.eventCount > 0
  reached.stitching = trace.generations.filter((generation) => generation.status !== 'lost').length > 1
  const problems = checkIntegrity(trace, { isSound: false })
  if (problems.length > 0) throw new Error(`integrity: ${problems.slice(0, 3).join('; ')}`)
  if (reached.ordering) {
    ask(trace)
    reached.queries = true
  }
  return reached
}

function ask(trace: Trace): void {
  const answers = new TraceAnswers(trace, neverCancelled)
  const call = (method: MethodName, params: object): unknown => {
    const answer = answers.answer(method, { source: 'fuzz', ...params })
    if (!answer.ok && answer.error.code === 'bug') throw new Error(`${method}: ${answer.error.message}`)
    return answer.ok ? answer.value : undefined
  }
  call('trace/overview', {})
  const list = { toggled: ['section:threads'], sort: 'blocked', filter: '' }
  const rows = call('trace/rows', { ...list, from: 0, to: 200 }) as { rows: { key: string }[] } | undefined
  const keys = rows?.rows.map((row) => row.key) ?? []
  const end = Math.max(1, trace.durationNs)
  call('trace/tile', { fromNs: 0, toNs: end, widthPx: 1280, rows: keys })
  call('trace/tile', { fromNs: end * 0.4, toNs: end * 0.41, widthPx: 1280, rows: keys })
  call('trace/counters', { fromNs: 0, toNs: end, slices: 200 })
  call('trace/goroutines', { sort: 'blocked', descending: true, filter: '', offset: 0, limit: 100 })
  call('trace/search', { text: 'main', limit: 20 })
  for (const key of keys.slice(0, 5))
    call('trace/pick', { row: key, timeNs: end / 2, toleranceNs: end / 1000 })
  for (let index = 0; index < Math.min(3, trace.goroutines.count); index++) {
    const goroutine = trace.goroutines.id[index]
    call('trace/goroutine', { goroutine })
    call('trace/goroutine-spans', { goroutine, offset: 0, limit: 50 })
  }
}
