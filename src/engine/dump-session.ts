/**
 * The session of a text of goroutines: dumps, crashes and race reports (kinds goroutine-dump, crash, race).
 */
import type { ByteSource } from '../base/byte-source'
import { throwIfCancelled } from '../base/cancellation'
import type { ImportFailure, ImportWarning } from '../base/import-warning'
import type { Result } from '../base/result'
import { fail, succeed } from '../base/result'
import type { MethodName, Params } from '../contract/api'
import type { ApiError } from '../contract/errors'
import { readGoroutineText } from '../formats/goroutine-dump/read-goroutine-text'
import { comparableDumps } from '../query/dumps/compare-dumps'
import { creationTree } from '../query/dumps/creation-tree'
import {
  dumpGroups,
  dumpOverview,
  findGoroutine,
  goroutineDetail,
  goroutinesOfGroup,
  rawText,
} from '../query/dumps/dump-answers'
import { DumpIndex } from '../query/dumps/dump-index'
import { exportDump } from '../query/dumps/export-dump'
import { findRaces } from '../query/dumps/race-query'
import { dumpMentions } from '../query/mentions/dump-mentions'
import type { Session, SessionOptions } from './session'

/** @param source unpacked bytes. @throws CancelledError, SourceReadError */
export function openDumpSession(
  source: ByteSource,
  options: SessionOptions,
  warnings: readonly ImportWarning[],
): Result<Session, ImportFailure> {
  const read = readGoroutineText(source, {
    cancellation: options.cancellation,
    onProgress: options.onProgress,
    budgetBytes: options.budgetBytes,
  })
  if (!read.ok) return read
  const text = read.value
  options.onProgress('Grouping', source.byteLength, source.byteLength)
  const index = new DumpIndex(text)
  // What the first view asks for is there before the session is: nothing is put off to the first click.
  index.groups(index.allDumps, 'same-place')
  text.dumps.forEach((_, dump) => {
    throwIfCancelled(options.cancellation)
    index.locks(dump)
  })
  return succeed({
    kind: text.kind,
    warnings: [...warnings, ...text.warnings],
    isComplete: text.isComplete && !warnings.some((warning) => warning.isLoss === true),
    call: (method, params) => answer(index, options.name, method, params),
  })
}

function answer(
  index: DumpIndex,
  name: string,
  method: MethodName,
  params: unknown,
): Result<unknown, ApiError> {
  switch (method) {
    case 'dump/overview':
      return succeed(dumpOverview(index))
    case 'dump/groups': {
      const { dumps, similarity, filter } = params as Params<'dump/groups'>
      return dumpGroups(index, dumps, similarity, filter)
    }
    case 'dump/goroutines':
      return goroutinesOfGroup(index, params as Params<'dump/goroutines'>)
    case 'dump/goroutine': {
      const { dump, row } = params as Params<'dump/goroutine'>
      return goroutineDetail(index, dump, row)
    }
    case 'dump/find': {
      const { dumps, id } = params as Params<'dump/find'>
      return findGoroutine(index, dumps, id)
    }
    case 'dump/raw': {
      const { offset, length } = params as Params<'dump/raw'>
      return succeed(rawText(index, offset, length))
    }
    case 'dump/tree': {
      const { dump } = params as Params<'dump/tree'>
      return dump < index.text.dumps.length
        ? succeed(creationTree(index, dump))
        : fail({ code: 'not-found', message: `The file has no dump ${dump + 1}.` })
    }
    case 'dump/comparable': {
      const { withIds } = params as Params<'dump/comparable'>
      return succeed(comparableDumps(index, withIds))
    }
    case 'dump/export':
      return exportDump(index, params as Params<'dump/export'>, name)
    case 'file/mentions': {
      const { functionName, goroutine } = params as Params<'file/mentions'>
      return succeed(dumpMentions(index.text, functionName, goroutine))
    }
    case 'race/reports':
      return succeed(findRaces(index.text))
    default:
      return fail({
        code: 'unsupported',
        message: `${name} is text of goroutines; ${method} is asked of another kind of file.`,
      })
  }
}
