/**
 * A stretch of time: who ran, who waited and for what, what GC and STW took. Every figure is of exactly that stretch, cut
 * to the nanosecond; every object is a link.
 */
import { useState, type ReactNode } from 'react'
import { formatDuration, formatExactTime, groupDigits } from '../../../base/format-units'
import type { SourceDto } from '../../../contract/sources'
import type { RangeSort } from '../../../contract/stretch-dto'
import type { PanelProps } from '../../commands/feature'
import { adviceFor } from '../../data/advice'
import { showTime } from '../../data/go-to'
import { shortFunctionName } from '../../data/names'
import { openPath, pathOfRange } from '../../data/open-path'
import { choiceOfRange, openShape } from '../../data/open-shape'
import { toStateTimes } from '../../data/state-times'
import { useLatest } from '../../data/use-query'
import { goTo, select } from '../../state/places'
import type { Selection } from '../../state/selection'
import { LinkButton } from '../../widgets/button'
import { FailureNote, WaitingNote } from '../../widgets/query-state'
import { SegmentBar } from '../../widgets/segment-bar'
import { InstantPanel } from './instant-panel'
import { RangeCollector } from './range-collector'
import { RangeFlame } from './range-flame'
import { RangeObjects } from './range-objects'
import { RangeProcessors } from './range-processors'
import { RangeReasons } from './range-reasons'
import { RangeSlice } from './range-slice'
import { RangeWaits } from './range-waits'
import './details.css'
import './range.css'

type Range = Extract<Selection, { kind: 'range' }>

const mostRows = 50

export function RangePanel({ source, selection }: PanelProps): ReactNode {
  if (selection.kind !== 'range') return null
  const [row] = selection.rows ?? []
  const isInstant = selection.toNs - selection.fromNs <= 1 && selection.rows?.length === 1
  return isInstant && row !== undefined ? (
    <Instant source={source} range={selection} row={row} />
  ) : (
    <RangeDetails source={source} range={selection} />
  )
}

interface InstantProps {
  readonly source: SourceDto
  readonly range: Range
  readonly row: string
}

/** A log or a sample that was selected; a stretch that is merely short is a range like any other. */
function Instant({ source, range, row }: InstantProps): ReactNode {
  const { answer } = useLatest('trace/pick', {
    source: source.id,
    row,
    timeNs: range.fromNs,
    toleranceNs: 1,
  })
  if (answer.state === 'loading') return <WaitingNote />
  const found = answer.state === 'ready' ? answer.value : undefined
  const marks = (found?.also ?? []).filter(({ kind }) => kind === 'log' || kind === 'cpu-sample')
  if (marks.length === 0) return <RangeDetails source={source} range={range} />
  return <InstantPanel source={source} marks={marks} span={found?.type === 'span' ? found.span : undefined} />
}

function RangeDetails({ source, range }: { readonly source: SourceDto; readonly range: Range }): ReactNode {
  const [sort, setSort] = useState<RangeSort>('running')
  const durationNs = range.toNs - range.fromNs
  const stretch = { source: source.id, fromNs: range.fromNs, toNs: range.toNs }
  const { rows } = range
  const path = pathOfRange(range)
  const ofRows = rows === undefined ? {} : { rows: [...rows] }
  const { answer, isStale } = useLatest(
    'trace/range',
    durationNs > 0 ? { ...stretch, ...ofRows, sort, limit: mostRows } : undefined,
  )
  const { answer: counters } = useLatest(
    'trace/counters',
    durationNs > 0 ? { ...stretch, slices: 1 } : undefined,
  )
  const occupancy = counters.state === 'ready' ? counters.value.columns['occupancy']?.[0] : undefined
  return (
    <section className="details range" aria-busy={isStale}>
      <h2>
        Range of {formatDuration(durationNs)}
        {durationNs >= 1_000 && <span className="dim range-exact"> {groupDigits(durationNs)} ns</span>}
      </h2>
      <p className="dim">
        {formatExactTime(range.fromNs)} to {formatExactTime(range.toNs)}
      </p>
      {rows !== undefined && <RangeRows source={source} range={range} rows={rows} />}
      <p>
        <LinkButton
          onClick={() => {
            showTime(source.id, range.fromNs, range.toNs)
            goTo(source.id, { view: 'timeline' })
          }}
        >
          Show in the timeline
        </LinkButton>
        {' · '}
        <LinkButton
          title="As lifelines: the selected rows, else the goroutines with the most wake-ups and creations in it"
          onClick={() => {
            const choice = choiceOfRange(range)
            if (choice !== undefined) openShape(source.id, choice)
          }}
        >
          Shape
        </LinkButton>
        {path !== undefined && (
          <>
            {' · '}
            <LinkButton
              title="Who had the time in this stretch: back from its end, through who ended each wait of the goroutine"
              onClick={() => openPath(source.id, path)}
            >
              Critical path of g{path.goroutine}
            </LinkButton>
          </>
        )}
      </p>
      {durationNs > 0 && answer.state === 'loading' && <WaitingNote answer={answer} />}
      {answer.state === 'failed' && (
        <FailureNote message={answer.error.message} advice={adviceFor(answer.error)} again={answer.again} />
      )}
      {answer.state === 'ready' && (
        <>
          <h3>{rows === undefined ? 'All goroutines, by state' : 'These rows, by state'}</h3>
          <SegmentBar label="Time by state in this range" segments={toStateTimes(answer.value.stateTimes)} />
          <RangeReasons source={source} statistics={answer.value} />
          <RangeProcessors
            source={source}
            statistics={answer.value}
            occupancy={rows === undefined ? occupancy : undefined}
          />
          <RangeCollector source={source} statistics={answer.value} isOfRows={rows !== undefined} />
          <RangeWaits source={source} waits={answer.value.longestWaits} />
          <RangeObjects source={source} statistics={answer.value} sort={sort} onSort={setSort} />
          <RangeFlame source={source} statistics={answer.value} ofRows={ofRows} />
        </>
      )}
      {durationNs > 0 && <RangeSlice source={source} fromNs={range.fromNs} toNs={range.toNs} />}
    </section>
  )
}

const mostNamed = 12

interface RangeRowsProps {
  readonly source: SourceDto
  readonly range: Range
  readonly rows: readonly string[]
}

/** Which rows are meant, and the way to all of them. */
function RangeRows({ source, range, rows }: RangeRowsProps): ReactNode {
  const others = rows.length - mostNamed
  const { fromNs, toNs } = range
  return (
    <p>
      Of {rows.length === 1 ? 'one row' : `${groupDigits(rows.length)} rows`}:{' '}
      {rows.slice(0, mostNamed).map(rowName).join(', ')}
      {others > 0 && ` and ${groupDigits(others)} more`}.{' '}
      <LinkButton onClick={() => select(source.id, { kind: 'range', fromNs, toNs })}>All rows</LinkButton>
    </p>
  )
}

/** `g18`, `P3`, `M7`, or the function of a group. */
function rowName(key: string): string {
  const at = key.indexOf(':')
  const id = key.slice(at + 1)
  switch (key.slice(0, at)) {
    case 'goroutine':
      return `g${id}`
    case 'proc':
      return `P${id}`
    case 'thread':
      return `M${id}`
    case 'group':
      return shortFunctionName(id)
    default:
      return key
  }
}
