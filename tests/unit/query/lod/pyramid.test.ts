import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildPyramid } from '../../../../src/query/lod/pyramid'
import { codeOfNothing } from '../../../../src/query/lod/stretch-row'
import { plainStretches, rowOf, rowSketch, rule } from './random-row'

describe('buildPyramid', () => {
  it('keeps at every level the time per state, the count and the longest of the row', () => {
    fc.assert(
      fc.property(rowSketch, fc.boolean(), (sketch, hasHoles) => {
        const row = rowOf(sketch, hasHoles)
        const pyramid = buildPyramid(row, rule)
        const all = plainStretches(row)
        const drawn = all.filter((one) => one.code !== codeOfNothing)
        const longest = Math.max(...all.map((one) => one.toNs - one.fromNs))
        for (let level = 0; level < pyramid.levelCount; level++) {
          const first = pyramid.levelOffset[level]
          const end = pyramid.levelOffset[level + 1]
          pyramid.states.forEach((state, column) => {
            let sum = 0
            for (let node = first; node < end; node++) {
              sum += pyramid.timeNs[node * pyramid.states.length + column]
            }
            const expected = drawn.filter((one) => one.code === state)
            expect(sum).toBe(expected.reduce((total, one) => total + one.toNs - one.fromNs, 0))
          })
          expect(pyramid.count.subarray(first, end).reduce((sum, count) => sum + count, 0)).toBe(drawn.length)
          const found = [...pyramid.longest.subarray(first, end)].filter(
            (position) => position !== 0xffffffff,
          )
          expect(Math.max(...found.map((position) => row.endAt(position) - row.startAt(position)))).toBe(
            longest,
          )
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it('holds times beyond 32 bits: a row of hours', () => {
    const hourNs = 3_600e9
    const row = rowOf(
      {
        originNs: 0,
        stretches: Array.from({ length: 600 }, (_, index) => ({
          lengthNs: hourNs / 600,
          holeNs: 0,
          state: 1 + (index % 2),
        })),
      },
      false,
    )
    const pyramid = buildPyramid(row, rule)
    const top = pyramid.levelOffset[pyramid.levelCount - 1]
    const end = pyramid.levelOffset[pyramid.levelCount]
    let sum = 0
    for (let index = top * 2; index < end * 2; index++) sum += pyramid.timeNs[index]
    expect(sum).toBe(hourNs)
  })
})
