import { EventEmitter } from 'node:events'
import type { WebContents } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import { lockDown, lockDownEverything } from '../../../src/main/lock-down'

interface Answers {
  request?: (contents: unknown, permission: string, answer: (isGranted: boolean) => void) => void
  check?: (contents: unknown, permission: string) => boolean
  device?: () => boolean
}

const electron = vi.hoisted(() => ({
  external: [] as string[],
  answers: {} as Answers,
  created: [] as ((event: unknown, contents: unknown) => void)[],
}))
vi.mock('electron', () => ({
  app: {
    on: (_name: string, listener: (event: unknown, contents: unknown) => void) =>
      electron.created.push(listener),
  },
  session: {
    defaultSession: {
      setPermissionRequestHandler: (handler: Answers['request']) => (electron.answers.request = handler),
      setPermissionCheckHandler: (handler: Answers['check']) => (electron.answers.check = handler),
      setDevicePermissionHandler: (handler: Answers['device']) => (electron.answers.device = handler),
    },
  },
  shell: {
    openExternal: (url: string) => {
      electron.external.push(url)
      return Promise.resolve()
    },
  },
}))

class FakeContents extends EventEmitter {
  openHandler: ((details: { url: string }) => { action: string }) | undefined
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler
  }
  isPrevented(name: string, url: string): boolean {
    let isPrevented = false
    this.emit(name, { preventDefault: () => (isPrevented = true) }, url)
    return isPrevented
  }
}

const contents = new FakeContents()
lockDown(contents as unknown as WebContents)

describe('lockDown', () => {
  it.each(['will-navigate', 'will-redirect'])('keeps the page at its address (%s)', (name) => {
    expect(contents.isPrevented(name, 'https://evil.example/')).toBe(true)
    expect(contents.isPrevented(name, 'file:///etc/passwd')).toBe(true)
    expect(contents.isPrevented(name, 'marey-app://window/')).toBe(false)
  })

  it('embeds no other pages', () => {
    expect(contents.isPrevented('will-attach-webview', 'marey-app://window/')).toBe(true)
  })

  it('opens no window, and hands https links alone to the browser', () => {
    for (const url of ['https://go.dev/', 'http://go.dev/', 'file:///etc/passwd', 'marey-app://window/']) {
      expect(contents.openHandler?.({ url })).toEqual({ action: 'deny' })
    }
    expect(electron.external).toEqual(['https://go.dev/'])
  })
})

describe('lockDownEverything', () => {
  it('denies every permission but copying, and locks every page made later', () => {
    lockDownEverything()
    const { request, check, device } = electron.answers
    for (const permission of [
      'media',
      'geolocation',
      'notifications',
      'clipboard-read',
      'fullscreen',
      'openExternal',
    ]) {
      const answer = vi.fn()
      request?.(undefined, permission, answer)
      expect(answer).toHaveBeenCalledExactlyOnceWith(false)
      expect(check?.(undefined, permission)).toBe(false)
    }
    const copying = vi.fn()
    request?.(undefined, 'clipboard-sanitized-write', copying)
    expect(copying).toHaveBeenCalledExactlyOnceWith(true)
    expect(check?.(undefined, 'clipboard-sanitized-write')).toBe(true)
    expect(device?.()).toBe(false)
    const later = new FakeContents()
    for (const listener of electron.created) listener(undefined, later)
    expect(later.isPrevented('will-navigate', 'https://evil.example/')).toBe(true)
  })
})
