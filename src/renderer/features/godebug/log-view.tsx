/** The log at a glance: what it says in sentences, and its figures over time. */
import { useCallback, type ReactNode } from 'react'
import { groupDigits } from '../../../base/format-units'
import type { GodebugFindingDto, GodebugSeriesDto } from '../../../contract/godebug-dto'
import type { SourceId } from '../../../contract/sources'
import type { ViewProps } from '../../commands/feature'
import { adviceFor } from '../../data/advice'
import { useLatest } from '../../data/use-query'
import { chooseInGodebug } from '../../state/godebug-choice'
import { showView } from '../../state/places'
import { focusWindow, useTimeWindow } from '../../state/time-window'
import { Button } from '../../widgets/button'
import { EmptyNote, FailureNote, WaitingNote } from '../../widgets/query-state'
import { GodebugFrame, showRun, type ShownRun } from './godebug-frame'
import { LineStrip } from './line-strip'
import { itemOfLine, type PlotItem } from './plot-facts'
import { PlotStack } from './plot-stack'
import { useGodebugChoice } from '../../state/godebug-choice'
import { SentenceList } from '../../widgets/sentence-list'

export const LogView = ({ source }: ViewProps): ReactNode => (
  <GodebugFrame source={source}>
    {(shown) => <Log key={shown.index} source={source.id} shown={shown} />}
  </GodebugFrame>
)

interface LogProps {
  readonly source: SourceId
  readonly shown: ShownRun
}

/** Things of each kind in one answer; what a window 2000 px wide can show. */
const mostItems = 4000

/** A little room behind the last thing. */
const durationOf = (endNs: number): number => Math.max(endNs, 1e6) * 1.02

function Log({ source, shown: { overview, run, index } }: LogProps): ReactNode {
  const durationNs = durationOf(run.endNs)
  const window = useTimeWindow(source, durationNs)
  const isSmall = Math.max(run.gc?.cycles ?? 0, run.scheduler?.samples ?? 0) <= mostItems
  const stretch = isSmall ? { fromNs: 0, toNs: durationNs } : stretchAround(window, durationNs)
  const { answer } = useLatest('godebug/series', { source, run: index, ...stretch, limit: mostItems })
  const pick = (finding: GodebugFindingDto): void => {
    const { fromNs, toNs, line, part } = finding.at
    if (finding.at.run !== index) showRun(source, finding.at.run)
    chooseInGodebug(source, { line })
    if (part === 'init') {
      showView(source, 'godebug-inits')
      return
    }
    focusWindow(source, fromNs, toNs, durationOf(overview.runs[finding.at.run]?.endNs ?? 0))
  }
  const openLine = useCallback(() => showView(source, 'godebug-raw'), [source])
  const hasPlots = run.gc !== null || run.scheduler !== null
  return (
    <>
      <SentenceList
        sentences={overview.findings}
        onPick={pick}
        form="low-strip"
        none="Nothing stands out by the rules that Marey checks."
      />
      {!hasPlots && (
        <EmptyNote
          action={
            run.inits === null
              ? undefined
              : { label: 'Packages', onClick: () => showView(source, 'godebug-inits') }
          }
        >
          This process printed nothing that is measured over time.
        </EmptyNote>
      )}
      {hasPlots && answer.state === 'loading' && <WaitingNote />}
      {answer.state === 'failed' && (
        <FailureNote message={answer.error.message} advice={adviceFor(answer.error)} />
      )}
      {hasPlots && answer.state === 'ready' && (
        <>
          <Thinned series={answer.value} />
          <PlotStack source={source} series={answer.value} durationNs={durationNs} onOpen={openLine} />
          <LineStrip
            source={source}
            hint="A click shows the line of the log here. W, A, S, D zoom and pan, 0 shows the whole."
          >
            <ChosenActions source={source} series={answer.value} />
          </LineStrip>
        </>
      )}
    </>
  )
}

/** Where not everything in sight is drawn. */
function Thinned({ series: { cycles, samples } }: { readonly series: GodebugSeriesDto }): ReactNode {
  const parts = [
    ...(cycles.line.length < cycles.total
      ? [`${groupDigits(cycles.line.length)} of ${groupDigits(cycles.total)} cycles`]
      : []),
    ...(samples.line.length < samples.total
      ? [`${groupDigits(samples.line.length)} of ${groupDigits(samples.total)} SCHED lines`]
      : []),
  ]
  if (parts.length === 0) return null
  return (
    <p className="godebug-thinned dim" role="status">
      Drawn: {parts.join(', ')}, those with the longest stops, the largest heaps and the fullest queues; zoom
      in for all.
    </p>
  )
}

interface ChosenActionsProps {
  readonly source: SourceId
  readonly series: GodebugSeriesDto
}

function ChosenActions({ source, series }: ChosenActionsProps): ReactNode {
  const { line } = useGodebugChoice(source)
  const item = itemOfLine(series, line)
  const detail = item === undefined ? null : detailOf(series, item)
  if (detail === null) return null
  return (
    <Button
      label="Ps, Ms and Gs of this line"
      onClick={() => {
        chooseInGodebug(source, { detail, schedulerPage: 'details' })
        showView(source, 'godebug-scheduler')
      }}
    />
  )
}

const detailOf = (series: GodebugSeriesDto, { about, index }: PlotItem): number | null =>
  about === 'scheduler' ? (series.samples.detail[index] ?? null) : null

/** Steps of half a window, so that small moves ask nothing new. */
function stretchAround(
  { fromNs, toNs }: { readonly fromNs: number; readonly toNs: number },
  durationNs: number,
): { readonly fromNs: number; readonly toNs: number } {
  const lengthNs = 2 ** Math.ceil(Math.log2(Math.max(1, toNs - fromNs)))
  const first = Math.floor(fromNs / lengthNs) * lengthNs - lengthNs / 2
  return { fromNs: Math.max(0, first), toNs: Math.min(durationNs, first + 3 * lengthNs) }
}
