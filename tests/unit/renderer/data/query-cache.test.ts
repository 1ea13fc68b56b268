import { beforeEach, describe, expect, it, vi } from 'vitest'
import { succeed, type Result } from '../../../../src/base/result'
import type { CallError } from '../../../../src/renderer/connection/call'
import type { OpenAsk } from '../../../../src/renderer/connection/open-asks'
import { QueryCache, type Ask } from '../../../../src/renderer/data/query-cache'

interface Asked {
  readonly key: string
  readonly signal: AbortSignal
  readonly answer: (result: Result<unknown, CallError>) => void
  readonly onShare: (ask: OpenAsk) => void
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))

describe('QueryCache', () => {
  let asked: Asked[]
  let cache: QueryCache
  const params = { source: 's', text: 'x', limit: 1 }

  beforeEach(() => {
    vi.stubGlobal('document', { documentElement: { dataset: {} } })
    asked = []
    const ask = ((method: string, value: object, signal: AbortSignal, onShare: Asked['onShare']) =>
      new Promise((resolve) =>
        asked.push({
          key: `${method} ${JSON.stringify(value)}`,
          signal,
          onShare,
          answer: resolve as Asked['answer'],
        }),
      )) as unknown as Ask
    cache = new QueryCache(ask)
  })

  it('asks once for all who want the same, and tells each', async () => {
    const first = vi.fn()
    const second = vi.fn()
    cache.subscribe('trace/search', params, first)
    cache.subscribe('trace/search', params, second)
    expect(asked).toHaveLength(1)
    asked[0]?.answer(succeed(['hit']))
    await settle()
    expect(first).toHaveBeenCalledTimes(1)
    expect(second).toHaveBeenCalledTimes(1)
    expect(cache.read('trace/search', params)).toEqual({ state: 'ready', value: ['hit'] })
  })

  it('does not ask again for what is answered', async () => {
    const stop = cache.subscribe('trace/search', params, () => undefined)
    asked[0]?.answer(succeed([]))
    await settle()
    stop()
    cache.subscribe('trace/search', params, () => undefined)
    expect(asked).toHaveLength(1)
  })

  it('cancels what nobody waits for any longer, and forgets it', async () => {
    const told = vi.fn()
    cache.subscribe('trace/search', params, told)()
    await settle()
    expect(asked[0]?.signal.aborted).toBe(true)
    asked[0]?.answer(succeed(['late']))
    await settle()
    expect(told).not.toHaveBeenCalled()
    expect(cache.read('trace/search', params).state).toBe('loading')
    cache.subscribe('trace/search', params, told)
    expect(asked).toHaveLength(2)
  })

  it('keeps a question that is dropped and taken up within one commit', async () => {
    const told = vi.fn()
    cache.subscribe('trace/search', params, told)()
    cache.subscribe('trace/search', params, told)
    await settle()
    expect(asked).toHaveLength(1)
    expect(asked[0]?.signal.aborted).toBe(false)
  })

  it('asks again after a failure', async () => {
    const stop = cache.subscribe('trace/search', params, () => undefined)
    asked[0]?.answer({ ok: false, error: { code: 'not-ready', message: 'loading' } })
    await settle()
    expect(cache.read('trace/search', params).state).toBe('failed')
    stop()
    cache.subscribe('trace/search', params, () => undefined)
    expect(asked).toHaveLength(2)
  })

  it('tells how far a long one is, and asks a cancelled one again when told to', async () => {
    const told = vi.fn()
    cache.subscribe('trace/search', params, told)
    const work: OpenAsk = { name: 'a', method: 'trace/search', share: 0.5, withdraw: () => undefined }
    asked[0]?.onShare(work)
    expect(cache.read('trace/search', params)).toEqual({ state: 'loading', work })
    expect(told).toHaveBeenCalledTimes(1)
    asked[0]?.answer({ ok: false, error: { code: 'cancelled', message: 'taken back' } })
    await settle()
    const answer = cache.read('trace/search', params)
    expect(answer.state).toBe('failed')
    if (answer.state === 'failed') answer.again?.()
    expect(asked).toHaveLength(2)
    // News of the one before it comes too late.
    asked[0]?.onShare(work)
    expect(cache.read('trace/search', params)).toEqual({ state: 'loading' })
  })

  it('drops the answers of one file only, and tells who shows them', async () => {
    const told = vi.fn()
    cache.subscribe('trace/search', params, told)
    cache.subscribe('trace/search', { ...params, source: 'other' }, () => undefined)
    for (const one of asked) one.answer(succeed([]))
    await settle()
    told.mockClear()
    cache.drop('s')
    expect(told).toHaveBeenCalledTimes(1)
    expect(cache.read('trace/search', params).state).toBe('loading')
    expect(cache.read('trace/search', { ...params, source: 'other' }).state).toBe('ready')
  })

  it('holds a bounded number of answers, and never lets go of one that is shown', async () => {
    cache.subscribe('trace/search', params, () => undefined)
    asked[0]?.answer(succeed(['kept']))
    await settle()
    for (let limit = 2; limit < 1_000; limit++) {
      const stop = cache.subscribe('trace/search', { ...params, limit }, () => undefined)
      asked[asked.length - 1]?.answer(succeed([]))
      await Promise.resolve()
      await Promise.resolve()
      await Promise.resolve()
      await Promise.resolve()
      stop()
    }
    await settle()
    expect(cache.read('trace/search', params).state).toBe('ready')
    expect(cache.read('trace/search', { ...params, limit: 2 }).state).toBe('loading')
    expect(cache.read('trace/search', { ...params, limit: 999 }).state).toBe('ready')
  })
})
