import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { beginBusy, whileBusy } from '../../../../src/renderer/state/idle'

describe('idle', () => {
  const dataset: Record<string, string> = {}
  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('document', { documentElement: { dataset } })
  })
  afterEach(() => {
    vi.runAllTimers()
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('is told when the last of several things is over, after a quiet moment', () => {
    const first = beginBusy()
    const second = beginBusy()
    expect(dataset['idle']).toBe('false')
    first()
    // Saying it twice must not count twice.
    first()
    vi.advanceTimersByTime(1_000)
    expect(dataset['idle']).toBe('false')
    second()
    expect(dataset['idle']).toBe('false')
    vi.advanceTimersByTime(1_000)
    expect(dataset['idle']).toBe('true')
  })

  it('stays busy where the next thing begins at once', () => {
    beginBusy()()
    vi.advanceTimersByTime(10)
    const next = beginBusy()
    vi.advanceTimersByTime(1_000)
    expect(dataset['idle']).toBe('false')
    next()
  })

  it('ends with a promise that fails, too', async () => {
    await expect(whileBusy(Promise.reject(new Error('no')))).rejects.toThrow('no')
    vi.advanceTimersByTime(1_000)
    expect(dataset['idle']).toBe('true')
  })
})
