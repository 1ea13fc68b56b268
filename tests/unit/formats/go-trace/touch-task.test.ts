import { expect, test } from 'vitest'
import { neverCancelled } from '../../../../src/base/cancellation'
import { TouchedPages } from '../../../../src/formats/go-trace/parallel/touched-pages'
import { runTouchTask } from '../../../../src/formats/go-trace/parallel/touch-task'
import type { TouchTask } from '../../../../src/formats/go-trace/parallel/touch-task'
import { runReadTask } from '../../../../src/formats/go-trace/tasks'
import type { TaskPool } from '../../../../src/formats/go-trace/tasks'
import { sourceOfBytes } from '../../../../src/base/byte-source'

const megabytes = 2 ** 20

function pagesOf(bytes: number) {
  const memory = new WebAssembly.Memory({ initial: 64, maximum: 64, shared: true })
  return { memory, address: 8, bytes, sourceBytes: 0 }
}

/** A pool whose threads begin when they are told to. */
function pausedPool(size: number) {
  const begin: (() => void)[] = []
  const pool: TaskPool = {
    size,
    ready: () => Promise.resolve(),
    run: (task) =>
      new Promise((resolve) => {
        begin.push(() => {
          resolve(runReadTask(sourceOfBytes(new Uint8Array(0)), task, neverCancelled) as never)
        })
      }),
  }
  return { pool, begin }
}

test('touching changes nothing, and ends with the memory where more was foreseen', () => {
  const pages = pagesOf(16 * megabytes)
  const bytes = new Uint8Array(pages.memory.buffer)
  for (let at = 0; at < bytes.length; at += 1021) bytes[at] = at % 251
  const before = bytes.slice()
  const claims = new SharedArrayBuffer(64)
  expect(runTouchTask({ ...pages, kind: 'touch', claims, slot: 0 })).toEqual({ kind: 'touch' })
  expect(bytes.every((byte, at) => byte === before[at])).toBe(true)
  // All 16 stretches were claimed, and one that was not there.
  expect(new Int32Array(claims)[0]).toBe(17)
})

test('who is wanted elsewhere stops, and a thread that has not begun is not waited for', async () => {
  const { pool, begin } = pausedPool(2)
  const touching = new TouchedPages(pool, pagesOf(2 * megabytes))
  expect(begin).toHaveLength(2)
  begin[0]()
  await touching.stop()
  // Late: nothing is left for it.
  begin[1]()
  await touching.stop()
})

test('a pool that fails is no failure', async () => {
  const pool: TaskPool = {
    size: 1,
    ready: () => Promise.resolve(),
    run: (task) => {
      runTouchTask(task as TouchTask)
      return Promise.reject(new Error('the thread has died'))
    },
  }
  await new TouchedPages(pool, pagesOf(megabytes)).stop()
})
