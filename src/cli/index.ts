/**
 * Entry of the command line (out/main/cli.cjs): the real process around main.ts.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeProblem } from '../base/write-problem'
import { identifyFile } from '../host/file-source'
import { programFolders } from '../host/program-folders'
import createCommandWorker from './command-worker?nodeWorker'
import type { Command } from './command'
import { ExitCode } from './exit-codes'
import { missingText } from './input-file'
import { main } from './main'
import { runInThread } from './run-in-thread'
import { TerminalOutput } from './terminal-output'
import { threadUsages } from './thread-usages'
import { serveUsage } from './usage/serve'
import { windowUsage } from './usage/window'

const output = new TerminalOutput({
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  now: () => performance.now(),
})

// A reader that has seen enough (`| head`) is no failure: end quietly.
// A disk that is full is one of the place, not of Marey.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(ExitCode.whole)
    if (stream === process.stdout)
      output.notice(`marey: the result could not be written: ${writeProblem(error.code)}.`)
    process.exit(ExitCode.unavailable)
  })
}

/** Signals while files are read. The window and the server have their own ways to end. */
function interrupt(signal: number): () => void {
  return () => {
    output.clearProgress()
    process.exit(128 + signal)
  }
}
const onInterrupt = interrupt(2)
const onTerminate = interrupt(15)

function programVersion(): string {
  const facts = JSON.parse(readFileSync(join(programFolders.root, 'package.json'), 'utf8')) as {
    readonly version: string
  }
  return facts.version
}

/** Loaded when it is called: no other command waits for the server and all behind it. */
const windowCommand: Command = {
  ...windowUsage,
  run: async (args, out) => (await import('./commands/window')).windowCommand.run(args, out),
}
const serveCommand: Command = {
  ...serveUsage,
  run: async (args, out) => (await import('./commands/serve')).serveCommand.run(args, out),
}

function run(): Promise<number> {
  return main(process.argv.slice(2), {
    output,
    version: programVersion(),
    commands: [windowCommand, serveCommand, ...threadUsages],
    runInThread: (command, args) => {
      process.on('SIGINT', onInterrupt)
      process.on('SIGTERM', onTerminate)
      return runInThread(createCommandWorker, command, args, output)
    },
    measureOpening: async (file) => (await import('./measure-opening')).measureOpening(file),
    fileProblem: (name) => {
      const found = identifyFile(name)
      return found.ok ? undefined : missingText(name, found.error)
    },
  })
}

run().then(
  (code) => {
    output.clearProgress()
    process.exitCode = code
  },
  (error: unknown) => {
    const text = `marey: this is a defect of Marey: ${(error as Error).stack ?? String(error)}`
    for (const line of text.split('\n')) output.notice(line)
    process.exitCode = ExitCode.bug
  },
)
