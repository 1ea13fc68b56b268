import { describe, expect, it } from 'vitest'
import type { Command } from '../../../src/cli/command'
import { UsageError } from '../../../src/cli/command'
import { combineExitCodes, ExitCode } from '../../../src/cli/exit-codes'
import type { Program } from '../../../src/cli/main'
import { main } from '../../../src/cli/main'
import { threadCommands } from '../../../src/cli/thread-commands'
import { threadUsages } from '../../../src/cli/thread-usages'
import { fail, succeed } from '../../../src/base/result'
import { RecordedOutput } from './recorded-output'

function commandOf(name: string): Command {
  const command = threadCommands.find((known) => known.name === name)
  if (command === undefined) throw new Error(`the thread has no command ${name}`)
  return command
}

interface Run {
  readonly code: number
  readonly output: RecordedOutput
  readonly windows: (readonly string[])[]
}

async function run(...args: readonly string[]): Promise<Run> {
  const output = new RecordedOutput()
  const windows: (readonly string[])[] = []
  const windowCommand: Command = {
    name: 'window',
    usage: '[FILE...]',
    summary: 'the window with these files',
    help: '',
    runsInThread: false,
    run: (files) => {
      windows.push(files)
      return Promise.resolve(ExitCode.whole)
    },
  }
  const program: Program = {
    output,
    version: '9.8.7',
    commands: [windowCommand, ...threadUsages],
    runInThread: ({ name }, rest) => commandOf(name).run(rest, output),
    measureOpening: (file) =>
      Promise.resolve(
        file === 'untimed'
          ? fail('no such thing')
          : succeed({
              file,
              bytes: 1,
              events: 2,
              firstPictureMs: 3,
              readyMs: 3,
              processorMs: 5,
              peakRssBytes: 4,
            }),
      ),
    fileProblem: (name) => (name.startsWith('there') ? undefined : `${name}: there is no such file`),
  }
  return { code: await main(args, program), output, windows }
}

describe('the command line', () => {
  it('opens the window for files, and for nothing', async () => {
    expect((await run()).windows).toEqual([['--']])
    const two = await run('there.trace', 'there-too.txt')
    expect(two.windows).toEqual([['--', 'there.trace', 'there-too.txt']])
    expect((await run('--', 'there.trace')).windows).toEqual([['--', 'there.trace']])
  })

  it('says 5 for a missing file and 2 for a word that is no command', async () => {
    const missing = await run('gone.trace')
    expect(missing.code).toBe(ExitCode.unavailable)
    expect(missing.output.notices).toEqual(['marey: gone.trace: there is no such file'])
    const misspelt = await run('sumary', 'there.trace')
    expect(misspelt.code).toBe(ExitCode.usage)
    expect(misspelt.output.notices.join('\n')).toContain('"sumary" is neither a command nor a file')
    expect(misspelt.windows).toEqual([])
  })

  it('answers --help and --version everywhere, on stdout', async () => {
    const help = await run('--help')
    expect(help.code).toBe(0)
    for (const { name } of threadCommands) expect(help.output.text).toContain(`marey ${name}`)
    for (const { name, usage } of threadCommands) {
      const own = await run(name, 'x', '--help')
      expect(own.output.text).toContain(`Usage: marey ${name} ${usage}`)
      expect(own.code).toBe(0)
      expect((await run('help', name)).output.text).toBe(own.output.text)
      expect((await run(name, '--version')).output.text).toBe('marey 9.8.7\n')
    }
    expect((await run('--version')).output.text).toBe('marey 9.8.7\n')
    expect((await run('help', 'nothing')).code).toBe(ExitCode.usage)
  })

  it('refuses what a command does not have, with the right usage', async () => {
    for (const args of [
      ['summary'],
      ['summary', '--no-such', 'a'],
      ['validate'],
      ['profile', 'there.trace'],
      ['profile', '--type', 'cpu', 'there.trace'],
      ['profile', '--type', 'net'],
      ['profile', '--type', 'net', 'a', 'b'],
      ['profile', '--type', 'net', '--from', 'noon', 'a'],
      ['profile', '--type', 'net', '--from', '2s', '--to', '1s', 'a'],
      ['profile', '--type', 'net', '--task', 'order', 'a'],
      ['--no-such'],
    ]) {
      const { code, output } = await run(...args)
      expect(code, args.join(' ')).toBe(ExitCode.usage)
      expect(output.text).toBe('')
      expect(output.notices.join('\n')).toContain('Usage: marey')
    }
  })

  it('prints the timing of an opening on stderr', async () => {
    const { output } = await run('validate', '--timing', 'there', 'untimed')
    expect(JSON.parse(output.notices[0] ?? '')).toEqual({
      file: 'there',
      bytes: 1,
      events: 2,
      firstPictureMs: 3,
      readyMs: 3,
      processorMs: 5,
      peakRssBytes: 4,
    })
    expect(output.notices[1]).toBe('marey: untimed: its opening could not be timed: no such thing')
  })

  it('lets a bug through', async () => {
    const output = new RecordedOutput()
    const broken: Command = {
      name: 'window',
      usage: '',
      summary: '',
      help: '',
      runsInThread: false,
      run: () => Promise.reject(new TypeError('broken')),
    }
    const program = { output, commands: [broken], version: '' } as unknown as Program
    await expect(main([], program)).rejects.toThrow('broken')
    expect(new UsageError('x').name).toBe('UsageError')
  })
})

describe('exit codes of several files', () => {
  it('are a bug first, else the highest', () => {
    expect(combineExitCodes([])).toBe(0)
    expect(combineExitCodes([0, 3, 4, 3])).toBe(4)
    expect(combineExitCodes([0, 5, 1])).toBe(1)
  })
})
