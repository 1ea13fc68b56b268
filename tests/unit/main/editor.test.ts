import type { IpcMainInvokeEvent } from 'electron'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { noEditor } from '../../../src/contract/editor'
import { windowChannels } from '../../../src/contract/window-channels'
import { handleEditor, openPlace, sourceFolders, startDetached } from '../../../src/main/editor'

const electron = vi.hoisted(() => ({
  handlers: new Map<string, (...args: unknown[]) => unknown>(),
  asked: [] as { message: string; detail?: string }[],
  response: 1,
}))

vi.mock('electron', () => ({
  BrowserWindow: { fromWebContents: () => null },
  dialog: {
    showMessageBox: (options: { message: string }) => {
      electron.asked.push(options)
      return Promise.resolve({ response: electron.response })
    },
  },
  ipcMain: {
    handle: (name: string, handler: (...args: unknown[]) => unknown) => electron.handlers.set(name, handler),
    on: () => undefined,
  },
}))

function eventFrom(url: string): IpcMainInvokeEvent {
  const top = { url }
  return { senderFrame: top, sender: { mainFrame: top } } as unknown as IpcMainInvokeEvent
}
const own = eventFrom('marey-app://window/')
const foreign = eventFrom('https://evil.example/')

let folder = ''
let source = ''
const started: (readonly string[])[] = []
const start = (program: string, args: readonly string[]): Promise<undefined> => {
  started.push([program, ...args])
  return Promise.resolve(undefined)
}
const call = async (channel: string, ...args: unknown[]): Promise<unknown> =>
  electron.handlers.get(channel)?.(...args)

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marey-editor-'))
  await mkdir(join(folder, 'app'))
  source = join(folder, 'app', 'a b.go')
  await writeFile(source, 'package main\n')
  started.length = 0
  electron.asked.length = 0
  electron.response = 1
  handleEditor(folder, start)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('a place in the user’s editor', () => {
  it('is opened by the agreed command, the file as one argument, mapped to this machine', async () => {
    const settings = {
      ...noEditor,
      opener: 'code --goto {file}:{line}',
      mappings: [{ from: '/home/gopher', to: folder }],
    }
    expect(await call(windowChannels.setEditor, own, settings)).toEqual({ state: 'saved' })
    expect(electron.asked).toHaveLength(1)
    expect(electron.asked[0]?.detail).toContain('Program: code')
    expect(await call(windowChannels.openPlace, own, { file: '/home/gopher/app/a b.go', line: 12 })).toEqual({
      state: 'opened',
      file: source,
    })
    expect(started).toEqual([['code', '--goto', `${source}:12`]])
    expect(await call(windowChannels.editorSettings, own)).toEqual(settings)
  })

  it('keeps no command that the user has not agreed to, and asks again for another', async () => {
    electron.response = 0
    expect(await call(windowChannels.setEditor, own, { ...noEditor, opener: 'rm {file}' })).toEqual({
      state: 'refused',
    })
    expect(await call(windowChannels.openPlace, own, { file: source, line: 1 })).toEqual({ state: 'not-set' })
    electron.response = 1
    await call(windowChannels.setEditor, own, { ...noEditor, opener: 'e {file}' })
    await call(windowChannels.setEditor, own, { ...noEditor, opener: 'e {file}', goRoot: '/go' })
    expect(electron.asked).toHaveLength(2)
    expect(await call(windowChannels.setEditor, own, { ...noEditor, opener: 'e' })).toMatchObject({
      state: 'failed',
    })
    expect(await call(windowChannels.setEditor, own, 'rm -rf /')).toMatchObject({ state: 'failed' })
  })

  it('is refused to a page that is not ours', async () => {
    for (const channel of [windowChannels.editorSettings, windowChannels.setEditor, windowChannels.openPlace])
      await expect(call(channel, foreign, { file: source, line: 1 })).rejects.toThrow('this page may not')
    expect(electron.asked).toEqual([])
  })

  it('starts nothing for what is no source file, or is not here', async () => {
    const settings = { ...noEditor, opener: 'e {file}' }
    for (const file of [
      '/etc/passwd',
      join(folder, 'app'),
      join(folder, 'missing.go'),
      `${folder}/app/../app/a b.go`,
    ])
      expect(await openPlace(settings, { file, line: 1 }, start), file).toMatchObject({ state: 'failed' })
    expect(started).toEqual([])
    const missing = await openPlace(settings, { file: '/no/such/x.go', line: 1 }, start)
    expect(missing).toEqual({
      state: 'failed',
      problem: '/no/such/x.go is not on this machine: not at /no/such/x.go',
    })
  })

  it('reads settings that others have damaged as none', async () => {
    await writeFile(join(folder, 'editor.json'), '{"opener": ["rm"]}')
    expect(await call(windowChannels.editorSettings, own)).toEqual(noEditor)
  })
})

describe('the folders of Go', () => {
  it('are those that the user names first, then those of the environment, then the usual ones', () => {
    const found = sourceFolders(
      { moduleCache: '/cache', goRoot: '' },
      { GOPATH: '/gp', GOROOT: '/root' },
      '/home/me',
    )
    expect(found.moduleCaches).toEqual(['/cache', join('/gp', 'pkg', 'mod')])
    expect(found.goRoots.slice(0, 2)).toEqual(['/root', '/usr/local/go'])
    expect(sourceFolders(noEditor, {}, '/home/me').moduleCaches).toEqual([
      join('/home/me', 'go', 'pkg', 'mod'),
    ])
  })
})

describe.skipIf(process.platform === 'win32')('a program that is started', () => {
  it('gets its arguments as they are: no shell looks at them', async () => {
    const program = join(folder, 'editor.sh')
    const seen = join(folder, 'seen')
    await writeFile(
      program,
      `#!/bin/sh\nfor word in "$@"; do printf '%s\\n' "$word" >>'${seen}.part'; done\nmv '${seen}.part' '${seen}'\n`,
    )
    await chmod(program, 0o755)
    const word = `$(touch ${folder}/broken); "x" *`
    expect(await startDetached(program, [word, '-n'])).toBeUndefined()
    await vi.waitFor(async () => expect(await readFile(seen, 'utf8')).toBe(`${word}\n-n\n`), 5_000)
    await expect(readFile(join(folder, 'broken'))).rejects.toThrow('ENOENT')
  })

  it('that is not there is said so', async () => {
    expect(await startDetached(join(folder, 'no-editor'), [])).toContain('there is no program')
  })
})
