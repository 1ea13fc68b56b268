import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { sourceOfBytes } from '../../../../src/base/byte-source'
import { neverCancelled } from '../../../../src/base/cancellation'
import type { GodebugResults } from '../../../../src/contract/godebug-api'
import { checkParams } from '../../../../src/contract/api'
import { godebugTables } from '../../../../src/contract/godebug-dto'
import { openSession } from '../../../../src/engine/open-session'
import type { Session } from '../../../../src/engine/session'
import { findInGodebug } from '../../../../src/query/godebug/findings'
import { cpuSteps, seriesOf } from '../../../../src/query/godebug/series'
import { fixtureText, gcLine, godebugFolder, logOf } from '../../formats/godebug/open-log'

async function open(text: string): Promise<Session> {
  const opened = await openSession(sourceOfBytes(new TextEncoder().encode(text)), {
    name: 'log.txt',
    budgetBytes: 1e9,
    cancellation: neverCancelled,
    onProgress: () => undefined,
  })
  if (!opened.ok) throw new Error(opened.error.message)
  return opened.value
}

function ask<M extends keyof GodebugResults>(session: Session, method: M, params: object): GodebugResults[M] {
  const checked = checkParams(method, { source: 's', ...params })
  if (!checked.ok) throw new Error(checked.error.message)
  const answer = session.call(method, checked.value)
  if (!answer.ok) throw new Error(answer.error.message)
  // As it crosses to the page.
  return JSON.parse(JSON.stringify(answer.value)) as GodebugResults[M]
}

describe.each(readdirSync(godebugFolder))('%s', (name) => {
  it('answers every question in plain numbers', async () => {
    const session = await open(fixtureText(name))
    expect(session.kind).toBe('godebug')
    const { runs, lineCount } = ask(session, 'godebug/overview', {})
    const [run] = runs
    const series = ask(session, 'godebug/series', { run: 0, fromNs: 0, toNs: run.endNs + 1, limit: 100 })
    expect(series.cycles.line).toHaveLength(run.gc?.cycles ?? 0)
    expect(series.samples.line).toHaveLength(run.scheduler?.samples ?? 0)
    expect(JSON.stringify(series.cycles)).not.toContain('null')
    for (const table of godebugTables) {
      const { columns, rows, total } = ask(session, 'godebug/table', { run: 0, table })
      expect(rows).toHaveLength(total)
      for (const row of rows) expect(row).toHaveLength(columns.length)
    }
    expect(ask(session, 'godebug/text', { firstLine: 1, limit: 2000 }).lines).toHaveLength(lineCount)
    expect(session.call('profile/overview', { source: 's' })).toMatchObject({ ok: false })
  })
})

describe('details of a SCHED line', () => {
  it('decodes states and reasons, and groups goroutines', async () => {
    const session = await open(fixtureText('scheddetail-go1.27.txt'))
    const first = ask(session, 'godebug/detail', { run: 0, ordinal: 0 })
    expect(first).toMatchObject({ line: 1, ordinal: 0, count: 4, goroutineTotal: 13 })
    expect(first.groups[0]).toEqual({ statusName: 'waiting', reason: 'sleep', count: 4, ids: [8, 9, 10, 11] })
    expect(first.procs.map(({ statusName, thread, timers }) => [statusName, thread, timers])).toEqual([
      ['idle', null, 7],
      ['idle', null, 2],
    ])
    expect(first.threadLines).toHaveLength(5)
    expect(ask(session, 'godebug/detail', { run: 0, ordinal: 99 }).ordinal).toBe(3)
  })

  it('reads -1 of Go 1.19 as nothing, and which goroutine is locked', async () => {
    const session = await open(fixtureText('scheddetail-go1.19.txt'))
    const { threadLines, goroutines } = ask(session, 'godebug/detail', { run: 0, ordinal: 0 })
    expect(threadLines.find(({ id }) => id === 0)).toMatchObject({
      proc: 0,
      goroutine: 1,
      lockedGoroutine: 1,
    })
    expect(threadLines.find(({ id }) => id === 2)).toMatchObject({ proc: null, isBlocked: true })
    expect(goroutines[0]).toMatchObject({ id: 1, statusName: 'running', thread: 0, lockedThread: 0 })
  })

  it('is refused in words where there are none', async () => {
    const session = await open(fixtureText('schedtrace-go1.27.txt'))
    expect(session.call('godebug/detail', { source: 's', run: 0, ordinal: 0 })).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    })
    expect(session.call('godebug/series', { source: 's', run: 7 })).toMatchObject({ ok: false })
  })
})

describe('sentences', () => {
  it('name the longest stop with its line', () => {
    const findings = findInGodebug(logOf(fixtureText('gctrace-go1.19.txt')))
    expect(findings.find(({ code }) => code === 'gc-longest-stop')).toMatchObject({
      text: 'The longest stop of the world for GC took 4.3 ms: sweep termination of GC 10 at 0.044 s (line 10), of 39 cycles.',
      severity: 'medium',
      at: { run: 0, line: 10, fromNs: 44e6, part: 'gc' },
    })
    expect(findings.find(({ code }) => code === 'gc-cpu-share')?.text).toContain('17 %')
    expect(findings.find(({ code }) => code === 'gc-forced')?.text).toContain('3 of 39 collections')
  })

  it('name the fullest queues and the longest time that they were not empty', () => {
    const findings = findInGodebug(logOf(fixtureText('schedtrace-go1.25.txt')))
    expect(findings.find(({ code }) => code === 'sched-most-waiting')).toMatchObject({
      figures: { goroutines: 7, global: 3, local: 4 },
      at: { line: 3 },
    })
    expect(findings.find(({ code }) => code === 'sched-never-empty')?.text).toContain(
      '7 SCHED lines in a row, from 2.076 s to 2.700 s (lines 21 to 27)',
    )
  })

  it('say nothing of a difference that rounding explains', () => {
    // 8->9->4 MB with a goal of 8 MB: both rounded down.
    expect(findInGodebug(logOf(gcLine(1, '0.001'))).some(({ code }) => code === 'gc-over-goal')).toBe(false)
  })

  it('name the package that took longest', () => {
    const findings = findInGodebug(logOf(fixtureText('inittrace-go1.27.txt')))
    expect(findings[0].text).toContain('crypto/internal/fips140/edwards25519 with 100 µs')
  })
})

describe('plots', () => {
  it('count CPU shares over whole stretches', () => {
    // 0.2 + 0.4 ms of stops, 1 ms of assists, 0.5 ms of workers in each cycle; 2 Ps; a cycle every 20 ms.
    const lines = Array.from({ length: 50 }, (_, i) =>
      gcLine(i + 1, `0.${String((i + 1) * 19).padStart(3, '0')}`),
    )
    const [run] = logOf(lines.join('\n')).runs
    const steps = cpuSteps(run, 0, run.endNs)
    expect(steps).toHaveLength(50)
    expect(steps[10].share).toBeCloseTo(2.1 / (2 * 19), 5)
  })

  it('keep the extremes of a long log', () => {
    const lines = Array.from({ length: 5000 }, (_, i) =>
      i === 1777
        ? gcLine(i + 1, `${i}.000`, ' (forced)').replace('0.10+2.5', '77+2.5')
        : gcLine(i + 1, `${i}.000`),
    )
    const [run] = logOf(lines.join('\n')).runs
    const { cycles } = seriesOf(run, 0, run.endNs, 200)
    expect(cycles.total).toBe(5000)
    expect(cycles.line.length).toBeLessThanOrEqual(202)
    expect(cycles.number).toContain(1778)
    const part = seriesOf(run, 100e9, 110e9, 200).cycles
    expect(part.number[0]).toBe(100)
    expect(part.number[part.number.length - 1]).toBe(111)
  })
})
