import * as v8 from 'node:v8'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { optimizeLess } from '../../../src/host/optimize-less'

vi.mock('node:v8', () => ({ setFlagsFromString: vi.fn() }))
const setFlags = vi.mocked(v8.setFlagsFromString)

const raised = '--interrupt-budget=10000000'
const usual = '--interrupt-budget=67584'
const flags = (): readonly string[] => setFlags.mock.calls.map(([flag]) => flag)

describe('optimizing less', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => {
    vi.useRealTimers()
    setFlags.mockClear()
  })

  it('begins with the first that asks and ends with the last', () => {
    const first = optimizeLess('11.3.244.8-node.38')
    const second = optimizeLess('11.3.244.8-node.38')
    first()
    first()
    expect(flags()).toEqual([raised])
    second()
    expect(flags()).toEqual([raised, usual])
  })

  it('ends by itself', () => {
    const done = optimizeLess('10.8.168.25-electron.0')
    vi.advanceTimersByTime(3_000)
    expect(flags()).toEqual([raised, usual])
    done()
    expect(flags()).toHaveLength(2)
  })

  it('leaves a V8 alone whose usual value is not known', () => {
    optimizeLess('14.2.231.14')()
    optimizeLess('1')()
    expect(flags()).toEqual([])
  })
})
