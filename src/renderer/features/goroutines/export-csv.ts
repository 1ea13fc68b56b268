/** All rows of the table as CSV (RFC 4180), page by page, saved by the browser's own download. */
import type { Params } from '../../../contract/api'
import { limits } from '../../../contract/limits'
import type { SourceDto } from '../../../contract/sources'
import type { GoroutineRowDto } from '../../../contract/trace-dto'
import { call } from '../../connection/call'
import { saveText } from '../../connection/save-text'
import { adviceFor } from '../../data/advice'
import { csvField } from '../../data/csv'
import { whileBusy } from '../../state/idle'
import { addNotice, announce } from '../../state/messages'
import { columns } from './columns'

export function toCsvLine(row: GoroutineRowDto): string {
  return columns.map((column) => csvField(column.toCsv(row))).join(',')
}

export const csvHeader = columns.map((column) => csvField(column.csvName)).join(',')

export async function exportCsv(
  source: SourceDto,
  request: (offset: number, limit: number) => Params<'trace/goroutines'>,
): Promise<void> {
  const lines = [csvHeader]
  for (let offset = 0; ; offset += limits.page) {
    const page = await whileBusy(call('trace/goroutines', request(offset, limits.page)))
    if (!page.ok) {
      addNotice(`The table was not saved: ${page.error.message}.`, adviceFor(page.error))
      return
    }
    for (const row of page.value.rows) lines.push(toCsvLine(row))
    if (page.value.rows.length === 0 || offset + limits.page >= page.value.total) break
  }
  saveText(`${source.name}.goroutines.csv`, 'text/csv', `${lines.join('\r\n')}\r\n`)
  announce(`${lines.length - 1} rows saved`)
}
