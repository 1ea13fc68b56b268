/** The draw list of a goroutine dump for `marey export`. */
import { basename } from 'node:path'
import { succeed, type Result } from '../base/result'
import { similarityLevels } from '../contract/dump-dto'
import type { Session } from '../engine/session'
import type { SessionFile } from '../notes/session-file'
import type { DrawList } from '../picture/draw-list'
import { allDumpParts, composeDumpPicture } from '../picture/export-dump'
import { dumpMoment, dumpSentence, gatherDumpPicture, type AskDump } from '../picture/export-dump-data'
import type { TextMeasure } from '../picture/label-fit'
import { wrongUse, type ExportRequest, type Refusal } from './export-request'

/** @param kept what a session file says about exactly this dump. */
export async function composeDumpFilePicture(
  session: Session,
  request: ExportRequest,
  kept: SessionFile | undefined,
  measure: TextMeasure,
): Promise<Result<DrawList, Refusal>> {
  if (request.fromNs !== undefined || request.toNs !== undefined)
    return wrongUse('--from and --to belong to traces: a dump is one instant')
  if (request.highlight !== undefined) return wrongUse('--highlight belongs to traces: a dump has no spans')
  const ask: AskDump = (method, params) =>
    Promise.resolve(session.call(method, { source: '', ...params }) as never)
  const overview = await ask('dump/overview', {})
  if (!overview.ok) return wrongUse(overview.error.message)
  const dumpCount = overview.value.dumps.length
  if (typeof request.dump === 'number' && request.dump >= dumpCount)
    return wrongUse(
      `--dump ${request.dump + 1}: the file holds ${dumpCount} ${dumpCount === 1 ? 'dump' : 'dumps'}`,
    )
  const shown = request.dump ?? (kept?.view.dump?.shown === -1 ? 'all' : kept?.view.dump?.shown)
  const gathered = await gatherDumpPicture(ask, {
    dump: shown === 'all' ? undefined : Math.min(shown ?? Infinity, dumpCount - 1),
    similarity: similarityLevels.find((level) => level === kept?.view.dump?.similarity) ?? 'same-place',
    filter: request.rows ?? kept?.view.filter ?? '',
  })
  if (!gathered.ok) return wrongUse(`--rows: ${gathered.error.message}`)
  const fileName = basename(request.name)
  const given = Object.fromEntries((kept?.dumpTimes ?? []).map(({ dump, unixMs }) => [dump, unixMs]))
  return succeed(
    composeDumpPicture(gathered.value, {
      widthPx: request.widthPx,
      palette: request.palette,
      title: request.title ?? fileName,
      sentence: request.sentence ?? dumpSentence(gathered.value),
      fileName,
      time: dumpMoment(gathered.value, fileName, given),
      notes: kept?.notes ?? [],
      parts: allDumpParts,
      maximumGroups: request.maximumRows,
      measure,
      program: 'Made with Marey',
    }),
  )
}
