/** The session of a pprof profile (kind profile). */
import type { ByteSource } from '../base/byte-source'
import { throwIfCancelled } from '../base/cancellation'
import type { ImportFailure, ImportWarning } from '../base/import-warning'
import type { Result } from '../base/result'
import { fail, succeed } from '../base/result'
import type { MethodName, Params } from '../contract/api'
import type { ApiError } from '../contract/errors'
import { readProfile } from '../formats/pprof/read-profile'
import { profileFlame, profileFunction, profileOverview, profileTop } from '../query/profile/profile-answers'
import { indexProfile } from '../query/profile/profile-index'
import type { ProfileIndex } from '../query/profile/profile-index'
import { profileMentions } from '../query/mentions/profile-mentions'
import type { Session, SessionOptions } from './session'

/** @param source unpacked bytes. @throws CancelledError, SourceReadError */
export function openProfileSession(
  source: ByteSource,
  options: SessionOptions,
  warnings: readonly ImportWarning[],
): Result<Session, ImportFailure> {
  const read = readProfile(source, {
    cancellation: options.cancellation,
    onProgress: (done, total) => options.onProgress('Reading', done, total),
  })
  if (!read.ok) return read
  throwIfCancelled(options.cancellation)
  options.onProgress('Naming functions', source.byteLength, source.byteLength)
  const index = indexProfile(read.value)
  return succeed({
    kind: 'profile',
    warnings: [...warnings, ...read.value.warnings],
    isComplete: read.value.isComplete && !warnings.some((warning) => warning.isLoss === true),
    call: (method, params) => answer(index, options.name, method, params),
  })
}

function answer(
  index: ProfileIndex,
  name: string,
  method: MethodName,
  params: unknown,
): Result<unknown, ApiError> {
  switch (method) {
    case 'profile/overview':
      return succeed(profileOverview(index))
    case 'profile/flame': {
      const { type, label } = params as Params<typeof method>
      return withType(index, type, () => succeed(profileFlame(index, type, label)))
    }
    case 'profile/top': {
      const { type, label } = params as Params<typeof method>
      return withType(index, type, () => succeed(profileTop(index, type, label)))
    }
    case 'profile/function': {
      const { type, label, name: functionName } = params as Params<typeof method>
      return withType(index, type, () => {
        const found = profileFunction(index, type, label, functionName)
        return found === undefined
          ? fail({ code: 'not-found', message: `this profile has no function ${functionName}` })
          : succeed(found)
      })
    }
    case 'file/mentions': {
      const { functionName } = params as Params<typeof method>
      return succeed(profileMentions(index, functionName))
    }
    default:
      return fail({
        code: 'unsupported',
        message: `${name} is a profile; ${method} is asked of another kind of file.`,
      })
  }
}

function withType(
  index: ProfileIndex,
  type: number,
  then: () => Result<unknown, ApiError>,
): Result<unknown, ApiError> {
  return type < index.profile.sampleTypes.length
    ? then()
    : fail({ code: 'not-found', message: `this profile has no ${type + 1}th kind of value` })
}
