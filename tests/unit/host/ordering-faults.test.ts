/**
 * Parse threads that die in the middle of their work: the product's own threads, the product's own pool, a real trace
 * of several generations. Whatever a thread leaves half done, the trace is the one that a single thread reads, and
 * neither thread nor descriptor is left.
 */
import { mkdtempSync, readdirSync, readlinkSync, existsSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { sourceFromReads } from '../../../src/base/byte-source'
import type { ParsePool, ParseTask, ParseTaskResult, ResultOf } from '../../../src/engine/parse-pool'
import { readTrace } from '../../../src/formats/go-trace/read-trace'
import { openFileSource } from '../../../src/host/file-source'
import { ParsePoolClient } from '../../../src/host/parse-pool-client'
import { ParseThreads } from '../../../src/host/parse-threads'
import type { TraceSketch } from '../../../src/formats/go-trace/sketch/trace-sketch'
import type { SpawnWorker } from '../../../src/host/spawn-worker'
import type { Trace } from '../../../src/model/trace'
import { productWorkers } from '../../contract/support/bundle-worker'
import { differences } from '../formats/go-trace/trace-columns'

const path = join(import.meta.dirname, '../../fixtures/traces/long-go1.27.trace')
const patienceMs = 120_000
const poolThreads = 2

interface Fault {
  readonly task: ParseTask['kind']
  /** Where in its work: at a claim of a generation, or in the middle of a generation's events. */
  readonly at: 'claim' | 'event'
  /** How often it has been there before. */
  readonly after: number
  /** The thread ends itself, uses up its memory, or waits at that place for its end. */
  readonly end: 'exit' | 'memory' | 'wait'
}

/** Runs in a parse thread before its own code. It knows the task from the message that brings it. */
const preload = `
const fs = require('node:fs')
const { MessagePort } = require('node:worker_threads')
const fault = JSON.parse(process.env.MAREY_FAULT)
let task = ''
let times = 0
const on = MessagePort.prototype.on
MessagePort.prototype.on = function (name, listener) {
  return on.call(this, name, name !== 'message' ? listener : (message) => {
    task = message.task?.kind ?? ''
    times = 0
    listener(message)
  })
}
function come(to) {
  if (task !== fault.task || to !== fault.at || times++ !== fault.after) return
  task = ''
  fs.writeFileSync(process.env.MAREY_REACHED, '')
  if (fault.end === 'exit') process.exit(7)
  const held = []
  while (fault.end === 'memory') held.push(new Array(1e5).fill(held.length))
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}
const after = (object, name, place) => {
  const own = object[name]
  object[name] = (...args) => {
    const value = own(...args)
    come(place)
    return value
  }
}
after(Atomics, 'add', 'claim')
after(Math, 'floor', 'event')
`

let folder: string
let spawnProduct: SpawnWorker
let sound: Trace
let soundSketch: TraceSketch | undefined
/** Of the trace that was read last. */
let sketch: TraceSketch | undefined
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'marey-ordering-faults-'))
  writeFileSync(join(folder, 'preload.cjs'), preload)
  spawnProduct = (await productWorkers()).parse
  sound = await read(undefined)
  soundSketch = sketch
}, patienceMs)
afterAll(() => rmSync(folder, { recursive: true }))

const reached = (): string => join(folder, 'reached')
const alive = new Set<Worker>()
/** Of the threads that were started with the fault: the reasons for which they ended. */
const ends: (number | string)[] = []
afterEach(() => {
  rmSync(reached(), { force: true })
  ends.length = 0
})

/** Threads of which the first `mortals` die of the fault, if they come to its place before the others have done all. */
function spawner(fault: Fault, mortals: number): SpawnWorker {
  let started = 0
  return (options) => {
    const isMortal = started++ < mortals
    const worker = spawnProduct(
      isMortal
        ? {
            ...options,
            resourceLimits: { maxOldGenerationSizeMb: 64 },
            execArgv: ['--require', join(folder, 'preload.cjs')],
            env: { ...process.env, MAREY_FAULT: JSON.stringify(fault), MAREY_REACHED: reached() },
          }
        : options,
    )
    alive.add(worker)
    worker.on('error', (error) => ends.push((error as NodeJS.ErrnoException).code ?? String(error)))
    worker.once('exit', (code) => {
      alive.delete(worker)
      if (isMortal) ends.push(code)
    })
    return worker
  }
}

/** Gives way to the other threads until one of them has come to the place of the fault. */
function waitUntilReached(): void {
  const clock = new Int32Array(new SharedArrayBuffer(4))
  const giveUpUnixMs = Date.now() + 20_000
  while (!existsSync(reached()) && Date.now() < giveUpUnixMs) Atomics.wait(clock, 0, 0, 2)
}

async function read(pool: ParsePool | undefined, hold: () => void = () => undefined): Promise<Trace> {
  const opened = openFileSource(path)
  if (!opened.ok) throw new Error(opened.error.message)
  const source = sourceFromReads(opened.value.byteLength, (offset, length) => {
    hold()
    return opened.value.read(offset, length)
  })
  try {
    sketch = undefined
    const trace = await readTrace(source, {
      ...(pool === undefined ? {} : { pool, pooledGenerationBytes: 0 }),
      onSketch: (taken) => (sketch = taken),
    })
    if (!trace.ok) throw new Error(trace.error.message)
    return trace.value
  } finally {
    opened.value.close()
  }
}

/** Reads with a pool whose threads have the fault. This thread begins its share when one has come to that place. */
async function readWith(fault: Fault, mortals: number): Promise<Trace> {
  const opened = openFileSource(path)
  if (!opened.ok) throw new Error(opened.error.message)
  const { identity } = opened.value
  opened.value.close()
  const threads = new ParseThreads(spawner(fault, mortals), poolThreads)
  const lease = threads.acquire()
  const client = new ParsePoolClient(poolThreads, path, identity, new SharedArrayBuffer(4), () => {
    for (const port of lease.ports) client.addPort(port)
  })
  lease.onReplacement((port) => (port === undefined ? client.giveUp() : client.addPort(port)))
  let isOut = false
  // The thread of the test will not listen while it holds: what goes before the fault's task must be over by then.
  const before: Promise<unknown>[] = []
  const pool: ParsePool = {
    size: poolThreads,
    ready: async () => {
      await client.ready()
      if (isOut) await Promise.all(before)
    },
    run: async <Task extends ParseTask>(task: Task): Promise<ResultOf<Task, ParseTaskResult>> => {
      if (task.kind === fault.task) {
        isOut = true
        await Promise.all(before)
        return client.run(task)
      }
      const result = client.run(task)
      if (!isOut) before.push(result)
      return result
    },
  }
  let isKilled = false
  const hold = (): void => {
    if (!isOut || isKilled) return
    isKilled = true
    waitUntilReached()
    if (fault.end === 'wait') for (const worker of [...alive]) void worker.terminate()
  }
  try {
    return await read(pool, hold)
  } finally {
    client.close()
    lease.release()
    await threads.dispose()
  }
}

async function expectNothingLeft(): Promise<void> {
  while (alive.size > 0) await new Promise((resolve) => setTimeout(resolve, 5))
  if (process.platform !== 'linux') return
  const open = readdirSync('/proc/self/fd').filter((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`) === path
    } catch {
      return false
    }
  })
  expect(open).toEqual([])
}

const faults: readonly (readonly [string, Fault])[] = [
  ['counting: ends itself with its first claim', { task: 'count', at: 'claim', after: 0, end: 'exit' }],
  ['counting: ends itself in the middle', { task: 'count', at: 'event', after: 2, end: 'exit' }],
  ['counting: runs out of memory', { task: 'count', at: 'event', after: 1, end: 'memory' }],
  ['counting: is ended from outside', { task: 'count', at: 'event', after: 1, end: 'wait' }],
  ['ordering: ends itself with its first claim', { task: 'order', at: 'claim', after: 0, end: 'exit' }],
  ['ordering: ends itself with rows half written', { task: 'order', at: 'event', after: 20, end: 'exit' }],
  ['ordering: ends itself with a generation done', { task: 'order', at: 'claim', after: 1, end: 'exit' }],
  ['ordering: runs out of memory', { task: 'order', at: 'event', after: 9, end: 'memory' }],
  ['ordering: is ended from outside', { task: 'order', at: 'event', after: 9, end: 'wait' }],
]

describe('a parse thread that dies in the middle of its work', () => {
  it.each(faults)(
    '%s',
    async (_, fault) => {
      const trace = await readWith(fault, poolThreads)
      expect(existsSync(reached())).toBe(true)
      expect(differences(trace, sound)).toEqual([])
      expect(sketch).toEqual(soundSketch)
      await expectNothingLeft()
      expect(ends).toContain(
        fault.end === 'exit' ? 7 : fault.end === 'memory' ? 'ERR_WORKER_OUT_OF_MEMORY' : 1,
      )
    },
    patienceMs,
  )

  it(
    'and all that come after it: the file is read by the thread that opens it',
    async () => {
      for (const task of ['count', 'order'] as const) {
        const trace = await readWith({ task, at: 'claim', after: 0, end: 'exit' }, Infinity)
        expect(existsSync(reached())).toBe(true)
        expect(differences(trace, sound)).toEqual([])
        await expectNothingLeft()
        rmSync(reached())
      }
    },
    patienceMs,
  )
})
