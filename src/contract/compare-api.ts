/** The method about comparing traces; part of the interface in api.ts. */
import * as v from 'valibot'
import type { ComparableTraceDto } from './compare-dto'

export const compareSchemas = {
  'trace/comparable': v.object({ source: v.pipe(v.string(), v.maxLength(64)) }),
} as const

export interface CompareResults {
  'trace/comparable': ComparableTraceDto
}
