import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { GrowableIdTable } from '../../../src/model/id-table'
import { NONE } from '../../../src/model/states'

describe('an id table', () => {
  test('gives each id one index, in order of arrival, near or far', () => {
    const id = fc.oneof(
      fc.integer({ min: 0, max: 400 }),
      fc.integer({ min: 0, max: 2 ** 31 }),
      fc.double({ min: 2 ** 29 - 5, max: 2 ** 53, noNaN: true }).map(Math.floor),
    )
    fc.assert(
      fc.property(fc.array(id, { maxLength: 400 }), (ids) => {
        const table = new GrowableIdTable()
        const expected = new Map<number, number>()
        for (const value of ids) {
          if (!expected.has(value)) expected.set(value, expected.size)
          expect(table.intern(value)).toBe(expected.get(value))
        }
        expect(table.count).toBe(expected.size)
        for (const [value, index] of expected) {
          expect(table.indexOf(value)).toBe(index)
          expect(table.ids[index]).toBe(value)
        }
        expect(table.indexOf(2 ** 52 + 12345)).toBe(expected.get(2 ** 52 + 12345) ?? NONE)
      }),
    )
  })

  test('takes no page for each of many scattered ids, and finds them all', () => {
    const table = new GrowableIdTable()
    for (let i = 0; i < 100_000; i++) table.intern((i * 5381) % 2 ** 29)
    for (let i = 0; i < 100_000; i++)
      expect(table.ids[table.indexOf((i * 5381) % 2 ** 29)]).toBe((i * 5381) % 2 ** 29)
    const { slots } = table as unknown as { slots: Uint32Array }
    expect(slots.length).toBeLessThan(8_000_000)
  })

  test('takes four bytes an id until one needs more, and keeps those before it', () => {
    const table = new GrowableIdTable()
    for (const id of [7, 2 ** 32 - 1]) table.intern(id)
    expect(table.ids).toBeInstanceOf(Uint32Array)
    expect(table.intern(2 ** 32)).toBe(2)
    expect([...table.ids.subarray(0, table.count)]).toEqual([7, 2 ** 32 - 1, 2 ** 32])
    expect([7, 2 ** 32 - 1, 2 ** 32].map((id) => table.indexOf(id))).toEqual([0, 1, 2])
  })
})
