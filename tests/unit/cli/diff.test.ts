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
    expect(() => diffCommand.run([dump('debug2-go1.27')], new RecordedOutput())).toThrow(/which two files/)
  })
})
