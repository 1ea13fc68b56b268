import { describe, expect, it } from 'vitest'
import { browserCommand, openBrowser } from '../../../src/server/open-browser'

describe('browserCommand', () => {
  it('names the opener of each system, and none without a screen', () => {
    expect(browserCommand('darwin', {})).toEqual(['open'])
    expect(browserCommand('win32', {})).toEqual(['cmd', '/c', 'start', ''])
    expect(browserCommand('linux', { DISPLAY: ':0' })).toEqual(['xdg-open'])
    expect(browserCommand('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toEqual(['xdg-open'])
    expect(browserCommand('linux', { DISPLAY: '' })).toBeUndefined()
  })
})

describe('openBrowser', () => {
  it('says when there is no screen to open one on', async () => {
    expect(await openBrowser('http://127.0.0.1:1/', 'linux', {})).toBe(false)
  })
})
