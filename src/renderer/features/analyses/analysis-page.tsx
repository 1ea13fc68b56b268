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
} from '../../../contract/analysis-dto'
import { completeExpression } from '../../../filter/complete'
import { listVocabulary } from '../../../filter/list-fields'
import type { SourceDto } from '../../../contract/sources'
import { goToGoroutine } from '../../data/go-to'
import { adviceFor } from '../../data/advice'
import { useLatest } from '../../data/use-query'
import { useReadableFilter, type ReadableFilter } from '../../data/use-readable-filter'
import { setShowsFlame, showPage, useAnalyses } from '../../state/analyses-page'
import { Button, LinkButton } from '../../widgets/button'
import { Choice } from '../../widgets/choice'
import { FigureTable, type FigureColumn } from '../../widgets/figure-table'
import { FilterField, type FilterOffer } from '../../widgets/filter-field'
import { EmptyNote, FailureNote, WaitingNote } from '../../widgets/query-state'
import { BlockingFlame } from './blocking-flame'
import { closeByEscape } from './close-details'
import { filterRows } from './filter-rows'
import { Formula } from './formula'
import { backWords, isListKind, outerPage, printInnerPage } from './kinds'
import { goToRow, RowDetails } from './row-details'
import { saveProfile } from './save-profile'
import { ScopeBar } from './scope-bar'
import { SeriesChart } from './series-chart'
import { useScope, type ScopeChoice } from './use-scope'
import { UtilizationCurve } from './utilization-curve'

interface AnalysisPageProps {
  readonly source: SourceDto
  readonly kind: AnalysisKind
  /** Of the tasks, regions or start function that a list is of. */
  readonly name?: string
  /** Of a list: what its filter begins with. */
  readonly firstFilter?: string
  readonly title: string
}

export function AnalysisPage({ source, kind, name, firstFilter = '', title }: AnalysisPageProps): ReactNode {
  const choice = useScope(source.id)
  const [typed, setTyped] = useState(firstFilter)
  const readable = useReadableFilter(typed, listVocabulary)
  const { answer, isStale } = useLatest('trace/analysis', {
    source: source.id,
    kind,
    ...(name === undefined ? {} : { name, filter: readable.filter }),
    ...choice.scope,
  })
  const listFilter = name === undefined ? undefined : { ...readable, typed, setTyped }
  if (answer.state !== 'ready')
    return (
      <div className="analysis">
        <h2 className="analysis-waiting">{title}</h2>
        {answer.state === 'loading' ? (
          <WaitingNote answer={answer} />
        ) : (
          <FailureNote
            message={`${title}: the figures could not be had: ${answer.error.message}`}
            advice={adviceFor(answer.error)}
            again={answer.again}
          />
        )}
      </div>
    )
  return (
    <Loaded
      source={source}
      title={title}
      table={answer.value}
      choice={choice}
      isStale={isStale}
      listFilter={listFilter}
    />
  )
}

interface ListFilter extends ReadableFilter {
  readonly typed: string
  readonly setTyped: (text: string) => void
}

interface LoadedProps {
  readonly source: SourceDto
  readonly title: string
  readonly table: AnalysisDto
  readonly choice: ScopeChoice
  readonly isStale: boolean
  /** Of lists: all of it is searched, not only the rows that are here. */
  readonly listFilter: ListFilter | undefined
}

/** Of `profile-sync` and its like. */
function blockingKindOf(kind: AnalysisKind): BlockingKind | undefined {
  return blockingKinds.find((one) => kind === `profile-${one}`)
}

function Loaded({ source, title, table, choice, isStale, listFilter }: LoadedProps): ReactNode {
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
    <div
      className="analysis"
      aria-busy={isStale}
      onKeyDown={closeByEscape(shown === undefined ? undefined : () => setSelected(undefined))}
    >
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
          {listFilter !== undefined && (
            <FilterField
              label={`Filter ${title.toLowerCase()}`}
              placeholder="Filter: length > 10ms · goroutine = 18 · a text"
              complete={completeListWord}
              value={listFilter.typed}
              error={listFilter.error}
              {...(listFilter.errorAt === undefined ? {} : { errorAt: listFilter.errorAt })}
              hint={listFilter.hint}
              onChange={listFilter.setTyped}
              onCommit={listFilter.commit}
            />
          )}
          {listFilter === undefined && !isFlame && hasText && table.rows.length > 0 && (
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
        <EmptyNote>
          {listFilter !== undefined && listFilter.filter !== ''
            ? 'Nothing fits this filter.'
            : choice.extent === 'whole' && Object.keys(choice.scope).length === 0
              ? 'There is nothing of this kind in the trace.'
              : 'There is nothing of this kind in this part of the trace.'}
        </EmptyNote>
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

/** Lists of single tasks, regions and waits lead back to the table that they came from. */
function BackLink({ source, kind }: { readonly source: SourceDto; readonly kind: AnalysisKind }): ReactNode {
  if (!isListKind(kind)) return null
  return (
    <p>
      <LinkButton onClick={() => showPage(source.id, outerPage({ kind, name: '' }))}>
        {backWords(kind)}
      </LinkButton>
    </p>
  )
}

const completeListWord = (text: string, cursor: number): readonly FilterOffer[] =>
  completeExpression(text, cursor, listVocabulary).filter(
    (offer) => offer.from < cursor && offer.text !== text.slice(offer.from, cursor),
  )

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
      <LinkButton title={`Page of goroutine ${value}`} onClick={() => goToGoroutine(source.id, value)}>
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
