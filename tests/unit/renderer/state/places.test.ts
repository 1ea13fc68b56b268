import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SourceDto } from '../../../../src/contract/sources'
import {
  canGoBack,
  canGoForward,
  dropPlaces,
  goBack,
  goForward,
  goTo,
  placeOf,
  select,
  showView,
  startAt,
  subscribeSelection,
} from '../../../../src/renderer/state/places'
import { printSelection } from '../../../../src/renderer/state/selection'
import { fileKey, readStored } from '../../../../src/renderer/state/stored'
import { viewportOf } from '../../../../src/renderer/state/viewport'

/** As much of a browser's storage as the state needs. */
class MemoryStorage {
  private readonly items = new Map<string, string>()
  get length(): number {
    return this.items.size
  }
  key(index: number): string | null {
    return [...this.items.keys()][index] ?? null
  }
  getItem(key: string): string | null {
    return this.items.get(key) ?? null
  }
  setItem(key: string, value: string): void {
    this.items.set(key, value)
  }
  removeItem(key: string): void {
    this.items.delete(key)
  }
}

const file = (id: string): SourceDto => ({
  id,
  name: 'a.trace',
  place: '/tmp',
  byteLength: 10,
  state: 'ready',
  kind: 'trace',
  warnings: [],
  isComplete: true,
})

const shown = (id: string): string => `${placeOf(id).view} ${printSelection(placeOf(id).selection)}`

describe('places', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('localStorage', new MemoryStorage())
  })
  afterEach(() => {
    dropPlaces('one')
    dropPlaces('two')
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('walks back and forward over views and selections', () => {
    startAt(file('one'), 'overview')
    showView('one', 'timeline')
    select('one', { kind: 'goroutine', goroutine: 18 })
    goTo('one', { view: 'goroutine' })
    const back: string[] = []
    while (canGoBack('one')) {
      goBack('one')
      back.push(shown('one'))
    }
    expect(back).toEqual(['timeline goroutine:18', 'timeline ', 'overview '])
    goForward('one')
    goForward('one')
    expect(shown('one')).toBe('timeline goroutine:18')
    // A new step forgets what lay ahead.
    select('one', { kind: 'proc', processor: 1 })
    expect(canGoForward('one')).toBe(false)
  })

  it('makes no step of staying where one is', () => {
    startAt(file('one'), 'overview')
    showView('one', 'overview')
    select('one', { kind: 'none' })
    expect(canGoBack('one')).toBe(false)
  })

  it('brings back what the timeline showed', () => {
    startAt(file('one'), 'timeline')
    viewportOf('one').set({ fromNs: 10, toNs: 20, scrollPx: 5 })
    select('one', { kind: 'goroutine', goroutine: 1 })
    viewportOf('one').set({ fromNs: 500, toNs: 600, scrollPx: 0 })
    goBack('one')
    expect(viewportOf('one').get()).toEqual({ fromNs: 10, toNs: 20, scrollPx: 5 })
    goForward('one')
    expect(viewportOf('one').get()).toEqual({ fromNs: 500, toNs: 600, scrollPx: 0 })
  })

  it('keeps a bounded way back', () => {
    startAt(file('one'), 'timeline')
    for (let goroutine = 1; goroutine <= 1_000; goroutine++) select('one', { kind: 'goroutine', goroutine })
    let steps = 0
    while (canGoBack('one')) {
      goBack('one')
      steps++
    }
    expect(steps).toBe(200)
  })

  it('survives a restart for the same file, whatever its id', () => {
    startAt(file('one'), 'overview')
    showView('one', 'timeline')
    select('one', { kind: 'span', goroutine: 7, startNs: 99 })
    viewportOf('one').set({ fromNs: 1, toNs: 2, scrollPx: 3 })
    dropPlaces('one')
    startAt(file('two'), 'overview')
    expect(shown('two')).toBe('timeline span:7@99')
    expect(viewportOf('two').get()).toEqual({ fromNs: 1, toNs: 2, scrollPx: 3 })
    expect(canGoBack('two')).toBe(false)
  })

  it('starts afresh where what was kept is damaged', () => {
    localStorage.setItem(fileKey(file('one')), '{"view":5,"selection":{},"viewport":{"fromNs":9,"toNs":1}}')
    startAt(file('one'), 'overview')
    expect(shown('one')).toBe('overview ')
    expect(viewportOf('one').get()).toBeUndefined()
    localStorage.setItem('broken', '{')
    expect(readStored('broken')).toBeUndefined()
  })

  it('tells a listener of its own file only', () => {
    startAt(file('one'), 'overview')
    startAt(file('two'), 'overview')
    const told = vi.fn()
    const stop = subscribeSelection('one', told)
    select('two', { kind: 'goroutine', goroutine: 2 })
    select('one', { kind: 'goroutine', goroutine: 1 })
    showView('one', 'timeline')
    stop()
    select('one', { kind: 'none' })
    expect(told.mock.calls).toEqual([[{ kind: 'goroutine', goroutine: 1 }]])
  })
})
