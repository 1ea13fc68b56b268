#!/usr/bin/env node
/**
 * `npm start [-- FILE...]`, also on a fresh clone with nothing but Node and npm: installs, builds, fetches Electron's
 * runtime if it can be had, and opens the window; without files, with the shipped sample. Whether a window is possible
 * is decided by `marey` itself (src/cli/commands/window.ts), which falls back to the browser.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ensureElectron } from './electron-runtime.mjs'
import { runMarey } from './marey.mjs'
import { ensureBuilt, ensureInstalled, root } from './project.mjs'

const log = (text) => process.stderr.write(`${text}\n`)

function sampleFile() {
  const folder = join(root, 'resources', 'samples')
  const list = join(folder, 'samples.json')
  if (!existsSync(list)) return []
  const [first] = JSON.parse(readFileSync(list, 'utf8'))
  return first === undefined ? [] : [join(folder, first.file)]
}

/** A window that cannot be shown anyway needs no download. */
function isWindowConceivable() {
  if (process.getuid?.() === 0) return false
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY) || Boolean(process.env.WAYLAND_DISPLAY)
}

if (!(await ensureInstalled(log))) {
  log('Installing the packages failed; npm said why above. Mend that, then run npm start again.')
  process.exit(1)
}
if (!(await ensureBuilt(log))) {
  log('The build failed; its message is above.')
  process.exit(1)
}
// What went wrong is told by the one line of `marey` that says why there is no window.
if (isWindowConceivable()) await ensureElectron(log)

// Absolute names: none of them can look like an option.
const words = process.argv.slice(2)
const caller = process.env.INIT_CWD ?? process.cwd()
const files = words.length > 0 ? words.map((file) => resolve(caller, file)) : sampleFile()
process.exitCode = await runMarey(files, caller)
