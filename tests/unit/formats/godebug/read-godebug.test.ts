import fc from 'fast-check'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fixtureText, gcLine, godebugFolder, logOf, readBytes } from './open-log'

const countOf = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length

describe.each(readdirSync(godebugFolder))('%s', (name) => {
  const text = fixtureText(name)
  const log = logOf(text)
  const [run] = log.runs

  it('is one process, read whole', () => {
    expect(log.runs).toHaveLength(1)
    expect(log.warnings).toEqual([])
    expect(log.isComplete).toBe(true)
  })

  it('has as many rows of each kind as lines of that form', () => {
    expect(run.cycles.count).toBe(countOf(text, /^gc \d+ @/gm))
    expect(run.samples.count).toBe(countOf(text, /^SCHED /gm))
    expect(run.inits.count).toBe(countOf(text, /^init /gm))
    const pacings = countOf(text, /^pacer: assist ratio/gm)
    if (pacings > 0) expect(run.pacings.count).toBe(pacings)
    expect(log.readLineCount).toBe(countOf(text, /^(?:gc \d|SCHED |init |pacer: | {2}[PMG]\d)/gm))
    expect(log.lineCount).toBe(text.trimEnd().split('\n').length)
  })

  it('leads from every row back to its line', () => {
    for (const line of run.cycles.columns.line) expect(log.text.line(line, 20)).toMatch(/^gc \d+ @/)
    for (const line of run.samples.columns.line) expect(log.text.line(line, 20)).toMatch(/^SCHED \d+ms:/)
    for (const line of run.inits.columns.line) expect(log.text.line(line, 20)).toMatch(/^init /)
  })

  it('counts the goroutines below each SCHED line', () => {
    const { columns, count } = run.samples
    const details = text.split(/^SCHED /m).slice(1)
    for (let i = 0; i < count; i++) {
      const dead = countOf(details[i], /^ {2}G\d+: status=6\(/gm)
      if (columns.detailLength[i] === 0) expect(columns.dead[i]).toBeNaN()
      else expect(columns.dead[i]).toBe(dead)
    }
  })
})

describe('a gctrace line', () => {
  it('is read to its last field', () => {
    const { columns } = logOf(fixtureText('gctrace-go1.19.txt')).runs[0].cycles
    const row = Object.fromEntries(Object.entries(columns).map(([key, values]) => [key, values[9]]))
    // gc 10 @0.044s 18%: 4.3+0.95+0.001 ms clock, 8.6+0.72/0/0+0.002 ms cpu, 4->4->3 MB, 4 MB goal, …, 2 P
    expect(row).toEqual({
      line: 10,
      number: 10,
      startNs: 44e6,
      cpuPercent: 18,
      sweepTerminationNs: 4.3e6,
      concurrentNs: 950_000,
      markTerminationNs: 1000,
      sweepTerminationCpuNs: 8.6e6,
      assistCpuNs: 720_000,
      workerCpuNs: 0,
      idleCpuNs: 0,
      markTerminationCpuNs: 2000,
      heapStartMiB: 4,
      heapEndMiB: 4,
      heapLiveMiB: 3,
      goalMiB: 4,
      stacksMiB: 0,
      globalsMiB: 0,
      procs: 2,
      isForced: 0,
      isLeakCheck: 0,
    })
  })

  // By hand, after the printing code of these versions (runtime/mgc.go: gcMarkTermination; mheap.go: scavenge).
  it('of Go 1.11 has no stacks and globals, and scvg lines between', () => {
    const [run] = logOf(
      [
        'gc 1 @0.017s 2%: 0.009+0.31+0.004 ms clock, 0.037+0.11/0.16/0.32+0.019 ms cpu, 4->4->0 MB, 5 MB goal, 4 P',
        'scvg-1: 3 MB released',
        'scvg0: inuse: 4, idle: 58, sys: 63, released: 57, consumed: 5 (MB)',
        'gc 2 @0.040s 2%: 0.009+0.31+0.004 ms clock, 0.037+0.11/0.16/0.32+0.019 ms cpu, 4->4->0 MB, 5 MB goal, 4 P (forced)',
        '',
      ].join('\n'),
    ).runs
    expect(run.cycles.columns.stacksMiB[0]).toBeNaN()
    expect([...run.cycles.columns.isForced]).toEqual([0, 1])
    expect([...run.scavenges.columns.releasedMiB]).toEqual([3, NaN])
    expect(run.scavenges.columns.consumedMiB[1]).toBe(5)
    expect([...run.scavenges.columns.cyclesBefore]).toEqual([1, 1])
  })

  it('of Go 1.26 may say that it looked for leaked goroutines', () => {
    const line = gcLine(1, '0.001').replace('5%:', '5% (checking for goroutine leaks):')
    expect([...logOf(line).runs[0].cycles.columns.isLeakCheck]).toEqual([1])
  })

  it('may stand behind other output, and other output behind it', () => {
    const text = `2026/01/02 15:04:05 ${gcLine(1, '0.001')}ready\nprogress 50%${gcLine(2, '0.100')}\n`
    expect([...logOf(text).runs[0].cycles.columns.number]).toEqual([1, 2])
  })
})

describe('pacer, scavenger', () => {
  it('puts begin, end and sweep of a cycle into one row', () => {
    const { columns, count } = logOf(fixtureText('gcpacertrace-go1.27.txt')).runs[0].pacings
    expect(count).toBe(3)
    expect([...columns.number]).toEqual([1, 2, 3])
    // The last one was too short for an end (runtime/mgcpacer.go: endCycle).
    expect([...columns.cpuPercent]).toEqual([26, 25, NaN])
    expect([...columns.sweptPages]).toEqual([874, 869, 56])
    expect([...columns.overGoalBytes]).toEqual([6_070_272, -1_689_682, NaN])
  })

  it('reads the pacer of Go 1.17 and scavtrace', () => {
    const [run] = logOf(
      [
        'pacer: assist ratio=+2.187500e+000 (scan 3 MB in 4->5 MB) workers=1++0.000000e+000',
        'pacer: H_m_prev=2236962 h_t=+8.750000e-001 H_T=4194304 h_a=+1.100000e+000 H_a=4697620 h_g=+1.000000e+000 H_g=4473924 u_a=+2.600000e-001 u_g=+3.000000e-001 W_a=123456 goalΔ=+1.250000e-001 actualΔ=+2.250000e-001 u_a/u_g=+8.666667e-001',
        'scav 12 KiB work (bg), 0 KiB work (eager), 800 KiB now, 91% util',
        'scav 12 KiB work, 800 KiB total, 91% util (forced)',
      ].join('\n'),
    ).runs
    expect(run.pacings.columns.cpuPercent[0]).toBe(26)
    expect(run.pacings.columns.overGoalBytes[0]).toBe(4_697_620 - 4_473_924)
    expect([...run.scavenges.columns.isForced]).toEqual([0, 1])
  })
})

describe('processes', () => {
  it('begins a new one where numbers or times go back', () => {
    const { runs } = logOf([gcLine(1, '0.001'), gcLine(2, '0.100'), gcLine(1, '0.002'), ''].join('\n'))
    expect(runs.map(({ cycles }) => cycles.count)).toEqual([2, 1])
    const sched = fixtureText('schedtrace-go1.27.txt')
    const twice = logOf(sched + sched).runs
    expect(twice.map(({ samples }) => samples.count)).toEqual([27, 27])
    const inits = fixtureText('inittrace-go1.19.txt')
    expect(logOf(inits + gcLine(1, '0.001') + '\n' + inits).runs).toHaveLength(2)
  })

  it('tells apart those that write at the same time', () => {
    const log = logOf(
      [
        gcLine(1, '0.001'),
        gcLine(2, '0.050'),
        gcLine(1, '0.002'),
        gcLine(3, '0.100'),
        gcLine(2, '0.040'),
      ].join('\n'),
    )
    expect(log.runs.map(({ cycles }) => [...cycles.columns.number])).toEqual([
      [1, 2, 3],
      [1, 2],
    ])
    expect(log.warnings.map(({ code }) => code)).toEqual(['processes-mixed'])
  })

  it('keeps pods of a log apart, and takes the time of the log', () => {
    const line = (pod: string, second: string, text: string): string =>
      `[pod/${pod}/app] 2026-11-21T14:03:${second}Z ${text}`
    const log = logOf(
      [
        line('a', '05.000', gcLine(1, '0.500')),
        line('b', '05.100', gcLine(1, '0.100')),
        line('a', '06.000', gcLine(2, '1.500')),
        line('b', '06.200', gcLine(2, '1.200')),
      ].join('\n'),
    )
    expect(log.wrappers).toEqual(['kubectl prefix', 'timestamps'])
    expect(log.runs.map(({ source, cycles }) => [source, cycles.count])).toEqual([
      ['pod/a/app', 2],
      ['pod/b/app', 2],
    ])
    expect(new Date(log.runs[0].startUnixMs ?? 0).toISOString()).toBe('2026-11-21T14:03:04.500Z')
    expect([...log.runs[1].cycles.columns.line]).toEqual([2, 4])
  })

  it('reads out of Docker JSON lines, and in UTF-16', () => {
    const json = JSON.stringify({
      log: `${gcLine(1, '0.5')}\n`,
      stream: 'stderr',
      time: '2026-11-21T14:03:05Z',
    })
    const docker = logOf(json.replace('0.5s', '0.500s'))
    expect(docker.runs[0].cycles.count).toBe(1)
    const utf16 = new Uint8Array(Buffer.from(`\ufeff${gcLine(1, '0.500')}\n`, 'utf16le'))
    const read = readBytes(utf16)
    expect(read.ok && read.value.runs[0].cycles.count).toBe(1)
  })
})

describe('damage', () => {
  it('says where a log breaks off', () => {
    const text = `${gcLine(1, '0.001')}\n${gcLine(2, '0.100')}`
    const log = logOf(text.slice(0, -30))
    expect(log.isComplete).toBe(false)
    expect(log.warnings[0]).toMatchObject({
      code: 'cut',
      isLoss: true,
      byteOffset: gcLine(1, '0.001').length + 1,
    })
    expect(log.runs[0].cycles.count).toBe(1)
  })

  it('says when the lines below a SCHED line are missing', () => {
    const lines = fixtureText('scheddetail-go1.27.txt').split('\n')
    const last = Math.max(...lines.flatMap((line, at) => (line.startsWith('SCHED ') ? [at] : [])))
    const log = logOf(`${lines.slice(0, last + 2).join('\n')}\n`)
    expect(log.warnings.map(({ code, message }) => [code, message.includes('below a SCHED line')])).toEqual([
      ['cut', true],
    ])
  })

  it('counts broken lines and missing cycles', () => {
    const log = logOf(
      [gcLine(1, '0.001'), 'gc 2 @0.002s 5%: 0.1+', gcLine(5, '0.100'), gcLine(6, '0.200'), ''].join('\n'),
    )
    expect(log.warnings.map(({ code }) => code)).toEqual(['damaged-lines', 'cycles-missing'])
    expect(log.warnings[1].message).toBe(
      'The log goes on from GC 1 to GC 5 (line 3): the lines of 3 cycles are missing.',
    )
  })

  it('takes a SCHED line that a gctrace line tore apart', () => {
    const log = logOf(
      `SCHED 5ms: gomaxprocs=2 idleprocs=0 threads=4 spinningthreads=0 idlethreads=1 runqueue=3${gcLine(1, '0.001')}\n [0 1]\n`,
    )
    expect(log.runs[0].cycles.count).toBe(1)
    expect(log.runs[0].samples.columns.globalQueue[0]).toBe(3)
    expect(log.runs[0].samples.columns.localQueue[0]).toBeNaN()
    expect(log.warnings.map(({ code }) => code)).toEqual(['torn-lines'])
  })

  it('believes no queue longer than the runtime can count', () => {
    const line = 'SCHED 5ms: gomaxprocs=2 idleprocs=0 threads=4 spinningthreads=0 idlethreads=1 runqueue=3'
    const log = logOf(`${line} [0 ${'9'.repeat(400)}]\n${line} [0 7]\n`)
    expect([...log.runs[0].samples.columns.localQueue]).toEqual([7])
    expect(log.warnings.map(({ code }) => code)).toEqual(['damaged-lines'])
  })

  it('tells that a log begins late, without calling that a loss', () => {
    const log = logOf(gcLine(700, '90.001'))
    expect(log.warnings).toMatchObject([{ code: 'begin-missing' }])
    expect(log.isComplete).toBe(true)
  })

  it('refuses in words what holds no whole line', () => {
    expect(readBytes(new TextEncoder().encode('gc 1 @0.1'))).toMatchObject({
      ok: false,
      error: { code: 'damaged' },
    })
    expect(readBytes(new Uint8Array(0))).toMatchObject({ ok: false, error: { code: 'empty' } })
  })
})

describe('any input', () => {
  const texts = readdirSync(godebugFolder).map((name) => readFileSync(join(godebugFolder, name), 'utf8'))

  it('keeps the promises of the model', () => {
    const damaged = fc
      .tuple(fc.constantFrom(...texts), fc.nat(), fc.nat(), fc.string({ maxLength: 40 }))
      .map(([text, from, length, put]) => {
        const at = from % text.length
        return text.slice(0, at) + put + text.slice(at + (length % 200))
      })
    fc.assert(
      fc.property(damaged, fc.boolean(), (text, isTwice) => {
        const read = readBytes(new TextEncoder().encode(isTwice ? text + text : text))
        if (!read.ok) return expect(read.error.message).not.toBe('')
        const { runs, lineCount, readLineCount } = read.value
        expect(readLineCount).toBeLessThanOrEqual(lineCount)
        for (const run of runs) {
          expect(run.firstLine).toBeGreaterThan(0)
          expect(run.lastLine).toBeGreaterThanOrEqual(run.firstLine)
          for (const table of [run.cycles, run.samples, run.inits, run.pacings, run.scavenges]) {
            for (const values of Object.values(table.columns)) expect(values).toHaveLength(table.count)
          }
          const { queueAt, queueCount } = run.samples.columns
          queueAt.forEach((at, i) =>
            expect(at + queueCount[i]).toBeLessThanOrEqual(run.samples.localQueues.length),
          )
          expect(Number.isFinite(run.endNs)).toBe(true)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('takes time in proportion to its length', () => {
    const long = `${'gc SCHED init pacer: scvg '.repeat(40_000)}\n${gcLine(1, '0.001')}\n${'P1: status='.repeat(20_000)}\n`
    const begin = process.cpuUsage()
    expect(logOf(long).runs[0].cycles.count).toBe(1)
    const { user, system } = process.cpuUsage(begin)
    expect((user + system) / 1e6).toBeLessThan(5)
  })
})
