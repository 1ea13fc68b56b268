#!/usr/bin/env node
/**
 * npm run fuzz -- [--kind all|trace|trace-v1|text|profile] [--minutes N] [--inputs N] [--seed N] [--threads N]
 * Feeds mutated files to the readers and the engine. An input that throws, takes longer than 10 s or more than 512 MiB
 * fails the run. A failure names its kind and seed: `--kind K --seed N --keep` writes that input to tests/fuzz/kept/,
 * where it is a test from then on. Runs at low priority, so that a machine stays usable.
 */
import { constants, setPriority } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { build } from 'vite'
import { kernelPlugin } from './compile-kernels.mjs'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const { values } = parseArgs({
  options: {
    kind: { type: 'string', default: 'all' },
    minutes: { type: 'string', default: '2' },
    inputs: { type: 'string', default: '1000000000' },
    seed: { type: 'string', default: '1' },
    threads: { type: 'string', default: '2' },
    keep: { type: 'boolean', default: false },
  },
})
/** Of processor time: on a machine that does other things an input may well wait. */
const inputLimitMs = 10_000
/** A thread that takes no processor time either is stuck. */
const waitingLimitMs = 20 * inputLimitMs
const memoryLimitBytes = 512 * 2 ** 20
setPriority(constants.priority.PRIORITY_LOW)

const built = join(root, '.cache/fuzz')
const entry = (name) => join(root, 'tests/fuzz', `${name}.ts`)
await build({
  root,
  configFile: false,
  logLevel: 'error',
  plugins: [kernelPlugin()],
  build: {
    ssr: true,
    outDir: built,
    target: 'node20',
    rollupOptions: {
      input: {
        worker: entry('worker'),
        keep: entry('keep'),
        kinds: entry('kinds'),
        target: entry('target'),
      },
      output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
    },
  },
  ssr: { noExternal: true },
})
const load = (name) => import(pathToFileURL(join(built, `${name}.mjs`)).href)
const fixtures = join(root, 'tests/fixtures')
const { fuzzKinds, kindNamed } = await load('kinds')
if (values.kind !== 'all') kindNamed(values.kind)

if (values.keep) {
  const { keep } = await load('keep')
  const path = keep(values.kind, Number(values.seed), fixtures, join(root, 'tests/fuzz/kept'))
  process.stdout.write(`${path}\n`)
  process.exit(0)
}

const { stages } = await load('target')
const threads = Number(values.threads)
const perThread = Math.ceil(Number(values.inputs) / threads)
const endAtUnixMs = Date.now() + Number(values.minutes) * 60_000
const problems = []
const counters = []

function startThread(firstSeed, count) {
  const shared = new SharedArrayBuffer(4 * (2 + fuzzKinds.length * (stages.length + 1)))
  const counts = new Int32Array(shared)
  counters.push(counts)
  return new Promise((settle) => {
    const worker = new Worker(join(built, 'worker.mjs'), {
      workerData: {
        shared,
        fixtures,
        kind: values.kind,
        firstSeed,
        step: threads,
        count,
        endAtUnixMs,
        memoryLimitBytes,
      },
      resourceLimits: { maxOldGenerationSizeMb: memoryLimitBytes / 2 ** 20 },
    })
    let lastSeed = 0
    let since = Date.now()
    let usedSince = process.cpuUsage()
    const watch = setInterval(() => {
      const seed = Atomics.load(counts, 0)
      if (seed !== lastSeed) {
        lastSeed = seed
        since = Date.now()
        usedSince = process.cpuUsage()
        return
      }
      const waitedMs = Date.now() - since
      if (seed === 0 || waitedMs <= inputLimitMs) return
      // By all threads of the run: while this one is stuck, the others take their share.
      const { user, system } = process.cpuUsage(usedSince)
      if ((user + system) / 1000 > inputLimitMs * threads || waitedMs > waitingLimitMs)
        failAndGoOn(`took longer than ${inputLimitMs} ms`)
    }, 100)
    const stop = () => {
      clearInterval(watch)
      worker.removeAllListeners()
      void worker.terminate()
    }
    /** The thread is of no use any more: note why, and begin another behind the input it was at. */
    const failAndGoOn = (problem) => {
      const seed = Atomics.load(counts, 0) - 1
      problems.push({ kind: values.kind, seed, steps: [], problem })
      stop()
      const left = count - Atomics.load(counts, 1) - 1
      settle(
        seed >= 0 && left > 0 && Date.now() < endAtUnixMs ? startThread(seed + threads, left) : undefined,
      )
    }
    worker.on('message', (message) => {
      if (message.done) {
        stop()
        settle(undefined)
      } else problems.push(message)
    })
    worker.on('error', (error) => failAndGoOn(String(error.stack ?? error)))
  })
}

const startedAt = Date.now()
await Promise.all(
  Array.from({ length: threads }, (_, index) => startThread(Number(values.seed) + index, perThread)),
)
const total = (slot) => counters.reduce((sum, counts) => sum + Atomics.load(counts, slot), 0)
process.stdout.write(`fuzz: ${total(1)} inputs in ${Math.round((Date.now() - startedAt) / 1000)} s\n`)
fuzzKinds.forEach((kind, index) => {
  const row = 2 + index * (stages.length + 1)
  const inputs = total(row)
  if (inputs === 0) return
  const reached = stages
    .map((stage, at) => ({ stage, count: total(row + 1 + at) }))
    .filter(({ count }) => count > 0)
    .map(({ stage, count }) => `${stage} ${count} (${((100 * count) / inputs).toFixed(1)} %)`)
  process.stdout.write(`  ${kind.name}: ${inputs} inputs; reached ${reached.join(', ')}\n`)
})
for (const { kind, seed, steps, problem } of problems.slice(0, 20)) {
  process.stdout.write(
    `--kind ${kind} --seed ${seed} [${steps.join(' ')}]\n  ${problem.replaceAll('\n', '\n  ')}\n`,
  )
}
process.stdout.write(`${problems.length} failures\n`)
process.exit(problems.length > 0 ? 1 : 0)
