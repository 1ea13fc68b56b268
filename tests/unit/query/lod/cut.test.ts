import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutRow } from '../../../../src/query/lod/cut'
import type { CutRow } from '../../../../src/query/lod/cut'
import { buildPyramid } from '../../../../src/query/lod/pyramid'
import { RectangleFlag, Rectangles } from '../../../../src/query/lod/rectangles'
import { codeOfNothing } from '../../../../src/query/lod/stretch-row'
import type { StretchRow } from '../../../../src/query/lod/stretch-row'
import { plainStretches, rowOf, rowSketch, rule } from './random-row'

interface PlainRectangle {
  fromNs: number
  toNs: number
  state: number
  y0: number
  y1: number
  flags: number
  count: number
  position: number
}

function cutting(row: StretchRow, withPyramid: boolean): CutRow {
  const pyramid = withPyramid ? buildPyramid(row, rule) : undefined
  return { row, pyramid, rule, isClippedLeft: false, isClippedRight: false }
}

function rectanglesOf(cut: CutRow, fromNs: number, toNs: number, exponent: number): PlainRectangle[] {
  const out = new Rectangles(20_000)
  cutRow(cut, 0, fromNs, toNs, exponent, out)
  return Array.from({ length: out.count }, (_, index) => ({
    fromNs: out.startNs[index],
    toNs: out.endNs[index],
    state: out.state[index],
    y0: out.y0[index],
    y1: out.y1[index],
    flags: out.flags[index],
    count: out.stretchCount[index],
    position: out.position[index],
  }))
}

/** Time per state in [fromNs, toNs) of the stretches that pass, straight from the definition. */
function timesBetween(row: StretchRow, fromNs: number, toNs: number, shorterThanNs: number): Float64Array {
  const times = new Float64Array(256)
  for (const one of plainStretches(row)) {
    if (one.code === codeOfNothing || one.toNs - one.fromNs >= shorterThanNs) continue
    times[one.code] += Math.max(0, Math.min(toNs, one.toNs) - Math.max(fromNs, one.fromNs))
  }
  return times
}

const view = fc.record({
  fromNs: fc.integer({ min: 0, max: 20_000 }),
  lengthNs: fc.integer({ min: 1, max: 30_000 }),
  exponent: fc.integer({ min: 0, max: 14 }),
  hasHoles: fc.boolean(),
})

describe('cutRow', () => {
  it('reads the same from the stretches and from the pyramid', () => {
    fc.assert(
      fc.property(rowSketch, view, (sketch, { fromNs, lengthNs, exponent, hasHoles }) => {
        const row = rowOf(sketch, hasHoles)
        const raw = rectanglesOf(cutting(row, false), fromNs, fromNs + lengthNs, exponent)
        const fromNodes = rectanglesOf(cutting(row, true), fromNs, fromNs + lengthNs, exponent)
        expect(fromNodes).toEqual(raw)
      }),
      { numRuns: 3_000 },
    )
  })

  it('writes every long stretch in view as it is, and only those', () => {
    fc.assert(
      fc.property(rowSketch, view, (sketch, { fromNs, lengthNs, exponent, hasHoles }) => {
        const row = rowOf(sketch, hasHoles)
        const widthNs = 2 ** exponent
        const firstNs = Math.floor(fromNs / widthNs) * widthNs
        const lastNs = Math.ceil((fromNs + lengthNs) / widthNs) * widthNs
        const exact = rectanglesOf(cutting(row, true), fromNs, fromNs + lengthNs, exponent)
          .filter((one) => (one.flags & RectangleFlag.bucket) === 0)
          .map(({ fromNs, toNs, state, position }) => ({ position, fromNs, toNs, code: state }))
        const isCut = row.toNs <= fromNs || row.fromNs >= fromNs + lengthNs
        const expected = isCut
          ? []
          : plainStretches(row).filter(
              (one) =>
                one.code !== codeOfNothing &&
                one.toNs - one.fromNs >= widthNs &&
                one.toNs > firstNs &&
                one.fromNs < lastNs,
            )
        expect(exact).toEqual(expected)
      }),
      { numRuns: 1_000 },
    )
  })

  it('stacks the short stretches of a bucket in proportion, every state at least a step', () => {
    fc.assert(
      fc.property(rowSketch, view, (sketch, { exponent, hasHoles }) => {
        const row = rowOf(sketch, hasHoles)
        const widthNs = 2 ** exponent
        const buckets = rectanglesOf(cutting(row, true), 0, 1e9, exponent).filter(
          (one) => (one.flags & RectangleFlag.bucket) !== 0,
        )
        for (const one of buckets) {
          // Joined buckets share one stack: look at each bucket of the rectangle on its own.
          for (
            let bucketNs = Math.floor(one.fromNs / widthNs) * widthNs;
            bucketNs < one.toNs;
            bucketNs += widthNs
          ) {
            const fromNs = Math.max(one.fromNs, bucketNs)
            const toNs = Math.min(one.toNs, bucketNs + widthNs)
            const times = timesBetween(row, fromNs, toNs, widthNs)
            const states = [...times.keys()].filter((state) => times[state] > 0)
            expect(states).toContain(one.state)
            const share = (times[one.state] / (toNs - fromNs)) * 255
            expect(Math.abs(one.y1 - one.y0 - share)).toBeLessThanOrEqual(states.length + 1)
            expect(one.y1).toBeGreaterThan(one.y0)
            const below = buckets.filter(
              (other) => other.fromNs <= fromNs && other.toNs >= toNs && other.state < one.state,
            )
            expect(one.y0).toBe(below.reduce((sum, other) => sum + other.y1 - other.y0, 0))
          }
        }
      }),
      { numRuns: 500 },
    )
  })

  it('never reveals a state that the next coarser level did not hint at', () => {
    fc.assert(
      fc.property(rowSketch, view, (sketch, { exponent, hasHoles }) => {
        const row = rowOf(sketch, hasHoles)
        const fine = rectanglesOf(cutting(row, true), 0, 1e9, exponent)
        const coarse = rectanglesOf(cutting(row, true), 0, 1e9, exponent + 1)
        const widthNs = 2 ** (exponent + 1)
        for (const one of fine) {
          const fromNs = Math.floor(one.fromNs / widthNs) * widthNs
          const toNs = Math.ceil(one.toNs / widthNs) * widthNs
          const isHinted = coarse.some(
            (other) => other.state === one.state && other.fromNs < toNs && other.toNs > fromNs,
          )
          expect(isHinted).toBe(true)
          if ((one.flags & RectangleFlag.flagged) === 0) continue
          const isFlagged = coarse.some(
            (other) =>
              (other.flags & RectangleFlag.flagged) !== 0 && other.fromNs <= toNs && other.toNs >= fromNs,
          )
          expect(isFlagged).toBe(true)
        }
      }),
      { numRuns: 1_000 },
    )
  })
})
