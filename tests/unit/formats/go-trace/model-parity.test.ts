/**
 * The model's figures against what Go 1.27's reader and summarizer found. Times are raw here and clamped there, so sums
 * of time agree within the shifts that Go makes at seams; counts and names agree exactly.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { sourceOfBytes } from '../../../../src/base/byte-source'
import { readTrace } from '../../../../src/formats/go-trace/read-trace'
import { GoroutineState as G, metricNames, NONE, GoroutineFlag } from '../../../../src/model/states'
import type { Trace } from '../../../../src/model/trace'
import { spanEndNs } from '../../../../src/model/trace'
import type { CorpusTrace } from './corpus'
import { corpusTraces, format2Traces, readCorpusBytes } from './corpus'

interface OracleGoroutine {
  readonly id: number
  readonly name?: string
  readonly execNs: number
  readonly schedWaitNs: number
  readonly syscallNs?: number
  readonly syscallBlockNs?: number
  readonly blockNs?: Readonly<Record<string, number>>
  readonly createdBy?: number
  readonly system?: boolean
}
interface OracleDetails {
  readonly goroutineCount: number
  readonly goroutines: readonly OracleGoroutine[]
  readonly procs: readonly {
    readonly id: number
    readonly runningNs: number
    readonly goroutineRunningNs: number
  }[]
  readonly threads?: readonly number[]
  readonly threadCount: number
  readonly ranges?: Readonly<
    Record<string, { readonly begin: number; readonly active: number; readonly completed: number }>
  >
  readonly regionCount?: number
  readonly logCount?: number
  readonly taskCount?: number
  readonly cpuSamples?: number
  readonly metrics?: Readonly<Record<string, { readonly count: number; readonly last: number }>>
}

/** The largest shift of Go's clamp met in the corpus, times the few seams a goroutine sees. */
const clampNs = 500_000

function oracleOf(trace: CorpusTrace): OracleDetails {
  return JSON.parse(
    readFileSync(`tests/fixtures/${trace.folder}/${trace.name}.oracle.json`, 'utf8'),
  ) as OracleDetails
}

interface Sums {
  running: number
  runnable: number
  syscall: number
  lives: number
  hasOpenSyscall: boolean
  readonly waiting: Map<string, number>
}

function sumsOf(trace: Trace, goroutine: number): Sums {
  const { goroutines, spans } = trace
  const sums: Sums = {
    running: 0,
    runnable: 0,
    syscall: 0,
    lives: 1,
    hasOpenSyscall: false,
    waiting: new Map(),
  }
  const end = goroutines.spanOffset[goroutine + 1]
  for (let span = goroutines.spanOffset[goroutine]; span < end; span++) {
    const length = spanEndNs(trace, goroutine, span) - spans.startNs.at(span)
    switch (spans.state[span]) {
      case G.running:
        sums.running += length
        break
      case G.runnable:
        sums.runnable += length
        break
      case G.syscall:
        sums.syscall += length
        sums.hasOpenSyscall = span === end - 1 && Number.isNaN(goroutines.endedNs.at(goroutine))
        break
      case G.waiting: {
        const reason = spans.reasons[spans.reason[span]]
        sums.waiting.set(reason, (sums.waiting.get(reason) ?? 0) + length)
        break
      }
      case G.notExist:
        sums.lives++
        break
    }
  }
  return sums
}

describe("the model agrees with Go's summary", () => {
  for (const corpusTrace of format2Traces(corpusTraces('traces'))) {
    test(corpusTrace.name, async () => {
      const oracle = oracleOf(corpusTrace)
      const read = await readTrace(sourceOfBytes(readCorpusBytes(corpusTrace)))
      if (!read.ok) throw new Error(read.error.message)
      const trace = read.value
      const { goroutines, tables } = trace
      const close = (actual: number, expected: number, what: string): void =>
        expect(Math.abs(actual - expected), `${what}: ${actual}, Go ${expected}`).toBeLessThan(clampNs)

      for (const expected of oracle.goroutines) {
        const goroutine = tables.goroutines.indexOf(expected.id)
        const sums = sumsOf(trace, goroutine)
        // Ids that come back: Go's table keeps the last life only.
        if (sums.lives > 1) continue
        const name = `goroutine ${expected.id}`
        close(sums.running, expected.execNs, `${name} running`)
        if (!sums.hasOpenSyscall) {
          close(sums.syscall, (expected.syscallNs ?? 0) + (expected.syscallBlockNs ?? 0), `${name} syscall`)
          close(sums.runnable, expected.schedWaitNs, `${name} runnable`)
        }
        for (const [reason, length] of Object.entries(expected.blockNs ?? {}))
          if (reason !== 'forever')
            close(sums.waiting.get(reason) ?? 0, length, `${name} waiting for ${reason}`)
        const creator = goroutines.createdBy[goroutine]
        expect(creator === NONE ? undefined : goroutines.id[creator]).toBe(expected.createdBy)
        if (expected.name !== undefined && expected.name !== '') {
          expect(tables.strings.get(goroutines.functionName[goroutine])).toBe(expected.name)
          expect((goroutines.flags[goroutine] & GoroutineFlag.system) !== 0).toBe(expected.system === true)
        }
      }
      for (const expected of oracle.procs) {
        const { processors } = trace
        const processor = processors.id.indexOf(expected.id)
        let running = 0
        for (let run = processors.runOffset[processor]; run < processors.runOffset[processor + 1]; run++)
          running += processors.runEndNs[run] - processors.runStartNs[run]
        close(running, expected.runningNs, `P ${expected.id} running`)
      }
      for (const [name, expected] of Object.entries(oracle.ranges ?? {})) {
        let completed = 0
        for (let row = 0; row < trace.ranges.count; row++)
          if (tables.strings.get(trace.ranges.name[row]) === name && (trace.ranges.flags[row] & 2) === 0)
            completed++
        // Go counts pairs only; one that was open at the start and never told so has an end all the same.
        expect(completed, name).toBeGreaterThanOrEqual(expected.completed)
        expect(completed, name).toBeLessThanOrEqual(expected.begin + expected.active + 1)
      }
      expect(trace.logs.count).toBe(oracle.logCount ?? 0)
      expect(trace.cpuSamples.count).toBe(oracle.cpuSamples ?? 0)
      metricNames.forEach((name, metric) => {
        const expected = oracle.metrics?.[name]
        expect(trace.metrics[metric].count, name).toBe(expected?.count ?? 0)
      })
    })
  }
})
