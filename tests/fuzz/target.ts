/**
 * What every input goes through: the way a file takes in the product, then a check of the model's promises and every
 * kind of question. A damaged file may be refused in words; anything thrown is a failure.
 */
import { sourceOfBytes } from '../../src/base/byte-source'
import type { ByteSource } from '../../src/base/byte-source'
import { neverCancelled } from '../../src/base/cancellation'
import { summarizeDump } from '../../src/cli/dump-summary'
import { summarizeGodebug } from '../../src/cli/godebug-summary'
import { summarizeProfileFile } from '../../src/cli/profile-summary'
import { summarizeTrace } from '../../src/cli/trace-summary'
import type { MethodName } from '../../src/contract/api'
import type { DumpResults } from '../../src/contract/dump-api'
import { godebugTables } from '../../src/contract/godebug-dto'
import type { GodebugResults } from '../../src/contract/godebug-api'
import { decodeFrame, encodeFrame } from '../../src/contract/wire'
import { openDumpSession } from '../../src/engine/dump-session'
import { openGodebugSession } from '../../src/engine/godebug-session'
import type { Session } from '../../src/engine/session'
import { darkPalette } from '../../src/picture/palette'
import { sketchOfFrame } from '../../src/picture/sketch-columns'
import { composeSketch } from '../../src/picture/sketch-picture'
import { TraceAnswers } from '../../src/engine/trace-answers'
import { sketchFrame } from '../../src/engine/trace-sketch'
import { detect } from '../../src/formats/registry'
import { unpack } from '../../src/formats/decompress'
import { openTrace } from '../../src/formats/go-trace/open-trace'
import { sketchTrace } from '../../src/formats/go-trace/sketch/sketch-trace'
import type { TraceSketch } from '../../src/formats/go-trace/sketch/trace-sketch'
import { checkIntegrity } from '../../src/model/check-integrity'
import type { Trace } from '../../src/model/trace'
import { findFindings } from '../../src/query/findings/find-findings'
import type { ReadTraceOptions } from '../../src/formats/go-trace/read-trace'
import { poolOver } from '../support/pool-in-place'
import { lendingSource } from './lending-source'
import { buildTraceIndex } from '../../src/query/build-trace-index'

/** How far an input can come. 'goroutines' holds for texts, 'samples' for profiles, 'parallel' for what several threads order; 'queries': all were answered. */
export const stages = [
  'recognised',
  'sketch',
  'batches',
  'ordering',
  'parallel',
  'stitching',
  'goroutines',
  'samples',
  'queries',
] as const

export type Stage = (typeof stages)[number]

/** Reading and the model's promises are always tried; the rest takes several times as long. */
export interface TargetOptions {
  /** Every kind of question. */
  readonly hasQueries: boolean
  /** Also the command line's summary, tolerant and as strict as Go's own reader. */
  readonly hasSummary: boolean
  /** Read a trace with the compiled kernel too, and as several threads do: the model must be the same. */
  readonly hasKernel: boolean
  /** Sketch a trace with and without the compiled kernel, whole and in part: the sketches must be the same. */
  readonly hasSketch: boolean
}

export const everything: TargetOptions = {
  hasQueries: true,
  hasSummary: true,
  hasKernel: true,
  hasSketch: true,
}

const budgetBytes = 256 * 2 ** 20
const silent = (): void => undefined

/** @throws Error when a reader, the model or a query breaks a promise. */
export async function openMutant(
  bytes: Uint8Array,
  options: TargetOptions = everything,
): Promise<ReadonlySet<Stage>> {
  const reached = new Set<Stage>()
  const packed = lendingSource(bytes)
  const detected = detect(packed, { cancellation: neverCancelled })
  if (!detected.ok) {
    expectWords(detected.error.message)
    return reached
  }
  reached.add('recognised')
  const unpacked =
    detected.value.layers.length > 0 ? unpack(packed, { cancellation: neverCancelled }) : undefined
  if (unpacked?.ok === false) {
    expectWords(unpacked.error.message)
    return reached
  }
  const source = unpacked?.value.source ?? packed
  switch (detected.value.format.kind) {
    case 'trace':
      await openAsTrace(source, reached, options)
      break
    case 'goroutine-dump':
    case 'crash':
    case 'race':
      openAsText(source, reached, options)
      break
    case 'profile':
      openAsProfile(source, reached)
      break
    case 'godebug':
      openAsGodebug(source, reached, options)
      break
  }
  return reached
}

async function openAsTrace(source: ByteSource, reached: Set<Stage>, options: TargetOptions): Promise<void> {
  if (options.hasSummary) {
    for (const isParity of [false, true]) summarizeTrace(source, { isParity, onProgress: silent }, [])
  }
  if (options.hasSketch && sketchBothWays(source)) reached.add('sketch')
  const read = (more: ReadTraceOptions): ReturnType<typeof openTrace> =>
    openTrace(source, { budgetBytes, cancellation: neverCancelled, ...more })
  const opened = await read({ usesKernel: false })
  if (options.hasKernel) {
    expectSameTrace('the kernel reads it differently', await read({}), opened)
    const onOrder = (outcome: string): void => {
      if (outcome === 'parallel') reached.add('parallel')
    }
    const ofThreads = sourceOfBytes(source.read(0, source.byteLength).slice())
    const shared = await read({ pool: poolOver(ofThreads, 2), pooledGenerationBytes: 0, onOrder })
    expectSameTrace('several threads read it differently', shared, opened)
  }
  if (!opened.ok) {
    expectWords(opened.error.message)
    return
  }
  const trace = opened.value
  reached.add('batches')
  if (trace.generations.filter((generation) => generation.status !== 'lost').length > 1)
    reached.add('stitching')
  const problems = checkIntegrity(trace, { isSound: false })
  if (problems.length > 0) throw new Error(`integrity: ${problems.slice(0, 3).join('; ')}`)
  for (const warning of trace.warnings) expectWords(warning.message)
  if (trace.eventCount === 0) return
  reached.add('ordering')
  if (!options.hasQueries) return
  askTrace(trace)
  if (options.hasSummary) findFindings(trace)
  reached.add('queries')
}

/** @returns whether there is anything to sketch. */
function sketchBothWays(source: ByteSource): boolean {
  let whole: TraceSketch | null = null
  for (const mostBytes of [source.byteLength / 3, Infinity]) {
    const sketch = sketchTrace(source, { mostBytes })
    const plain = sketchTrace(source, { mostBytes, usesKernel: false })
    expectSame('the kernel sketches it differently', sketch, plain)
    expectSame('threads sketch it differently', sketch, sketchTrace(source, { mostBytes, parts: 2 }))
    const times = [...(sketch?.processorNs ?? []), ...(sketch?.groupNs ?? [])]
    if (times.some((ns) => !(ns >= 0 && ns < Infinity))) throw new Error('a sketch has times below zero')
    whole = sketch
  }
  const frame = whole === null ? null : sketchFrame(whole)
  if (frame === null) return false
  const measure = (text: string): number => 6 * text.length
  composeSketch(sketchOfFrame(decodeFrame(encodeFrame(frame).buffer)), {
    widthPx: 640,
    heightPx: 480,
    palette: darkPalette,
    measure,
  })
  return true
}

function askTrace(trace: Trace): void {
  const answers = new TraceAnswers(buildTraceIndex(trace, neverCancelled))
  const call = (method: MethodName, params: object): unknown => {
    const answer = answers.answer(method, { source: 'fuzz', ...params })
    if (!answer.ok && answer.error.code === 'bug') throw new Error(`${method}: ${answer.error.message}`)
    return answer.ok ? answer.value : undefined
  }
  call('trace/overview', {})
  const list = { toggled: ['section:threads'], sort: 'blocked', filter: '' }
  const rows = call('trace/rows', { ...list, from: 0, to: 40 }) as { rows: { key: string }[] } | undefined
  const keys = rows?.rows.map((row) => row.key) ?? []
  const end = Math.max(1, trace.durationNs)
  call('trace/tile', { fromNs: 0, toNs: end, widthPx: 200, rows: keys })
  call('trace/tile', { fromNs: end * 0.4, toNs: end * 0.41, widthPx: 200, rows: keys.slice(0, 10) })
  call('trace/counters', { fromNs: 0, toNs: end, slices: 50 })
  call('trace/goroutines', { sort: 'blocked', descending: true, filter: '', offset: 0, limit: 50 })
  call('trace/search', { text: 'main', limit: 20 })
  call('trace/snapshot', { timeNs: end / 3 })
  call('trace/range', { fromNs: end / 4, toNs: end / 2, sort: 'running', limit: 20 })
  call('trace/flame', { fromNs: 0, toNs: end })
  if (trace.spans.count > 0) {
    const shape = { hasNeighbours: true, fromNs: 0, toNs: end, slices: 60 }
    call('trace/shape', { choice: { by: 'filter', filter: '' }, ...shape })
  }
  for (const key of keys.slice(0, 5)) {
    call('trace/pick', { row: key, timeNs: end / 2, toleranceNs: end / 1000 })
    call('trace/neighbor', { row: key, timeNs: end / 2, direction: 'next', sameState: false })
    call('trace/bucket', { row: key, fromNs: end / 4, toNs: end / 2 })
  }
  for (let index = 0; index < Math.min(3, trace.goroutines.count); index++) {
    const goroutine = trace.goroutines.id[index]
    call('trace/goroutine', { goroutine })
    call('trace/goroutine-spans', { goroutine, offset: 0, limit: 50 })
  }
}

function openAsText(source: ByteSource, reached: Set<Stage>, options: TargetOptions): void {
  if (options.hasSummary) summarizeDump(source, { isParity: false, onProgress: silent }, [], {})
  const opened = openDumpSession(
    source,
    { name: 'fuzz.txt', budgetBytes, cancellation: neverCancelled, onProgress: silent },
    [],
  )
  if (!opened.ok) {
    expectWords(opened.error.message)
    return
  }
  const session = opened.value
  for (const warning of session.warnings) expectWords(warning.message)
  if (askText(session, source.byteLength)) reached.add('goroutines')
  reached.add('queries')
}

/** @returns whether there is any goroutine in it. */
function askText(session: Session, byteLength: number): boolean {
  const call = <M extends keyof DumpResults>(method: M, params: object): DumpResults[M] | undefined => {
    const answer = session.call(method, { source: 'fuzz', ...params })
    if (!answer.ok && answer.error.code === 'bug') throw new Error(`${method}: ${answer.error.message}`)
    return answer.ok ? (answer.value as DumpResults[M]) : undefined
  }
  const all = { dumps: [], similarity: 'same-place', filter: '' }
  call('dump/overview', {})
  const groups = call('dump/groups', all)?.groups ?? []
  call('dump/groups', { ...all, similarity: 'exact', filter: 'state:running main' })
  for (const group of groups.slice(0, 3)) {
    const list = call('dump/goroutines', { ...all, group: group.key, offset: 0, limit: 20 })
    for (const { dump, row, id } of list?.rows.slice(0, 2) ?? []) {
      call('dump/goroutine', { dump, row })
      call('dump/find', { dumps: [], id })
    }
  }
  call('dump/tree', { dump: 0 })
  call('dump/comparable', { withIds: true })
  call('dump/raw', { offset: Math.floor(byteLength / 2), length: 1000 })
  for (const format of ['text', 'json', 'csv', 'markdown']) call('dump/export', { ...all, format })
  call('race/reports', {})
  return groups.length > 0
}

function openAsProfile(source: ByteSource, reached: Set<Stage>): void {
  const read = summarizeProfileFile(source, { isParity: false, onProgress: silent }, [], {})
  if (!read.ok) {
    expectWords(read.error.message)
    return
  }
  for (const warning of read.value.warnings) expectWords(warning.message)
  if (Number(read.value.document['samples']) > 0) reached.add('samples')
  reached.add('queries')
}

function openAsGodebug(source: ByteSource, reached: Set<Stage>, options: TargetOptions): void {
  if (options.hasSummary) summarizeGodebug(source, { isParity: false, onProgress: silent }, [], {})
  const opened = openGodebugSession(
    source,
    { name: 'fuzz.txt', budgetBytes, cancellation: neverCancelled, onProgress: silent },
    [],
  )
  if (!opened.ok) {
    expectWords(opened.error.message)
    return
  }
  const session = opened.value
  for (const warning of session.warnings) expectWords(warning.message)
  const call = <M extends keyof GodebugResults>(method: M, params: object): GodebugResults[M] | undefined => {
    const answer = session.call(method, { source: 'fuzz', ...params })
    return answer.ok ? (answer.value as GodebugResults[M]) : undefined
  }
  const overview = call('godebug/overview', {})
  for (const finding of overview?.findings ?? []) expectWords(finding.text)
  for (let run = 0; run < Math.min(3, overview?.runs.length ?? 0); run++) {
    call('godebug/series', { run, fromNs: 0, toNs: overview?.runs[run].endNs ?? 0, limit: 20 })
    for (const table of godebugTables) call('godebug/table', { run, table })
    call('godebug/detail', { run, ordinal: 1 })
  }
  call('godebug/text', { firstLine: 3, limit: 20 })
  reached.add('queries')
}

/** A refusal or warning must be a sentence for people, and hold nothing that only a defect would put there. */
function expectWords(message: string): void {
  if (message.trim() === '' || /undefined|NaN|\[object|Infinity/.test(message))
    throw new Error(`message that says nothing: ${message}`)
}

function expectSameTrace(
  what: string,
  found: Awaited<ReturnType<typeof openTrace>>,
  expected: Awaited<ReturnType<typeof openTrace>>,
): void {
  if (found.ok && expected.ok) expectSame(what, toldBy(found.value), toldBy(expected.value))
  else expectSame(what, found, expected)
}

/** All of a model but its id tables and texts, which may keep more room than they use, and where its columns lie. */
function toldBy({ tables, ...told }: Trace): object {
  return {
    ...told,
    memory: undefined,
    goroutineIds: [...tables.goroutines.ids.subarray(0, tables.goroutines.count)],
  }
}

/** Compares what was read column by column; functions and private state do not count. */
function expectSame(what: string, left: unknown, right: unknown): void {
  const place = firstDifference(left, right, '')
  if (place !== undefined) throw new Error(`${what}: ${place}`)
}

function firstDifference(left: unknown, right: unknown, path: string): string | undefined {
  if (typeof left === 'function' || Object.is(left, right)) return undefined
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null)
    return `${path}: ${String(left)} instead of ${String(right)}`
  if (ArrayBuffer.isView(left) && ArrayBuffer.isView(right)) {
    const [a, b] = [left as Uint8Array, right as Uint8Array]
    if (a.length !== b.length) return `${path}.length: ${a.length} instead of ${b.length}`
    for (let index = 0; index < a.length; index++) {
      if (!Object.is(a[index], b[index])) return `${path}[${index}]: ${a[index]} instead of ${b[index]}`
    }
    return undefined
  }
  const [a, b] = [left as Record<string, unknown>, right as Record<string, unknown>]
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const found = firstDifference(a[key], b[key], `${path}.${key}`)
    if (found !== undefined) return found
  }
  return undefined
}
