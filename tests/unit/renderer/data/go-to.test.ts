import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { FindingDto } from '../../../../src/contract/overview-dto'
import { goToFinding, goToHit, windowAround } from '../../../../src/renderer/data/go-to'
import { selectionOfRow } from '../../../../src/renderer/state/selection'
import { onCursorWish } from '../../../../src/renderer/state/instant'
import { dropPlaces, placeOf } from '../../../../src/renderer/state/places'
import { printSelection } from '../../../../src/renderer/state/selection'
import { viewportOf } from '../../../../src/renderer/state/viewport'

vi.stubGlobal('document', { documentElement: { dataset: {} } })
// The host knows one trace, three milliseconds long.
vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ ok: true, value: { durationNs: 3_000_000 } })))

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

  it('shows a finding at its time, with its goroutine or its range selected', async () => {
    goToFinding('s', finding({ fromNs: 1_000_000, toNs: 2_000_000, goroutine: 18 }))
    expect(shown()).toBe('timeline goroutine:18')
    await vi.waitFor(() => expect(viewportOf('s').get()).toEqual({ fromNs: 0, toNs: 3_000_000, scrollPx: 0 }))
    goToFinding('s', finding({ fromNs: 10.4, toNs: 20.4 }))
    expect(shown()).toBe('timeline range:10-20')
  })

  it('keeps the window inside the trace and never empty', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e15 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (durationNs, one, two) => {
          const fromNs = Math.min(one, two) * durationNs
          const toNs = Math.max(one, two) * durationNs
          const window = windowAround(fromNs, toNs, durationNs)
          expect(window.fromNs).toBeGreaterThanOrEqual(0)
          expect(window.toNs).toBeLessThanOrEqual(durationNs * (1 + 1e-9))
          expect(window.toNs).toBeGreaterThan(window.fromNs)
          // What was asked for is in it.
          expect(window.fromNs).toBeLessThanOrEqual(fromNs + durationNs * 1e-9)
          expect(window.toNs).toBeGreaterThanOrEqual(toNs - durationNs * 1e-9)
        },
      ),
    )
  })

  it('goes to what a search found', () => {
    goToHit('s', { kind: 'goroutine', label: '', detail: '', goroutine: 7 })
    expect(shown()).toBe('timeline goroutine:7')
    goToHit('s', { kind: 'processor', label: 'P3', detail: '', row: 'proc:3' })
    expect(shown()).toBe('timeline proc:3')
  })

  it('goes to an instant with the cursor on it, and leaves the selection alone', async () => {
    goToHit('s', { kind: 'processor', label: 'P3', detail: '', row: 'proc:3' })
    goToHit('s', { kind: 'time', label: '1.5 ms', detail: '', fromNs: 1_500_000, toNs: 1_500_000 })
    expect(shown()).toBe('timeline proc:3')
    // A hundredth of the run, with the instant in its middle.
    await vi.waitFor(() =>
      expect(viewportOf('s').get()).toMatchObject({ fromNs: 1_485_000, toNs: 1_515_000 }),
    )
    const cursor = vi.fn()
    onCursorWish('s', cursor)()
    expect(cursor).toHaveBeenCalledWith(1_500_000)
  })

  it('knows rows that stand for one object only', () => {
    expect(selectionOfRow('goroutine:18')).toEqual({ kind: 'goroutine', goroutine: 18 })
    expect(selectionOfRow('thread:4')).toEqual({ kind: 'thread', thread: 4 })
    expect(selectionOfRow('group:main.worker')).toBeUndefined()
    expect(selectionOfRow('section:procs')).toBeUndefined()
  })
})
