import { describe, expect, it, vi } from 'vitest'
import { defaultWindowState, usableWindowState } from '../../../src/main/window-state'

vi.mock('electron', () => ({ screen: {} }))

const screen = [{ x: 0, y: 0, width: 1920, height: 1080 }]
const stored = { x: 100, y: 50, width: 1400, height: 900, isMaximized: true }

describe('usableWindowState', () => {
  it('returns to where the window was', () => expect(usableWindowState(stored, screen)).toEqual(stored))

  it('lets the system place a window whose screen is gone', () => {
    expect(usableWindowState({ ...stored, x: 2500 }, screen)).toEqual({
      width: 1400,
      height: 900,
      isMaximized: true,
    })
    expect(usableWindowState({ ...stored, y: -600 }, screen)).not.toHaveProperty('y')
  })

  it('enlarges what is too small to use', () => {
    expect(usableWindowState({ width: 1, height: 1 }, screen)).toEqual({
      width: 640,
      height: 400,
      isMaximized: false,
    })
  })

  it.each([
    undefined,
    null,
    'x',
    [],
    {},
    { width: 'a', height: 1 },
    { width: 1e9, height: 2 },
    { width: 1.5, height: 9 },
  ])('starts afresh from %j', (value) => expect(usableWindowState(value, screen)).toEqual(defaultWindowState))
})
