/**
 * Running other programs from the scripts, with Node alone.
 */
import { spawn, spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const isWindows = process.platform === 'win32'

/** npm and npx are batch files on Windows and need its shell; their arguments here are fixed words. */
const needsShell = (program) => isWindows && (program === 'npm' || program === 'npx')

/**
 * Runs a program to its end.
 * @param options.output 'inherit', 'stderr' (both streams of the child go there) or 'keep'
 * @param options.limitMs ends the program and all it started after this time
 * @returns {Promise<{code: number, output: string, timedOut: boolean}>} code 127 when there is no such program
 */
export function run(program, args, options = {}) {
  const { output = 'inherit', limitMs, ...rest } = options
  const stdio = output === 'inherit' ? 'inherit' : ['ignore', 'pipe', 'pipe']
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio,
      shell: needsShell(program),
      // A group of its own, so that a limit ends grandchildren too.
      detached: limitMs !== undefined && !isWindows,
      ...rest,
    })
    let text = ''
    let timedOut = false
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        if (output === 'stderr') process.stderr.write(chunk)
        else text += chunk
      })
    }
    const timer =
      limitMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true
            if (isWindows) child.kill()
            else process.kill(-child.pid, 'SIGKILL')
          }, limitMs)
    child.on('error', (error) => {
      clearTimeout(timer)
      resolve({ code: 127, output: error.message, timedOut })
    })
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ code: code ?? 1, output: text, timedOut })
    })
  })
}

/** The full path of a program found in PATH, or undefined. */
export function which(program) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, program)
    try {
      accessSync(path, constants.X_OK)
      return path
    } catch {
      continue
    }
  }
  return undefined
}

/** Words before a command that needs root: [] as root, ['sudo', '-n'] where that asks nothing, undefined elsewhere. */
export function rootPrefix() {
  if (process.getuid?.() === 0) return []
  if (which('sudo') === undefined) return undefined
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? ['sudo', '-n'] : undefined
}
