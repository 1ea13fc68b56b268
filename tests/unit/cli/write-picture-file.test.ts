import type * as FileSystem from 'node:fs'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

/** What the system says from now on: to opening a file for writing, or to its second write. */
const system = vi.hoisted(() => ({ refuses: '', isFull: false, writes: 0 }))

vi.mock('node:fs', async (load) => {
  const real = await load<typeof FileSystem>()
  const failure = (code: string): Error => Object.assign(new Error(code), { code })
  return {
    ...real,
    openSync: (path: string, flags: string) => {
      if (flags !== 'r' && system.refuses !== '') throw failure(system.refuses)
      return real.openSync(path, flags)
    },
    /** A disk with room for the first half only. */
    writeSync: (handle: number, bytes: Uint8Array, at: number) => {
      if (!system.isFull) return real.writeSync(handle, bytes, at)
      if (system.writes++ > 0) throw failure('ENOSPC')
      return real.writeSync(handle, bytes, at, Math.floor(bytes.byteLength / 2))
    },
  }
})
const { writePictureFile } = await import('../../../src/cli/write-picture-file')

const root = mkdtempSync(join(tmpdir(), 'marey-write-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
let folder = ''
let path = ''
const old = '<svg>old</svg>'
beforeEach(() => {
  folder = mkdtempSync(join(root, 'one-'))
  path = join(folder, 'a.svg')
  writeFileSync(path, old)
})
afterEach(() => Object.assign(system, { refuses: '', isFull: false, writes: 0 }))
const bytes = new TextEncoder().encode('<svg>new, and longer than the old one</svg>')

describe('writing the picture of a command', () => {
  test('a disk that fills half-way leaves the old picture and nothing else', () => {
    system.isFull = true
    expect(writePictureFile(path, bytes)).toBe(
      `${path} cannot be written (the disk is full). Name a place where this user may write and there is room.`,
    )
    expect(system.writes).toBe(2)
    expect(readFileSync(path, 'utf8')).toBe(old)
    expect(readdirSync(folder)).toEqual(['a.svg'])
  })

  test.each([
    ['EACCES', 'this user may not write there'],
    ['EPERM', 'this user may not write there'],
    ['EROFS', 'that place is read-only'],
    ['EIO', 'the system refused it (EIO)'],
  ])('%s is said as: %s', (code, words) => {
    system.refuses = code
    expect(writePictureFile(path, bytes)).toBe(
      `${path} cannot be written (${words}). Name a place where this user may write and there is room.`,
    )
    expect(readFileSync(path, 'utf8')).toBe(old)
    expect(readdirSync(folder)).toEqual(['a.svg'])
  })

  test('with room again the same name is replaced', () => {
    system.isFull = true
    writePictureFile(path, bytes)
    system.isFull = false
    expect(writePictureFile(path, bytes)).toBeUndefined()
    expect(readFileSync(path)).toEqual(Buffer.from(bytes))
  })
})
