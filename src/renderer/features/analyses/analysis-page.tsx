/** A table of figures with its title, its formula and what the data cannot say; blocking profiles as flame graphs too. */
import { useDeferredValue, useMemo, useState, type ReactNode } from 'react'
import { Download } from 'lucide-react'
import { groupDigits } from '../../../base/format-units'
import {
  blockingKinds,
  type AnalysisColumnDto,
  type AnalysisDto,
  type AnalysisKind,
  type AnalysisRowDto,
  type BlockingKind,
} from '../../../contract/goroutine-dto'
import type { SourceDto } from '../../../contract/sources'
import { adviceFor } from '../../data/advice'
import { useLatest } from '../../data/use-query'
import { setShowsFlame, showPage, useAnalyses } from '../../state/analyses-page'
import { goTo } from '../../state/places'
import { Button, LinkButton } from '../../widgets/button'
import { Choice } from '../../widgets/choice'
import { FigureTable, type FigureColumn } from '../../widgets/figure-table'
import { FilterField } from '../../widgets/filter-field'
import { FailureNote, WaitingNote } from '../../widgets/query-state'
import { BlockingFlame } from './blocking-flame'
import { filterRows } from './filter-rows'
import { Formula } from './formula'
import { outerPage, printInnerPage } from './kinds'
import { goToRow, RowDetails } from './row-details'
import { saveProfile } from './save-profile'
import { ScopeBar } from './scope-bar'
import { SeriesChart } from './series-chart'
import { useScope, type ScopeChoice } from './use-scope'
import { UtilizationCurve } from './utilization-curve'

interface AnalysisPageProps {
  readonly source: SourceDto
  readonly kind: AnalysisKind
  /** Of the tasks or regions that a list is of. */
  readonly name?: string
  readonly title: string
}

export function AnalysisPage({ source, kind, name, title }: AnalysisPageProps): ReactNode {
  const choice = useScope(source.id)
  const { answer, isStale } = useLatest('trace/analysis', {
    source: source.id,
    kind,
    ...(name === undefined ? {} : { name }),
    ...choice.scope,
  })
  if (answer.state === 'loading')
    return (
      <div className="analysis">
        <h2>{title}</h2>
        <WaitingNote answer={answer} />
      </div>
    )
  if (answer.state === 'failed')
    return (
      <FailureNote
        message={`${title}: the figures could not be had: ${answer.error.message}`}
        advice={adviceFor(answer.error)}
        again={answer.again}
      />
    )
  return <Loaded source={source} title={title} table={answer.value} choice={choice} isStale={isStale} />
}

interface LoadedProps {
  readonly source: SourceDto
  readonly title: string
  readonly table: AnalysisDto
  readonly choice: ScopeChoice
  readonly isStale: boolean
}

/** Of `profile-sync` and its like. */
function blockingKindOf(kind: AnalysisKind): BlockingKind | undefined {
  return blockingKinds.find((one) => kind === `profile-${one}`)
}

function Loaded({ source, title, table, choice, isStale }: LoadedProps): ReactNode {
  const { showsFlame } = useAnalyses(source.id)
  const [typed, setTyped] = useState('')
  const filter = useDeferredValue(typed)
  const rows = useMemo(() => filterRows(table.rows, filter), [table, filter])
  const [selected, setSelected] = useState<AnalysisRowDto>()
  const shown = selected !== undefined && rows.includes(selected) ? selected : undefined
  const blocking = blockingKindOf(table.kind)
  const hasText = table.columns.some((column) => column.unit === 'text')
  const isFlame = blocking !== undefined && showsFlame
  return (
    <div className="analysis" aria-busy={isStale}>
      <header className="analysis-header">
        <BackLink source={source} kind={table.kind} />
        <Formula title={title} formula={table.formula} limits={table.limits} sourceFile={table.sourceFile} />
        {table.takesScope && <ScopeBar source={source} choice={choice} />}
        <div className="analysis-tools">
          {blocking !== undefined && (
            <Choice
              label="Shown as"
              options={[
                { value: 'table', label: 'Table' },
                { value: 'flame', label: 'Flame graph' },
              ]}
              value={isFlame ? 'flame' : 'table'}
              onChange={(value) => setShowsFlame(source.id, value === 'flame')}
            />
          )}
          {!isFlame && hasText && table.rows.length > 0 && (
            <FilterField
              label={`Filter ${title.toLowerCase()}`}
              placeholder="Filter by text"
              value={typed}
              error=""
              onChange={setTyped}
            />
          )}
          <span className="dim" role="status">
            {isFlame ? '' : countText(rows.length, table)}
          </span>
          {blocking !== undefined && (
            <Button
              label="pprof"
              icon={Download}
              hint="Save this profile for go tool pprof, of the same part of the trace"
              isDisabled={table.rows.length === 0}
              onClick={() => void saveProfile(source, blocking, choice.scope)}
            />
          )}
        </div>
      </header>
      {table.curve !== undefined && table.curve.length > 0 && (
        <UtilizationCurve source={source} points={table.curve} />
      )}
      {table.series !== undefined && table.series.values.length > 0 && (
        <SeriesChart source={source} series={table.series} />
      )}
      {isFlame ? (
        <BlockingFlame source={source} kind={blocking} scope={choice.scope} title={title} />
      ) : table.rows.length === 0 ? (
        <p className="analysis-none dim">
          {choice.extent === 'whole' && Object.keys(choice.scope).length === 0
            ? 'There is nothing of this kind in the trace.'
            : 'There is nothing of this kind in this part of the trace.'}
        </p>
      ) : (
        <FigureTable
          label={title}
          columns={withTracks(table.columns)}
          rows={rows}
          sortedBy={table.sortedBy}
          selected={shown}
          onSelect={setSelected}
          onOpen={(row) => openRow(source, row)}
          cellOf={(row, column) => linkedCell(source, row, column, table.columns)}
        />
      )}
      {!isFlame && shown !== undefined && <RowDetails source={source} kind={table.kind} row={shown} />}
    </div>
  )
}

/** Lists of single tasks and regions lead back to the table that they came from. */
function BackLink({ source, kind }: { readonly source: SourceDto; readonly kind: AnalysisKind }): ReactNode {
  if (kind !== 'task-list' && kind !== 'region-list') return null
  return (
    <p>
      <LinkButton onClick={() => showPage(source.id, outerPage({ kind, name: '' }))}>
        {kind === 'task-list' ? 'All tasks by name' : 'All regions by name'}
      </LinkButton>
    </p>
  )
}

/** Where a row leads to a page of its own, that; else the timeline. */
function openRow(source: SourceDto, row: AnalysisRowDto): void {
  if (row.opens !== undefined) showPage(source.id, printInnerPage(row.opens))
  else goToRow(source, row)
}

/** Goroutines and tasks are links wherever they stand. */
function linkedCell(
  source: SourceDto,
  row: AnalysisRowDto,
  column: FigureColumn,
  columns: readonly AnalysisColumnDto[],
): ReactNode {
  const at = columns.findIndex((one) => one.key === column.key)
  const value = row.cells[at]
  if (typeof value !== 'number') return undefined
  if (column.unit === 'goroutine')
    return (
      <LinkButton
        title={`Page of goroutine ${value}`}
        onClick={() =>
          goTo(source.id, { view: 'goroutine', selection: { kind: 'goroutine', goroutine: value } })
        }
      >
        g{value}
      </LinkButton>
    )
  if (column.key === 'task' || column.key === 'parent' || (column.key === 'id' && row.opens?.kind === 'task'))
    return (
      <LinkButton
        title={`Task ${value}`}
        onClick={() => showPage(source.id, printInnerPage({ kind: 'task', task: value }))}
      >
        {value}
      </LinkButton>
    )
  return undefined
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
