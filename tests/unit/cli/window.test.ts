import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { findElectron, whyNoWindow } from '../../../src/cli/commands/window'

vi.mock('../../../src/host/built-workers', () => ({ builtWorkers: {} }))

const fine = {
  platform: 'linux' as const,
  environment: { DISPLAY: ':0' },
  userId: 1000,
  electronPath: '/x/electron',
}

describe('whyNoWindow', () => {
  it('finds nothing against a desktop', () => {
    expect(whyNoWindow(fine)).toBeUndefined()
    expect(whyNoWindow({ ...fine, environment: { WAYLAND_DISPLAY: 'wayland-0' } })).toBeUndefined()
    expect(whyNoWindow({ ...fine, platform: 'darwin', environment: {} })).toBeUndefined()
    expect(whyNoWindow({ ...fine, platform: 'win32', environment: {}, userId: undefined })).toBeUndefined()
  })

  it('says in one line what is missing', () => {
    expect(whyNoWindow({ ...fine, electronPath: undefined })).toMatch(/runtime is not installed/)
    expect(whyNoWindow({ ...fine, userId: 0 })).toMatch(/as root/)
    expect(whyNoWindow({ ...fine, environment: {} })).toMatch(/no display/)
    for (const facts of [
      { ...fine, electronPath: undefined },
      { ...fine, userId: 0 },
      { ...fine, environment: {} },
    ]) {
      expect(whyNoWindow(facts)).not.toContain('\n')
    }
  })
})

describe('findElectron', () => {
  const root = mkdtempSync(join(tmpdir(), 'marey-electron-'))
  afterAll(() => rmSync(root, { recursive: true }))
  const packageFolder = join(root, 'node_modules', 'electron')
  mkdirSync(join(packageFolder, 'dist'), { recursive: true })

  it('finds nothing before the runtime has been fetched', () => {
    expect(findElectron(root, {})).toBeUndefined()
    writeFileSync(join(packageFolder, 'path.txt'), 'electron')
    expect(findElectron(root, {})).toBeUndefined()
  })

  it('finds the runtime, and the one that the environment names before it', () => {
    writeFileSync(join(packageFolder, 'dist', 'electron'), '')
    expect(findElectron(root, {})).toBe(join(packageFolder, 'dist', 'electron'))
    const other = join(root, 'other')
    mkdirSync(other)
    expect(findElectron(root, { ELECTRON_OVERRIDE_DIST_PATH: other })).toBeUndefined()
    writeFileSync(join(other, 'electron'), '')
    expect(findElectron(root, { ELECTRON_OVERRIDE_DIST_PATH: other })).toBe(join(other, 'electron'))
  })
})
