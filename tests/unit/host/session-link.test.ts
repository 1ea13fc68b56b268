import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { ProgressDto } from '../../../src/contract/sources'
import { ParseThreads } from '../../../src/host/parse-threads'
import { SessionLink } from '../../../src/host/session-link'
import type { SpawnWorker } from '../../../src/host/spawn-worker'
import { bundleWorker } from '../../contract/support/bundle-worker'

let spawn: SpawnWorker
beforeAll(async () => {
  spawn = await bundleWorker(join(import.meta.dirname, 'support', 'odd-session.ts'))
})

const started: { link: SessionLink; threads: ParseThreads }[] = []
afterEach(async () => {
  for (const { link, threads } of started.splice(0)) {
    await link.stop()
    await threads.dispose()
  }
})

function start(
  name: string,
  spawnParser: SpawnWorker = () => new Worker(join(import.meta.dirname, 'no-such-thread.cjs')),
): { link: SessionLink; progress: ProgressDto[]; deaths: string[] } {
  const progress: ProgressDto[] = []
  const deaths: string[] = []
  const threads = new ParseThreads(spawnParser, 1)
  const link = new SessionLink(spawn, threads, {
    path: '/none',
    name,
    budgetBytes: 1000,
    onProgress: (step) => progress.push(step),
    onDeath: (reason) => deaths.push(reason),
  })
  started.push({ link, threads })
  return { link, progress, deaths }
}

const text = (answer: { bytes: Uint8Array } | undefined): unknown =>
  JSON.parse(new TextDecoder().decode(answer?.bytes))

describe('SessionLink', () => {
  it('opens, reports progress and answers calls', async () => {
    const { link, progress } = start('fine')
    expect(await link.opened).toEqual({ ok: true, value: { kind: 'trace', warnings: [], isComplete: true } })
    expect(progress).toEqual([{ stage: 'Reading', doneBytes: 5, totalBytes: 1000 }])
    expect(text(await link.call('trace/rows', {}))).toEqual({ calls: 1 })
  })

  it('cancels work that listens', async () => {
    const { link, deaths } = start('obedient')
    const startedMs = performance.now()
    await link.cancel()
    expect(await link.opened).toMatchObject({ ok: false })
    expect(performance.now() - startedMs).toBeLessThan(900)
    expect(deaths).toEqual([])
  })

  it('ends work that does not listen', async () => {
    const { link, deaths } = start('deaf')
    await link.cancel()
    expect(await link.opened).toMatchObject({ ok: false, error: { code: 'worker-died' } })
    expect(deaths).toEqual([])
  })

  it('turns a thread that dies while opening into a failure', async () => {
    const { link, deaths } = start('suicidal')
    expect(await link.opened).toMatchObject({ ok: false, error: { code: 'worker-died' } })
    expect(deaths).toHaveLength(1)
  })

  it('turns an exception while opening into a failure that says so', async () => {
    const { link } = start('buggy')
    expect(await link.opened).toEqual({ ok: false, error: { code: 'bug', message: 'boom' } })
  })

  it('hands the parsing to threads, and fails where none can live', async () => {
    const parser = `
      const { parentPort } = require('node:worker_threads')
      parentPort.on('message', ({ port }) =>
        port.on('message', ({ id }) => port.postMessage({ id, outcome: 'done', value: 1 })))
    `
    const able = start('pooled', (options) => new Worker(parser, { ...options, eval: true }))
    expect(await able.link.opened).toMatchObject({ ok: true })
    const unable = start('pooled')
    expect(await unable.link.opened).toMatchObject({ ok: false, error: { code: 'worker-died' } })
  })

  it('rejects every call, waiting or queued, when the thread goes', async () => {
    const { link } = start('fine')
    await link.opened
    const calls = Array.from({ length: 6 }, () => link.call('trace/rows', { limit: 10_000 }))
    const outcomes = Promise.allSettled(calls)
    await link.stop()
    expect((await outcomes).map((outcome) => outcome.status)).toEqual(Array(6).fill('rejected'))
    await expect(link.call('trace/rows', {})).rejects.toThrow('the file was closed')
  })

  it('drops calls that were taken back before their turn, and they never reach the thread', async () => {
    const { link } = start('fine')
    await link.opened
    const abort = new AbortController()
    const running = [link.call('trace/rows', { limit: 100 }), link.call('trace/rows', { limit: 100 })]
    const taken = [link.call('trace/rows', {}, abort.signal), link.call('trace/rows', {}, abort.signal)]
    const kept = link.call('trace/rows', {})
    abort.abort()
    expect(await Promise.all(taken)).toEqual([undefined, undefined])
    await Promise.all(running)
    expect(text(await kept)).toEqual({ calls: 3 })
  })

  it('passes a defect of one call on and answers the next', async () => {
    const { link } = start('fine')
    await link.opened
    await expect(link.call('trace/overview', {})).rejects.toThrow('a defect in the overview')
    expect(text(await link.call('trace/rows', {}))).toEqual({ calls: 2 })
  })
})
