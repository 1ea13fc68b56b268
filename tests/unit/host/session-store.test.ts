import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { afterAll, describe, expect, test } from 'vitest'
import { SessionStore, hashFile } from '../../../src/host/session-store'
import type { Note } from '../../../src/notes/note'
import { parseSession, printSession } from '../../../src/notes/session-file'
import { ensure } from '../../../src/base/assert'

const folder = mkdtempSync(join(tmpdir(), 'marey-sessions-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const sha256 = 'ab'.repeat(32)
const view = { name: 'timeline', selection: '', toggled: [], pinned: [], sort: 'blocked', filter: '' }
const noteNumber = (id: number): Note => ({
  id,
  kind: 'point',
  text: `note ${id} ${'x'.repeat(200)}`,
  callout: id,
  at: { timeNs: id },
})
const sessionOf = (count: number, hash = sha256): string =>
  printSession(
    [
      {
        name: 'a.trace',
        byteLength: 1,
        sha256: hash,
        view,
        notes: Array.from({ length: count }, (_, index) => noteNumber(index + 1)),
      },
    ],
    0,
  )

/** A program of its own that saves one note more each time and says how many are safe. */
async function buildSaver(): Promise<string> {
  const entry = join(folder, 'saver.ts')
  const at = (path: string): string => JSON.stringify(resolve(path))
  writeFileSync(
    entry,
    `import { SessionStore } from ${at('src/host/session-store.ts')}
    import { printSession } from ${at('src/notes/session-file.ts')}
    const [userData, sha256, first] = process.argv.slice(2)
    const store = new SessionStore(userData)
    const view = ${JSON.stringify(view)}
    for (let count = Number(first) + 1; ; count++) {
      const notes = Array.from({ length: count }, (_, index) => (
        { id: index + 1, kind: 'point', text: 'x'.repeat(2000), callout: 0, at: { timeNs: index } }))
      const saved = await store.save(sha256, printSession([{ name: 'a', byteLength: 1, sha256, view, notes }], 0))
      if (!saved.ok) throw new Error(saved.error.message)
      process.stdout.write(count + '\\n')
    }`,
  )
  await build({
    configFile: false,
    logLevel: 'silent',
    root: folder,
    build: {
      ssr: entry,
      outDir: join(folder, 'built'),
      target: 'node20',
      rollupOptions: { output: { entryFileNames: 'saver.mjs' } },
    },
    ssr: { noExternal: true },
  })
  return join(folder, 'built', 'saver.mjs')
}

describe('the session store', () => {
  test('keeps the last of many saves, and leaves nothing beside it', async () => {
    const store = new SessionStore(join(folder, 'many'))
    const saves = Array.from({ length: 20 }, (_, count) => store.save(sha256, sessionOf(count + 1)))
    for (const saved of await Promise.all(saves)) expect(saved.ok).toBe(true)
    expect(await store.load(sha256)).toBe(sessionOf(20))
    expect(readdirSync(join(folder, 'many', 'sessions'))).toEqual([`${sha256}.json`])
  })

  test('refuses what is no session, or one about another file', async () => {
    const store = new SessionStore(join(folder, 'refused'))
    expect(await store.save(sha256, '{"marey":"session"}')).toMatchObject({ ok: false })
    expect(await store.save(sha256, sessionOf(1, 'cd'.repeat(32)))).toMatchObject({
      ok: false,
      error: { message: 'the session is about another file' },
    })
    expect(await store.load(sha256)).toBeUndefined()
  })

  test('a damaged file counts as none, and names are no paths', async () => {
    const store = new SessionStore(join(folder, 'damaged'))
    mkdirSync(join(folder, 'damaged', 'sessions'), { recursive: true })
    writeFileSync(join(folder, 'damaged', 'sessions', `${sha256}.json`), sessionOf(3).slice(0, 200))
    expect(await store.load(sha256)).toBeUndefined()
    expect(await store.load('../../../etc/passwd')).toBeUndefined()
  })

  test('what a newer version has kept stays beside what this one keeps', async () => {
    const userData = join(folder, 'newer')
    const place = join(userData, 'sessions')
    mkdirSync(place, { recursive: true })
    const newer = '{"marey":"session","version":99}'
    writeFileSync(join(place, `${sha256}.json`), newer)
    const store = new SessionStore(userData)
    expect(await store.load(sha256)).toBeUndefined()
    expect((await store.save(sha256, sessionOf(1))).ok).toBe(true)
    expect((await store.save(sha256, sessionOf(2))).ok).toBe(true)
    expect(await store.load(sha256)).toBe(sessionOf(2))
    const kept = readdirSync(place).filter((name) => name.endsWith('.unread'))
    expect(kept).toHaveLength(1)
    expect(readFileSync(join(place, kept[0] ?? ''), 'utf8')).toBe(newer)
  })

  test('says in words that a place cannot be written to', async () => {
    const blocked = join(folder, 'blocked')
    writeFileSync(blocked, 'a file where a folder should be')
    expect(await new SessionStore(blocked).save(sha256, sessionOf(1))).toMatchObject({
      ok: false,
      error: {
        message: expect.stringMatching(/could not be written \(the system refused it \(E/) as unknown,
      },
    })
  })

  test('removes what killed processes left, once it is old', async () => {
    const sessions = join(folder, 'tidy', 'sessions')
    mkdirSync(sessions, { recursive: true })
    for (const name of ['old.part', 'new.part', 'kept.json']) writeFileSync(join(sessions, name), '')
    utimesSync(join(sessions, 'old.part'), 0, 0)
    await new SessionStore(join(folder, 'tidy')).tidy(Date.now())
    expect(readdirSync(sessions).sort()).toEqual(['kept.json', 'new.part'])
  })

  test('hashes as everybody does', async () => {
    const path = join(folder, 'abc')
    writeFileSync(path, 'abc')
    expect(await hashFile(path)).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })

  test('killed in the middle of saving, many times, it always holds a whole session and never fewer notes than told', async () => {
    const userData = join(folder, 'killed')
    const saver = await buildSaver()
    let least = 0
    for (let round = 0; round < 12; round++) {
      const child = spawn(process.execPath, [saver, userData, sha256, String(least)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      let told = least
      child.stdout.on('data', (chunk: Buffer) => {
        const last = chunk.toString().trim().split('\n').pop()
        told = Math.max(told, Number(last))
      })
      // Not before it has saved at least once; then at a moment that differs each time.
      await once(child.stdout, 'data')
      await new Promise((wait) => setTimeout(wait, 3 + round * 4))
      child.kill('SIGKILL')
      await once(child, 'close')
      const text = ensure(
        await new SessionStore(userData).load(sha256),
        `a whole session after kill ${round}`,
      )
      const session = parseSession(text)
      const notes = session.ok ? (session.value.files[0]?.notes.length ?? 0) : -1
      expect(notes).toBeGreaterThanOrEqual(told)
      least = notes
    }
    expect(least).toBeGreaterThan(12)
    expect(readFileSync(join(userData, 'sessions', `${sha256}.json`), 'utf8').endsWith('}\n')).toBe(true)
  }, 60_000)
})
