/** What a profile has of a function, in the kind of value that it shows first. */
import type { MentionsDto } from '../../contract/mentions-api'
import { profileFunction } from '../profile/profile-answers'
import type { ProfileIndex } from '../profile/profile-index'
import { defaultType } from '../profile/summary-text'

export function profileMentions(index: ProfileIndex, functionName: string): MentionsDto {
  const { profile } = index
  const at = defaultType(profile)
  const sampleType = profile.sampleTypes.at(at)
  const found =
    at < 0 || sampleType === undefined ? undefined : profileFunction(index, at, undefined, functionName)
  const fromUnixMs = Number(profile.timeUnixNs / 1_000_000n)
  return {
    kind: 'profile',
    type: sampleType?.type ?? '',
    unit: sampleType?.unit ?? '',
    flat: found?.flat ?? 0,
    cum: found?.cum ?? 0,
    total: found?.total ?? 0,
    ...(fromUnixMs > 0 ? { fromUnixMs, toUnixMs: fromUnixMs + profile.durationNs / 1e6 } : {}),
  }
}
