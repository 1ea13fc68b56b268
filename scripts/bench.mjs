#!/usr/bin/env node
/**
 * `npm run bench [-- --sizes 20,100 --runs 3]`: Marey against Go's own reader on generated traces.
 * `npm run bench -- --queries small.trace,large.trace`: how long each query takes on given traces.
 */
import { parseArgs } from 'node:util'
import { runBenchmark } from '../tests/bench/bench.mjs'
import { runQueryBenchmark } from '../tests/bench/query-bench.mjs'
import { ensureBuilt, ensureInstalled } from './project.mjs'

const log = (text) => process.stderr.write(`${text}\n`)
const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '20,100' },
    runs: { type: 'string', default: '3' },
    queries: { type: 'string' },
  },
})
const print = (text) => process.stdout.write(`${text}\n`)
const sizes = values.sizes.split(',').map(Number)
const runs = Number(values.runs)
if (sizes.some((size) => !(size >= 1)) || !(runs >= 1)) {
  log('usage: npm run bench -- --sizes 20,100 --runs 3 (sizes in MB)')
  process.exit(2)
}
if (!(await ensureInstalled(log)) || !(await ensureBuilt(log))) process.exit(1)
process.exitCode =
  values.queries === undefined
    ? await runBenchmark({ sizes, runs, log, print })
    : await runQueryBenchmark({ traces: values.queries.split(','), log, print })
