import type * as FileSystem from 'node:fs/promises'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { printSession } from '../../../src/notes/session-file'

/** What the system says from now on: to opening a file for writing, or half-way through writing it. */
const system = vi.hoisted(() => ({ refuses: '', isFull: false }))

vi.mock('node:fs/promises', async (load) => {
  const real = await load<typeof FileSystem>()
  const failure = (code: string): Error => Object.assign(new Error(code), { code })
  return {
    ...real,
    open: async (path: string, flags: string, mode?: number) => {
      if (flags === 'wx' && system.refuses !== '') throw failure(system.refuses)
      const handle = await real.open(path, flags, mode)
      if (!system.isFull) return handle
      return {
        writeFile: async (data: string | Uint8Array) => {
          await handle.writeFile(data.slice(0, Math.floor(data.length / 2)))
          throw failure('ENOSPC')
        },
        sync: () => handle.sync(),
        close: () => handle.close(),
      }
    },
  }
})
const { SessionStore } = await import('../../../src/host/session-store')

const folder = mkdtempSync(join(tmpdir(), 'marey-full-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
afterEach(() => Object.assign(system, { refuses: '', isFull: false }))
const sha256 = 'cd'.repeat(32)
const view = { name: 'timeline', selection: '', toggled: [], pinned: [], sort: 'blocked', filter: '' }
const sessionWith = (text: string): string =>
  printSession(
    [
      {
        name: 'a.trace',
        byteLength: 1,
        sha256,
        view,
        notes: [{ id: 1, kind: 'point', text, callout: 1, at: { timeNs: 1 } }],
      },
    ],
    0,
  )

describe('keeping notes where the system refuses', () => {
  test.each([
    ['ENOSPC', 'the disk is full'],
    ['EACCES', 'this user may not write there'],
    ['EROFS', 'that place is read-only'],
  ])('%s: the notes kept before stay, nothing lies beside them, and it is said', async (code, words) => {
    const userData = join(folder, code)
    const sessions = join(userData, 'sessions')
    const store = new SessionStore(userData)
    expect((await store.save(sha256, sessionWith('before'))).ok).toBe(true)
    if (code === 'ENOSPC') system.isFull = true
    else system.refuses = code
    expect(await store.save(sha256, sessionWith('after'))).toMatchObject({
      ok: false,
      error: { message: `Marey’s own folder could not be written (${words})` },
    })
    expect(readdirSync(sessions)).toEqual([`${sha256}.json`])
    expect(readFileSync(join(sessions, `${sha256}.json`), 'utf8')).toBe(sessionWith('before'))

    // With room again the later notes are kept.
    Object.assign(system, { refuses: '', isFull: false })
    expect((await store.save(sha256, sessionWith('after'))).ok).toBe(true)
    expect(await store.load(sha256)).toBe(sessionWith('after'))
  })
})
