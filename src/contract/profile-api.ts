/** Methods about pprof profiles; part of the interface in api.ts. */
import * as v from 'valibot'
import type { ProfileFlameDto, ProfileFunctionDto, ProfileOverviewDto, ProfileTopDto } from './profile-dto'

const source = v.pipe(v.string(), v.maxLength(64))
/** Index of a sample type. */
const type = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1000))
/** Only samples with this label, `key=value`. */
const label = v.optional(v.pipe(v.string(), v.maxLength(4096)))
const name = v.pipe(v.string(), v.maxLength(1 << 16))

export const profileSchemas = {
  'profile/overview': v.object({ source }),
  'profile/flame': v.object({ source, type, label }),
  'profile/top': v.object({ source, type, label }),
  'profile/function': v.object({ source, type, label, name }),
} as const

export interface ProfileResults {
  'profile/overview': ProfileOverviewDto
  'profile/flame': ProfileFlameDto
  'profile/top': ProfileTopDto
  'profile/function': ProfileFunctionDto
}
