/**
 * What the end-to-end tests need from the system, found or, where this user may, installed.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './project.mjs'
import { rootPrefix, run, which } from './run-command.mjs'

const browserNames = ['chromium', 'chromium-browser', 'google-chrome']
const windowPackages = [
  'xvfb',
  'xauth',
  'libgtk-3-0',
  'libnss3',
  'libasound2',
  'libgbm1',
  'libatk-bridge2.0-0',
  'libcups2',
]
const installLimitMs = 300_000

const findBrowser = () =>
  process.env.MAREY_CHROMIUM ?? browserNames.map(which).find((path) => path !== undefined)

/**
 * Installs Debian packages.
 * @returns the line a person has to run where this user may not, or undefined when it is done
 */
async function install(packages, log) {
  const line = `sudo apt-get update && sudo apt-get install -y ${packages.join(' ')}`
  const prefix = rootPrefix()
  if (which('apt-get') === undefined || prefix === undefined) return line
  log(`Installing ${packages.join(' ')} ...`)
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = async (...args) => {
    const [program, ...words] = [...prefix, 'apt-get', ...args]
    const { code, output } = await run(program, words, {
      output: 'keep',
      limitMs: installLimitMs,
      env: environment,
    })
    if (code !== 0) log(output.trim().split('\n').slice(-5).join('\n'))
    return code === 0
  }
  const wanted = ['install', '-y', '--no-install-recommends', ...packages]
  if (await apt(...wanted)) return undefined
  // Package lists of a fresh container are empty or old.
  return (await apt('update')) && (await apt(...wanted)) ? undefined : line
}

/** A Chromium: the system's, Debian's package, or Playwright's own download. `{path}` or `{reason}`. */
export async function ensureChromium(log) {
  const found = findBrowser()
  if (found !== undefined) return { path: found }
  const line = await install(['chromium'], log)
  const installed = findBrowser()
  if (installed !== undefined) return { path: installed }
  log('Fetching a Chromium for the tests ...')
  const playwright = join(root, 'node_modules', '@playwright', 'test', 'cli.js')
  const { code } = await run(process.execPath, [playwright, 'install', 'chromium'], {
    output: 'keep',
    limitMs: installLimitMs,
  })
  if (code === 0) return { path: undefined }
  return { reason: `there is no Chromium; run: ${line ?? 'npx playwright install chromium'}` }
}

/** Libraries that `program` needs and the system lacks. */
async function missingLibraries(program) {
  if (which('ldd') === undefined || !existsSync(program)) return []
  const { output } = await run('ldd', [program], { output: 'keep' })
  return output.split('\n').filter((line) => line.includes('not found'))
}

/** A screen and the libraries for `program`, on Linux. Answers why they cannot be had, or undefined. */
export async function ensureWindowSystem(program, log) {
  if (process.platform !== 'linux') return undefined
  const isReady = async () =>
    (process.env.DISPLAY !== undefined ||
      (which('xvfb-run') !== undefined && which('xauth') !== undefined)) &&
    (await missingLibraries(program)).length === 0
  if (await isReady()) return undefined
  const line = await install(windowPackages, log)
  if (await isReady()) return undefined
  const missing = (await missingLibraries(program)).map((text) => text.trim().split(' ')[0])
  const what = missing.length > 0 ? `${missing.join(', ')} missing` : 'there is no display and no Xvfb'
  return line === undefined ? what : `${what}; run: ${line}`
}
