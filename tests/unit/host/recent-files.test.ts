import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { limits } from '../../../src/contract/limits'
import { RecentFiles } from '../../../src/host/recent-files'

let folder: string

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'marey-recent-'))))
afterEach(() => rmSync(folder, { recursive: true }))

describe('RecentFiles', () => {
  it('keeps files over restarts, newest first, each once', async () => {
    const file = join(folder, 'here.trace')
    writeFileSync(file, 'x')
    const first = new RecentFiles(folder)
    await first.add(file, 1000)
    await first.add('/gone/away.trace', 2000)
    await first.add(file, 3000)
    const list = await new RecentFiles(folder).list()
    expect(list.map((entry) => [entry.name, entry.openedAtUnixMs, entry.isMissing])).toEqual([
      ['here.trace', 3000, false],
      ['away.trace', 2000, true],
    ])
  })

  it('finds the path by the id it minted, which says nothing about the path', async () => {
    const recents = new RecentFiles(folder)
    await recents.add('/somewhere/secret-name.trace', 1)
    const [entry] = await recents.list()
    expect(entry?.id).toMatch(/^r-[0-9a-f]{16}$/)
    expect(await recents.pathOf(entry?.id ?? '')).toBe('/somewhere/secret-name.trace')
    expect(await recents.pathOf('/somewhere/secret-name.trace')).toBeUndefined()
  })

  it('keeps no more than the limit, and every change made at once', async () => {
    const recents = new RecentFiles(folder)
    await Promise.all(
      Array.from({ length: limits.recentFiles + 5 }, (_, index) => recents.add(`/a/${index}.trace`, index)),
    )
    const list = await recents.list()
    expect(list).toHaveLength(limits.recentFiles)
    expect(list[0]?.name).toBe(`${limits.recentFiles + 4}.trace`)
    // Nothing written aside is left behind.
    expect(readdirSync(folder)).toEqual(['recent.json'])
  })

  it.each(['', 'not json', '[1, 2]', '{"files": [{"id": "x", "path": 5}, null]}', '{"files": "no"}'])(
    'reads %j as an empty list and goes on',
    async (text) => {
      writeFileSync(join(folder, 'recent.json'), text)
      const recents = new RecentFiles(folder)
      expect(await recents.list()).toEqual([])
      await recents.add('/a/b.trace', 1)
      expect(await recents.list()).toHaveLength(1)
    },
  )

  it('forgets on request and tells listeners', async () => {
    const recents = new RecentFiles(folder)
    let calls = 0
    recents.onChange(() => calls++)
    await recents.add('/a/b.trace', 1)
    await recents.clear()
    expect(await recents.list()).toEqual([])
    expect(calls).toBe(2)
    expect(JSON.parse(readFileSync(join(folder, 'recent.json'), 'utf8'))).toEqual({ version: 1, files: [] })
  })

  it('offers what was open in a process that did not end by itself, until one does', async () => {
    const gone = spawnSync(process.execPath, ['-e', '']).pid
    const file = join(folder, 'recent.json')
    const entry = (path: string, id: string, openIn?: number) => ({ id, path, openedAtUnixMs: 1, openIn })
    const files = [
      entry('/a/lost.trace', `r-${'1'.repeat(16)}`, gone),
      entry('/a/elsewhere.trace', `r-${'2'.repeat(16)}`, process.pid),
      entry('/a/closed.trace', `r-${'3'.repeat(16)}`),
    ]
    writeFileSync(file, JSON.stringify({ version: 1, files }))
    const recents = new RecentFiles(folder)
    const wasOpen = async (): Promise<readonly string[]> =>
      (await recents.list()).filter((one) => one.wasOpen).map((one) => one.name)
    expect(await wasOpen()).toEqual(['lost.trace'])
    await recents.add('/a/lost.trace', 2)
    expect(await wasOpen()).toEqual([])
    await recents.closed('/a/lost.trace')
    writeFileSync(file, JSON.stringify({ version: 1, files }))
    await recents.leave()
    expect(readFileSync(file, 'utf8')).not.toContain('openIn')
  })
})
