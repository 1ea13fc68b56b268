/** Every span of the goroutine, in order of time: what, how long, when, where, and who ended the wait. */
import { useCallback, useMemo, useState, type ReactNode } from 'react'
import { formatDuration, formatExactTime, groupDigits } from '../../../base/format-units'
import type { Params, Results } from '../../../contract/api'
import type { SourceDto } from '../../../contract/sources'
import type { GoroutineDto } from '../../../contract/goroutine-dto'
import type { SpanDto } from '../../../contract/span-dto'
import { placeName, shortFunctionName } from '../../data/names'
import { stateClass } from '../../data/state-times'
import { completeWord } from '../../data/complete-word'
import { usePages, useQuery } from '../../data/use-query'
import { useReadableFilter } from '../../data/use-readable-filter'
import { select, useSelection } from '../../state/places'
import { FilterField } from '../../widgets/filter-field'
import { Swatch } from '../../widgets/segment-bar'
import { VirtualList } from '../../widgets/virtual-list'
import { reasonText } from './reason-text'

const rowHeightPx = 40

const readPage = (
  value: Results['trace/goroutine-spans'],
): { readonly total: number; readonly rows: readonly SpanDto[] } => ({
  total: value.total,
  rows: value.spans,
})

interface LifeListProps {
  readonly source: SourceDto
  readonly goroutine: GoroutineDto
}

export function LifeList({ source, goroutine }: LifeListProps): ReactNode {
  const [text, setText] = useState('')
  const { filter, error, errorAt, hint, commit } = useReadableFilter(text)
  const [range, setRange] = useState({ first: 0, last: 0 })
  const onRange = useCallback((first: number, last: number) => setRange({ first, last }), [])
  const request = useCallback(
    (offset: number, limit: number): Params<'trace/goroutine-spans'> => ({
      source: source.id,
      goroutine: goroutine.id,
      ...(filter === '' ? {} : { filter }),
      offset,
      limit,
    }),
    [source.id, goroutine.id, filter],
  )
  const pages = usePages('trace/goroutine-spans', request, readPage, range.first, range.last)
  const shownIndex = useShownIndex(source, goroutine, filter === '' ? request : undefined)
  const isFiltered = filter !== '' && pages.total >= 0
  return (
    <section className="life">
      <header className="life-header">
        <h2>
          Life{' '}
          <span className="dim" role="status">
            {isFiltered && `${groupDigits(pages.total)} of `}
            {groupDigits(goroutine.spanCount)} {goroutine.spanCount === 1 ? 'span' : 'spans'}
          </span>
        </h2>
        <FilterField
          label="Filter life"
          complete={completeWord}
          placeholder="Filter: duration > 1ms"
          value={text}
          error={error === '' ? (pages.error ?? '') : error}
          {...(errorAt === undefined ? {} : { errorAt })}
          hint={hint}
          onChange={setText}
          onCommit={commit}
        />
      </header>
      {isFiltered && pages.total === 0 && (
        <p className="dim goroutine-formula">No stretch of its life fits this filter.</p>
      )}
      <VirtualList
        key={filter}
        label={`Life of goroutine ${goroutine.id}`}
        count={pages.total < 0 ? (filter === '' ? goroutine.spanCount : 0) : pages.total}
        rowHeightPx={rowHeightPx}
        onRange={onRange}
        {...(shownIndex === undefined ? {} : { shownIndex })}
        renderRow={(index) => {
          const span = pages.rowAt(index)
          return span === undefined ? null : <LifeRow source={source} span={span} />
        }}
      />
    </section>
  )
}

/** The position of the selected span in the list: its index among all spans, less that of the list's first. */
function useShownIndex(
  source: SourceDto,
  goroutine: GoroutineDto,
  /** Absent while a filter leaves spans out: then a position among all tells nothing. */
  request: ((offset: number, limit: number) => Params<'trace/goroutine-spans'>) | undefined,
): number | undefined {
  const selection = useSelection(source.id)
  const isOurs = selection.kind === 'span' && selection.goroutine === goroutine.id
  const startNs = isOurs ? selection.startNs : undefined
  const exact = isOurs ? selection.index : undefined
  const spanParams = useMemo(
    () =>
      startNs === undefined
        ? undefined
        : {
            source: source.id,
            goroutine: goroutine.id,
            startNs,
            ...(exact === undefined ? {} : { span: exact }),
          },
    [source.id, goroutine.id, startNs, exact],
  )
  const span = useQuery('trace/span', spanParams)
  const first = useQuery('trace/goroutine-spans', isOurs ? request?.(0, 1) : undefined)
  if (span.state !== 'ready' || first.state !== 'ready') return undefined
  const firstIndex = first.value.spans[0]?.index
  return firstIndex === undefined ? undefined : span.value.index - firstIndex
}

function LifeRow({ source, span }: { readonly source: SourceDto; readonly span: SpanDto }): ReactNode {
  const selection = useSelection(source.id)
  const isSelected =
    selection.kind === 'span' &&
    selection.goroutine === span.goroutine.id &&
    (selection.index === undefined
      ? selection.startNs === Math.round(span.startNs)
      : selection.index === span.index)
  const wake = span.wokenBy ?? span.causedBy
  const durationNs = span.endNs - span.startNs
  const details = [
    formatExactTime(span.startNs),
    ...(span.processor === undefined ? [] : [`P${span.processor}`]),
    ...(span.place === undefined
      ? []
      : [`${shortFunctionName(span.place.functionName)} ${placeName(span.place)}`]),
    ...(wake === undefined ? [] : [wake.text]),
  ]
  return (
    <button
      type="button"
      className="life-row"
      aria-current={isSelected ? 'true' : undefined}
      title={details.join('\n')}
      onClick={() =>
        select(source.id, {
          kind: 'span',
          goroutine: span.goroutine.id,
          startNs: Math.round(span.startNs),
          index: span.index,
        })
      }
    >
      <Swatch className={stateClass(span.visualState)} />
      <span className="truncated">{reasonText(span)}</span>
      <span className="number" title={`${groupDigits(durationNs)} ns`}>
        {span.isClippedLeft || span.isClippedRight ? '≥ ' : ''}
        {formatDuration(durationNs)}
      </span>
      <span className="life-details truncated">{details.join(' · ')}</span>
    </button>
  )
}
