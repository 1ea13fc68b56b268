/**
 * One thread of a fuzz run: makes inputs by seed, opens each as the product would, asks every kind of question, and
 * reports how far each input came. The shared integers let the parent see a hang.
 *
 * shared[0] seed in work + 1 (0: idle), [1] inputs done, [2] reached batches, [3] ordering, [4] stitching, [5] queries.
 */
import { readFileSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { mutate } from './mutate'
import { randomOf } from './random'
import { openMutant } from './target'

interface WorkerData {
  readonly shared: SharedArrayBuffer
  readonly seeds: readonly string[]
  readonly firstSeed: number
  readonly step: number
  readonly count: number
  readonly endAtUnixMs: number
  readonly memoryLimitBytes: number
}

const data = workerData as WorkerData
const shared = new Int32Array(data.shared)
const originals = data.seeds.map((path) => new Uint8Array(readFileSync(path)))

for (let index = 0; index < data.count && Date.now() < data.endAtUnixMs; index++) {
  const seed = data.firstSeed + index * data.step
  Atomics.store(shared, 0, seed + 1)
  const random = randomOf(seed)
  const mutant = mutate(random.pick(originals), random)
  const before = process.memoryUsage().arrayBuffers
  try {
    const reached = await openMutant(mutant.bytes)
    const held = process.memoryUsage().arrayBuffers - before
    if (held > data.memoryLimitBytes) {
      parentPort?.postMessage({ seed, steps: mutant.steps, problem: `took ${held} bytes of array buffers` })
    }
    if (reached.batches) Atomics.add(shared, 2, 1)
    if (reached.ordering) Atomics.add(shared, 3, 1)
    if (reached.stitching) Atomics.add(shared, 4, 1)
    if (reached.queries) Atomics.add(shared, 5, 1)
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    parentPort?.postMessage({ seed, steps: mutant.steps, problem: text.split('\n').slice(0, 6).join('\n') })
  }
  Atomics.add(shared, 1, 1)
}
Atomics.store(shared, 0, 0)
parentPort?.postMessage({ done: true })
