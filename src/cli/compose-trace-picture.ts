/** The draw list of a trace for `marey export`. */
import { basename } from 'node:path'
import { succeed, type Result } from '../base/result'
import { rowSortOf } from '../contract/rows-dto'
import type { RowKey, RowSort } from '../contract/rows-dto'
import type { Session } from '../engine/session'
import type { SessionFile } from '../notes/session-file'
import type { DrawList } from '../picture/draw-list'
import { gatherPicture, type AskTrace } from '../picture/export-data'
import { allParts, composePicture, picturePlotWidthPx, sentenceFor } from '../picture/export-page'
import type { TextMeasure } from '../picture/label-fit'
import { wrongUse, type ExportRequest, type Refusal } from './export-request'

/** @param kept what a session file says about exactly this trace. */
export async function composeTracePicture(
  session: Session,
  request: ExportRequest,
  kept: SessionFile | undefined,
  measure: TextMeasure,
): Promise<Result<DrawList, Refusal>> {
  if (request.dump !== undefined) return wrongUse('--dump belongs to goroutine dumps; this is a trace')
  const ask: AskTrace = (method, params) =>
    Promise.resolve(session.call(method, { source: '', ...params }) as never)
  const list: { filter: string; sort: RowSort; toggled: readonly RowKey[] } = {
    filter: request.rows ?? kept?.view.filter ?? '',
    sort: rowSortOf(kept?.view.sort) ?? 'blocked',
    toggled: kept?.view.toggled ?? [],
  }
  // Whoever names rows wants to see them, not the folded groups around them.
  if (request.rows !== undefined) {
    const rows = await ask('trace/rows', { ...list, toggled: [], from: 0, to: request.maximumRows })
    if (!rows.ok) return wrongUse(`--rows: ${rows.error.message}`)
    const folded = rows.value.rows.filter(
      (row) =>
        row.isExpandable && !row.isExpanded && (row.kind === 'group' || row.key === 'section:goroutines'),
    )
    list.toggled = folded.map((row) => row.key)
  }
  const gathered = await gatherPicture(ask, {
    ...list,
    fromNs: request.fromNs ?? kept?.view.fromNs ?? 0,
    toNs: request.toNs ?? kept?.view.toNs ?? Infinity,
    plotWidthPx: picturePlotWidthPx(request.widthPx) * (request.format === 'svg' ? 1 : request.scale),
    firstRow: 0,
    maximumRows: request.maximumRows,
    pinned: [],
    ...(request.highlight === undefined ? {} : { highlight: request.highlight }),
  })
  if (!gathered.ok) return wrongUse(gathered.error.message)
  const fileName = basename(request.name)
  return succeed(
    composePicture(gathered.value, {
      widthPx: request.widthPx,
      palette: request.palette,
      density: 'normal',
      title: request.title ?? fileName,
      sentence: request.sentence ?? sentenceFor(gathered.value),
      fileName,
      notes: kept?.notes ?? [],
      parts: allParts,
      ...(request.highlight === undefined ? {} : { highlight: { by: 'filter', filter: request.highlight } }),
      measure,
      program: 'Made with Marey',
    }),
  )
}
