#!/usr/bin/env node
/** `npm run test:e2e [-- words for Playwright]`: the end-to-end suites alone, on a fresh build. */
import { runEndToEnd } from './end-to-end.mjs'
import { ensureBuilt, ensureInstalled } from './project.mjs'

const log = (text) => process.stderr.write(`${text}\n`)
if (!(await ensureInstalled(log)) || !(await ensureBuilt(log))) process.exit(1)
const results = await runEndToEnd(log, process.argv.slice(2))
for (const { suite, passed, failed, skipped, electron, reason } of results) {
  const detail =
    reason === undefined ? `${passed} passed, ${failed} failed, ${skipped} skipped` : `not run: ${reason}`
  process.stdout.write(`${suite}${electron === undefined ? '' : ` (${electron})`}: ${detail}\n`)
}
const isMissingForbidden = process.env.CI === 'true'
const isBad = results.some(({ failed, skipped }) => failed > 0 || (isMissingForbidden && skipped > 0))
process.exitCode = isBad ? 1 : 0
