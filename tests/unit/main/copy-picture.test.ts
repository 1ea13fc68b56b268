import { readFileSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'

const electron = vi.hoisted(() => ({
  handlers: new Map<string, (...args: unknown[]) => unknown>(),
  copied: [] as Blob[],
  isRefusing: false,
  isEmpty: false,
}))
vi.mock('electron', () => ({
  ClipboardItem: class {
    constructor(readonly items: Readonly<Record<string, Blob>>) {}
  },
  clipboard: {
    write: ([item]: readonly { items: Readonly<Record<string, Blob>> }[]) => {
      if (electron.isRefusing) return Promise.reject(new Error('busy'))
      const png = item?.items['image/png']
      if (png !== undefined) electron.copied.push(png)
      return Promise.resolve()
    },
  },
  nativeImage: { createFromBuffer: () => ({ isEmpty: () => electron.isEmpty }) },
  dialog: {},
  ipcMain: {
    handle: (channel: string, handler: (...args: unknown[]) => unknown) =>
      electron.handlers.set(channel, handler),
  },
}))
const { handleCopying, isCopiablePicture } = await import('../../../src/main/copy-picture')
const { windowChannels } = await import('../../../src/contract/window-channels')
const { copiedPictureLimitBytes } = await import('../../../src/contract/platform')

handleCopying()
const ask = async (png: unknown, url = 'marey-app://window/'): Promise<unknown> => {
  const frame = { url }
  const event = { senderFrame: frame, sender: { mainFrame: frame } }
  return electron.handlers.get(windowChannels.copyPicture)?.(event, png)
}
const picture = new Uint8Array(readFileSync('tests/fixtures/pictures/gcheavy-dark.png'))
const copiedAlike = (): Promise<readonly boolean[]> =>
  Promise.all(electron.copied.map(async (png) => Buffer.from(await png.arrayBuffer()).equals(picture)))

describe('copying a picture', () => {
  it('puts the bytes of the page on the clipboard', async () => {
    electron.copied.length = 0
    expect(await ask(picture)).toBe(true)
    expect(await copiedAlike()).toEqual([true])
  })

  it('takes a view into larger bytes as what it shows', async () => {
    electron.copied.length = 0
    const larger = new Uint8Array(picture.byteLength + 20)
    larger.set(picture, 10)
    expect(await ask(larger.subarray(10, 10 + picture.byteLength))).toBe(true)
    expect(await copiedAlike()).toEqual([true])
  })

  it('says that a picture damaged after its head was not taken', async () => {
    electron.copied.length = 0
    electron.isEmpty = true
    expect(await ask(picture)).toBe(false)
    electron.isEmpty = false
    expect(electron.copied).toEqual([])
  })

  it('says that the clipboard refused it', async () => {
    electron.isRefusing = true
    expect(await ask(picture)).toBe(false)
    electron.isRefusing = false
  })

  it('refuses what is no PNG file, too large, or would be too large when decoded', async () => {
    electron.copied.length = 0
    const vast = picture.slice()
    new DataView(vast.buffer).setUint32(16, 2 ** 31)
    const headless = picture.slice()
    headless[12] = 0
    const refused = ['text', undefined, [...picture.slice(0, 30)], picture.slice(0, 20), vast, headless]
    for (const value of [...refused, new Uint8Array(64)])
      await expect(ask(value)).rejects.toThrow(/not a picture/)
    const long = new Uint8Array(copiedPictureLimitBytes + 1)
    long.set(picture)
    expect(isCopiablePicture(long)).toBe(false)
    expect(isCopiablePicture(long.subarray(0, copiedPictureLimitBytes))).toBe(true)
    expect(electron.copied).toEqual([])
  })

  it('is refused to other pages', async () => {
    await expect(ask(picture, 'https://elsewhere/')).rejects.toThrow(/may not/)
  })
})
