import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { dropViewport, viewportOf, ViewportStore } from '../../../../src/renderer/state/viewport'

describe('ViewportStore', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  it('tells each change at once and its rest once', () => {
    const store = new ViewportStore()
    const moved = vi.fn()
    const settled = vi.fn()
    store.subscribe(moved)
    store.subscribeSettled(settled)
    for (let step = 1; step <= 5; step++) {
      store.set({ fromNs: 0, toNs: step, scrollPx: 0 })
      vi.advanceTimersByTime(16)
    }
    expect(moved).toHaveBeenCalledTimes(5)
    expect(settled).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1_000)
    expect(settled.mock.calls).toEqual([[{ fromNs: 0, toNs: 5, scrollPx: 0 }]])
  })

  it('says nothing about a value it has already', () => {
    const store = new ViewportStore()
    store.set({ fromNs: 1, toNs: 2, scrollPx: 3 })
    const moved = vi.fn()
    store.subscribe(moved)
    store.set({ fromNs: 1, toNs: 2, scrollPx: 3 })
    expect(moved).not.toHaveBeenCalled()
  })

  it('forgets who has stopped listening', () => {
    const store = new ViewportStore()
    const moved = vi.fn()
    store.subscribe(moved)()
    store.set({ fromNs: 1, toNs: 2, scrollPx: 3 })
    expect(moved).not.toHaveBeenCalled()
  })

  it('keeps one store a file until it is dropped', () => {
    viewportOf('a').set({ fromNs: 1, toNs: 2, scrollPx: 0 })
    expect(viewportOf('a').get()?.fromNs).toBe(1)
    expect(viewportOf('b').get()).toBeUndefined()
    dropViewport('a')
    expect(viewportOf('a').get()).toBeUndefined()
  })
})
