import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { finish } from '../../../src/base/steps'
import { LazyOrder } from '../../../src/query/lazy-order'
import { orderBy } from '../../../src/query/order-by'

const count = 20_000

/** Keys that repeat a few drawn ones, spread by a factor: fast-check draws no lists of ten thousands. */
const manyKeys = fc
  .tuple(
    fc.array(
      fc.oneof(
        fc.integer({ min: -50, max: 50 }),
        fc.maxSafeInteger(),
        fc.double(),
        fc.constantFrom(NaN, Infinity, 0, -0, 1, 2 ** 40),
      ),
      { minLength: 1, maxLength: 40 },
    ),
    fc.constantFrom(0, 1, 1e-9, 1e6),
    fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  )
  .map(([drawn, spread, seed]) => {
    let state = seed
    return Float64Array.from({ length: count }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return drawn[state % drawn.length] + Math.floor(state / 7) * spread
    })
  })

const inOrder = (keys: Float64Array): Uint32Array =>
  orderBy(
    Uint32Array.from(keys, (_, at) => at),
    keys,
  )

describe('LazyOrder', () => {
  it('gives any page of the order that a full sort gives, whatever was looked at before', () => {
    const places = fc.array(fc.integer({ min: 0, max: count }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(manyKeys, places, (keys, from) => {
        const expected = inOrder(keys)
        const lazy = finish(LazyOrder.of(keys))
        for (const first of from) {
          const end = Math.min(count, first + 100)
          expect(finish(lazy.between(first, end))).toEqual(expected.subarray(first, end))
        }
        expect(finish(lazy.all())).toEqual(expected)
      }),
      { numRuns: 60 },
    )
  })

  it('shares out a bucket that most keys fall into once more', () => {
    const keys = Float64Array.from({ length: 300_000 }, (_, at) =>
      at === 0 ? 2 ** 50 : 1e9 + ((at * 7_919) % 100_003),
    )
    const lazy = finish(LazyOrder.of(keys))
    const expected = inOrder(keys)
    expect(finish(lazy.between(150_000, 150_100))).toEqual(expected.subarray(150_000, 150_100))
    expect(finish(lazy.all())).toEqual(expected)
  })

  it('puts few keys in order for a page of many, and all of them in pieces', () => {
    const keys = Float64Array.from({ length: 500_000 }, (_, at) => (at * 7_919) % 500_009)
    const lazy = finish(LazyOrder.of(keys))
    let pieces = 0
    for (const steps = lazy.between(0, 100); steps.next().done !== true;) pieces++
    expect(pieces).toBeLessThan(2)
    let rest = 0
    for (const steps = lazy.all(); steps.next().done !== true;) rest++
    expect(rest).toBeGreaterThan(20)
  })

  it('holds nothing for no keys', () => {
    expect(finish(finish(LazyOrder.of(new Float64Array(0))).all())).toEqual(new Uint32Array(0))
  })
})
