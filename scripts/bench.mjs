#!/usr/bin/env node
/**
 * `npm run bench [-- --sizes 20,100,500 --runs 5]`: Marey against Go's own reader on generated traces. It keeps what it measured for
 *   `node tests/bench/cost-plot.mjs`, which draws docs/pictures/cost.svg.
 * `npm run bench -- --queries small.trace,large.trace`: how long each query takes on given traces; with `--only tile` those
 * with that in their name.
 * `npm run bench -- --window large.trace,other.trace --opens 50`: frames of the timeline in Chromium; opens and closes.
 *   `--parts moves,input,rates,views` chooses what of the window is measured; `--parts none` only opens and closes.
 */
import { parseArgs } from 'node:util'
import { runBenchmark } from '../tests/bench/bench.mjs'
import { runQueryBenchmark } from '../tests/bench/query-bench.mjs'
import { runWindowBenchmark, windowParts } from '../tests/bench/window-bench.mjs'
import { ensureBuilt, ensureInstalled } from './project.mjs'

const log = (text) => process.stderr.write(`${text}\n`)
const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '20,100,500' },
    runs: { type: 'string', default: '5' },
    queries: { type: 'string' },
    only: { type: 'string', default: '' },
    window: { type: 'string' },
    opens: { type: 'string', default: '0' },
    parts: { type: 'string', default: windowParts.join(',') },
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
const run = () => {
  if (values.window !== undefined)
    return runWindowBenchmark({
      traces: values.window.split(','),
      opens: Number(values.opens),
      parts: values.parts.split(',').filter((part) => windowParts.includes(part)),
      log,
      print,
    })
  return values.queries === undefined
    ? runBenchmark({ sizes, runs, log, print })
    : runQueryBenchmark({ traces: values.queries.split(','), only: values.only, log, print })
}
process.exitCode = await run()
