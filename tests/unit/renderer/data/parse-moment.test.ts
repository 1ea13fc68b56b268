import { describe, expect, it } from 'vitest'
import { parseMoment } from '../../../../src/renderer/data/parse-moment'

const day = new Date(2026, 10, 21, 9, 30)
const ms = (unixNs: bigint | undefined): number | undefined =>
  unixNs === undefined ? undefined : Number(unixNs / 1_000_000n)

describe('parseMoment', () => {
  it('reads a time of day on the given day', () => {
    expect(ms(parseMoment('14:03', day))).toBe(new Date(2026, 10, 21, 14, 3).getTime())
    expect(ms(parseMoment(' 4:03:05 ', day))).toBe(new Date(2026, 10, 21, 4, 3, 5).getTime())
  })

  it('reads nanoseconds, as Marey itself writes them too', () => {
    const wanted = BigInt(new Date(2026, 10, 21, 14, 3, 5).getTime()) * 1_000_000n + 123_456_789n
    expect(parseMoment('14:03:05.123456789', day)).toBe(wanted)
    expect(parseMoment('14:03:05.123\u2009456\u2009789', day)).toBe(wanted)
    expect(parseMoment('14:03:05,5', day)).toBe(wanted - 123_456_789n + 500_000_000n)
  })

  it('reads dates and zones', () => {
    expect(ms(parseMoment('2026-11-21 14:03:05', day))).toBe(new Date(2026, 10, 21, 14, 3, 5).getTime())
    expect(ms(parseMoment('2026-11-21T14:03:05Z', day))).toBe(Date.UTC(2026, 10, 21, 14, 3, 5))
    expect(ms(parseMoment('2026-11-21T14:03:05+02:00', day))).toBe(Date.UTC(2026, 10, 21, 12, 3, 5))
    expect(ms(parseMoment('2026-11-21 14:03 -0330', day))).toBe(Date.UTC(2026, 10, 21, 17, 33))
    expect(ms(parseMoment('2028-02-29 00:00Z', day))).toBe(Date.UTC(2028, 1, 29))
  })

  it.each([
    '',
    '14',
    '24:00',
    '12:60',
    '12:00:60',
    '2026-02-29 10:00',
    '2026-13-01 10:00',
    '2026-00-10 1:00',
  ])('takes %s for no moment', (text) => expect(parseMoment(text, day)).toBeUndefined())

  it.each(['1969-12-31 10:00', '2300-01-01 10:00', '2026-11-21', 'noon', '14:03 CET'])(
    'takes %s for no moment either',
    (text) => expect(parseMoment(text, day)).toBeUndefined(),
  )
})
