import { readFileSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'

const electron = vi.hoisted(() => ({
  handlers: new Map<string, (...args: unknown[]) => unknown>(),
  copied: [] as Buffer[],
  isEmpty: false,
}))
vi.mock('electron', () => ({
  clipboard: { writeImage: (image: { bytes: Buffer }) => electron.copied.push(image.bytes) },
  nativeImage: { createFromBuffer: (bytes: Buffer) => ({ bytes, isEmpty: () => electron.isEmpty }) },
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
const ask = (png: unknown, url = 'marey-app://window/'): unknown => {
  const frame = { url }
  const event = { senderFrame: frame, sender: { mainFrame: frame } }
  return electron.handlers.get(windowChannels.copyPicture)?.(event, png)
}
const picture = new Uint8Array(readFileSync('tests/fixtures/pictures/gcheavy-dark.png'))

describe('copying a picture', () => {
  it('puts the bytes of the page on the clipboard', () => {
    electron.copied.length = 0
    expect(ask(picture)).toBe(true)
    expect(electron.copied.map((bytes) => bytes.equals(picture))).toEqual([true])
  })

  it('takes a view into larger bytes as what it shows', () => {
    electron.copied.length = 0
    const larger = new Uint8Array(picture.byteLength + 20)
    larger.set(picture, 10)
    expect(ask(larger.subarray(10, 10 + picture.byteLength))).toBe(true)
    expect(electron.copied.map((bytes) => bytes.equals(picture))).toEqual([true])
  })

  it('says that a picture damaged after its head was not taken', () => {
    electron.copied.length = 0
    electron.isEmpty = true
    expect(ask(picture)).toBe(false)
    electron.isEmpty = false
    expect(electron.copied).toEqual([])
  })

  it('refuses what is no PNG file, too large, or would be too large when decoded', () => {
    electron.copied.length = 0
    const vast = picture.slice()
    new DataView(vast.buffer).setUint32(16, 2 ** 31)
    const headless = picture.slice()
    headless[12] = 0
    const refused = ['text', undefined, [...picture.slice(0, 30)], picture.slice(0, 20), vast, headless]
    for (const value of [...refused, new Uint8Array(64)]) expect(() => ask(value)).toThrow(/not a picture/)
    const long = new Uint8Array(copiedPictureLimitBytes + 1)
    long.set(picture)
    expect(isCopiablePicture(long)).toBe(false)
    expect(isCopiablePicture(long.subarray(0, copiedPictureLimitBytes))).toBe(true)
    expect(electron.copied).toEqual([])
  })

  it('is refused to other pages', () => {
    expect(() => ask(picture, 'https://elsewhere/')).toThrow(/may not/)
  })
})
