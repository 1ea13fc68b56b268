import { describe, expect, it, vi } from 'vitest'

const electron = vi.hoisted(() => ({
  handlers: new Map<string, (...args: unknown[]) => unknown>(),
  isEmpty: false,
}))
const image = { isEmpty: () => electron.isEmpty, toPNG: () => Buffer.from([1, 2, 3]) }
vi.mock('electron', () => ({
  BrowserWindow: { fromWebContents: () => ({ webContents: { capturePage: () => Promise.resolve(image) } }) },
  dialog: {},
  ipcMain: {
    handle: (channel: string, handler: (...args: unknown[]) => unknown) =>
      electron.handlers.set(channel, handler),
  },
}))
const { handleCapture } = await import('../../../src/main/capture-window')
const { windowChannels } = await import('../../../src/contract/window-channels')

handleCapture()
const ask = async (url: string): Promise<unknown> => {
  const frame = { url }
  const event = { senderFrame: frame, sender: { mainFrame: frame } }
  return electron.handlers.get(windowChannels.captureWindow)?.(event)
}

describe('a picture of the window', () => {
  it('is what the page of the window gets', async () => {
    expect(await ask('marey-app://window/')).toEqual(new Uint8Array([1, 2, 3]))
  })

  it('is empty while the window is not on the screen', async () => {
    electron.isEmpty = true
    expect(await ask('marey-app://window/')).toEqual(new Uint8Array())
  })

  it('is refused to other pages', async () => {
    await expect(ask('https://elsewhere/')).rejects.toThrow(/may not/)
  })
})
