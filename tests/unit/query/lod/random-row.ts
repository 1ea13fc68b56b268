/** Random rows of stretches for the property tests of level of detail. */
import fc from 'fast-check'
import { TimeColumn } from '../../../../src/model/time-column'
import { StretchRow } from '../../../../src/query/lod/stretch-row'
import type { FlagRule } from '../../../../src/query/lod/pyramid'

/** State number is the wire state; reason 0. State 7 stands for nothing. */
export const codes = new Uint8Array(8 << 8).fill(255)
for (let state = 0; state < 7; state++) codes[state << 8] = state

export const rule: FlagRule = { thresholdNs: new Float64Array(256).fill(Infinity), bits: new Uint8Array(256) }
rule.thresholdNs[2] = 300
rule.bits[2] = 1

export interface RowSketch {
  readonly originNs: number
  readonly stretches: readonly {
    readonly lengthNs: number
    readonly holeNs: number
    readonly state: number
  }[]
}

const length = fc.oneof(
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 40 }) },
  { weight: 2, arbitrary: fc.integer({ min: 41, max: 2_000 }) },
)

export const rowSketch: fc.Arbitrary<RowSketch> = fc.record({
  originNs: fc.integer({ min: 0, max: 5_000 }),
  stretches: fc.array(
    fc.record({
      lengthNs: length,
      holeNs: fc.oneof(fc.constant(0), length),
      state: fc.integer({ min: 0, max: 7 }),
    }),
    { minLength: 1, maxLength: 120 },
  ),
})

export function rowOf(sketch: RowSketch, hasHoles: boolean): StretchRow {
  const startNs: number[] = []
  const endNs: number[] = []
  let nowNs = sketch.originNs
  for (const one of sketch.stretches) {
    startNs.push(nowNs)
    endNs.push(nowNs + one.lengthNs)
    nowNs += one.lengthNs + (hasHoles ? one.holeNs : 0)
  }
  return new StretchRow({
    columns: {
      startNs: new TimeColumn(Float64Array.from(startNs), 1),
      state: Uint8Array.from(sketch.stretches, (one) => one.state),
      reason: new Uint8Array(startNs.length),
    },
    codes,
    first: 0,
    count: startNs.length,
    lastEndNs: endNs[endNs.length - 1],
    endOf: hasHoles ? (position) => endNs[position] : undefined,
  })
}

export interface PlainStretch {
  readonly position: number
  readonly fromNs: number
  readonly toNs: number
  readonly code: number
}

export function plainStretches(row: StretchRow): PlainStretch[] {
  return Array.from({ length: row.count }, (_, index) => ({
    position: row.first + index,
    fromNs: row.startAt(row.first + index),
    toNs: row.endAt(row.first + index),
    code: row.codeAt(row.first + index),
  }))
}
