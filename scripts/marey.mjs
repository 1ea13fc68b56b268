#!/usr/bin/env node
/**
 * The command line from a checkout: `npm run -s marey -- ARGS`. Builds first when the output is missing or stale, with
 * nothing on stdout, then becomes the built program: its streams, its signals, its exit code.
 */
import { spawn } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureBuilt, ensureInstalled, root } from './project.mjs'

/**
 * @param folder relative paths among the arguments count from here
 * @returns {Promise<number>} the exit code; 128 and the signal's number when a signal ended it
 */
export function runMarey(args, folder) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'out', 'main', 'cli.cjs'), ...args], {
      cwd: folder,
      stdio: 'inherit',
    })
    // A terminal's Ctrl-C reaches the child by itself; kill and supervisors reach only us. Two are one to it.
    const numbers = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }
    for (const signal of Object.keys(numbers)) {
      process.on(signal, () => {
        if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
      })
    }
    child.on('error', (error) => {
      process.stderr.write(`marey: ${error.message}\n`)
      resolve(1)
    })
    child.on('close', (code, signal) => resolve(code ?? 128 + (numbers[signal] ?? 1)))
  })
}

const isProgram =
  process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)
if (isProgram) {
  const log = (text) => process.stderr.write(`${text}\n`)
  if (!(await ensureInstalled(log)) || !(await ensureBuilt(log))) process.exit(1)
  process.exitCode = await runMarey(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd())
}
