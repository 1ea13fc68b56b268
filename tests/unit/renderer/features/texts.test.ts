import { describe, expect, it } from 'vitest'
import { reasonText } from '../../../../src/renderer/features/goroutine/reason-text'
import { wallClockText } from '../../../../src/renderer/features/overview/wall-clock'
import { agoText } from '../../../../src/renderer/features/welcome/ago-text'

describe('agoText', () => {
  it.each([
    [0, 'just now'],
    [59_999, 'just now'],
    [60_000, '1 minute ago'],
    [7_200_000, '2 hours ago'],
    [86_400_000, '1 day ago'],
    [45 * 86_400_000, '1 month ago'],
    [800 * 86_400_000, '2 years ago'],
    [-5_000, 'just now'],
  ])('%d ms is %s', (elapsed, text) => expect(agoText(elapsed)).toBe(text))
})

describe('reasonText', () => {
  it('says what the trace knows and no more', () => {
    expect(reasonText({ state: 'Waiting', visualState: 'blocked-channel', reason: 'chan receive' })).toBe(
      'Waiting: chan receive',
    )
    const unknown = { state: 'Waiting', visualState: 'unknown', reason: '' } as const
    expect(reasonText(unknown)).toBe('Waiting: reason unknown')
    expect(reasonText({ ...unknown, isClippedLeft: true })).toBe('Waiting: since before the trace')
    expect(reasonText({ state: 'Undetermined', visualState: 'unknown', reason: '' })).toBe('Unknown')
    expect(reasonText({ state: 'Running', visualState: 'running', reason: '' })).toBe('Running')
  })
})

describe('wallClockText', () => {
  it('is there only where the file has a clock', () => {
    expect(wallClockText(undefined)).toBeUndefined()
    expect(wallClockText('not a number')).toBeUndefined()
    expect(wallClockText('-5')).toBeUndefined()
    const text = wallClockText('1763721787125000000')
    expect(text?.long).toContain('2025-11-21T10:43:07.125Z')
    expect(text?.short).toMatch(/^2025-11-2[012] \d\d:\d\d:07$/)
  })
})
