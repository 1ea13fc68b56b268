/**
 * One thread of a fuzz run: makes inputs by seed, opens each as the product would, asks every kind of question, and
 * reports how far each input came. The shared integers let the parent see a hang.
 *
 * shared[0] seed in work + 1 (0: idle), [1] inputs done, then a row for every kind of kinds.ts: inputs, and how many
 * reached each stage of target.ts.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { fuzzKinds, inputOf, kindNamed, kindOf } from './kinds'
import type { FuzzKind } from './kinds'
import { readSeeds } from './seeds'
import { openMutant, stages } from './target'

interface WorkerData {
  readonly shared: SharedArrayBuffer
  readonly fixtures: string
  /** Of one kind, or 'all'. */
  readonly kind: string
  readonly firstSeed: number
  readonly step: number
  readonly count: number
  readonly endAtUnixMs: number
  readonly memoryLimitBytes: number
}

const data = workerData as WorkerData
const shared = new Int32Array(data.shared)
const chosen = data.kind === 'all' ? undefined : kindNamed(data.kind)
const originals = new Map<FuzzKind, readonly Uint8Array[]>()
for (const kind of chosen === undefined ? fuzzKinds : [chosen])
  originals.set(kind, readSeeds(kind, data.fixtures))

/** Only every so many inputs get what takes several times as long as reading. */
const queriesEvery = 4
const summaryEvery = 11
const kernelEvery = 40
const sketchEvery = 20
/** Asking the system what is held takes longer than most inputs. */
const memoryEvery = 32
let heldBytes = process.memoryUsage().arrayBuffers

for (let index = 0; index < data.count && Date.now() < data.endAtUnixMs; index++) {
  const seed = data.firstSeed + index * data.step
  Atomics.store(shared, 0, seed + 1)
  const kind = chosen ?? kindOf(seed)
  const mutant = inputOf(kind, seed, originals.get(kind) ?? [])
  const row = 2 + fuzzKinds.indexOf(kind) * (stages.length + 1)
  const report = (problem: string): void =>
    parentPort?.postMessage({ kind: kind.name, seed, steps: mutant.steps, problem })
  try {
    const reached = await openMutant(mutant.bytes, {
      hasQueries: seed % queriesEvery === 0,
      hasSummary: seed % summaryEvery === 0,
      hasKernel: seed % kernelEvery === 0,
      hasSketch: seed % sketchEvery === 0,
    })
    for (const stage of reached) Atomics.add(shared, row + 1 + stages.indexOf(stage), 1)
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    report(text.split('\n').slice(0, 6).join('\n'))
  }
  if (index % memoryEvery === 0) {
    const nowBytes = process.memoryUsage().arrayBuffers
    if (nowBytes - heldBytes > data.memoryLimitBytes)
      report(`took ${nowBytes - heldBytes} bytes of array buffers`)
    heldBytes = Math.min(heldBytes, nowBytes)
  }
  Atomics.add(shared, row, 1)
  Atomics.add(shared, 1, 1)
}
Atomics.store(shared, 0, 0)
parentPort?.postMessage({ done: true })
