import type { IpcMainInvokeEvent } from 'electron'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { limits } from '../../../src/contract/limits'
import { windowChannels } from '../../../src/contract/window-channels'
import type { SourceRegistry } from '../../../src/host/sources'
import { handleWindowMessages, isTrustedSender, pathsOf } from '../../../src/main/window-messages'

const electron = vi.hoisted(() => ({
  handlers: new Map<string, (...args: unknown[]) => unknown>(),
  setTitle: vi.fn(),
  chosen: { canceled: false, filePaths: [] as string[] },
}))

vi.mock('electron', () => ({
  BrowserWindow: { fromWebContents: () => ({ setTitle: electron.setTitle }) },
  dialog: { showOpenDialog: () => Promise.resolve(electron.chosen) },
  ipcMain: {
    handle: (name: string, handler: (...args: unknown[]) => unknown) => electron.handlers.set(name, handler),
    on: (name: string, handler: (...args: unknown[]) => unknown) => electron.handlers.set(name, handler),
  },
}))

function eventFrom(url: string, isTopFrame = true): IpcMainInvokeEvent {
  const mainFrame = { url: 'marey-app://window/' }
  const top = { url }
  return {
    senderFrame: isTopFrame ? top : { url },
    sender: { mainFrame: isTopFrame ? top : mainFrame },
  } as unknown as IpcMainInvokeEvent
}

describe('isTrustedSender', () => {
  it('trusts the top frame of our page alone', () => {
    expect(isTrustedSender(eventFrom('marey-app://window/'))).toBe(true)
    expect(isTrustedSender(eventFrom('marey-app://window/', false))).toBe(false)
    expect(isTrustedSender(eventFrom('https://evil.example/'))).toBe(false)
    expect(isTrustedSender({ ...eventFrom('x'), senderFrame: null } as IpcMainInvokeEvent)).toBe(false)
  })
})

describe('pathsOf', () => {
  it('takes absolute paths, no more than may be open, and nothing else', () => {
    expect(pathsOf(['/a', 'b', 7, null, '/c', `/${'x'.repeat(5000)}`])).toEqual(['/a', '/c'])
    expect(pathsOf('/a')).toEqual([])
    expect(pathsOf(undefined)).toEqual([])
    expect(pathsOf(Array.from({ length: 1000 }, () => '/a'))).toHaveLength(limits.openSources)
  })
})

describe('handleWindowMessages', () => {
  const opened: string[] = []
  const call = async (channel: string, ...args: unknown[]): Promise<unknown> =>
    electron.handlers.get(channel)?.(...args)

  beforeEach(() => {
    opened.length = 0
    electron.setTitle.mockClear()
    handleWindowMessages({
      openPath: (path: string) => {
        opened.push(path)
        return Promise.resolve({ ok: true, value: { id: `id of ${path}` } })
      },
    } as unknown as SourceRegistry)
  })

  it('opens dropped files and answers what the page may know', async () => {
    const answer = await call(windowChannels.openDropped, eventFrom('marey-app://window/'), ['/a', '/b'])
    expect(opened).toEqual(['/a', '/b'])
    expect(answer).toEqual([{ id: 'id of /a' }, { id: 'id of /b' }])
  })

  it('opens what the user chose in the dialog, and nothing when it was left', async () => {
    electron.chosen = { canceled: false, filePaths: ['/chosen'] }
    await call(windowChannels.openDialog, eventFrom('marey-app://window/'))
    electron.chosen = { canceled: true, filePaths: ['/not-this'] }
    await call(windowChannels.openDialog, eventFrom('marey-app://window/'))
    expect(opened).toEqual(['/chosen'])
  })

  it('does nothing for a page or frame that is not ours', async () => {
    for (const event of [eventFrom('https://evil.example/'), eventFrom('marey-app://window/', false)]) {
      await expect(call(windowChannels.openDropped, event, ['/etc/passwd'])).rejects.toThrow(
        'may not open files',
      )
      await expect(call(windowChannels.openDialog, event)).rejects.toThrow('may not open files')
      await call(windowChannels.setTitle, event, 'You have won')
    }
    expect(opened).toEqual([])
    expect(electron.setTitle).not.toHaveBeenCalled()
  })

  it('sets a title of bounded length', async () => {
    await call(windowChannels.setTitle, eventFrom('marey-app://window/'), 'x'.repeat(1000))
    await call(windowChannels.setTitle, eventFrom('marey-app://window/'), { toString: () => 'no text' })
    expect(electron.setTitle.mock.calls).toEqual([['x'.repeat(200)]])
  })
})
