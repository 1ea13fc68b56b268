import { assert, array, integer, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arrange, lengthOfTies, type Arrangement } from '../../../../src/query/shape/arrange'

const tie = (count: number) =>
  record({
    a: integer({ min: 0, max: count - 1 }),
    b: integer({ min: 0, max: count - 1 }),
    weight: integer({ min: 1, max: 50 }),
  })

/** Any ties between any things of any size, and pairs that the start already has in order. */
const arrangements = integer({ min: 1, max: 14 }).chain((count) =>
  record({
    sizes: array(integer({ min: 1, max: 9 }), { minLength: count, maxLength: count }),
    ties: array(tie(count), { maxLength: 30 }),
    pairs: array(tie(count), { maxLength: 4 }),
  }).map(({ sizes, ties, pairs }): Arrangement => {
    const before = pairs.filter(({ a, b }) => a < b).map(({ a, b }) => [a, b] as const)
    return { start: sizes.map((_, thing) => thing), sizes, ties, before }
  }),
)

const keeps = (order: readonly number[], before: Arrangement['before']): boolean =>
  before.every(([first, second]) => order.indexOf(first) < order.indexOf(second))

describe('putting what is tied together side by side', () => {
  it('moves everything at most once into a place, never makes the edges longer, keeps what must stay above', () => {
    assert(
      property(arrangements, (question) => {
        const order = arrange(question)
        expect([...order].sort((a, b) => a - b)).toEqual(question.start)
        expect(keeps(order, question.before)).toBe(true)
        expect(lengthOfTies(order, question.sizes, question.ties)).toBeLessThanOrEqual(
          lengthOfTies(question.start, question.sizes, question.ties) + 1e-6,
        )
        expect(arrange(question)).toEqual(order)
      }),
    )
  })

  it('ends where no single move makes the edges shorter: what it adds up step by step is the real sum', () => {
    assert(
      property(arrangements, (question) => {
        const order = arrange(question)
        const now = lengthOfTies(order, question.sizes, question.ties)
        for (let from = 0; from < order.length; from++) {
          for (let to = 0; to < order.length; to++) {
            const moved = [...order]
            const [thing] = moved.splice(from, 1)
            moved.splice(to, 0, thing)
            if (keeps(moved, question.before))
              expect(lengthOfTies(moved, question.sizes, question.ties)).toBeGreaterThanOrEqual(now - 1e-6)
          }
        }
      }),
    )
  })

  it('leaves the ends alone when asked to', () => {
    const order = arrange({
      start: [0, 1, 2, 3],
      sizes: [1, 1, 1, 1],
      ties: [
        { a: 3, b: 1, weight: 5 },
        { a: 0, b: 2, weight: 5 },
      ],
      before: [],
      hasFixedEnds: true,
    })
    expect(order).toEqual([0, 2, 1, 3])
  })

  it('shortens the edges of two hundred lines with thousands of ties', () => {
    const count = 200
    const ties = Array.from({ length: 5_000 }, (_, at) => {
      const a = (at * 7) % count
      return { a, b: (a + 1 + (at % 3)) % count, weight: 1 + (at % 17) }
    })
    const sizes = new Uint8Array(count).fill(1)
    // Neighbours by weight, dealt far apart.
    const start = Array.from({ length: count }, (_, at) => (at * 77) % count)
    const order = arrange({ start, sizes, ties, before: [] })
    expect(lengthOfTies(order, sizes, ties)).toBeLessThan(lengthOfTies(start, sizes, ties) / 4)
  })
})
