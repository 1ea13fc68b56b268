import { describe, expect, it } from 'vitest'
import type { MentionsDto } from '../../../../src/contract/mentions-api'
import { elsewhereLines } from '../../../../src/renderer/data/elsewhere'

const texts = (
  mentions: MentionsDto,
  subject: Partial<Parameters<typeof elsewhereLines>[1]> = {},
  own?: Parameters<typeof elsewhereLines>[3],
): readonly string[] =>
  elsewhereLines('other', { functionName: 'main.worker', ...subject }, mentions, own).map(({ text }) => text)

const trace: MentionsDto = { kind: 'trace', durationNs: 1e9, started: 2, onStacks: 1, samples: 0 }

describe('what another file has of a function', () => {
  it('is said in words, nothing where there is nothing', () => {
    expect(texts(trace)).toEqual(['2 goroutines started in it', 'a goroutine waited or stopped inside it'])
    expect(texts({ kind: 'dump', dumps: 3, goroutines: 40 })).toEqual([
      '40 goroutines in it, in the last dump',
    ])
    expect(
      texts({ kind: 'profile', type: 'cpu', unit: 'nanoseconds', flat: 10, cum: 50, total: 200 }),
    ).toEqual(['25 % of cpu in it and below, 5 % in itself'])
    expect(texts({ kind: 'dump', dumps: 1, goroutines: 0 })).toEqual([])
  })

  it('a number alone is no link: the start function must be the same, and then it is said what is not known', () => {
    const there = { ...trace, goroutine: { id: 18, functionName: 'main.worker' } }
    const subject = { goroutine: 18, startFunction: 'main.worker' }
    expect(texts(there, subject).at(-1)).toBe(
      'g18 there too, same start function; the same one only if of one process',
    )
    expect(texts({ ...there, goroutine: { id: 18, functionName: 'main.other' } }, subject)).toHaveLength(2)
    expect(texts(there)).toHaveLength(2)
    expect(texts(there, { goroutine: 18, startFunction: '' })).toHaveLength(2)
  })

  it('time is told only beside a function, and only where both carry a clock that overlaps', () => {
    const dated = { ...trace, fromUnixMs: 1_000, toUnixMs: 2_000 }
    expect(texts(dated, {}, { fromUnixMs: 1_500, toUnixMs: 9_000 }).at(-1)).toBe(
      "its time overlaps this file's by 500 ms",
    )
    expect(texts(dated, {}, { fromUnixMs: 2_500, toUnixMs: 9_000 })).toHaveLength(2)
    expect(texts(dated, {}, {})).toHaveLength(2)
    expect(texts({ ...dated, started: 0, onStacks: 0 }, {}, { fromUnixMs: 1_500, toUnixMs: 9_000 })).toEqual(
      [],
    )
  })
})
