import { gunzipSync } from 'node:zlib'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ParseThreads } from '../../../src/host/parse-threads'
import { SessionLink } from '../../../src/host/session-link'
import { bundleWorker } from '../../contract/support/bundle-worker'

/** The product's own session thread over a hundred thousand goroutines: what follows takes it many turns. */
let link: SessionLink
let threads: ParseThreads
const folder = mkdtempSync(join(tmpdir(), 'marey-long-calls-'))

beforeAll(async () => {
  const spawn = await bundleWorker(join(import.meta.dirname, '../../../src/host/session-worker.ts'))
  const path = join(folder, 'many.trace')
  const packed = join(import.meta.dirname, '../../fixtures/traces/many100k-go1.27.trace.gz')
  writeFileSync(path, gunzipSync(readFileSync(packed)))
  threads = new ParseThreads(() => new Worker(join(folder, 'none.cjs')), 1)
  link = new SessionLink(spawn, threads, {
    path,
    name: 'many.trace',
    budgetBytes: 2 ** 31,
    onProgress: () => undefined,
    onDeath: () => undefined,
  })
  expect(await link.opened).toMatchObject({ ok: true })
}, 60_000)

afterAll(async () => {
  await link.stop()
  await threads.dispose()
  rmSync(folder, { recursive: true, force: true })
})

const table = (sort: string): object => ({
  sort,
  descending: true,
  filter: '',
  byFunction: true,
  offset: 0,
  limit: 10,
})

describe('long calls', () => {
  it('let others be answered before they are', async () => {
    const order: string[] = []
    const long = link.call('trace/goroutines', table('blocked')).then((answer) => {
      order.push('table')
      return answer
    })
    const short = Promise.all(
      [1, 2, 3].map(() => link.call('trace/overview', {}).then(() => order.push('overview'))),
    )
    expect((await long)?.type).toBe('json')
    await short
    expect(order.indexOf('table')).toBeGreaterThan(order.indexOf('overview'))
  })

  it('stop in the thread when they are taken back, and the next one is worked on', async () => {
    const control = new AbortController()
    const dropped = link.call('trace/analysis', { kind: 'queue' }, control.signal)
    const next = link.call('trace/analysis', { kind: 'latency' })
    control.abort()
    expect(await dropped).toBeUndefined()
    expect(JSON.parse(new TextDecoder().decode((await next)?.bytes))).toMatchObject({
      ok: true,
      value: { kind: 'latency' },
    })
    // What was dropped has left nothing half-made behind.
    const again = await link.call('trace/analysis', { kind: 'queue' })
    expect(JSON.parse(new TextDecoder().decode(again?.bytes))).toMatchObject({
      ok: true,
      value: { kind: 'queue', sortedBy: 'depth' },
    })
  })

  it('of which one was taken back before its turn never reach the thread', async () => {
    const control = new AbortController()
    const first = link.call('trace/analysis', { kind: 'threads' })
    const second = link.call('trace/shape', {}, control.signal)
    control.abort()
    expect(await second).toBeUndefined()
    expect((await first)?.type).toBe('json')
  })
})
