import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { MareyPlatform } from '../../../src/contract/platform'
import { windowChannels } from '../../../src/contract/window-channels'

const electron = vi.hoisted(() => ({
  exposed: {} as Record<string, unknown>,
  invoked: [] as unknown[][],
  listeners: new Map<string, (...args: unknown[]) => void>(),
}))

vi.mock('electron', () => ({
  contextBridge: {
    exposeInMainWorld: (name: string, value: unknown) => (electron.exposed[name] = value),
  },
  ipcRenderer: {
    invoke: (...args: unknown[]) => {
      electron.invoked.push(args)
      return Promise.resolve([])
    },
    send: (...args: unknown[]) => electron.invoked.push(args),
    on: (channel: string, listener: (...args: unknown[]) => void) =>
      electron.listeners.set(channel, listener),
    removeListener: (channel: string) => electron.listeners.delete(channel),
  },
  webUtils: {
    getPathForFile: (file: { name: string }) => (file.name === 'made-by-page' ? '' : `/at/${file.name}`),
  },
}))

let platform: MareyPlatform
beforeAll(async () => {
  await import('../../../src/preload/index')
  platform = electron.exposed['mareyPlatform'] as MareyPlatform
})

describe('the preload', () => {
  it('exposes one frozen object of named functions, and nothing of Electron', () => {
    expect(Object.keys(electron.exposed)).toEqual(['mareyPlatform'])
    expect(Object.isFrozen(platform)).toBe(true)
    expect(Object.keys(platform).sort()).toEqual([
      'captureWindow',
      'copyPicture',
      'editorSettings',
      'kind',
      'onMenuCommand',
      'openDialog',
      'openDropped',
      'openPlace',
      'platform',
      'saveFile',
      'setEditor',
      'setTitle',
    ])
  })

  it('sends the paths of dropped files to the host, without those that have none', async () => {
    electron.invoked.length = 0
    await platform.openDropped([
      { name: 'a.trace', size: 1 },
      { name: 'made-by-page', size: 1 },
    ])
    expect(electron.invoked).toEqual([[windowChannels.openDropped, ['/at/a.trace']]])
  })

  it('passes menu commands on, known ones only, until told to stop', () => {
    const heard: string[] = []
    const stop = platform.onMenuCommand((command) => heard.push(command))
    const listener = electron.listeners.get(windowChannels.menuCommand)
    listener?.({ sender: 'not for the page' }, 'close-tab')
    listener?.({}, 'format-disk')
    expect(heard).toEqual(['close-tab'])
    stop()
    expect(electron.listeners.has(windowChannels.menuCommand)).toBe(false)
  })
})
