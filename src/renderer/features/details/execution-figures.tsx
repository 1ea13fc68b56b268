/** Exact figures of a P or a thread, over the whole trace or over what the timeline shows; everything is a link. */
import { useState, useSyncExternalStore, type ReactNode } from 'react'
import { formatDuration, formatShare, groupDigits } from '../../../base/format-units'
import type { SourceDto, SourceId } from '../../../contract/sources'
import type { RangeStatisticsDto, ThreadCallsDto } from '../../../contract/stretch-dto'
import { adviceFor } from '../../data/advice'
import { goToTimeline } from '../../data/go-to'
import { toStateTimes } from '../../data/state-times'
import { useLatest, useQuery } from '../../data/use-query'
import { printSelection, type Selection } from '../../state/selection'
import { viewportOf } from '../../state/viewport'
import { LinkButton } from '../../widgets/button'
import { Choice } from '../../widgets/choice'
import { FailureNote, WaitingNote } from '../../widgets/query-state'
import { SegmentBar } from '../../widgets/segment-bar'
import { TableFrame } from '../../widgets/table-frame'
import { RangeReasons } from './range-reasons'
import { GoroutineLink } from './span-link'
import { SpanList } from './span-list'
import './range.css'

export type ExecutionSelection = Extract<Selection, { kind: 'proc' | 'thread' }>

interface ExecutionProps {
  readonly source: SourceDto
  readonly selection: ExecutionSelection
}

interface StatisticsProps {
  readonly source: SourceDto
  readonly statistics: RangeStatisticsDto
}

type Stretch = 'trace' | 'view'

const stretches = [
  { value: 'trace', label: 'Whole trace' },
  { value: 'view', label: 'In view' },
] as const

const mostShown = 10

export function ExecutionFigures({ source, selection }: ExecutionProps): ReactNode {
  const [stretch, setStretch] = useState<Stretch>('trace')
  const overview = useQuery('trace/overview', { source: source.id })
  const shown = useShownWindow(source.id)
  const row = printSelection(selection)
  const whole =
    overview.state === 'ready' ? { fromNs: 0, toNs: Math.ceil(overview.value.durationNs) } : undefined
  const window = stretch === 'view' ? (shown ?? whole) : whole
  const { answer, isStale } = useLatest(
    'trace/range',
    window === undefined || window.toNs <= window.fromNs
      ? undefined
      : { source: source.id, ...window, rows: [row], sort: 'running', limit: 1 },
  )
  return (
    <div className="range details-stretch" aria-busy={isStale}>
      <Choice label="Figures of" options={stretches} value={stretch} onChange={setStretch} />
      {answer.state === 'loading' && <WaitingNote />}
      {answer.state === 'failed' && (
        <FailureNote message={answer.error.message} advice={adviceFor(answer.error)} />
      )}
      {answer.state === 'ready' && (
        <>
          <Holds statistics={answer.value} selection={selection} />
          <h3>What it ran, by state</h3>
          <SegmentBar label={`Time by state on ${row}`} segments={toStateTimes(answer.value.stateTimes)} />
          <RangeReasons source={source} statistics={answer.value} />
          <Ran source={source} statistics={answer.value} />
          {answer.value.systemCalls !== undefined && (
            <>
              <SystemCalls calls={answer.value.systemCalls} />
              <SpanList
                source={source}
                label="Longest system calls"
                outName={`longest system calls on ${row}`}
                spans={answer.value.systemCalls.longest}
              />
            </>
          )}
          <h3>Longest stretches</h3>
          <SpanList
            source={source}
            label="Longest stretches"
            outName={`longest stretches on ${row}`}
            spans={answer.value.longestRuns ?? []}
          />
          {selection.kind === 'thread' && <HeldProcessors source={source} statistics={answer.value} />}
          <p>
            <LinkButton
              title="Selects the same time on this row only: with GC and STW meanwhile, and the CPU samples"
              onClick={() =>
                goToTimeline(source.id, { kind: 'range', ...stretchOf(answer.value), rows: [row] })
              }
            >
              As a range
            </LinkButton>
          </p>
        </>
      )}
    </div>
  )
}

const stretchOf = ({ fromNs, toNs }: RangeStatisticsDto): { fromNs: number; toNs: number } => ({
  fromNs: Math.round(fromNs),
  toNs: Math.round(toNs),
})

/** The time that the timeline shows, once it has come to rest; undefined until it has been shown. */
function useShownWindow(source: SourceId): { readonly fromNs: number; readonly toNs: number } | undefined {
  const store = viewportOf(source)
  const viewport = useSyncExternalStore(
    (listener) => store.subscribeSettled(listener),
    () => store.get(),
  )
  return viewport === undefined ? undefined : { fromNs: viewport.fromNs, toNs: viewport.toNs }
}

interface Figure {
  readonly name: string
  readonly value: string
  readonly hint: string
}

const Figures = ({ figures }: { readonly figures: readonly Figure[] }): ReactNode => (
  <dl className="details-figures">
    {figures.map(({ name, value, hint }) => (
      <div key={name} title={hint}>
        <dt>{name}</dt>
        <dd className="number">{value}</dd>
      </div>
    ))}
  </dl>
)

function Holds({
  statistics,
  selection,
}: Pick<StatisticsProps, 'statistics'> & Pick<ExecutionProps, 'selection'>): ReactNode {
  const { processors, goroutines, fromNs, toNs } = statistics
  const share = (ns: number): string => `${formatDuration(ns)} · ${formatShare(ns / (toNs - fromNs))}`
  const isProcessor = selection.kind === 'proc'
  const figures = [
    {
      name: isProcessor ? 'Held by a thread' : 'Held a P',
      value: share(processors.heldNs),
      hint: `${groupDigits(processors.heldNs)} ns. The kernel may have descheduled the thread meanwhile.`,
    },
    {
      name: isProcessor ? 'With a goroutine' : 'With a P and a goroutine',
      value: share(processors.goroutineNs),
      hint: `${groupDigits(processors.goroutineNs)} ns: running, or in a system call that kept its P`,
    },
    {
      name: 'Goroutines',
      value: groupDigits(goroutines.total),
      hint: 'How many ran or were in system calls on it',
    },
  ]
  return <Figures figures={figures} />
}

function SystemCalls({ calls }: { readonly calls: ThreadCallsDto }): ReactNode {
  const told = (count: number, ns: number): string => `${groupDigits(count)} · ${formatDuration(ns)}`
  const exact = (ns: number): string => `${groupDigits(ns)} ns`
  const figures = [
    {
      name: 'System calls',
      value: told(calls.count, calls.totalNs),
      hint: `${exact(calls.totalNs)} to their return; calls into C are among them`,
    },
    {
      name: 'Calls into C',
      value: told(calls.intoCCount, calls.intoCNs),
      hint: `${exact(calls.intoCNs)}; system calls with a stub of cgo on top of the stack`,
    },
    {
      name: 'Lost their P',
      value: told(calls.lostProcessorCount, calls.withoutProcessorNs),
      hint: `${exact(calls.withoutProcessorNs)} from losing it to the return of the call`,
    },
  ]
  return (
    <>
      <h3>System calls</h3>
      {calls.areOnlyLost && (
        <p className="dim">This format of trace tells only of system calls that lost their P.</p>
      )}
      <Figures figures={figures} />
    </>
  )
}

function Ran({ source, statistics }: StatisticsProps): ReactNode {
  const { ran, goroutineNs } = statistics.processors
  if (ran.length === 0) return null
  const content = (): { name: string; header: string[]; rows: (string | number)[][] } => ({
    name: 'goroutines that ran there',
    header: ['goroutine', 'start function', 'with a P ns'],
    rows: ran.map(({ goroutine, onProcessorsNs }) => [goroutine.id, goroutine.functionName, onProcessorsNs]),
  })
  return (
    <>
      <h3 title="Time with a P: running, or in a system call that kept it">Goroutines that ran there</h3>
      <TableFrame label="What ran there" content={content}>
        <table className="range-table" aria-label="What ran there">
          <tbody>
            {ran.slice(0, mostShown).map(({ goroutine, onProcessorsNs }) => (
              <tr key={goroutine.id}>
                <th scope="row" className="truncated">
                  <GoroutineLink source={source} goroutine={goroutine} />
                </th>
                <td className="number" title={`${groupDigits(onProcessorsNs)} ns`}>
                  {formatDuration(onProcessorsNs)}
                </td>
                <td className="number" title="Of the time with a goroutine">
                  {formatShare(onProcessorsNs / Math.max(1, goroutineNs))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </>
  )
}

function HeldProcessors({ source, statistics }: StatisticsProps): ReactNode {
  const { rows } = statistics.processors
  if (rows.length === 0) return null
  return (
    <>
      <h3>Ps it held</h3>
      <ul className="range-processors" aria-label="Ps it held">
        {rows.map(({ processor, heldNs }) => (
          <li key={processor} title={`${groupDigits(heldNs)} ns`}>
            <LinkButton onClick={() => goToTimeline(source.id, { kind: 'proc', processor })}>
              P{processor}
            </LinkButton>{' '}
            <span className="number">{formatDuration(heldNs)}</span>
          </li>
        ))}
      </ul>
    </>
  )
}
