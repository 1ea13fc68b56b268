/**
 * The checkout that the scripts work on, and whether what was installed and built still fits it.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './run-command.mjs'

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')

const lockFile = join(root, 'package-lock.json')
/** npm writes it at the end of an install: what is really there. */
const installedLock = join(root, 'node_modules', '.package-lock.json')
const buildStamp = join(root, 'out', 'built-from.json')
const outputs = ['out/main/index.cjs', 'out/main/cli.cjs', 'out/preload/index.cjs', 'out/renderer/index.html']
const buildInputs = [
  'src',
  'scripts/compile-kernels.mjs',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
]

/** True when every package that this platform needs is installed in the locked version. */
export function isInstalled() {
  if (!existsSync(installedLock)) return false
  const wanted = JSON.parse(readFileSync(lockFile, 'utf8')).packages
  const found = JSON.parse(readFileSync(installedLock, 'utf8')).packages
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional === true || found[path]?.version === entry.version,
  )
}

/** Installs when needed. Answers false when npm failed; its own words are on stderr then. */
export async function ensureInstalled(log) {
  if (isInstalled()) return true
  log('Installing packages (npm ci) ...')
  const { code } = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    output: 'stderr',
  })
  return code === 0
}

/** One number for everything the build reads: names, sizes and times of change. */
function inputFingerprint() {
  const hash = createHash('sha256')
  const add = (path) => {
    const stats = statSync(path)
    if (stats.isDirectory()) for (const name of readdirSync(path).sort()) add(join(path, name))
    else hash.update(`${path}\0${stats.size}\0${stats.mtimeMs}\n`)
  }
  for (const input of buildInputs) add(join(root, input))
  return hash.digest('hex')
}

export function isBuilt() {
  if (outputs.some((output) => !existsSync(join(root, output))) || !existsSync(buildStamp)) return false
  return JSON.parse(readFileSync(buildStamp, 'utf8')).inputs === inputFingerprint()
}

/** Builds when the output is missing or older than its sources. Answers false when the build failed. */
export async function ensureBuilt(log) {
  if (isBuilt()) return true
  const inputs = inputFingerprint()
  log('Building ...')
  const program = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const { code, output } = await run(process.execPath, [program, 'build', '--logLevel', 'warn'], {
    cwd: root,
    output: 'keep',
  })
  if (code !== 0) {
    process.stderr.write(output)
    return false
  }
  mkdirSync(dirname(buildStamp), { recursive: true })
  writeFileSync(buildStamp, `${JSON.stringify({ inputs })}\n`)
  return true
}
