/** Methods about cutting a stretch out of a trace; part of the interface in api.ts. */
import * as v from 'valibot'
import type { Frame } from './wire'

const timeNs = v.pipe(v.number(), v.finite())
const stretch = v.object({ source: v.pipe(v.string(), v.maxLength(64)), fromNs: timeNs, toNs: timeNs })

/** What a slice would hold: the whole generations that a stretch touches. */
export interface SlicePlanDto {
  readonly fromNs: number
  readonly toNs: number
  readonly generations: number
  readonly generationTotal: number
  readonly byteLength: number
  /** Go's own reader may stop where it is damaged. */
  readonly isDamaged: boolean
}

export const sliceSchemas = {
  'trace/slice-plan': stretch,
  /** A frame with one column, `bytes`: the slice as a file. */
  'trace/slice': stretch,
} as const

export interface SliceResults {
  'trace/slice-plan': SlicePlanDto
  'trace/slice': Frame<SlicePlanDto>
}
