import { Worker } from 'node:worker_threads'
import { expect, it } from 'vitest'
import type { FileIdentity } from '../../../src/host/file-source'
import { SketchThread } from '../../../src/host/sketch-thread'
import type { SpawnWorker } from '../../../src/host/spawn-worker'

const large: FileIdentity = { device: 1, inode: 1, byteLength: 64 * 2 ** 20, changedMs: 0 }
const request = (identity: FileIdentity) => ({
  path: '/none',
  identity,
  cancelFlag: new SharedArrayBuffer(4),
})

/** A thread that runs `code`, and the promise of its end. */
function threadOf(code: string): { spawn: SpawnWorker; ended: Promise<void>; count: () => number } {
  let count = 0
  let end: () => void
  const ended = new Promise<void>((resolve) => (end = resolve))
  const spawn: SpawnWorker = (options) => {
    count++
    const worker = new Worker(code, { ...options, eval: true })
    worker.once('exit', () => end())
    return worker
  }
  return { spawn, ended, count: () => count }
}

const answering = (bytes: string): string =>
  `require('node:worker_threads').parentPort.postMessage({ bytes: ${bytes} })`

it('hands on what the thread has drawn', async () => {
  const got: Uint8Array[] = []
  const { spawn, ended } = threadOf(answering('Uint8Array.of(1, 2, 3)'))
  new SketchThread(spawn, request(large), (bytes) => got.push(bytes))
  await ended
  expect(got).toEqual([Uint8Array.of(1, 2, 3)])
})

it('starts no thread for a small file', () => {
  const { spawn, count } = threadOf('')
  new SketchThread(spawn, request({ ...large, byteLength: 2 ** 20 }), () => undefined)
  expect(count()).toBe(0)
})

it.each([
  ['has no sketch', answering('null')],
  ['dies', 'process.exit(3)'],
  ['throws', 'throw new Error("boom")'],
])('says nothing when the thread %s', async (_what, code) => {
  const got: Uint8Array[] = []
  const { spawn, ended } = threadOf(code)
  const thread = new SketchThread(spawn, request(large), (bytes) => got.push(bytes))
  await ended
  await thread.stop()
  expect(got).toEqual([])
})

it('says nothing after it was stopped', async () => {
  const got: Uint8Array[] = []
  const { spawn, ended } = threadOf(`setInterval(() => { ${answering('Uint8Array.of(1)')} }, 1)`)
  const thread = new SketchThread(spawn, request(large), (bytes) => got.push(bytes))
  void thread.stop()
  await ended
  expect(got).toEqual([])
})
