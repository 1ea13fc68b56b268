import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { sliceCommand } from '../../../src/cli/commands/slice'
import { UsageError } from '../../../src/cli/command'
import { ExitCode } from '../../../src/cli/exit-codes'
import { sourceOfBytes } from '../../../src/base/byte-source'
import { openTrace } from '../../../src/formats/go-trace/open-trace'
import { RecordedOutput } from './recorded-output'

const folder = mkdtempSync(join(tmpdir(), 'marey-slice-'))
afterAll(() => rmSync(folder, { recursive: true }))

const long = 'tests/fixtures/traces/long-go1.27.trace'

async function run(...args: string[]): Promise<{ code: number; output: RecordedOutput }> {
  const output = new RecordedOutput()
  return { code: await sliceCommand.run(args, output), output }
}

async function generationsOf(bytes: Uint8Array) {
  const read = await openTrace(sourceOfBytes(bytes))
  if (!read.ok) throw new Error(read.error.message)
  return read.value.generations
}

describe('marey slice', () => {
  test('writes the generations that a stretch touches, and says so', async () => {
    const whole = readFileSync(long)
    const generations = await generationsOf(whole)
    const last = generations[generations.length - 1]
    const at = String(Math.round((last.fromNs + last.toNs) / 2))
    const file = join(folder, 'last.trace')
    const { code, output } = await run('--from', at, '--to', String(Number(at) + 1), '--output', file, long)
    expect(code).toBe(ExitCode.whole)
    expect(output.notices[0]).toMatch(/widened to 1 of \d+ whole generations, .* s to .* s, .* KiB$/)
    const slice = readFileSync(file)
    expect((await generationsOf(slice)).map(({ number }) => number)).toEqual([last.number])
    // Byte for byte: the header, and the end of the file.
    expect(slice.subarray(0, 16)).toEqual(whole.subarray(0, 16))
    expect(slice.subarray(16)).toEqual(whole.subarray(whole.length - slice.length + 16))
    expect(readdirSync(folder)).toEqual(['last.trace'])
    const piped = await run('--from', at, '--to', String(Number(at) + 1), '-o', '-', long)
    expect(Buffer.concat(piped.output.bytes)).toEqual(slice)
  })

  test('refuses what cannot be cut, and never writes over the trace itself', async () => {
    const old = await run(
      '--from',
      '0',
      '--to',
      '1ms',
      '-o',
      '-',
      'tests/fixtures/traces/gcheavy-go1.19.trace',
    )
    expect(old.code).toBe(ExitCode.usage)
    expect(old.output.notices[0]).toMatch(/was not cut: .*indivisible/)
    const generations = await generationsOf(readFileSync(long))
    const at = String(Math.round(generations[0].fromNs))
    const itself = await run('--from', at, '--to', String(Number(at) + 1), '-o', long, long)
    expect(itself.code).toBe(ExitCode.unavailable)
    expect(itself.output.notices[0]).toMatch(/is the trace itself/)
    const nowhere = await run(
      '--from',
      at,
      '--to',
      String(Number(at) + 1),
      '-o',
      join(folder, 'no', 'x'),
      long,
    )
    expect(nowhere.code).toBe(ExitCode.unavailable)
    await expect(async () => run('--from', '1s', '--to', '2s', long)).rejects.toThrow(/--output is missing/)
    await expect(async () => run('--from', '2s', '--to', '1s', '-o', 'x', long)).rejects.toThrow(UsageError)
  })
})
