import { spawn, execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Profile } from 'pprof-format'
import { afterAll, describe, expect, it } from 'vitest'
import { profileCommand } from '../../../src/cli/commands/profile'
import { summaryCommand } from '../../../src/cli/commands/summary'
import { validateCommand } from '../../../src/cli/commands/validate'
import type { Command } from '../../../src/cli/command'
import { ExitCode } from '../../../src/cli/exit-codes'
import { RecordedOutput } from './recorded-output'

const fixtures = join(import.meta.dirname, '..', '..', 'fixtures')
const good = join(fixtures, 'traces', 'usertrace-go1.27.trace')
const old = join(fixtures, 'traces', 'pipeline-go1.19.trace')
const cut = join(fixtures, 'malformed', 'truncated-50pct-go1.27.trace')
const folder = mkdtempSync(join(tmpdir(), 'marey-cli-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function run(
  command: Command,
  ...args: readonly string[]
): Promise<{ code: number; output: RecordedOutput }> {
  const output = new RecordedOutput()
  return { code: await command.run(args, output), output }
}

const json = (output: RecordedOutput): never => JSON.parse(output.text) as never

describe('marey summary', () => {
  it('prints one document for one file and an array for several', async () => {
    const one = await run(summaryCommand, '--json', good)
    expect(one.code).toBe(ExitCode.whole)
    expect(json(one.output)).toMatchObject({
      kind: 'trace',
      complete: true,
      ok: true,
      events: 3406,
      warnings: [],
    })
    const two = await run(summaryCommand, '--json', good, old)
    expect(json(two.output)).toMatchObject([{ header: 'go 1.26 trace' }, { header: 'go 1.19 trace' }])
    expect(two.output.notices).toEqual([])
  })

  it.runIf(process.platform !== 'win32')('reads a pipe as it reads a file', async () => {
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    const writer = spawn('sh', ['-c', 'cat "$1" > "$2"', 'sh', good, pipe])
    const { code, output } = await run(summaryCommand, '--json', pipe)
    writer.kill()
    expect(code).toBe(ExitCode.whole)
    expect(json(output)).toMatchObject({ kind: 'trace', ok: true, events: 3406 })
  })

  it('lists every goroutine and writes absolute times in exact digits', async () => {
    const { output } = await run(summaryCommand, '--json', good)
    const document = json(output) as { goroutines: unknown[]; goroutineCount: number }
    expect(document.goroutines).toHaveLength(228)
    expect(output.text).toContain('"firstTime": 1745475929536')
  })

  it('shows what it can of a cut file and says what is lost', async () => {
    const { code, output } = await run(summaryCommand, cut)
    expect(code).toBe(ExitCode.partial)
    expect(output.text).toContain('goroutines')
    expect(output.notices.join('\n')).toContain('was read in part; what was lost:')
    const asJson = await run(summaryCommand, '--json', cut)
    expect(json(asJson.output)).toMatchObject({ complete: false, ok: false, kind: 'trace' })
    expect((json(asJson.output) as { warnings: unknown[] }).warnings.length).toBeGreaterThan(0)
  })

  it('prints what a GODEBUG log holds, line by line', async () => {
    const log = join(fixtures, 'godebug', 'gctrace-schedtrace-go1.27.txt')
    const asJson = await run(summaryCommand, '--json', log)
    expect(asJson.code).toBe(ExitCode.whole)
    const document = json(asJson.output) as { kind: string; runs: { cycles: object[]; samples: object[] }[] }
    expect(document.kind).toBe('godebug')
    expect(document.runs[0].cycles).toHaveLength(41)
    expect(document.runs[0].cycles[0]).toMatchObject({ line: 2, number: 1, sweepTerminationNs: 1e6 })
    expect(document.runs[0].samples[0]).toMatchObject({ line: 1, timeNs: 0, queues: [0, 0] })
    const { output } = await run(summaryCommand, log)
    expect(output.text).toContain('GODEBUG log, 41 collections, 3 SCHED lines')
    expect(output.text).toContain('The longest stop of the world for GC took 1.5 ms')
    const part = join(folder, 'part.txt')
    writeFileSync(part, readFileSync(log).subarray(0, 1000))
    const validated = await run(validateCommand, part)
    expect(validated.code).toBe(ExitCode.partial)
    expect(validated.output.text).toMatch(
      /in part: GODEBUG log.*lost: The log ends in the middle of a line in line \d+/,
    )
  })

  it('gives every failure its own code, and the worst of several', async () => {
    const missing = join(folder, 'missing.trace')
    expect((await run(summaryCommand, missing)).code).toBe(ExitCode.unavailable)
    expect((await run(summaryCommand, folder)).code).toBe(ExitCode.unavailable)
    const text = join(fixtures, 'malformed', 'text-file.trace')
    expect((await run(summaryCommand, text)).code).toBe(ExitCode.unreadable)
    const all = await run(summaryCommand, '--json', good, cut, text, missing)
    expect(all.code).toBe(ExitCode.unavailable)
    expect(json(all.output)).toMatchObject([
      { complete: true },
      { complete: false, kind: 'trace' },
      { complete: false, kind: null, code: 'unknown-kind' },
      { complete: false, kind: null, code: 'file-missing' },
    ])
    expect(all.output.notices.some((line) => line.includes(`${missing}: there is no such file`))).toBe(true)
  })

  it('says what to do about a folder and about a file that may not be read', async () => {
    const closed = join(folder, 'closed.trace')
    writeFileSync(closed, readFileSync(good))
    chmodSync(closed, 0)
    const asFolder = await run(summaryCommand, folder)
    expect(asFolder.output.notices.join()).toContain('is a folder, not a file. Name the files in it.')
    // Root may read everything.
    const { code } = await run(summaryCommand, closed)
    expect(code).toBe(process.getuid?.() === 0 ? ExitCode.whole : ExitCode.unavailable)
  })

  it('reads traces of Go 1.19 and packed ones', async () => {
    expect((await run(summaryCommand, old)).code).toBe(ExitCode.whole)
    const packed = await run(summaryCommand, '--json', join(fixtures, 'malformed', 'gzipped.trace.gz'))
    expect(json(packed.output)).toMatchObject({ kind: 'trace', complete: true })
  })

  it('says when a trace ends with its header, with 4', async () => {
    const empty = join(folder, 'header-only.trace')
    writeFileSync(empty, readFileSync(good))
    truncateSync(empty, 16)
    const { code, output } = await run(summaryCommand, empty)
    expect(code).toBe(ExitCode.unreadable)
    expect(output.text).toBe('')
    expect(output.notices.join()).toContain('The file ends after its header')
  })
})

describe('marey validate', () => {
  it('says in one line what each file is', async () => {
    const { code, output } = await run(validateCommand, good, cut, folder)
    expect(code).toBe(ExitCode.unavailable)
    const lines = output.text.trimEnd().split('\n')
    expect(lines).toHaveLength(3)
    expect(lines[0]).toBe(`${good}: whole: Go execution trace of Go 1.26 or 1.27, header "go 1.26 trace"`)
    expect(lines[1]).toContain(': in part: ')
    expect(lines[1]).toContain('; lost: ')
    expect(lines[2]).toContain(': not available: ')
  })

  it('says the same as JSON', async () => {
    const { output } = await run(validateCommand, '--json', good, cut)
    expect(json(output)).toMatchObject([
      { kind: 'trace', status: 'whole', complete: true, events: 3406, header: 'go 1.26 trace' },
      { kind: 'trace', status: 'in part', complete: false },
    ])
  })
})

describe('marey profile', () => {
  const totalsOf = (output: RecordedOutput): bigint[] => {
    const profile = Profile.decode(gunzipSync(output.bytes[0] ?? new Uint8Array()))
    return [0, 1].map((type) => profile.sample.reduce((sum, { value }) => sum + BigInt(value[type] ?? 0), 0n))
  }

  it('writes pprof to stdout or to a file', async () => {
    const { code, output } = await run(profileCommand, '--type', 'sync', good)
    expect(code).toBe(ExitCode.whole)
    const target = join(folder, 'sync.pb.gz')
    await run(profileCommand, '--type', 'sync', '--output', target, good)
    expect(readFileSync(target)).toEqual(Buffer.from(output.bytes[0] ?? []))
    const nowhere = await run(profileCommand, '--type', 'sync', '--output', join(folder, 'no', 'f'), good)
    expect(nowhere.code).toBe(ExitCode.unavailable)
  })

  it('never writes over the trace itself', async () => {
    const itself = join(folder, 'itself.trace')
    copyFileSync(good, itself)
    const { code, output } = await run(profileCommand, '--type', 'sync', '--output', itself, itself)
    expect(code).toBe(ExitCode.unavailable)
    expect(output.notices[0]).toMatch(/itself\.trace is the trace itself\. Name another file\.$/)
    expect(readFileSync(itself)).toEqual(readFileSync(good))
  })

  it('ends as summary does for a trace in which no event can be read', async () => {
    for (const name of ['truncated-10pct-go1.27', 'truncated-header-only-go1.27', 'zeros-after-header']) {
      const path = join(fixtures, 'malformed', `${name}.trace`)
      const { code, output } = await run(profileCommand, '--type', 'sync', path)
      expect(code, name).toBe(ExitCode.unreadable)
      expect(output.bytes).toEqual([])
      expect(output.notices.join()).toContain('there is no event in it')
    }
  })

  it('narrows by function, region, task and time', async () => {
    const whole = totalsOf((await run(profileCommand, '--type', 'sync', good)).output)
    const half = totalsOf((await run(profileCommand, '--type', 'sync', '--to', '20ms', good)).output)
    const rest = totalsOf((await run(profileCommand, '--type', 'sync', '--from', '20ms', good)).output)
    // Both parts of a wait that lies on the cut count; their times add up.
    expect((half[1] ?? 0n) + (rest[1] ?? 0n)).toBe(whole[1])
    const main = totalsOf(
      (await run(profileCommand, '--type', 'sync', '--goroutine', 'main.main', good)).output,
    )
    expect(main[1]).toBeLessThan(whole[1] ?? 0n)
    expect(main[1]).toBeGreaterThan(0n)
    const task = await run(profileCommand, '--type', 'sched', '--task', '2', good)
    expect(task.code).toBe(ExitCode.whole)
  })

  it('refuses names that the trace does not have', async () => {
    for (const filter of [
      ['--goroutine', 'main.nobody'],
      ['--region', 'no such region'],
      ['--task', '987654'],
    ]) {
      const { code, output } = await run(profileCommand, '--type', 'sched', ...filter, good)
      expect(code).toBe(ExitCode.usage)
      expect(output.bytes).toEqual([])
      expect(output.notices.join()).toContain('marey summary --json lists')
    }
  })

  it('is for traces only, and says so', async () => {
    const { code, output } = await run(
      profileCommand,
      '--type',
      'sched',
      join(fixtures, 'dumps', 'nil-all-go1.27.txt'),
    )
    expect(code).toBe(ExitCode.unreadable)
    expect(output.notices.join()).toContain('it is not an execution trace')
  })
})

describe('marey summary --at', () => {
  it('shows every goroutine at that instant, grouped by stack', async () => {
    const { code, output } = await run(summaryCommand, '--at', '20ms', good)
    expect(code).toBe(ExitCode.whole)
    expect(output.text).toMatch(/at 0\.020\u2009000\u2009000 s: \d+ goroutines in \d+ groups/)
    expect(output.text).toMatch(/Waiting \(sync\) for /)
    const asJson = await run(summaryCommand, '--json', '--at', '20ms', good)
    const document = json(asJson.output) as { goroutines: number; groups: { count: number; ids: number[] }[] }
    expect(document.groups.reduce((sum, { ids }) => sum + ids.length, 0)).toBe(document.goroutines)
  })

  it('refuses a time behind the end, several files, and what is no trace', async () => {
    await expect(run(summaryCommand, '--at', '10s', good)).rejects.toThrow('behind the end of the trace')
    await expect(run(summaryCommand, '--at', '1ms', good, old)).rejects.toThrow('--at takes one trace')
    const dump = await run(summaryCommand, '--at', '1ms', join(fixtures, 'dumps', 'nil-all-go1.27.txt'))
    expect(dump.code).toBe(ExitCode.unreadable)
  })
})
