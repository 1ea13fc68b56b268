/** The method about the shape of some goroutines; part of the interface in api.ts. */
import * as v from 'valibot'
import { limits } from './limits'
import type { ShapeDto } from './shape-dto'

const timeNs = v.pipe(v.number(), v.finite())
const goroutine = v.pipe(v.number(), v.integer())
const text = v.pipe(v.string(), v.maxLength(4096))

const choice = v.variant('by', [
  v.object({
    by: v.literal('goroutines'),
    ids: v.pipe(v.array(goroutine), v.minLength(1), v.maxLength(limits.shapeIds), v.readonly()),
  }),
  v.object({ by: v.literal('function'), functionName: text }),
  v.object({ by: v.literal('task'), task: v.pipe(v.number(), v.integer()) }),
  v.object({ by: v.literal('filter'), filter: text }),
  v.object({ by: v.literal('time'), fromNs: timeNs, toNs: timeNs }),
])

export const shapeSchemas = {
  'trace/shape': v.object({
    source: v.pipe(v.string(), v.maxLength(64)),
    choice,
    /** Also those that created, woke, or were woken by a chosen one. */
    hasNeighbours: v.boolean(),
    /** The window whose wake-ups are wanted. */
    fromNs: timeNs,
    toNs: timeNs,
    /** Into about how many slices the window is divided. */
    slices: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(limits.shapeSlices)),
  }),
} as const

export interface ShapeResults {
  'trace/shape': ShapeDto
}
