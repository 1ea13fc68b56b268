import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layOutAxis, niceStep } from '../../../src/picture/axis'

const majors = (from: number, to: number, width: number, origin = 0): string[] =>
  layOutAxis(from, to, width, 96, origin)
    .ticks.filter((tick) => tick.isMajor)
    .map((tick) => tick.label.replaceAll('\u2009', ' '))

describe('niceStep', () => {
  it.each([
    [0.2, 1],
    [1, 1],
    [1.01, 2],
    [3, 5],
    [6, 10],
    [1e6, 1e6],
    [2.1e9, 5e9],
  ])('of %d is %d', (minimum, step) => expect(niceStep(minimum)).toBe(step))
})

describe('layOutAxis', () => {
  it('labels whole units', () => {
    expect(majors(0, 10_000_000, 1000)).toEqual([
      '0',
      '1 ms',
      '2 ms',
      '3 ms',
      '4 ms',
      '5 ms',
      '6 ms',
      '7 ms',
      '8 ms',
      '9 ms',
      '10 ms',
    ])
  })

  it('counts from a base when labels would be long', () => {
    const axis = layOutAxis(1_234_567_000, 1_234_568_000, 1000)
    expect(axis.base?.label).toBe('1.234\u2009567\u2009000 s')
    expect(axis.ticks.filter((tick) => tick.isMajor)[1]?.label).toBe('+100\u2009ns')
  })

  it('moves its origin', () => {
    expect(majors(5_000_000, 6_000_000, 400, 5_500_000)).toContain('0')
  })

  it('answers nothing for an empty window', () => {
    expect(layOutAxis(5, 5, 100).ticks).toEqual([])
    expect(layOutAxis(0, 5, 0).ticks).toEqual([])
  })

  it('keeps labels apart, inside, exact and different from each other at any window', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e13, noNaN: true }),
        fc.double({ min: 50, max: 1e13, noNaN: true }),
        fc.integer({ min: 200, max: 4000 }),
        (from, length, width) => {
          const axis = layOutAxis(from, from + length, width)
          const shown = axis.ticks.filter((tick) => tick.isMajor)
          expect(new Set(shown.map((tick) => tick.label)).size).toBe(shown.length)
          expect(axis.ticks.length).toBeLessThan(width)
          shown.forEach((tick, index) => {
            expect(tick.timeNs).toBeGreaterThanOrEqual(from - 1e-3)
            expect(tick.timeNs).toBeLessThanOrEqual(from + length + 1e-3)
            const next = shown[index + 1]
            if (next !== undefined)
              expect(((next.timeNs - tick.timeNs) / length) * width).toBeGreaterThanOrEqual(95.9)
          })
        },
      ),
    )
  })
})
