import { describe, expect, it } from 'vitest'
import { compareDumps, trendOf } from '../../../../src/contract/dump-trend'
import { comparableDumps } from '../../../../src/query/dumps/compare-dumps'
import { DumpIndex } from '../../../../src/query/dumps/dump-index'
import { readFixture, readText } from '../../formats/goroutine-dump/read-fixture'

describe('trend of a group', () => {
  it.each([
    [[1, 2, 3], 'rose'],
    [[1, 3, 2], 'mixed'],
    [[1, 2, 2], 'mixed'],
    [[3, 2, 1], 'fell'],
    [[0, 4], 'new'],
    [[4, 0], 'gone'],
    [[0, 2, 5], 'rose'],
    [[0, 5, 5], 'new'],
    [[2, 2, 2], 'same'],
  ] as const)('%j is %s', (counts, trend) => {
    expect(trendOf(counts)).toBe(trend)
  })
})

const dump = (ids: readonly number[], extra = ''): string =>
  ids
    .map(
      (id) =>
        `goroutine ${id} [chan receive]:\nmain.take(0x${id})\n\t/a/main.go:3 +0x1\ncreated by main.main in goroutine 1\n\t/a/main.go:9 +0x2\n\n`,
    )
    .join('') + extra
const gone = 'goroutine 1 [sleep]:\nmain.main()\n\t/a/main.go:20 +0x1\n\n'

describe('comparison', () => {
  const index = new DumpIndex(
    readText(`${dump([5, 6], gone)}---- later\n${dump([5, 6, 7])}---- later\n${dump([6, 7, 8, 9])}`),
  )

  it('follows groups by what they do', () => {
    const trend = compareDumps(comparableDumps(index, false), false)
    expect(trend.rows.map(({ counts, trend: word }) => [counts, word])).toEqual([
      [[2, 3, 4], 'rose'],
      [[1, 0, 0], 'gone'],
    ])
    expect(trend.rows[0].stayedCount).toBeUndefined()
  })

  it('follows goroutines only when they are said to be of one process', () => {
    const trend = compareDumps(comparableDumps(index, true), true)
    expect(trend.rows[0].stayedCount).toBe(1)
  })

  it('finds nothing changed between two forms of the same state', () => {
    const a = new DumpIndex(readFixture('dumps/debug2-go1.27.txt'))
    const b = new DumpIndex(readFixture('dumps/stack-go1.27.txt'))
    const trend = compareDumps([...comparableDumps(a, false), ...comparableDumps(b, false)], false)
    const leaks = trend.rows.filter(({ place }) => place?.functionName === 'main.leakReceive')
    expect(leaks.map(({ trend: word }) => word)).toEqual(['same', 'same', 'same', 'same'])
  })

  it('leaves out states and creators where one dump has none', () => {
    const a = new DumpIndex(readFixture('dumps/debug2-go1.27.txt'))
    const b = new DumpIndex(readFixture('dumps/debug1-go1.27.txt'))
    const trend = compareDumps([...comparableDumps(a, false), ...comparableDumps(b, false)], false)
    expect(trend.rows.every(({ state, createdBy }) => state === '' && createdBy === '')).toBe(true)
    expect(trend.notes).toHaveLength(1)
    const leaks = trend.rows.filter(({ place }) => place?.functionName === 'main.leakReceive')
    expect(leaks.reduce((sum, { counts }) => sum + counts[0], 0)).toBe(12)
  })
})
