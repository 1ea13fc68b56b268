import { describe, expect, it } from 'vitest'
import type { Similarity } from '../../../../src/contract/dump-dto'
import { DumpIndex } from '../../../../src/query/dumps/dump-index'
import { groupDto } from '../../../../src/query/dumps/group-dto'
import { goroutineCountOf } from '../../../../src/query/dumps/group-goroutines'
import { normaliseState } from '../../../../src/query/dumps/normalise-state'
import { readFixture, readText } from '../../formats/goroutine-dump/read-fixture'

const goroutine = (id: number, args: string, state = 'chan receive'): string =>
  `goroutine ${id} [${state}]:\nmain.take(${args})\n\t/a/main.go:3 +0x1\ncreated by main.main in goroutine 1\n\t/a/main.go:9 +0x2\n\n`

const groupsOf = (text: string, similarity: Similarity): (readonly [number, string])[] =>
  new DumpIndex(readText(text)).groups([0], similarity).map(({ count, state }) => [count, state] as const)

describe('groups', () => {
  const text = [
    goroutine(2, '0xc000012345, 0x1'),
    goroutine(3, '0xc000012345, 0x1'),
    goroutine(4, '0xc000054321, 0x1'),
    goroutine(5, '0xc000054321, 0x2'),
    goroutine(6, '0xc000054321, 0x2', 'select'),
    goroutine(7, '0xc000054321, 0x2', 'select (leaked)'),
  ].join('')

  it.each<[Similarity, (readonly [number, string])[]]>([
    [
      'same-place',
      [
        [1, 'select'],
        [4, 'chan receive'],
        [1, 'select'],
      ],
    ],
    [
      'same-values',
      [
        [1, 'select'],
        [3, 'chan receive'],
        [1, 'chan receive'],
        [1, 'select'],
      ],
    ],
    [
      'same-arguments',
      [
        [1, 'select'],
        [2, 'chan receive'],
        [1, 'chan receive'],
        [1, 'chan receive'],
        [1, 'select'],
      ],
    ],
  ])('%s', (similarity, expected) => {
    expect(groupsOf(text, similarity)).toEqual(expected)
  })

  it('marks the arguments that differ', () => {
    const index = new DumpIndex(readText(text))
    const group = index.groups([0], 'same-place').find(({ count }) => count === 4)
    expect(group).toBeDefined()
    if (group === undefined) return
    expect(groupDto(index, group, 10).frames[0].arguments).toEqual([
      { text: '0xc000012345', isDifferent: true },
      { text: '0x1', isDifferent: true },
    ])
  })

  it('puts the crowd that waits before everything else, what is idle last', () => {
    const index = new DumpIndex(readFixture('dumps/debug2-400-go1.27.txt'))
    const groups = index.groups([0], 'same-place')
    expect(groups.slice(0, 4).map(({ count }) => count)).toEqual([100, 100, 100, 100])
    expect(groups[groups.length - 1].idleReason).toBe('printed this dump')
  })

  it('counts every goroutine once, also when GOTRACEBACK=crash prints it twice', () => {
    const { dumps } = readFixture('dumps/sigquit-crash-go1.27.txt')
    const index = new DumpIndex(readFixture('dumps/sigquit-crash-go1.27.txt'))
    const ids = index
      .groups([0], 'same-place')
      .flatMap(({ members }) => members.map(({ row }) => dumps[0].rows.id[row]))
    const own = ids.filter((id) => id > 0)
    expect(new Set(own).size).toBe(own.length)
    expect(goroutineCountOf(dumps[0])).toBe(ids.length)
  })

  it('gives minutes as smallest, median and largest', () => {
    const index = new DumpIndex(readFixture('dumps/debug2-minutes-go1.27.txt'))
    const waits = index
      .groups([0], 'same-place')
      .map((group) => groupDto(index, group, 0).waitMinutes)
      .filter((wait) => wait !== undefined)
    expect(waits.length).toBeGreaterThan(0)
    for (const wait of waits) {
      expect(wait.min).toBeLessThanOrEqual(wait.median)
      expect(wait.median).toBeLessThanOrEqual(wait.max)
    }
  })

  it('shows the program’s own call of the library, not the semaphore below it', () => {
    const index = new DumpIndex(readFixture('dumps/debug2-go1.27.txt'))
    const lock = index.groups([0], 'same-place').find(({ state }) => state === 'sync.RWMutex.RLock')
    expect(lock?.stack.frames[lock.stack.tellingFrame].functionName).toBe('sync.(*RWMutex).RLock')
  })
})

describe('states over versions', () => {
  const waits = (version: string): string[] => {
    const index = new DumpIndex(readFixture(`dumps/debug2-go${version}.txt`))
    return index
      .groups([0], 'same-place')
      .map(({ state }) => state)
      .filter((state) => /^(?:sync\.|semacquire)/.test(state))
      .sort()
  }

  it('are the same from Go 1.19 to 1.27', () => {
    const newest = waits('1.27')
    expect(newest).toContain('sync.WaitGroup.Wait')
    for (const version of ['1.19', '1.21', '1.22', '1.23', '1.24', '1.25', '1.26']) {
      expect(waits(version)).toEqual(newest)
    }
  })

  it('stay as printed when no stack tells', () => {
    expect(normaliseState('semacquire', ['main.f'])).toBe('semacquire')
    expect(normaliseState('sync.Mutex.Lock', ['sync.(*RWMutex).Lock'])).toBe('sync.Mutex.Lock')
  })
})
