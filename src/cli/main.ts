/**
 * What a call of `marey` asks for. Knows no process: index.ts brings the real one, tests their own.
 */
import { ensure } from '../base/assert'
import type { Result } from '../base/result'
import type { Command, CommandOutput, CommandUsage } from './command'
import { UsageError } from './command'
import { ExitCode } from './exit-codes'

/** What the dispatcher needs from the program around it. */
export interface Program {
  readonly output: CommandOutput
  readonly version: string
  /** Every command, in the order of the overview. The one named `window` gets calls that name none. */
  readonly commands: readonly (Command | CommandUsage)[]
  /** For commands with `runsInThread`, and for those of which only the usage is known here. */
  readonly runInThread: ThreadRunner
  /** Opens a file as the window does and says how long that took; fails in words when it cannot be opened. */
  measureOpening(file: string): Promise<Result<Timing, string>>
  /** Why a file cannot be had, in words, or undefined. */
  fileProblem(name: string): string | undefined
}

/** The line that `--timing` prints. Times in ms since the process began. */
export interface Timing {
  readonly file: string
  readonly bytes: number
  readonly events: number
  /** When a tile over the whole time had been answered. */
  readonly firstPictureMs: number
  /** When every query could be answered. */
  readonly readyMs: number
  /** Of all threads until then. */
  readonly processorMs: number
  readonly peakRssBytes: number
  /** Of a trace: how long the first question of each kind took, asked right then, one after the other. */
  readonly firstAnswersMs?: Readonly<Record<FirstQuestion, number>>
}

export type FirstQuestion = 'tile' | 'table' | 'goroutine' | 'profile'

/** Runs a command where long work does not block signals. May throw UsageError. */
export type ThreadRunner = (command: CommandUsage, args: readonly string[]) => Promise<number>

/** Resolves with the exit code. @throws what is a bug. */
export async function main(args: readonly string[], program: Program): Promise<number> {
  const [first, ...rest] = args
  if (first === undefined) return openWindow([], program)
  if (first === '--help' || first === '-h') return showHelp(program)
  if (first === 'help') return showCommandHelp(rest[0], program)
  if (first === '--version' || first === '-v') return showVersion(program)
  const command = program.commands.find(({ name }) => name === first)
  if (command !== undefined) return runCommand(command, rest, program)
  if (first.startsWith('-') && first !== '--') {
    return refuse(program, `there is no option ${first}`, overview(program))
  }
  return openWindow(first === '--' ? rest : args, program)
}

async function runCommand(
  command: Command | CommandUsage,
  args: readonly string[],
  program: Program,
): Promise<number> {
  const end = args.indexOf('--')
  const asked = end === -1 ? args : args.slice(0, end)
  if (asked.includes('--help') || asked.includes('-h')) return showCommandHelp(command.name, program)
  if (asked.includes('--version')) return showVersion(program)
  try {
    for (const file of command.timedFiles?.(args) ?? []) {
      const timing = await program.measureOpening(file)
      if (timing.ok) program.output.notice(JSON.stringify(timing.value))
      else program.output.notice(`marey: ${file}: its opening could not be timed: ${timing.error}`)
    }
    if (command.runsInThread || !('run' in command)) return await program.runInThread(command, args)
    return await command.run(args, program.output)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return refuse(
      program,
      `${command.name}: ${error.message.replace(/\s*\n\s*/g, ' ')}`,
      `Usage: marey ${command.name} ${command.usage}`,
    )
  }
}

/** Files for the window are looked at first: a typing error should not open an empty window. */
async function openWindow(files: readonly string[], program: Program): Promise<number> {
  for (const file of files) {
    if (file.startsWith('-')) return refuse(program, `there is no option ${file}`, overview(program))
    const problem = program.fileProblem(file)
    if (problem === undefined) continue
    if (files[0] === file && /^[a-z]+(-[a-z]+)*$/.test(file)) {
      return refuse(program, `"${file}" is neither a command nor a file`, overview(program))
    }
    program.output.notice(`marey: ${problem}`)
    return ExitCode.unavailable
  }
  return runCommand(windowOf(program), ['--', ...files], program)
}

function refuse(program: Program, message: string, usage: string): number {
  program.output.notice(`marey: ${message}`)
  for (const line of usage.trimEnd().split('\n')) program.output.notice(line)
  return ExitCode.usage
}

function showVersion(program: Program): number {
  program.output.out(`marey ${program.version}\n`)
  return ExitCode.whole
}

function showHelp(program: Program): number {
  program.output.out(overview(program))
  return ExitCode.whole
}

function showCommandHelp(name: string | undefined, program: Program): number {
  if (name === undefined) return showHelp(program)
  const command = program.commands.find((known) => known.name === name)
  if (command === undefined) return refuse(program, `there is no command ${name}`, overview(program))
  const call = command.name === 'window' ? command.usage : `${command.name} ${command.usage}`
  program.output.out(`Usage: marey ${call}\n\n${sentence(command.summary)}\n\n${command.help}`)
  return ExitCode.whole
}

function windowOf(program: Program): Command | CommandUsage {
  return ensure(
    program.commands.find(({ name }) => name === 'window'),
    'there is a command for the window',
  )
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

function overview(program: Program): string {
  const lines: (readonly [string, string])[] = [
    ...program.commands.map(
      ({ name, summary }) => [name === 'window' ? 'marey [FILE...]' : `marey ${name}`, summary] as const,
    ),
    ['marey help COMMAND', 'the options of a command, with examples'],
    ['marey --version', 'the version of Marey'],
  ]
  const width = Math.max(...lines.map(([call]) => call.length))
  return [
    'Usage: marey [COMMAND] [OPTION...] [FILE...]',
    '',
    ...lines.map(([call, text]) => `  ${call.padEnd(width)}  ${text}`),
    '',
    'Exit codes: 0 read whole, 2 wrong usage, 3 read in part, 4 not readable, 5 file not to be had, 1 a defect of Marey.',
    '',
  ].join('\n')
}
