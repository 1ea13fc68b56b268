#!/usr/bin/env node
/**
 * npm run fuzz -- [--minutes N] [--inputs N] [--seed N] [--threads N]
 * Feeds mutated traces to the engine. An input that throws, takes longer than 10 s or more than 512 MiB fails the run; its seed
 * makes it again (`--seed N --inputs 1 --keep` writes it to tests/fuzz/kept/).
 */
import { readdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { build } from 'vite'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '2' },
    inputs: { type: 'string', default: '1000000000' },
    seed: { type: 'string', default: '1' },
    threads: { type: 'string', default: '2' },
    keep: { type: 'boolean', default: false },
  },
})
const inputLimitMs = 10_000
const memoryLimitBytes = 512 * 2 ** 20

await build({
  root,
  configFile: false,
  logLevel: 'error',
  build: {
    ssr: true,
    outDir: '.cache/fuzz',
    target: 'node20',
    rollupOptions: {
      input: { worker: join(root, 'tests/fuzz/worker.ts'), keep: join(root, 'tests/fuzz/keep.ts') },
      output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
    },
  },
  ssr: { noExternal: true },
})

const folder = join(root, 'tests/fixtures/traces')
// Small files of every Go version from 1.22 on, and those of several generations: many inputs a second.
const seeds = readdirSync(folder)
  .filter((name) => /-go1\.(2[2-7])\.trace$/.test(name))
  .filter((name) =>
    /^(tiny|restart|single|coro|timers|fileio|cgo|allocfree|usertrace|long|flight1|killed)/.test(name),
  )
  .map((name) => join(folder, name))

if (values.keep) {
  const { keep } = await import(pathToFileURL(join(root, '.cache/fuzz/keep.mjs')).href)
  process.stdout.write(`${keep(seeds, Number(values.seed), join(root, 'tests/fuzz/kept'))}\n`)
  process.exit(0)
}

const threads = Number(values.threads)
const perThread = Math.ceil(Number(values.inputs) / threads)
const endAtUnixMs = Date.now() + Number(values.minutes) * 60_000
const problems = []
const counters = []

function startThread(index, firstSeed, count) {
  const shared = new SharedArrayBuffer(8 * 4)
  const counts = new Int32Array(shared)
  counters.push(counts)
  return new Promise((settle) => {
    const worker = new Worker(join(root, '.cache/fuzz/worker.mjs'), {
      workerData: { shared, seeds, firstSeed, step: threads, count, endAtUnixMs, memoryLimitBytes },
    })
    let lastSeed = 0
    let since = Date.now()
    const watch = setInterval(() => {
      const seed = Atomics.load(counts, 0)
      if (seed !== lastSeed) {
        lastSeed = seed
        since = Date.now()
      } else if (seed !== 0 && Date.now() - since > inputLimitMs) {
        problems.push({ seed: seed - 1, steps: [], problem: `took longer than ${inputLimitMs} ms` })
        stop()
        const left = count - Atomics.load(counts, 1) - 1
        settle(
          left > 0 && Date.now() < endAtUnixMs ? startThread(index, seed - 1 + threads, left) : undefined,
        )
      }
    }, 100)
    const stop = () => {
      clearInterval(watch)
      worker.removeAllListeners()
      void worker.terminate()
    }
    worker.on('message', (message) => {
      if (message.done) {
        stop()
        settle(undefined)
      } else problems.push(message)
    })
    worker.on('error', (error) => {
      problems.push({ seed: Atomics.load(counts, 0) - 1, steps: [], problem: String(error.stack ?? error) })
      stop()
      settle(undefined)
    })
  })
}

const startedAt = Date.now()
await Promise.all(
  Array.from({ length: threads }, (_, index) => startThread(index, Number(values.seed) + index, perThread)),
)
const total = (slot) => counters.reduce((sum, counts) => sum + Atomics.load(counts, slot), 0)
const share = (slot) => `${total(slot)} (${((100 * total(slot)) / Math.max(1, total(1))).toFixed(1)} %)`
process.stdout.write(
  `fuzz: ${total(1)} inputs in ${Math.round((Date.now() - startedAt) / 1000)} s; reached batches ${share(2)}, ` +
    `ordering ${share(3)}, stitching ${share(4)}, queries ${share(5)}\n`,
)
for (const { seed, steps, problem } of problems.slice(0, 20)) {
  process.stdout.write(`seed ${seed} [${steps.join(' ')}]\n  ${problem.replaceAll('\n', '\n  ')}\n`)
}
process.stdout.write(`${problems.length} failures\n`)
process.exit(problems.length > 0 ? 1 : 0)
