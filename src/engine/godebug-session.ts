/** The session of a log of GODEBUG tracing (kind godebug). */
import type { ByteSource } from '../base/byte-source'
import { throwIfCancelled } from '../base/cancellation'
import type { ImportFailure, ImportWarning } from '../base/import-warning'
import type { Result } from '../base/result'
import { fail, succeed } from '../base/result'
import type { MethodName, Params } from '../contract/api'
import type { ApiError } from '../contract/errors'
import { readDetails } from '../formats/godebug/detail-text'
import { readGodebug } from '../formats/godebug/read-godebug'
import type { GodebugLog, GodebugRun } from '../model/godebug-log'
import { detailOf } from '../query/godebug/detail'
import { godebugOverview, godebugText } from '../query/godebug/overview'
import { seriesOf } from '../query/godebug/series'
import { tableOf } from '../query/godebug/tables'
import type { Session, SessionOptions } from './session'

/** @param source unpacked bytes. @throws CancelledError, SourceReadError */
export function openGodebugSession(
  source: ByteSource,
  options: SessionOptions,
  warnings: readonly ImportWarning[],
): Result<Session, ImportFailure> {
  const read = readGodebug(source, options)
  if (!read.ok) return read
  throwIfCancelled(options.cancellation)
  const log = read.value
  const overview = godebugOverview(log)
  return succeed({
    kind: 'godebug',
    warnings: [...warnings, ...log.warnings],
    isComplete: log.isComplete && !warnings.some((warning) => warning.isLoss === true),
    call: (method, params) =>
      method === 'godebug/overview' ? succeed(overview) : answer(log, options.name, method, params),
  })
}

function answer(
  log: GodebugLog,
  name: string,
  method: MethodName,
  params: unknown,
): Result<unknown, ApiError> {
  switch (method) {
    case 'godebug/series': {
      const { run, fromNs, toNs, limit } = params as Params<typeof method>
      return withRun(log, run, (found) => succeed(seriesOf(found, fromNs, toNs, limit)))
    }
    case 'godebug/table': {
      const { run, table } = params as Params<typeof method>
      return withRun(log, run, (found) => succeed(tableOf(found, table)))
    }
    case 'godebug/detail': {
      const { run, ordinal } = params as Params<typeof method>
      return withRun(log, run, (found) => {
        const detail = detailOf(found, readDetails, ordinal)
        return detail === undefined
          ? fail({
              code: 'not-found',
              message: 'this process printed no lines of Ps, Ms and Gs (scheddetail=1)',
            })
          : succeed(detail)
      })
    }
    case 'godebug/text': {
      const { firstLine, limit } = params as Params<typeof method>
      return succeed(godebugText(log, firstLine, limit))
    }
    default:
      return fail({
        code: 'unsupported',
        message: `${name} is a GODEBUG log; ${method} is asked of another kind of file.`,
      })
  }
}

function withRun(
  log: GodebugLog,
  run: number,
  then: (run: GodebugRun) => Result<unknown, ApiError>,
): Result<unknown, ApiError> {
  const found = log.runs[run]
  return found === undefined
    ? fail({ code: 'not-found', message: `this log has no ${run + 1}th process` })
    : then(found)
}
