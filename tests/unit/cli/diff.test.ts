import { copyFileSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { diffCommand } from '../../../src/cli/commands/diff'
import { ExitCode } from '../../../src/cli/exit-codes'
import { RecordedOutput } from './recorded-output'

const fixtures = resolve(import.meta.dirname, '../../fixtures')
const dump = (name: string): string => join(fixtures, 'dumps', `${name}.txt`)

describe('marey diff', () => {
  it('says what changed between two dumps, and counts what stayed', async () => {
    const output = new RecordedOutput()
    const code = await diffCommand.run([dump('debug2-go1.27'), dump('debug2-400-go1.27')], output)
    expect(code).toBe(ExitCode.whole)
    expect(output.text).toContain('30 goroutines')
    expect(output.text).toMatch(/\+97 {2}3 → 100 {2}more +chan receive/)
    expect(output.text).toContain('groups are the same')
  })

  it('as JSON: a figure per dump for every group', async () => {
    const output = new RecordedOutput()
    await diffCommand.run(['--json', dump('debug2-go1.27'), dump('debug2-400-go1.27')], output)
    const document = JSON.parse(output.text) as { groups: { change: number; counts: number[] }[] }
    expect(document.groups[0]).toMatchObject({ change: 97, counts: [3, 100], trend: 'rose' })
  })

  it('refuses other kinds and missing files, each with its exit code', async () => {
    const output = new RecordedOutput()
    const race = join(fixtures, 'race/race-go1.27.txt')
    expect(await diffCommand.run([dump('debug2-go1.27'), race], output)).toBe(ExitCode.unreadable)
    expect(await diffCommand.run([dump('debug2-go1.27'), '/no/such/file'], output)).toBe(ExitCode.unavailable)
    expect(output.text).toBe('')
  })

  it('wants two files', () => {
    return expect(diffCommand.run([dump('debug2-go1.27')], new RecordedOutput())).rejects.toThrow(
      /which two files/,
    )
  })

  it('gives times from the names of files, and growth per minute', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'marey-diff-'))
    const [first, second] = ['dump-2026-11-21T14-03-05.txt', 'dump-2026-11-21T14-13-05.txt'].map((name) =>
      join(folder, name),
    )
    copyFileSync(dump('debug2-go1.27'), first)
    copyFileSync(dump('debug2-400-go1.27'), second)
    const output = new RecordedOutput()
    await diffCommand.run([first, second], output)
    expect(output.text).toContain('2026-11-21 14:03:05 UTC (from the file name)')
    expect(output.text).toMatch(/\+97 {2}\+9\.7\/min {2}3 → 100/)
    const json = new RecordedOutput()
    await diffCommand.run(['--json', first, second], json)
    expect(JSON.parse(json.text)).toMatchObject({
      minutes: 10,
      sameProcess: false,
      dumps: [{ timeSource: 'file-name' }, { timeSource: 'file-name' }],
    })
    const [group] = (JSON.parse(json.text) as { groups: object[] }).groups
    expect(group).toMatchObject({ change: 97, changePerMinute: 9.7 })
    const backwards = new RecordedOutput()
    await diffCommand.run([second, first], backwards)
    expect(backwards.text).toContain('the later one comes first')
    expect(backwards.text).not.toContain('/min')
  })

  it('follows goroutines by id only when told that it is one process', async () => {
    const output = new RecordedOutput()
    const files = [dump('debug2-go1.27'), dump('debug2-go1.27')]
    await diffCommand.run(['--json', '--same-process', ...files], output)
    const document = JSON.parse(output.text) as { groups: { counts: number[]; stayed: number }[] }
    expect(document.groups.every(({ counts, stayed }) => stayed === counts[0])).toBe(true)
    const without = new RecordedOutput()
    await diffCommand.run(['--json', ...files], without)
    expect(without.text).not.toContain('"stayed"')
  })

  it('subtracts profiles as go tool pprof -diff_base does', async () => {
    const profile = (name: string): string => join(fixtures, 'profiles', `${name}.pb.gz`)
    const files = [profile('heap-before-go1.27'), profile('heap-after-go1.27')]
    const output = new RecordedOutput()
    expect(await diffCommand.run(['--json', ...files], output)).toBe(ExitCode.whole)
    const document = JSON.parse(output.text) as Record<string, unknown>
    const oracle = JSON.parse(
      readFileSync(`${files[1]}.minus-heap-before-go1.27.oracle.json`, 'utf8'),
    ) as Record<string, unknown>
    expect(document['sampleTypes']).toEqual(oracle['sampleTypes'])
    expect(document['totals']).toEqual(oracle['totals'])
    expect(document['top']).toEqual(oracle['top'])
    const text = new RecordedOutput()
    await diffCommand.run(files, text)
    expect(text.text).toContain('inuse_space')
    expect(text.text).toMatch(/−9\d\d\.?\d* KiB|−966226|−943/)
  })

  it('refuses to compare a dump with a profile', async () => {
    const output = new RecordedOutput()
    const profile = join(fixtures, 'profiles/heap-after-go1.27.pb.gz')
    expect(await diffCommand.run([dump('debug2-go1.27'), profile], output)).toBe(ExitCode.unreadable)
    expect(output.text).toBe('')
  })

  it('compares two traces, per second and in full, and refuses a trace beside a dump', async () => {
    const trace = (version: string): string => join(fixtures, 'traces', `gcheavy-go1.${version}.trace`)
    const output = new RecordedOutput()
    expect(await diffCommand.run([trace('26'), trace('27')], output)).toBe(ExitCode.whole)
    expect(output.text).toContain('Sums and counts are per second of each trace')
    expect(output.text).toContain('One run stands against one run')
    expect(output.text).toMatch(/GC sweep termination .+ → /)
    const json = new RecordedOutput()
    await diffCommand.run(['--json', trace('26'), trace('27')], json)
    const document = JSON.parse(json.text) as { functions: object[]; figures: { key: string }[] }
    expect(document).toMatchObject({ kind: 'trace-diff' })
    expect(document.figures.find(({ key }) => key === 'marks.count')).toMatchObject({ before: 6, after: 5 })
    const mixed = new RecordedOutput()
    expect(await diffCommand.run([trace('27'), dump('debug2-go1.27')], mixed)).toBe(ExitCode.unreadable)
    expect(mixed.notices.join()).toContain('only like can be compared')
  })
})
