import {
  lstatSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'

vi.mock('electron', () => ({
  BrowserWindow: {},
  dialog: {},
  ipcMain: { handle: () => undefined },
  shell: {},
}))
const { saveRequestOf, writeWhole } = await import('../../../src/main/save-file')

const folder = mkdtempSync(join(tmpdir(), 'marey-save-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const bytes = new Uint8Array([1, 2, 3])

describe('what the page may save', () => {
  it('takes the name for a name, never for a path', () => {
    expect(saveRequestOf('../../etc/cron.d/x.png', 'png', bytes)?.name).toBe('x.png')
    expect(saveRequestOf('C:\\Windows\\x.svg', 'svg', bytes)?.name).toBe('x.svg')
    expect(saveRequestOf('..', 'png', bytes)?.name).toBe('marey')
  })

  it('refuses other kinds, other bodies, and other names', () => {
    expect(saveRequestOf('x', 'exe', bytes)).toBeUndefined()
    expect(saveRequestOf('x', '__proto__', bytes)).toBeUndefined()
    expect(saveRequestOf('x', 'png', 'text')).toBeUndefined()
    expect(saveRequestOf(7, 'png', bytes)).toBeUndefined()
  })
})

describe('writing', () => {
  it('replaces a file whole', async () => {
    const path = join(folder, 'a.png')
    writeFileSync(path, 'old')
    expect(await writeWhole(path, bytes)).toBeUndefined()
    expect([...readFileSync(path)]).toEqual([1, 2, 3])
    expect(readdirSync(folder)).toEqual(['a.png'])
  })

  it('replaces what a link leads to, and the link stays', async () => {
    const [target, link] = [join(folder, 'a.png'), join(folder, 'link.png')]
    symlinkSync(target, link)
    expect(await writeWhole(link, new Uint8Array([4]))).toBeUndefined()
    expect(lstatSync(link).isSymbolicLink()).toBe(true)
    expect([...readFileSync(target)]).toEqual([4])
    rmSync(link)
  })

  it('says why it could not, and leaves nothing', async () => {
    expect(await writeWhole(join(folder, 'none', 'a.png'), bytes)).toMatch(/refused it \(ENOENT\)/)
    expect(await writeWhole(join(folder, 'a.png', 'b.png'), bytes)).toMatch(/refused it \(ENOTDIR\)/)
    expect(readdirSync(folder)).toEqual(['a.png'])
  })
})
