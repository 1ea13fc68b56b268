/** The method about critical paths; part of the interface in api.ts. */
import * as v from 'valibot'
import type { PathDto } from './path-dto'

const timeNs = v.pipe(v.number(), v.finite())
const integer = v.pipe(v.number(), v.integer())

export const pathSchemas = {
  'trace/path': v.object({
    source: v.pipe(v.string(), v.maxLength(64)),
    choice: v.variant('by', [
      v.object({
        by: v.literal('goroutine'),
        goroutine: integer,
        fromNs: v.optional(timeNs),
        toNs: v.optional(timeNs),
      }),
      v.object({ by: v.literal('task'), task: integer }),
      v.object({ by: v.literal('region'), name: v.pipe(v.string(), v.maxLength(4096)) }),
      v.object({ by: v.literal('longest') }),
    ]),
  }),
} as const

export interface PathResults {
  'trace/path': PathDto
}
