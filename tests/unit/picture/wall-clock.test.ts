import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  clockNs,
  layOutWallAxis,
  parseClock,
  printClock,
  printUtcOffset,
} from '../../../src/picture/wall-clock'

const at = (iso: string, utcOffsetMinutes = 0) => ({
  startUnixNs: BigInt(Date.parse(iso)) * 1_000_000n,
  utcOffsetMinutes,
})

describe('clock time', () => {
  it('reads the clock on the wall', () => {
    expect(printClock(clockNs(at('2026-11-21T14:03:05.250Z'), 1_000), 9)).toBe(
      '14:03:05.250\u2009001\u2009000',
    )
    expect(printClock(clockNs(at('2026-11-21T23:30:00Z', 60), 0), 0)).toBe('00:30:00')
    expect(printClock(clockNs(at('2026-11-21T23:59:59Z'), 2e9), 0)).toBe('00:00:01')
    expect([printUtcOffset(0), printUtcOffset(-210), printUtcOffset(120)]).toEqual([
      'UTC',
      'UTC−03:30',
      'UTC+02:00',
    ])
  })

  it('finds a typed time, after midnight too, and no other text', () => {
    const clock = at('2026-11-21T14:02:00.5Z')
    expect(parseClock('14:03', clock)).toBe(59.5e9)
    expect(parseClock(' 14:02:01.25 ', clock)).toBe(0.75e9)
    expect(parseClock('14:01', clock)).toBe(-60.5e9)
    expect(parseClock('00:03', at('2026-11-21T23:59:00Z'))).toBe(240e9)
    for (const text of ['14', '25:00', '12:60', 'main.main', '1:2', '14:03:05:01']) {
      expect(parseClock(text, clock), text).toBeUndefined()
    }
  })

  it('sets ticks where a clock has them, each label true to its tick', () => {
    const clock = at('2026-11-21T14:02:13.123456789Z')
    const start = { ...clock, startUnixNs: clock.startUnixNs + 456_789n }
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3_600e9 }),
        fc.integer({ min: 100, max: 3_600e9 }),
        (fromNs, lengthNs) => {
          const axis = layOutWallAxis(start, fromNs, fromNs + lengthNs, 1_000)
          const major = axis.ticks.filter((tick) => tick.isMajor)
          expect(new Set(major.map((tick) => tick.label)).size).toBe(major.length)
          for (const { timeNs, label } of major) {
            expect(timeNs).toBeGreaterThanOrEqual(fromNs)
            expect(timeNs).toBeLessThanOrEqual(fromNs + lengthNs)
            expect(parseClock(label.replace(/\u2009/g, ''), start)).toBe(timeNs)
          }
          expect((axis.stepNs / lengthNs) * 1_000).toBeGreaterThanOrEqual(147)
        },
      ),
    )
  })
})
