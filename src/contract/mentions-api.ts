/** The method that every kind of file answers about a function of another file; part of the interface in api.ts. */
import * as v from 'valibot'

export const mentionsSchemas = {
  /** What the file has of a function, by its full name, and of a goroutine, by its number. */
  'file/mentions': v.object({
    source: v.pipe(v.string(), v.maxLength(64)),
    functionName: v.pipe(v.string(), v.maxLength(1 << 16)),
    goroutine: v.optional(v.pipe(v.number(), v.integer())),
  }),
} as const

/** Where the file says when it is of, by its own clock. */
interface Dated {
  readonly fromUnixMs?: number
  readonly toUnixMs?: number
}

export type MentionsDto = Dated &
  (
    | {
        readonly kind: 'trace'
        readonly durationNs: number
        /** Goroutines that started there. */
        readonly started: number
        /** Goroutines that waited, were in a system call, or were preempted inside it. */
        readonly onStacks: number
        readonly samples: number
        /** The goroutine of that number. */
        readonly goroutine?: { readonly id: number; readonly functionName: string }
      }
    | {
        readonly kind: 'dump'
        /** Goroutines of the last dump that have it on their stack. */
        readonly goroutines: number
        readonly dumps: number
        /** The goroutine of that number in the last dump that has it; its outermost function. */
        readonly goroutine?: { readonly dump: number; readonly row: number; readonly functionName: string }
      }
    | {
        readonly kind: 'profile'
        /** Of the kind of value that the file shows first. */
        readonly type: string
        readonly unit: string
        readonly flat: number
        readonly cum: number
        readonly total: number
      }
  )

export interface MentionsResults {
  'file/mentions': MentionsDto
}
