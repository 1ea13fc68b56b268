#!/usr/bin/env node
/**
 * `npm run bench [-- --sizes 20,100 --runs 3]`: Marey against Go's own reader on generated traces.
 */
import { parseArgs } from 'node:util'
import { runBenchmark } from '../tests/bench/bench.mjs'
import { ensureBuilt, ensureInstalled } from './project.mjs'

const log = (text) => process.stderr.write(`${text}\n`)
const { values } = parseArgs({
  options: { sizes: { type: 'string', default: '20,100' }, runs: { type: 'string', default: '3' } },
})
const sizes = values.sizes.split(',').map(Number)
const runs = Number(values.runs)
if (sizes.some((size) => !(size >= 1)) || !(runs >= 1)) {
  log('usage: npm run bench -- --sizes 20,100 --runs 3 (sizes in MB)')
  process.exit(2)
}
if (!(await ensureInstalled(log)) || !(await ensureBuilt(log))) process.exit(1)
process.exitCode = await runBenchmark({
  sizes,
  runs,
  log,
  print: (text) => process.stdout.write(`${text}\n`),
})
