import { afterEach, describe, expect, it, vi } from 'vitest'
import type { FindingDto } from '../../../../src/contract/trace-dto'
import { goToFinding, goToHit, selectionOfRow, showTime } from '../../../../src/renderer/data/go-to'
import { dropPlaces, placeOf } from '../../../../src/renderer/state/places'
import { printSelection } from '../../../../src/renderer/state/selection'
import { viewportOf } from '../../../../src/renderer/state/viewport'

vi.stubGlobal('document', { documentElement: { dataset: {} } })

const shown = (): string => `${placeOf('s').view} ${printSelection(placeOf('s').selection)}`

const finding = (at: FindingDto['at']): FindingDto => ({
  code: 'x',
  severity: 'low',
  text: '',
  certainty: 'proved',
  formula: '',
  figures: {},
  at,
})

describe('go-to', () => {
  afterEach(() => dropPlaces('s'))

  it('shows a finding at its time, with its goroutine or its range selected', () => {
    goToFinding('s', finding({ fromNs: 1_000_000, toNs: 2_000_000, goroutine: 18 }))
    expect(shown()).toBe('timeline goroutine:18')
    const window = viewportOf('s').get()
    expect(window?.fromNs).toBeLessThan(1_000_000)
    expect(window?.toNs).toBeGreaterThan(2_000_000)
    goToFinding('s', finding({ fromNs: 10.4, toNs: 20.4 }))
    expect(shown()).toBe('timeline range:10-20')
  })

  it('never shows time before the trace, nor an empty stretch', () => {
    showTime('s', 0, 0)
    const window = viewportOf('s').get()
    expect(window?.fromNs).toBe(0)
    expect(window !== undefined && window.toNs > window.fromNs).toBe(true)
  })

  it('goes to what a search found', () => {
    goToHit('s', { kind: 'goroutine', label: '', detail: '', goroutine: 7 })
    expect(shown()).toBe('timeline goroutine:7')
    goToHit('s', { kind: 'processor', label: 'P3', detail: '', row: 'proc:3' })
    expect(shown()).toBe('timeline proc:3')
    goToHit('s', { kind: 'time', label: '1.5s', detail: '', fromNs: 1.5e9, toNs: 1.5e9 })
    expect(shown()).toBe('timeline range:1500000000-1500000000')
  })

  it('knows rows that stand for one object only', () => {
    expect(selectionOfRow('goroutine:18')).toEqual({ kind: 'goroutine', goroutine: 18 })
    expect(selectionOfRow('thread:4')).toEqual({ kind: 'thread', thread: 4 })
    expect(selectionOfRow('group:main.worker')).toBeUndefined()
    expect(selectionOfRow('section:procs')).toBeUndefined()
  })
})
