import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { DumpFindingDto } from '../../../../src/contract/dump-dto'
import { findInDumps } from '../../../../src/query/dumps/dump-findings'
import { DumpIndex } from '../../../../src/query/dumps/dump-index'
import { fixtureFolder, fixtureText, readFixture, readText } from '../../formats/goroutine-dump/read-fixture'

const findingsOf = (path: string): DumpFindingDto[] => findInDumps(new DumpIndex(readFixture(path)))
const codesOf = (path: string): string[] => findingsOf(path).map(({ code }) => code)

describe('reasons, on dumps with planted trouble', () => {
  it.each(['store-debug2-go1.26', 'store-quit-go1.26'])(
    '%s: waiters of one lock, and who to look at',
    (name) => {
      const index = new DumpIndex(readFixture(`planted/${name}.txt`))
      const [first] = findInDumps(index)
      expect(first.code).toBe('shared-wait-with-candidate')
      expect(first.certainty).toBe('likely')
      expect(first.figures['goroutines']).toBe(40)
      const [wait] = index.locks(0).waits
      expect(wait.kind).toBe('sync.Mutex')
      expect(wait.candidates.map(({ functionName }) => functionName)).toEqual(['main.(*store).save'])
      expect(first.text).toContain('Who holds it is not printed')
    },
  )

  it('readers and a writer wait for the same RWMutex, joined by its start', () => {
    const index = new DumpIndex(readFixture('planted/readers-quit-go1.26.txt'))
    const wait = index.locks(0).waits.find(({ kind }) => kind === 'sync.RWMutex')
    expect(wait?.waiters).toHaveLength(13)
    expect(wait?.candidates[0].functionName).toBe('main.(*table).scan')
    expect(wait?.candidates[0].likeness).toBe('object')
  })

  it('readers of a debug=2 dump are not joined: it has no address of theirs', () => {
    const index = new DumpIndex(readFixture('planted/readers-debug2-go1.26.txt'))
    expect(index.locks(0).waits).toEqual([])
  })

  it.each(['transfer-debug2-go1.26', 'transfer-quit-go1.26'])('%s: a cycle, as likely', (name) => {
    const index = new DumpIndex(readFixture(`planted/${name}.txt`))
    const [cycle] = index.locks(0).cycles
    expect(cycle.rows).toHaveLength(2)
    const [first] = findInDumps(index)
    expect(first.code).toBe('likely-lock-cycle')
    expect(first.certainty).toBe('likely')
  })

  it('a lock taken twice, only because the runtime says that nothing can run', () => {
    const found = findingsOf('planted/twice-go1.26.txt')
    expect(found.map(({ code }) => code)).toEqual(['crash-fatal-error', 'likely-locked-twice'])
    const withoutHead = fixtureText('planted/twice-go1.26.txt').replace(/^fatal error.*\n\n/, '')
    expect(findInDumps(new DumpIndex(readText(withoutHead))).map(({ code }) => code)).toEqual([])
  })

  it('idle connections and workers raise nothing', () => {
    expect(codesOf('planted/idle-debug2-go1.26.txt')).toEqual([])
    const groups = new DumpIndex(readFixture('planted/idle-debug2-go1.26.txt')).groups([0], 'same-place')
    expect(groups.every(({ idleReason }) => idleReason !== undefined)).toBe(true)
  })

  it('leaks that the collector proved', () => {
    const [first] = findingsOf('dumps/leakprofile2-go1.27.txt')
    expect(first.code).toBe('leaked')
    expect(first.certainty).toBe('proved')
    expect(first.figures['leaked']).toBe(23)
  })
})

describe('no false culprits', () => {
  const corpus = readdirSync(new URL('dumps/', fixtureFolder)).filter((name) => name.endsWith('.txt'))

  it.each(corpus)('%s: nothing is said to be a deadlock but by the runtime', (name) => {
    const found = findingsOf(`dumps/${name}`)
    expect(found.filter(({ code }) => code.startsWith('likely-') || code.endsWith('-candidate'))).toEqual([])
    const deadlocks = found.filter(({ text }) => /deadlock|cycle/i.test(text))
    expect(deadlocks.length).toBe(name.startsWith('deadlock-') ? 1 : 0)
    for (const { text, certainty } of found) if (/likely/i.test(text)) expect(certainty).toBe('likely')
  })

  it('a stale receiver names nobody', () => {
    const text = fixtureText('planted/store-debug2-go1.26.txt').replace(
      /(main\.\(\*store\)\.save\(0x[0-9a-f]+)/,
      '$1?',
    )
    const index = new DumpIndex(readText(text))
    expect(index.locks(0).waits[0].candidates).toEqual([])
    expect(findInDumps(index)[0].code).toBe('shared-wait')
  })
})
