/**
 * `marey [FILE...]`: the desktop window. Where Electron cannot run, one line says why, and the same interface comes up
 * in the browser.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { programFolders } from '../../host/program-folders'
import type { Command, CommandOutput } from '../command'
import { ExitCode } from '../exit-codes'
import { parseOptions } from '../parse-options'
import { windowUsage } from '../usage/window'
import { serve } from './serve'

export const windowCommand: Command = {
  ...windowUsage,
  run: async (args, output) => runWindow(parseOptions(args, {}).positionals, output),
}

type Environment = Readonly<Record<string, string | undefined>>

/** Electron has shown its window or given the files to one that is open; later ends are the user's. */
const shownMessage = 'window-shown'
/** A start takes a second or two; a machine under load some more. */
const startLimitMs = 30_000

export interface WindowFacts {
  readonly platform: NodeJS.Platform
  readonly environment: Environment
  /** undefined on Windows. */
  readonly userId: number | undefined
  /** Electron's program, when its runtime is installed. */
  readonly electronPath: string | undefined
}

/** Why no window can be shown here, in words that fit after "No window: "; undefined when nothing speaks against it. */
export function whyNoWindow(facts: WindowFacts): string | undefined {
  if (facts.userId === 0)
    return 'Electron does not run its sandbox as root, and Marey does not run without it'
  if (facts.platform === 'linux' && !facts.environment['DISPLAY'] && !facts.environment['WAYLAND_DISPLAY']) {
    return 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)'
  }
  if (facts.electronPath === undefined) {
    return "Electron's runtime is not installed (npx install-electron fetches it)"
  }
  return undefined
}

/** Electron's program below `root`, or where ELECTRON_OVERRIDE_DIST_PATH says; undefined when it has not been fetched. */
export function findElectron(root: string, environment: Environment): string | undefined {
  const packageFolder = join(root, 'node_modules', 'electron')
  const pathFile = join(packageFolder, 'path.txt')
  // Written by Electron's own installer: the program's name within its folder, which differs by platform.
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : undefined
  const override = environment['ELECTRON_OVERRIDE_DIST_PATH']
  if (override === undefined && name === undefined) return undefined
  const program = resolve(override ?? join(packageFolder, 'dist'), name ?? 'electron')
  return existsSync(program) ? program : undefined
}

type Outcome =
  | { readonly kind: 'ended'; readonly code: ExitCode }
  | { readonly kind: 'not-shown'; readonly reason: string }

/** Runs Electron until its window is closed. */
function runElectron(program: string, files: readonly string[]): Promise<Outcome> {
  return new Promise((settle) => {
    // Absolute names: Electron would take relative ones from the project's folder.
    const paths = files.map((file) => resolve(file))
    const environment = { ...process.env }
    // Set by some editors' terminals; Electron would then be plain Node.
    delete environment['ELECTRON_RUN_AS_NODE']
    const child = spawn(program, [programFolders.root, '--', ...paths], {
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
      env: environment,
    })
    let isShown = false
    let lastLine = ''
    const limit = setTimeout(() => {
      if (!isShown) child.kill('SIGKILL')
    }, startLimitMs)
    child.stderr?.setEncoding('utf8')
    child.stderr?.on('data', (text: string) => {
      // Before the window is there, words of Chromium would bury the one line that matters.
      if (isShown) process.stderr.write(text)
      else lastLine = text.trim().split('\n').pop() ?? lastLine
    })
    child.on('message', (message) => {
      if (message === shownMessage) isShown = true
    })
    const passOn = (signal: NodeJS.Signals): void => void child.kill(signal)
    process.on('SIGINT', passOn)
    process.on('SIGTERM', passOn)
    let interrupted: NodeJS.Signals | undefined
    process.once('SIGINT', () => (interrupted = 'SIGINT'))
    process.once('SIGTERM', () => (interrupted = 'SIGTERM'))
    const finish = (outcome: Outcome): void => {
      clearTimeout(limit)
      process.off('SIGINT', passOn)
      process.off('SIGTERM', passOn)
      settle(outcome)
    }
    child.on('error', (error) => finish({ kind: 'not-shown', reason: error.message }))
    child.on('close', (code, signal) => {
      if (interrupted === 'SIGINT') finish({ kind: 'ended', code: ExitCode.interrupted })
      else if (interrupted === 'SIGTERM') finish({ kind: 'ended', code: ExitCode.whole })
      else if (isShown) finish({ kind: 'ended', code: code === 0 ? ExitCode.whole : ExitCode.bug })
      else {
        const how = signal === null ? `code ${code ?? 'unknown'}` : signal
        finish({
          kind: 'not-shown',
          reason: `Electron ended with ${how}${lastLine === '' ? '' : `: ${lastLine}`}`,
        })
      }
    })
  })
}

/** Resolves when the window is closed, or the server has ended. */
async function runWindow(files: readonly string[], output: CommandOutput): Promise<ExitCode> {
  const electronPath = findElectron(programFolders.root, process.env)
  let reason = whyNoWindow({
    platform: process.platform,
    environment: process.env,
    userId: process.getuid?.(),
    electronPath,
  })
  if (reason === undefined && electronPath !== undefined) {
    const outcome = await runElectron(electronPath, files)
    if (outcome.kind === 'ended') return outcome.code
    reason = outcome.reason
  }
  output.notice(`No window: ${reason ?? 'it could not be started'}. Marey opens in the browser instead.`)
  return serve({ port: 0, isBrowserWanted: true, files }, output)
}
