import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RowPlan } from '../../../src/model/grouped-rows'
import { GroupedRows } from '../../../src/model/grouped-rows'

const groupCount = 8

/** Where groups of so many rows begin. */
function planOf(counts: readonly number[]): RowPlan {
  const offsets = [0]
  for (const count of counts) offsets.push(offsets[offsets.length - 1] + count)
  return Uint32Array.from(offsets)
}

/** Fills rows with a running number, group by group as they come, and lays them together. */
function laid(plan: RowPlan | null, arrivals: readonly number[]) {
  const rows = GroupedRows.planned(plan)
  const values = new Float64Array(1000).fill(-1)
  arrivals.forEach((group, i) => {
    values[rows.next(group, rows.last(group))] = i
  })
  const { offset, moves } = rows.finish(groupCount)
  const column = moves.apply(values)
  return Array.from({ length: groupCount }, (_, group) => [
    ...column.subarray(offset[group], offset[group + 1]),
  ])
}

describe('grouped rows', () => {
  test('keep each group together and in order, whatever was planned', () => {
    const arrivals = fc.array(fc.integer({ min: 0, max: groupCount - 1 }), { maxLength: 200 })
    const plan = fc.option(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: groupCount }))
    fc.assert(
      fc.property(arrivals, plan, (groups, counts) => {
        const expected = Array.from({ length: groupCount }, (_, group) =>
          groups.flatMap((other, i) => (other === group ? [i] : [])),
        )
        expect(laid(counts === null ? null : planOf(counts), groups)).toEqual(expected)
      }),
    )
  })

  test('move nothing when the plan was exact', () => {
    const rows = GroupedRows.planned(planOf([2, 1]))
    const values = new Float64Array(3)
    for (const group of [0, 1, 0]) values[rows.next(group, rows.last(group))] = group + 1
    const { moves } = rows.finish(2)
    expect(moves.apply(values).buffer).toBe(values.buffer)
    expect([...moves.apply(values)]).toEqual([1, 1, 2])
  })
})
