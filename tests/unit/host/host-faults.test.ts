/**
 * Faults put into the product's own session threads: reads that fail or find another file, and threads that end in
 * each stage of an opening. Whatever happens, the file ends in a state that says so in words, nothing of it stays
 * open, and it can be opened again.
 */
import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { SourceDto } from '../../../src/contract/sources'
import { createHost } from '../../../src/host/host'
import type { Host } from '../../../src/host/host'
import type { WorkerFactories } from '../../../src/host/spawn-worker'
import { productWorkers } from '../../contract/support/bundle-worker'

const fixtures = join(import.meta.dirname, '../../fixtures')
const patienceMs = 120_000

interface Fault {
  /** Which read, from 0. */
  readonly read?: number
  /** What happens at that read: the system's error, or the thread waits for `go` to be written. */
  readonly error?: string
  /** The thread ends when it reports this stage. */
  readonly dieIn?: string
}

/** Runs in the thread before its own code; takes the fault from MAREY_FAULT. */
const preload = `
const fs = require('node:fs')
const { MessagePort } = require('node:worker_threads')
const fault = JSON.parse(process.env.MAREY_FAULT)
const readSync = fs.readSync
let reads = 0
fs.readSync = (...args) => {
  if (reads++ === fault.read) {
    if (fault.error !== undefined) throw Object.assign(new Error(fault.error), { code: fault.error })
    fs.writeFileSync(process.env.MAREY_FOLDER + '/reached', '')
    while (!fs.existsSync(process.env.MAREY_FOLDER + '/go')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
  }
  return readSync(...args)
}
const postMessage = MessagePort.prototype.postMessage
MessagePort.prototype.postMessage = function (message, ...rest) {
  const stage = message?.progress?.stage
  if (stage !== undefined) fs.appendFileSync(process.env.MAREY_FOLDER + '/stages', stage + '\\n')
  if (fault.dieIn !== undefined && stage === fault.dieIn) process.exit(7)
  return postMessage.call(this, message, ...rest)
}
`

let folder: string
let preloadPath: string
let product: WorkerFactories
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'marey-host-faults-'))
  preloadPath = join(folder, 'preload.cjs')
  writeFileSync(preloadPath, preload)
  product = await productWorkers()
}, patienceMs)
afterAll(() => rmSync(folder, { recursive: true }))

let host: Host | undefined
const sessions = new Set<Worker>()
/** Set before an opening; the threads of later openings are sound. */
let fault: Fault | undefined

afterEach(async () => {
  fault = undefined
  await host?.dispose()
  host = undefined
  for (const name of ['go', 'reached', 'stages']) rmSync(join(folder, name), { force: true })
})

function start(): Host {
  host = createHost({
    workers: {
      parse: product.parse,
      session: (options) => {
        const worker = product.session(
          fault === undefined
            ? options
            : {
                ...options,
                execArgv: ['--require', preloadPath],
                env: { ...process.env, MAREY_FAULT: JSON.stringify(fault), MAREY_FOLDER: folder },
              },
        )
        sessions.add(worker)
        worker.once('exit', () => sessions.delete(worker))
        return worker
      },
    },
    pageFolder: fixtures,
    samplesFolder: fixtures,
    userData: mkdtempSync(join(folder, 'user-')),
    parseThreads: 1,
  })
  return host
}

async function waitFor(isReached: () => boolean): Promise<void> {
  while (!isReached()) await new Promise((resolve) => setTimeout(resolve, 5))
}

/** Opens and waits for the end; `meanwhile` runs while the thread waits at the read of the fault. */
async function open(on: Host, path: string, meanwhile?: () => void): Promise<SourceDto> {
  const opened = await on.sources.openPath(path)
  if (!opened.ok) throw new Error(opened.error.message)
  const { id } = opened.value
  const current = (): SourceDto | undefined => on.sources.list().find((source) => source.id === id)
  if (meanwhile !== undefined) {
    const reached = join(folder, 'reached')
    await waitFor(() => readdirSync(folder).includes('reached') || current()?.state !== 'loading')
    meanwhile()
    writeFileSync(join(folder, 'go'), '')
    rmSync(reached, { force: true })
  }
  await waitFor(() => current()?.state !== 'loading')
  return current() as SourceDto
}

const isLinux = process.platform === 'linux'

/** Descriptors of this process (its threads included) that are open on `path`. */
function descriptorsOn(path: string): number {
  return readdirSync('/proc/self/fd').filter((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`).startsWith(path)
    } catch {
      return false
    }
  }).length
}

/** Nothing of the failed opening is left, and the next one is sound. */
async function expectClean(on: Host, path: string): Promise<void> {
  await waitFor(() => sessions.size === 0)
  if (isLinux) expect(descriptorsOn(path)).toBe(0)
  fault = undefined
  expect((await open(on, path)).state).toBe('ready')
  expect(sessions.size).toBe(1)
}

function copy(name: string, fixture = 'traces/long-go1.27.trace'): string {
  const path = join(folder, name)
  copyFileSync(join(fixtures, fixture), path)
  return path
}

describe('reads that fail', () => {
  it(
    'are told with the place, whichever read it is, and nothing stays open',
    async () => {
      const path = copy('eio.trace')
      const on = start()
      let failures = 0
      for (let read = 0; read < 200; read += 1 + Math.floor(read / 4)) {
        fault = { read, error: 'EIO' }
        const source = await open(on, path)
        if (source.state === 'ready') break
        failures++
        expect(source).toMatchObject({ state: 'failed', error: { code: 'file-unreadable' } })
        expect(source.error?.message).toBe('eio.trace: the system refused to read it (EIO)')
        expect(source.error?.byteOffset).toBeTypeOf('number')
      }
      expect(failures).toBeGreaterThan(2)
      await on.sources.reopen(on.sources.list()[0]?.id ?? '')
      await on.sources.close(on.sources.list()[0]?.id ?? '')
      fault = { read: 0, error: 'EIO' }
      await open(on, path)
      await expectClean(on, path)
    },
    patienceMs,
  )
})

describe('a file that changes while it is read', () => {
  const whole = 'traces/long-go1.27.trace'
  it.each([
    ['shrinks', (path: string) => truncateSync(path, 5000), /became shorter/],
    ['grows', (path: string) => appendFileSync(path, 'more'), /was written to/],
    [
      'is written anew in place',
      (path: string) => copyFileSync(join(fixtures, whole), path),
      /was written to/,
    ],
  ])(
    '%s: the opening fails and says so',
    async (_, change, words) => {
      const path = copy('changing.trace')
      const on = start()
      fault = { read: 2 }
      const source = await open(on, path, () => change(path))
      expect(source).toMatchObject({ state: 'failed', error: { code: 'file-changed' } })
      expect(source.error?.message).toMatch(words)
      copy('changing.trace')
      await expectClean(on, path)
    },
    patienceMs,
  )

  it(
    'is replaced under its name: what was opened is read to its end',
    async () => {
      const path = copy('replaced.trace')
      const on = start()
      fault = { read: 2 }
      const source = await open(on, path, () =>
        renameSync(copy('other.trace', 'traces/tiny-go1.27.trace'), path),
      )
      expect(source).toMatchObject({ state: 'ready', isComplete: true })
      fault = undefined
      // Opened again, it is the other file.
      const again = await open(on, path)
      expect(again).toMatchObject({ state: 'ready' })
      expect(again.byteLength).not.toBe(source.byteLength)
      if (isLinux) await waitFor(() => descriptorsOn(path) <= 1)
    },
    patienceMs,
  )
})

describe('a thread that dies', () => {
  it.each([
    ['a trace', 'traces/many10k-at-once-go1.27.trace', 'Ordering events'],
    ['a trace of format 1', 'traces/tiny-go1.19.trace', 'Preparing the picture'],
    ['a dump', 'dumps/debug2-go1.27.txt', 'Grouping'],
  ])(
    'in any stage of %s: the file failed, in words, and opens again',
    async (_, fixture, expectedStage) => {
      const path = copy('mortal.txt', fixture)
      const on = start()
      fault = { dieIn: 'no stage' }
      expect((await open(on, path)).state).toBe('ready')
      const stages = [...new Set(readFileSync(join(folder, 'stages'), 'utf8').trim().split('\n'))]
      expect(stages).toContain(expectedStage)
      for (const stage of stages) {
        fault = { dieIn: stage }
        const [id] = on.sources.list().map((source) => source.id)
        if (id !== undefined) await on.sources.close(id)
        const source = await open(on, path)
        expect(source, stage).toMatchObject({ state: 'failed', error: { code: 'worker-died' } })
        expect(source.error?.message).toBe('mortal.txt: the thread that reads this file ended with code 7')
        expect(source.progress).toBeUndefined()
        await expectClean(on, path)
      }
    },
    patienceMs,
  )
})
