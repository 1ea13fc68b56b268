/** Every goroutine of the trace as a table: sort, filter, select, write out. */
import { useCallback, useMemo, useState, type ReactNode } from 'react'
import { Waypoints } from 'lucide-react'
import { groupDigits, type ColumnUnit } from '../../../base/format-units'
import type { Params, Results } from '../../../contract/api'
import type { GoroutineRowDto } from '../../../contract/goroutine-table-dto'
import type { SourceId } from '../../../contract/sources'
import type { ViewProps } from '../../commands/feature'
import { goToGoroutine, goToTimeline } from '../../data/go-to'
import { useFilterValues } from '../../data/use-filter-values'
import { openShape } from '../../data/open-shape'
import { completeWord } from '../../data/complete-word'
import { usePages, useQuery } from '../../data/use-query'
import { useReadableFilter } from '../../data/use-readable-filter'
import { select, useSelection } from '../../state/places'
import {
  setTableByFunction,
  setTableFilter,
  sortTable,
  useChosenColumns,
  useTable,
  type TableSort,
} from '../../state/tables'
import { Button, LinkButton } from '../../widgets/button'
import type { MenuGroups } from '../../widgets/context-menu'
import { Choice } from '../../widgets/choice'
import { DataTable } from '../../widgets/data-table'
import { FilterField } from '../../widgets/filter-field'
import { ColumnChooser } from './column-chooser'
import { allColumns, shownColumns, unitOf, usualColumns, type GoroutineColumn } from './columns'
import { allRows } from './all-rows'
import './goroutines-view.css'

const noColumns = { reasons: [], ranges: [], durationNs: 0, summedNs: 0 }

const readPage = (
  value: Results['trace/goroutines'],
): { readonly total: number; readonly rows: readonly GoroutineRowDto[] } => value

export function GoroutinesView({ source }: ViewProps): ReactNode {
  const table = useTable(source.id)
  const selection = useSelection(source.id)
  const { filter, error, errorAt, hint, commit } = useReadableFilter(table.filter)
  const values = useFilterValues(source.id)
  const [range, setRange] = useState({ first: 0, last: 0 })
  const onRange = useCallback((first: number, last: number) => setRange({ first, last }), [])
  const { sort, isDescending, byFunction } = table
  const traceColumns = useQuery('trace/goroutine-columns', { source: source.id })
  const chosen = useChosenColumns() ?? usualColumns
  const ofTrace = traceColumns.state === 'ready' ? traceColumns.value : noColumns
  const all = useMemo(() => allColumns(ofTrace, byFunction), [ofTrace, byFunction])
  const unit = unitOf(ofTrace, byFunction)
  const columns = useMemo(() => shownColumns(all, chosen, unit), [all, chosen, unit])
  const request = useCallback(
    (offset: number, limit: number): Params<'trace/goroutines'> => ({
      source: source.id,
      sort,
      descending: isDescending,
      filter,
      ...(byFunction ? { byFunction } : {}),
      offset,
      limit,
    }),
    [source.id, sort, isDescending, filter, byFunction],
  )
  const pages = usePages('trace/goroutines', request, readPage, range.first, range.last)
  const [selectedFunction, setSelectedFunction] = useState<string>()
  const oneRow = byFunction ? 'function' : 'goroutine'
  const cellOfRow = useCallback(
    (row: GoroutineRowDto, key: string) =>
      cellOf(columns, row, key, unit, (goroutine) => select(source.id, { kind: 'goroutine', goroutine })),
    [columns, unit, source.id],
  )
  const selected =
    selection.kind === 'goroutine' || selection.kind === 'span' ? selection.goroutine : undefined
  return (
    <div className="goroutines">
      <header className="view-bar">
        <h2 className="visually-hidden">Goroutines</h2>
        <Choice
          label="Rows"
          options={[
            { value: 'goroutine', label: 'Goroutines' },
            { value: 'function', label: 'Functions' },
          ]}
          value={byFunction ? 'function' : 'goroutine'}
          onChange={(value) => setTableByFunction(source.id, value === 'function')}
        />
        <FilterField
          label="Filter goroutines"
          complete={(text, cursor) => completeWord(text, cursor, values)}
          placeholder="Filter: worker · g18 · blocked > 10ms and not system"
          value={table.filter}
          error={error === '' ? (pages.error ?? '') : error}
          {...(errorAt === undefined ? {} : { errorAt })}
          hint={hint}
          onChange={(text) => setTableFilter(source.id, text)}
          onCommit={commit}
        />
        <span className="dim goroutines-count" role="status">
          {pages.total < 0
            ? ''
            : `${groupDigits(pages.total)} ${byFunction ? 'start ' : ''}${pages.total === 1 ? oneRow : `${oneRow}s`}`}
        </span>
        <ColumnChooser all={all} chosen={chosen} />
        <Button
          label="Shape"
          icon={Waypoints}
          hint="These goroutines as lifelines, with who created and who woke whom"
          isDisabled={pages.total <= 0}
          onClick={() => openShape(source.id, { by: 'filter', filter })}
        />
      </header>
      <DataTable<TableSort, GoroutineRowDto>
        label="Goroutines"
        columns={columns}
        count={Math.max(0, pages.total)}
        rowAt={pages.rowAt}
        cellOf={cellOfRow}
        isSelected={(row) => (byFunction ? row.functionName === selectedFunction : row.id === selected)}
        onSelect={(row) => {
          if (byFunction) setSelectedFunction(row.functionName)
          else select(source.id, { kind: 'goroutine', goroutine: row.id })
        }}
        onOpen={(row) => {
          if (byFunction) {
            setTableFilter(source.id, functionFilter(row.functionName))
            setTableByFunction(source.id, false)
          } else goToGoroutine(source.id, row.id)
        }}
        sort={sort}
        isDescending={isDescending}
        onSort={(key) => sortTable(source.id, key)}
        onRange={onRange}
        content={() => allRows(columns, request)}
        menuOf={(row) => menuOf(source.id, row)}
      />
      {pages.total === 0 && <p className="goroutines-none">No goroutine fits this filter.</p>}
    </div>
  )
}

const functionFilter = (functionName: string): string => `function = ${JSON.stringify(functionName)}`

function cellOf(
  columns: readonly GoroutineColumn[],
  row: GoroutineRowDto,
  key: string,
  unit: ColumnUnit,
  onGoroutine: (id: number) => void,
): ReactNode {
  const column = columns.find((candidate) => candidate.key === key)
  if (column === undefined) return null
  const { createdBy } = row
  if (key === 'creator' && createdBy !== undefined)
    return <LinkButton onClick={() => onGoroutine(createdBy)}>{column.toCell(row, unit)}</LinkButton>
  const exact = column.toExact(row)
  return (
    <span
      title={
        typeof exact === 'number' && column.exactName.endsWith('ns')
          ? `${groupDigits(exact)} ns`
          : String(exact ?? '')
      }
    >
      {column.toCell(row, unit)}
    </span>
  )
}

function menuOf(source: SourceId, { id, functionName }: GoroutineRowDto): MenuGroups {
  const filter = functionFilter(functionName)
  return [
    [
      {
        label: 'Show in the timeline',
        perform: () => goToTimeline(source, { kind: 'goroutine', goroutine: id }),
      },
      {
        label: 'Only goroutines of this function',
        isDisabled: functionName === '',
        perform: () => setTableFilter(source, filter),
      },
    ],
    [
      {
        label: 'Shape of this goroutine',
        perform: () => openShape(source, { by: 'goroutines', ids: [id] }),
      },
      {
        label: 'Shape of this function',
        perform: () => openShape(source, { by: 'function', functionName }),
      },
    ],
  ]
}
