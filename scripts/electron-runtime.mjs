/**
 * Electron's own runtime. Its npm package brings none since version 42; install-electron fetches it, where the machine
 * may reach its download.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { root } from './project.mjs'
import { run } from './run-command.mjs'

const packageFolder = join(root, 'node_modules', 'electron')
/** Written when fetching failed, so that the next start does not wait for it again. */
const failureMark = join(root, '.cache', 'electron-not-fetched')
const retryAfterMs = 24 * 3_600_000
/** 120 MB at a modest 1 MB/s. A machine without the network fails within a second. */
const fetchLimitMs = 120_000

/** Electron's program and version, when the runtime is there. */
export function electronProgram() {
  const pathFile = join(packageFolder, 'path.txt')
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (override === undefined && !existsSync(pathFile)) return undefined
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : 'electron'
  const folder = override ?? join(packageFolder, 'dist')
  const program = resolve(folder, name)
  if (!existsSync(program)) return undefined
  const versionFile = join(folder, 'version')
  const version = existsSync(versionFile)
    ? readFileSync(versionFile, 'utf8').trim().replace(/^v/, '')
    : 'unknown'
  return { program, version }
}

function hasFailedLately() {
  return existsSync(failureMark) && Date.now() - statSync(failureMark).mtimeMs < retryAfterMs
}

/**
 * Fetches the runtime unless it is there. A failure is remembered for a day; MAREY_FETCH_ELECTRON=1 tries again.
 * @returns {Promise<{program: string, version: string} | {program: undefined, reason: string}>}
 */
export async function ensureElectron(log) {
  const present = electronProgram()
  if (present !== undefined) return present
  if (hasFailedLately() && process.env.MAREY_FETCH_ELECTRON !== '1') {
    return { program: undefined, reason: readFileSync(failureMark, 'utf8').trim() }
  }
  log("Fetching Electron's runtime (about 120 MB, once) ...")
  const { code, output, timedOut } = await run(process.execPath, [join(packageFolder, 'install.js')], {
    cwd: root,
    output: 'keep',
    limitMs: fetchLimitMs,
  })
  const fetched = electronProgram()
  if (code === 0 && fetched !== undefined) {
    rmSync(failureMark, { force: true })
    return fetched
  }
  const why = timedOut ? `its download took longer than ${fetchLimitMs / 1000} s` : shortReason(output)
  const reason = `Electron's runtime could not be fetched (${why})`
  mkdirSync(dirname(failureMark), { recursive: true })
  writeFileSync(failureMark, `${reason}\n`)
  return { program: undefined, reason }
}

/** The message of the first error in install-electron's output, without its stack. */
function shortReason(output) {
  const line = output.split('\n').find((text) => /error/i.test(text)) ?? 'for an unknown reason'
  return line
    .trim()
    .replace(/^\w*Error:\s*/, '')
    .slice(0, 120)
}
