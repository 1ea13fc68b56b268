import { describe, expect, it } from 'vitest'
import {
  clocksInNames,
  clockText,
  dateInName,
  dumpTimeText,
  minutesBetween,
  notesOnTimes,
  orderOfTimes,
  parseGivenTime,
  sharedDay,
  timesOfDumps,
} from '../../../src/contract/dump-times'
import type { DatedDump } from '../../../src/contract/dump-times'

const at = Date.UTC(2026, 10, 21, 14, 3, 5)
const dump = (fileName: string, more: Partial<DatedDump> = {}): DatedDump => ({
  fileName,
  dumpCount: 1,
  logMs: undefined,
  givenMs: undefined,
  ...more,
})

describe('a date in a file name', () => {
  it.each([
    ['2026-11-21T14-03-05.txt', at],
    ['dump-2026-11-21T14:03:05Z.txt', at],
    ['dump-2026-11-21T14-03-05+0100.txt', at - 3_600_000],
    ['api_20261121_140305.log', at],
    ['api-20261121T140305Z.log', at],
    ['goroutines.2026_11_21_14_03_05.txt', at],
    ['2026-11-21 14.03.05.250.txt', at + 250],
    [`dump.${at / 1000}.txt`, at],
    [`dump-${at}.txt`, at],
    [`dump-${at}000000.txt`, at],
    ['dump-2026-11-21T14-03.txt', at - 5000],
    ['dump-2026-11-21.txt', undefined],
    ['dump-2026-02-31T14-03-05.txt', undefined],
    ['dump-2026-11-21T25-03-05.txt', undefined],
    ['dump-1403.txt', undefined],
    ['dump-0123456789.txt', undefined],
    ['deadbeef1763733785.txt', undefined],
    ['2026-11-21T14-03-05_to_2026-11-21T14-08-05.txt', undefined],
  ])('%s: %s', (name, expected) => {
    expect(dateInName(name)).toBe(expected)
  })
})

describe('a time of day in file names', () => {
  const minute = (hours: number, minutes: number): number => (hours * 60 + minutes) * 60_000

  it('counts where all names have one and nothing else differs', () => {
    expect(clocksInNames(['dump-1403.txt', 'dump-1408.txt'])).toEqual([minute(14, 3), minute(14, 8)])
    expect(clocksInNames(['dump-14-03-05.txt', 'dump-14-03-06.txt'])).toHaveLength(2)
    expect(clocksInNames(['d_140305.txt', 'd_140306.txt'])).toHaveLength(2)
  })

  it.each([
    ['alone it may be any number', ['dump-1403.txt']],
    ['counting up one by one', ['dump-1001.txt', 'dump-1002.txt', 'dump-1003.txt']],
    ['years', ['dump-2025.txt', 'dump-2026.txt']],
    ['no time of day', ['dump-1403.txt', 'dump-1470.txt']],
    ['twice the same', ['dump-1403.txt', 'dump-1403.txt']],
    ['other names', ['api-1403.txt', 'web-1408.txt']],
    ['only some', ['dump-1403.txt', 'dump.txt']],
  ])('not when ambiguous: %s', (_, names) => {
    expect(clocksInNames(names)).toBeUndefined()
  })
})

describe('times of dumps that are compared', () => {
  it('come from whoever knows best, and say from whom', () => {
    const times = timesOfDumps([
      dump('a.txt', { givenMs: at + 5, logMs: at + 7 }),
      dump('2026-11-21T14-03-05.txt', { logMs: at + 7 }),
      dump('2026-11-21T14-03-05.txt'),
      dump('2026-11-21T14-03-05.txt', { dumpCount: 2 }),
    ])
    expect(times.map(({ source }) => source)).toEqual(['given', 'log', 'file-name', 'unknown'])
    expect(times.map(({ unixMs }) => unixMs)).toEqual([at + 5, at + 7, at, undefined])
    expect(notesOnTimes(times)[0]).toContain('Of 4 dumps 3 have a time')
    expect(orderOfTimes(times)).toEqual([0, 1, 2, 3])
    expect(minutesBetween(times)).toBeUndefined()
  })

  it('order the dumps and give minutes between them', () => {
    const times = timesOfDumps([dump('dump-1408.txt'), dump('dump-1403.txt')])
    expect(times.map(({ source }) => source)).toEqual(['clock', 'clock'])
    expect(orderOfTimes(times)).toEqual([1, 0])
    expect(minutesBetween(orderOfTimes(times).map((index) => times[index]))).toBe(5)
    expect(times.map(dumpTimeText)).toEqual(['14:08:00', '14:03:00'])
    expect(notesOnTimes(times)[0]).toContain('of one day')
  })

  it('share a day, or do not', () => {
    const day = (...names: readonly string[]): string | undefined =>
      sharedDay(timesOfDumps(names.map((name) => dump(name))))
    expect(day('2026-11-21T14-03-05.txt', '2026-11-21T14-08-05.txt')).toBe('2026-11-21')
    expect(day('2026-11-21T14-03-05.txt', '2026-11-22T14-08-05.txt')).toBeUndefined()
    expect(day('dump-1403.txt', 'dump-1408.txt')).toBeUndefined()
    expect(day('a.txt', 'b.txt')).toBeUndefined()
    expect(clockText({ unixMs: at, source: 'log' })).toBe('14:03:05 UTC')
    expect(clockText({ unixMs: 60_000, source: 'clock' })).toBe('00:01:00')
  })

  it('puts a time of day that was given on the day that others name', () => {
    const times = timesOfDumps([dump('a.txt', { givenMs: 60_000 }), dump('2026-11-21T14-03-05.txt')])
    expect(times[0]).toEqual({ unixMs: Date.UTC(2026, 10, 21, 0, 1), source: 'given' })
  })

  it('never mixes a time of day with dates', () => {
    const times = timesOfDumps([dump('dump-1403.txt', { logMs: at }), dump('dump-1408.txt')])
    expect(times.map(({ source }) => source)).toEqual(['log', 'unknown'])
  })
})

describe('a time that is typed', () => {
  it.each([
    ['14:03', (14 * 60 + 3) * 60_000],
    [' 9:03:05 ', (9 * 60 + 3) * 60_000 + 5000],
    ['2026-11-21 14:03:05', at],
    ['2026-11-21T14:03:05Z', at],
    ['soon', undefined],
    ['', undefined],
    ['25:00', undefined],
  ])('%j: %s', (text, expected) => {
    expect(parseGivenTime(text)).toBe(expected)
  })
})
