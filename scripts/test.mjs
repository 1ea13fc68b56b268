#!/usr/bin/env node
/**
 * `npm test`, also on a fresh clone: everything that must hold before a change lands, in order of cost. Every step
 * runs, whatever failed before it. The last line is `N passed, N failed, N skipped`; a check without tests of its own
 * (lint, types, imports, build) counts as one. With CI=true whatever was skipped is a failure.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runEndToEnd } from './end-to-end.mjs'
import { ensureBuilt, ensureInstalled, root } from './project.mjs'
import { run } from './run-command.mjs'

const log = (text) => process.stdout.write(`${text}\n`)
const vitestReport = join(root, '.cache', 'vitest.json')
const results = []
let electronLine = 'Electron: none was driven'

function record(result) {
  results.push(result)
  const { suite, passed, failed, skipped, seconds, reason } = result
  const time = seconds === undefined ? '' : ` in ${seconds.toFixed(1)} s`
  const counts = `${passed} passed, ${failed} failed, ${skipped} skipped`
  log(`== ${suite}: ${reason === undefined ? counts : `NOT RUN: ${reason}`}${time}`)
}

async function check(suite, work) {
  const startMs = performance.now()
  const isGood = await work()
  const seconds = (performance.now() - startMs) / 1000
  record({ suite, passed: isGood ? 1 : 0, failed: isGood ? 0 : 1, skipped: 0, seconds })
  return isGood
}

const npmScript = (name) => async () =>
  (await run('npm', ['run', '--silent', name], { cwd: root })).code === 0

async function vitest(suite, folders) {
  const startMs = performance.now()
  rmSync(vitestReport, { force: true })
  const program = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const { code } = await run(
    process.execPath,
    [program, 'run', '--reporter=dot', '--reporter=json', `--outputFile.json=${vitestReport}`, ...folders],
    { cwd: root },
  )
  const seconds = (performance.now() - startMs) / 1000
  if (!existsSync(vitestReport)) {
    record({ suite, passed: 0, failed: 1, skipped: 0, seconds })
    return
  }
  const report = JSON.parse(readFileSync(vitestReport, 'utf8'))
  const failed = report.numFailedTests
  // A file that does not load has no tests to fail, and an error after the last test fails the run alone.
  const isSilentFailure = code !== 0 && failed === 0
  record({
    suite,
    passed: report.numPassedTests,
    failed: failed + (isSilentFailure ? 1 : 0),
    skipped: report.numPendingTests + report.numTodoTests,
    seconds,
  })
}

if (!(await ensureInstalled(log))) {
  log('Installing the packages failed; npm said why above.')
  log('0 passed, 1 failed, 0 skipped')
  process.exit(1)
}
await check('lint', npmScript('lint'))
await check('types', npmScript('types'))
await check('imports', npmScript('imports'))
await vitest('unit', ['tests/unit', 'tests/parity', 'tests/architecture'])
const isBuilt = await check('build', () => ensureBuilt(log))
await vitest('contract', ['tests/contract'])
if (isBuilt) {
  for (const result of await runEndToEnd(log)) {
    record(result)
    if (result.electron !== undefined) electronLine = `Electron: drove ${result.electron}`
    else if (result.suite.includes('Electron')) electronLine = `Electron: none was driven, ${result.reason}`
  }
} else {
  record({ suite: 'end-to-end', passed: 0, failed: 1, skipped: 0, reason: 'the build failed' })
}

const sum = (key) => results.reduce((total, result) => total + result[key], 0)
const skippedIsFailure = process.env.CI === 'true' && sum('skipped') > 0
log(electronLine)
if (skippedIsFailure) log('With CI=true nothing may be skipped: this run has failed.')
log(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`)
process.exitCode = sum('failed') > 0 || skippedIsFailure ? 1 : 0
