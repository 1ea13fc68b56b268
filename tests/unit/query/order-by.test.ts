import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Largest, nthLeast, orderBy } from '../../../src/query/order-by'

const plain = (keys: readonly number[]): number[] =>
  keys
    .map((key, at) => ({ key: Number.isNaN(key) ? Infinity : key, last: Number.isNaN(key) ? 1 : 0, at }))
    .sort((a, b) => a.last - b.last || (a.key < b.key ? -1 : a.key > b.key ? 1 : a.at - b.at))
    .map(({ at }) => at)

const byKeys = (keys: readonly number[]): number[] => [
  ...orderBy(
    Uint32Array.from(keys, (_, at) => at),
    Float64Array.from(keys),
  ),
]

describe('orderBy', () => {
  it('sorts many whole numbers as a comparison does, equal ones in their order', () => {
    const key = fc.oneof(
      fc.integer({ min: -50, max: 50 }),
      fc.integer(),
      fc.maxSafeInteger().map((value) => Math.floor(value / 2 ** 12)),
      fc.constant(-0),
    )
    fc.assert(
      fc.property(fc.array(key, { minLength: 513, maxLength: 1_500 }), (keys) => {
        expect(byKeys(keys)).toEqual(plain(keys))
      }),
      { numRuns: 100 },
    )
  })

  it('sorts any numbers, those that are none last', () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { maxLength: 700 }), (keys) => {
        expect(byKeys(keys)).toEqual(plain(keys))
      }),
    )
  })

  it('sorts what comes in a few stretches, each in order', () => {
    const stretch = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 100, maxLength: 300 })
    fc.assert(
      fc.property(fc.array(stretch, { minLength: 6, maxLength: 18 }), (stretches) => {
        const keys = stretches.flatMap((one) => one.sort((a, b) => a - b))
        expect(byKeys(keys)).toEqual(plain(keys))
      }),
      { numRuns: 50 },
    )
  })

  it('gives back what is in order as it is, and moves the items, not their numbers', () => {
    const items = Uint32Array.of(7, 5, 9)
    expect(orderBy(items, Float64Array.of(1, 1, 2))).toBe(items)
    expect([...orderBy(items, Float64Array.of(3, 1, 2))]).toEqual([5, 9, 7])
  })
})

describe('nthLeast of many', () => {
  it('finds what a sort would, however the values lie', () => {
    const spreads = [0, 1e-9, 1, 1e3, 2 ** 40]
    for (const spread of spreads) {
      let state = 7
      const values = Float64Array.from({ length: 60_000 }, (_, at) => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
        return at % 1_000 === 0 ? 2 ** 52 : (state % 997) * spread
      })
      const sorted = values.slice().sort()
      for (const place of [0, 1, 30_000, 59_000, 59_938, 59_939, 59_940, 59_999])
        expect([spread, place, nthLeast(values.slice(), values.length, place)]).toEqual([
          spread,
          place,
          sorted[place],
        ])
    }
  })
})

describe('nthLeast', () => {
  it('is what a sort puts at that place', () => {
    const value = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ noNaN: true }))
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 300 }), fc.nat(), (values, drawn) => {
        const place = drawn % values.length
        // Behind `count` lies what is none of its business.
        const found = nthLeast(Float64Array.from([...values, -Infinity]), values.length, place)
        expect(found + 0).toBe(Float64Array.from(values).sort()[place] + 0)
      }),
    )
  })
})

describe('Largest', () => {
  it('keeps the largest in order, of equal ones the first', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 9 })),
        fc.integer({ min: 0, max: 5 }),
        (values, most) => {
          const largest = new Largest<number>(most)
          values.forEach((value, at) => largest.offer(at, value))
          const expected = values.map((_, at) => at).sort((a, b) => values[b] - values[a] || a - b)
          expect(largest.items).toEqual(expected.slice(0, most))
        },
      ),
    )
  })
})
