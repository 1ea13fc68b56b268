/**
 * The end-to-end suites: in a real Chromium, and in a real Electron window (under Xvfb where there is no display).
 */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { electronForTests } from './electron-for-tests.mjs'
import { root } from './project.mjs'
import { run } from './run-command.mjs'
import { ensureChromium, ensureWindowSystem } from './system-packages.mjs'

const report = join(root, '.cache', 'end-to-end.json')
const limitMs = 14 * 60_000

/** Numbers of one run of Playwright; a run that broke before its report counts as one failure. */
function readCounts(code, log) {
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 }
  const { stats, errors } = JSON.parse(readFileSync(report, 'utf8'))
  const failed = stats.unexpected + (errors?.length ?? 0)
  const isSilentFailure = code !== 0 && failed === 0
  // Flaky: passed at the second try, on a machine that was busy at the first (see playwright.config.ts). It is said.
  if (stats.flaky > 0) log(`${stats.flaky} end-to-end tests passed only at the second try (named above)`)
  return {
    passed: stats.expected + stats.flaky,
    failed: failed + (isSilentFailure ? 1 : 0),
    skipped: stats.skipped,
  }
}

async function playwright(project, environment, extra, log) {
  rmSync(report, { force: true })
  const program = join(root, 'node_modules', '@playwright', 'test', 'cli.js')
  const words = [process.execPath, program, 'test', `--project=${project}`, ...extra]
  const needsScreen =
    process.platform === 'linux' && process.env.DISPLAY === undefined && project === 'electron'
  if (needsScreen) words.unshift('xvfb-run', '-a', '-s', '-screen 0 1600x1200x24')
  const [command, ...args] = words
  const { code } = await run(command, args, { cwd: root, env: { ...process.env, ...environment }, limitMs })
  return readCounts(code, log)
}

/**
 * @param extra further words for Playwright
 * @returns {Promise<{suite: string, passed: number, failed: number, skipped: number, reason?: string}[]>}
 *   `reason` says why a suite could not run at all
 */
export async function runEndToEnd(log, extra = []) {
  const results = []
  const chromium = await ensureChromium(log)
  if (chromium.reason === undefined) {
    const environment = chromium.path === undefined ? {} : { MAREY_CHROMIUM: chromium.path }
    results.push({
      suite: 'end-to-end in Chromium',
      ...(await playwright('chromium', environment, extra, log)),
    })
  } else results.push(notRun('end-to-end in Chromium', chromium.reason))

  const electron = await electronForTests(log)
  const reason = electron.reason ?? (await ensureWindowSystem(electron.program, log))
  if (reason === undefined) {
    const counts = await playwright('electron', { MAREY_TEST_ELECTRON: electron.program }, extra, log)
    results.push({ suite: 'end-to-end in Electron', electron: electron.name, ...counts })
  } else results.push(notRun('end-to-end in Electron', reason))
  return results
}

const notRun = (suite, reason) => ({ suite, passed: 0, failed: 0, skipped: 1, reason })
