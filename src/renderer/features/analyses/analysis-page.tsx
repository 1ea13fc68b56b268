/** A table of figures with its title, its formula and what the data cannot say. */
import { useDeferredValue, useMemo, useState, type ReactNode } from 'react'
import { groupDigits } from '../../../base/format-units'
import type {
  AnalysisColumnDto,
  AnalysisDto,
  AnalysisKind,
  AnalysisRowDto,
} from '../../../contract/goroutine-dto'
import type { SourceDto } from '../../../contract/sources'
import { adviceFor } from '../../data/advice'
import { goToTimeline } from '../../data/go-to'
import { isRuntimeFrame, runtimeFramesText } from '../../data/names'
import { useQuery } from '../../data/use-query'
import { Button } from '../../widgets/button'
import { FigureTable, type FigureColumn } from '../../widgets/figure-table'
import { FilterField } from '../../widgets/filter-field'
import { FailureNote, WaitingNote } from '../../widgets/query-state'
import { StackList } from '../../widgets/stack-list'
import { Histogram } from './histogram'
import { filterRows } from './filter-rows'
import { UtilizationCurve } from './utilization-curve'

interface AnalysisPageProps {
  readonly source: SourceDto
  readonly kind: AnalysisKind
  readonly title: string
}

export function AnalysisPage({ source, kind, title }: AnalysisPageProps): ReactNode {
  const answer = useQuery('trace/analysis', { source: source.id, kind })
  if (answer.state === 'loading')
    return (
      <div className="analysis">
        <h2>{title}</h2>
        <WaitingNote />
      </div>
    )
  if (answer.state === 'failed')
    return (
      <FailureNote
        message={`${title}: the figures could not be had: ${answer.error.message}`}
        advice={adviceFor(answer.error)}
      />
    )
  return <Loaded source={source} title={title} table={answer.value} />
}

interface LoadedProps {
  readonly source: SourceDto
  readonly title: string
  readonly table: AnalysisDto
}

function Loaded({ source, title, table }: LoadedProps): ReactNode {
  const [typed, setTyped] = useState('')
  const filter = useDeferredValue(typed)
  const rows = useMemo(() => filterRows(table.rows, filter), [table, filter])
  const [selected, setSelected] = useState<AnalysisRowDto>()
  const shown = selected !== undefined && rows.includes(selected) ? selected : undefined
  const name = title.toLowerCase()
  return (
    <div className="analysis">
      <header className="analysis-header">
        <div className="analysis-title">
          <h2>{title}</h2>
          <p>{table.formula}</p>
          {table.limits !== '' && <p className="dim">{table.limits}</p>}
        </div>
        <div className="analysis-tools">
          {table.rows.length > 0 && (
            <FilterField
              label={`Filter ${name}`}
              placeholder="Filter by text"
              value={typed}
              error=""
              onChange={setTyped}
            />
          )}
          <span className="dim" role="status">
            {countText(rows.length, table)}
          </span>
        </div>
      </header>
      {table.curve !== undefined && table.curve.length > 0 && <UtilizationCurve points={table.curve} />}
      {table.rows.length === 0 ? (
        <p className="analysis-none dim">There is nothing of this kind in the trace.</p>
      ) : (
        <FigureTable
          label={title}
          columns={withTracks(table.columns)}
          rows={rows}
          sortedBy={table.sortedBy}
          selected={shown}
          onSelect={setSelected}
          onOpen={(row) => goToRow(source, row)}
        />
      )}
      {shown !== undefined && <RowDetails source={source} row={shown} />}
    </div>
  )
}

/** The first text column is the place or name and gets most of the room. */
function withTracks(columns: readonly AnalysisColumnDto[]): readonly FigureColumn[] {
  const first = columns.findIndex((column) => column.unit === 'text')
  return columns.map((column, at) =>
    column.unit === 'text'
      ? { ...column, track: at === first ? 'minmax(160px, 3fr)' : 'minmax(96px, 2fr)' }
      : column,
  )
}

function countText(shown: number, { total, rows }: AnalysisDto): string {
  const all = `${groupDigits(total)} ${total === 1 ? 'row' : 'rows'}`
  if (shown < rows.length) return `${groupDigits(shown)} of ${all}`
  return rows.length < total ? `the first ${groupDigits(rows.length)} of ${all}` : all
}

function goToRow(source: SourceDto, { at }: AnalysisRowDto): void {
  if (at === undefined) return
  goToTimeline(
    source.id,
    at.goroutine === undefined
      ? { kind: 'range', fromNs: Math.round(at.fromNs), toNs: Math.round(at.toNs) }
      : { kind: 'goroutine', goroutine: at.goroutine },
    at,
  )
}

function RowDetails({
  source,
  row,
}: {
  readonly source: SourceDto
  readonly row: AnalysisRowDto
}): ReactNode {
  const { at, stacks = [], histogram } = row
  if (at === undefined && stacks.length === 0 && histogram === undefined) return null
  return (
    <div className="analysis-details" tabIndex={0} role="region" aria-label="Selected row">
      {at !== undefined && (
        <div className="analysis-go">
          <Button label="Show in the timeline" shortcut="Enter" onClick={() => goToRow(source, row)} />
        </div>
      )}
      {histogram !== undefined && histogram.counts.length > 0 && <Histogram histogram={histogram} />}
      {stacks.map((stack) => (
        <div key={stack.label} className="analysis-stack">
          <h3>{stack.label}</h3>
          <StackList
            label={stack.label}
            frames={stack.frames}
            isFolded={isRuntimeFrame}
            foldedText={runtimeFramesText}
          />
        </div>
      ))}
    </div>
  )
}
