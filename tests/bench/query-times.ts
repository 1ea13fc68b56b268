/**
 * How long every question about a loaded trace takes: the first time it is asked, and p50, p95 and the longest of many. By
 * the clock on the wall, or by processor time where that is less: then the machine was busy with something else.
 * Run by query-bench.mjs in a cold process, for a file, and only those with a given text in their name. Prints one line of JSON.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { sourceFromReads } from '../../src/base/byte-source'
import { neverCancelled } from '../../src/base/cancellation'
import { longMethods } from '../../src/contract/method-kinds'
import type { MethodName } from '../../src/contract/api'
import { analysisKinds } from '../../src/contract/analysis-dto'
import type { RowsDto } from '../../src/contract/rows-dto'
import type { TileHead } from '../../src/contract/tile-dto'
import type { Frame } from '../../src/contract/wire'
import { limits } from '../../src/contract/limits'
import { TraceAnswers } from '../../src/engine/trace-answers'
import { openTrace } from '../../src/formats/go-trace/open-trace'
import type { Trace } from '../../src/model/trace'
import { buildTraceIndex } from '../../src/query/build-trace-index'

const tileRows = 60
const widthPx = 1_280

interface Measured {
  readonly name: string
  readonly count: number
  readonly firstMs: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly longestMs: number
  /** Of long questions: the longest time in which no other was answered. */
  readonly pieceMs?: number
  /** Of tiles: rectangles in the answer that takes the 95th percentile, and the time of each over all answers. */
  readonly p95Rectangles?: number
  readonly rectangleNs?: number
}

/** Always the same numbers, 0 to 1 (a linear congruence, Numerical Recipes). */
class Random {
  private state = 12_345

  next(): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0
    return this.state / 2 ** 32
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit)
  }
}

interface Question {
  readonly name: string
  readonly method: MethodName
  readonly times: number
  /** Asked so often in a row, and the least time taken: what others do on the machine counts less. Nothing is kept. */
  readonly repeats?: number
  readonly params: () => object
}

function questionsAbout(trace: Trace, answers: TraceAnswers): readonly Question[] {
  const random = new Random()
  const { goroutines, durationNs, processors, threads } = trace
  const heaviest = heaviestGoroutines(trace, 200)
  const idOf = (goroutine: number): number => goroutines.id[goroutine]
  const anyGoroutine = (): number => idOf(random.below(goroutines.count))
  const heavyGoroutine = (): number => idOf(heaviest[random.below(heaviest.length)])
  /** Log-uniform from the whole trace down to a few microseconds, anywhere. */
  const window = (): { fromNs: number; toNs: number } => {
    const widthNs = Math.max(1_000, durationNs * Math.exp(-random.next() * Math.log(durationNs / 5_000)))
    const fromNs = Math.floor(random.next() * (durationNs - widthNs))
    return { fromNs, toNs: Math.ceil(fromNs + widthNs) }
  }
  const instant = (): number => Math.floor(random.next() * durationNs)
  const processorKeys = Array.from(processors.id.subarray(0, processors.count), (id) => `proc:${id}`)
  const threadKeys = Array.from(threads.id.subarray(0, threads.count), (id) => `thread:${id}`)
  const heavyKeys = Array.from(heaviest, (goroutine) => `goroutine:${idOf(goroutine)}`)
  const rowsOf = (toggled: readonly string[], sort: string, from = 0): RowsDto => {
    const rows = answers.answer('trace/rows', { toggled, sort, filter: '', from, to: from + limits.page })
    if (!rows.ok) throw new Error(rows.error.message)
    return rows.value as RowsDto
  }
  const groups = rowsOf([], 'start').rows.filter((row) => row.kind === 'group')
  const groupKeys = groups.map((row) => row.key)
  const largest = groupKeys.slice(0, 50)
  const tile = (name: string, rows: readonly string[]): Question => ({
    name: `trace/tile, ${name}`,
    method: 'trace/tile',
    times: 1_000,
    repeats: 3,
    params: () => ({ ...window(), widthPx, rows }),
  })
  const rowSorts = ['start', 'id', 'lifetime', 'blocked', 'runnable', 'assist']
  const tableSorts = ['id', 'function', 'created', 'lifetime', 'running', 'runnable', 'blocked']
  tableSorts.push('syscall', 'longestWait', 'waits', 'p99', 'started', 'lost', 'unknown')
  const about = (name: MethodName, extra: () => object = () => ({})): readonly Question[] => [
    {
      name: `${name}, heaviest`,
      method: name,
      times: 3,
      params: () => ({ goroutine: idOf(heaviest[0]), ...extra() }),
    },
    {
      name: `${name}, heavy`,
      method: name,
      times: 20,
      params: () => ({ goroutine: heavyGoroutine(), ...extra() }),
    },
    {
      name: `${name}, any`,
      method: name,
      times: 100,
      params: () => ({ goroutine: anyGoroutine(), ...extra() }),
    },
  ]
  const row = (): string => [...processorKeys, ...heavyKeys, ...largest][random.below(30)] ?? heavyKeys[0]
  return [
    { name: 'trace/overview', method: 'trace/overview', times: 3, params: () => ({}) },
    tile('Ps and the heaviest goroutines', [...processorKeys, ...heavyKeys].slice(0, tileRows)),
    tile('Ps and groups', [...processorKeys, ...groupKeys].slice(0, tileRows)),
    tile('Ms', threadKeys.slice(0, tileRows)),
    {
      name: 'trace/tile, neighbouring goroutines',
      method: 'trace/tile',
      times: 1_000,
      repeats: 3,
      params: () => {
        const first = random.below(Math.max(1, goroutines.count - tileRows))
        const last = Math.min(goroutines.count, first + tileRows)
        const rows = []
        for (let goroutine = first; goroutine < last; goroutine++) rows.push(`goroutine:${idOf(goroutine)}`)
        return { ...window(), widthPx, rows }
      },
    },
    {
      name: 'trace/counters',
      method: 'trace/counters',
      times: 300,
      params: () => ({ ...window(), slices: widthPx }),
    },
    ...rowSorts.map((sort): Question => ({
      name: `trace/rows, largest groups open, by ${sort}`,
      method: 'trace/rows',
      times: 20,
      params: () => ({
        toggled: largest,
        sort,
        filter: '',
        from: random.below(goroutines.count),
        to: 2 ** 32 - 1,
      }),
    })),
    {
      name: 'trace/rows, one group folded or unfolded',
      method: 'trace/rows',
      times: 50,
      params: () => ({
        toggled: largest.filter(() => random.next() < 0.5),
        sort: 'start',
        filter: '',
        from: 0,
        to: limits.page,
      }),
    },
    {
      name: 'trace/rows, filter',
      method: 'trace/rows',
      times: 5,
      params: () => ({
        toggled: largest,
        sort: 'start',
        filter: `lifetime > ${1 + random.below(20)}ms`,
        from: 0,
        to: limits.page,
      }),
    },
    {
      name: 'trace/row-index',
      method: 'trace/row-index',
      times: 50,
      params: () => ({ toggled: largest, sort: 'start', filter: '', key: `goroutine:${anyGoroutine()}` }),
    },
    {
      name: 'trace/pick',
      method: 'trace/pick',
      times: 300,
      params: () => ({ row: row(), timeNs: instant(), toleranceNs: durationNs / widthPx }),
    },
    {
      name: 'trace/pick, Ms',
      method: 'trace/pick',
      times: 100,
      params: () => ({
        row: threadKeys[random.below(threadKeys.length)],
        timeNs: instant(),
        toleranceNs: 1e3,
      }),
    },
    {
      name: 'trace/neighbor',
      method: 'trace/neighbor',
      times: 300,
      params: () => ({
        row: heavyKeys[random.below(heavyKeys.length)],
        timeNs: instant(),
        direction: 'next',
        sameState: random.next() < 0.5,
      }),
    },
    {
      name: 'trace/span',
      method: 'trace/span',
      times: 300,
      params: () => {
        const goroutine = heaviest[random.below(heaviest.length)]
        const first = goroutines.spanOffset[goroutine]
        const span = first + random.below(goroutines.spanOffset[goroutine + 1] - first)
        return { goroutine: idOf(goroutine), startNs: trace.spans.startNs.at(span) }
      },
    },
    ...about('trace/goroutine'),
    ...about('trace/goroutine-spans', () => ({ offset: 0, limit: 1_000 })),
    ...about('trace/waits'),
    ...about('trace/causes'),
    ...about('trace/tree'),
    ...about('trace/siblings'),
    ...about('trace/wake-chain', () => ({ timeNs: instant() })),
    ...tableSorts.map((sort): Question => ({
      name: `trace/goroutines, by ${sort}`,
      method: 'trace/goroutines',
      times: 5,
      params: () => ({ sort, descending: random.next() < 0.5, filter: '', offset: 0, limit: limits.page }),
    })),
    {
      name: 'trace/goroutines, functions',
      method: 'trace/goroutines',
      times: 2,
      params: () => ({
        sort: 'blocked',
        descending: true,
        filter: '',
        byFunction: true,
        offset: 0,
        limit: 100,
      }),
    },
    {
      name: 'trace/goroutines, filter',
      method: 'trace/goroutines',
      times: 5,
      params: () => ({
        sort: 'blocked',
        descending: true,
        filter: `runnable > ${1 + random.below(20)}ms`,
        offset: 0,
        limit: limits.page,
      }),
    },
    { name: 'trace/snapshot', method: 'trace/snapshot', times: 20, params: () => ({ timeNs: instant() }) },
    {
      name: 'trace/bucket',
      method: 'trace/bucket',
      times: 50,
      params: () => {
        const { fromNs, toNs } = window()
        return { row: row(), fromNs, toNs: Math.min(toNs, fromNs + (8 * durationNs) / widthPx) }
      },
    },
    {
      name: 'trace/range',
      method: 'trace/range',
      times: 10,
      params: () => ({ ...window(), sort: 'blocked', limit: 100 }),
    },
    {
      name: 'trace/range, the whole trace',
      method: 'trace/range',
      times: 3,
      params: () => ({ fromNs: 0, toNs: durationNs, sort: 'blocked', limit: 100 }),
    },
    { name: 'trace/flame', method: 'trace/flame', times: 10, params: window },
    {
      name: 'trace/shape',
      method: 'trace/shape',
      times: 5,
      // Another choice each time: the lines of the last one are kept.
      params: () => {
        const choice = { by: 'time' as const, ...window() }
        return { choice, hasNeighbours: true, fromNs: 0, toNs: durationNs, slices: 400 }
      },
    },
    {
      name: 'trace/find',
      method: 'trace/find',
      times: 5,
      params: () => ({ text: ['main', 'worker', 'chan', 'g1'][random.below(4)], slices: 400, ordinal: 0 }),
    },
    {
      name: 'trace/search',
      method: 'trace/search',
      times: 5,
      params: () => ({ text: ['main', 'work', 'g12', 'P1'][random.below(4)], limit: 50 }),
    },
    { name: 'trace/who-ran', method: 'trace/who-ran', times: 20, params: window },
    ...analysisKinds.map((kind): Question => ({
      name: `trace/analysis, ${kind}`,
      method: 'trace/analysis',
      times: 3,
      params: () => ({ kind }),
    })),
  ]
}

function heaviestGoroutines({ goroutines }: Trace, most: number): readonly number[] {
  const { spanOffset } = goroutines
  const spans = (goroutine: number): number => spanOffset[goroutine + 1] - spanOffset[goroutine]
  const heavy: number[] = []
  for (let goroutine = 0; goroutine < goroutines.count; goroutine++)
    if (spans(goroutine) > 100) heavy.push(goroutine)
  if (heavy.length === 0) heavy.push(0)
  return heavy.sort((a, b) => spans(b) - spans(a)).slice(0, most)
}

function measure(answers: TraceAnswers, question: Question): Measured {
  const times: number[] = []
  const rectangles: number[] = []
  let firstMs = NaN
  longestPieceMs = 0
  for (let turn = 0; turn < question.times; turn++) {
    const params = question.params()
    let leastMs = Infinity
    let rowCount = 0
    for (let repeat = 0; repeat < (question.repeats ?? 1); repeat++) {
      const begun = process.cpuUsage()
      const startMs = performance.now()
      const isLong = longMethods.has(question.method)
      const answer = isLong ? inPieces(answers, question, params) : answers.answer(question.method, params)
      const wallMs = performance.now() - startMs
      const { user, system } = process.cpuUsage(begun)
      const tookMs = Math.min(wallMs, (user + system) / 1e3)
      // A trace may have nothing to answer with, and says so.
      if (!answer.ok && answer.error.code !== 'not-found')
        throw new Error(`${question.name}: ${answer.error.message}`)
      if (Number.isNaN(firstMs)) firstMs = tookMs
      leastMs = Math.min(leastMs, tookMs)
      if (answer.ok && question.method === 'trace/tile')
        rowCount = (answer.value as Frame<TileHead>).columns.row.length
    }
    times.push(leastMs)
    if (question.method === 'trace/tile') rectangles.push(rowCount)
  }
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
  return {
    name: question.name,
    count: times.length,
    firstMs,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    longestMs: sorted[sorted.length - 1],
    ...(longMethods.has(question.method) ? { pieceMs: longestPieceMs } : {}),
    ...(rectangles.length > 0
      ? {
          p95Rectangles: rectangles[times.indexOf(at(0.95))],
          rectangleNs: (1e6 * sumOf(times)) / Math.max(1, sumOf(rectangles)),
        }
      : {}),
  }
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

let longestPieceMs = 0

function inPieces(
  answers: TraceAnswers,
  { method }: Question,
  params: object,
): ReturnType<TraceAnswers['answer']> {
  const steps = answers.answerInSteps(method, params)
  for (;;) {
    const begun = process.cpuUsage()
    const startMs = performance.now()
    const step = steps.next()
    const wallMs = performance.now() - startMs
    const { user, system } = process.cpuUsage(begun)
    longestPieceMs = Math.max(longestPieceMs, Math.min(wallMs, (user + system) / 1e3))
    if (step.done === true) return step.value
  }
}

const file = openSync(process.argv[2], 'r')
const byteLength = fstatSync(file).size
const source = sourceFromReads(byteLength, (offset, length) => {
  const bytes = new Uint8Array(Math.min(length, byteLength - offset))
  readSync(file, bytes, 0, bytes.length, offset)
  return bytes
})
const startMs = performance.now()
const read = await openTrace(source, { budgetBytes: 2 ** 34 })
if (!read.ok) throw new Error(read.error.message)
const readMs = performance.now() - startMs
const answers = new TraceAnswers(buildTraceIndex(read.value, neverCancelled))
const answersMs = performance.now() - startMs - readMs
closeSync(file)
const { eventCount, spans, goroutines } = read.value
const asked = questionsAbout(read.value, answers).filter(({ name }) => name.includes(process.argv[3] ?? ''))
const measured = asked.map((question) => measure(answers, question))
const head = { eventCount, spanCount: spans.count, goroutineCount: goroutines.count, readMs, answersMs }
process.stdout.write(`${JSON.stringify({ ...head, measured })}\n`)
