/** All rows of the table in the order on screen, page by page, with exact figures. */
import type { Params } from '../../../contract/api'
import { limits } from '../../../contract/limits'
import type { GoroutineRowDto } from '../../../contract/goroutine-table-dto'
import { succeed, type Result } from '../../../base/result'
import { call } from '../../connection/call'
import { adviceFor } from '../../data/advice'
import type { TableCell, TableContent, TableFailure } from '../../data/table-text'
import type { GoroutineColumn } from './columns'

export const exactHeader = (columns: readonly GoroutineColumn[]): readonly string[] =>
  columns.map((column) => column.exactName)
export const exactCells = (columns: readonly GoroutineColumn[], row: GoroutineRowDto): readonly TableCell[] =>
  columns.map((column) => column.toExact(row))

export async function allRows(
  columns: readonly GoroutineColumn[],
  request: (offset: number, limit: number) => Params<'trace/goroutines'>,
): Promise<Result<TableContent, TableFailure>> {
  const rows: (readonly TableCell[])[] = []
  for (let offset = 0; ; offset += limits.page) {
    const page = await call('trace/goroutines', request(offset, limits.page))
    if (!page.ok) return { ok: false, error: { message: page.error.message, advice: adviceFor(page.error) } }
    for (const row of page.value.rows) rows.push(exactCells(columns, row))
    if (page.value.rows.length === 0 || offset + limits.page >= page.value.total) break
  }
  return succeed({ name: 'goroutines', header: exactHeader(columns), rows })
}
