import { describe, expect, test } from 'vitest'
import { pathCommand } from '../../../src/cli/commands/path'
import { UsageError } from '../../../src/cli/command'
import { ExitCode } from '../../../src/cli/exit-codes'
import type { PathDto } from '../../../src/contract/path-dto'
import { RecordedOutput } from './recorded-output'

const lock = 'tests/fixtures/path-traces/lock/lock.trace'

async function run(...args: string[]): Promise<{ code: number; text: string; notices: readonly string[] }> {
  const output = new RecordedOutput()
  const code = await pathCommand.run(args, output)
  return { code, text: output.text, notices: output.notices }
}

describe('marey path', () => {
  test('tells the path of the longest task, in words', async () => {
    const { code, text, notices } = await run(lock)
    expect(code).toBe(ExitCode.whole)
    expect(notices).toEqual([])
    expect(text).toMatch(/critical path of task 1 “checkout”/)
    expect(text).toMatch(/lie with g\d+ main\.hold: likely what held it up/)
    expect(text).toMatch(/g\d+ ended the wait of g\d+: sync, at main\.hold \(main\.go:\d+\)/)
    expect(text).not.toMatch(/undefined|NaN/)
  })

  test('--json has every step, to the nanosecond', async () => {
    const { code, text } = await run('--json', '--task', '1', lock)
    expect(code).toBe(ExitCode.whole)
    const { subject, steps } = JSON.parse(text) as PathDto
    const sumNs = steps.reduce((sum, { fromNs, toNs }) => sum + toNs - fromNs, 0)
    expect(sumNs).toBe(subject.toNs - subject.fromNs)
    expect(subject.task).toBe(1)
  })

  test('a stretch of a goroutine', async () => {
    const { text } = await run('--json', '--goroutine', '1', '--from', '1ms', '--to', '3ms', lock)
    expect((JSON.parse(text) as PathDto).subject).toMatchObject({ fromNs: 1_000_000, toNs: 3_000_000 })
  })

  test('what is not there is said, and what is wrong is refused', async () => {
    const missing = await run('--task', '77', lock)
    expect(missing.code).toBe(ExitCode.usage)
    expect(missing.notices[0]).toMatch(/has no task 77/)
    const dump = await run('resources/samples/stuck-service.txt')
    expect(dump.code).toBe(ExitCode.unreadable)
    expect(dump.notices[0]).toMatch(/in execution traces only/)
    await expect(async () => run('--task', '1', '--region', 'a', lock)).rejects.toThrow(UsageError)
    await expect(async () => run('--from', '1ms', lock)).rejects.toThrow(/need a --goroutine/)
    await expect(async () => run()).rejects.toThrow(/name one trace/)
  })
})
