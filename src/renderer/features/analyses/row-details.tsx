/** What belongs to the selected row of an analysis: where it leads, its histogram, its stacks, who had the Ps. */
import type { ReactNode } from 'react'
import { bucketFilter } from '../../../contract/histogram'
import type { AnalysisKind, AnalysisRowDto } from '../../../contract/analysis-dto'
import type { SourceDto } from '../../../contract/sources'
import { goToGoroutine, goToTimeline } from '../../data/go-to'
import { openPath } from '../../data/open-path'
import { isRuntimeFrame, runtimeFramesText } from '../../data/names'
import { showPage } from '../../state/analyses-page'
import { Button } from '../../widgets/button'
import { Holders } from '../../widgets/holders-table'
import { StackList } from '../../widgets/stack-list'
import { Histogram } from './histogram'
import { printInnerPage, type InnerPage } from './kinds'

export function goToRow(source: SourceDto, { at }: AnalysisRowDto): void {
  if (at === undefined) return
  goToTimeline(
    source.id,
    at.goroutine === undefined
      ? { kind: 'range', fromNs: Math.round(at.fromNs), toNs: Math.round(at.toNs) }
      : { kind: 'goroutine', goroutine: at.goroutine },
    at,
  )
}

const openLabels: Readonly<Record<InnerPage['kind'], string>> = {
  'task-list': 'List its tasks',
  'region-list': 'List its regions',
  'latency-list': 'List its waits',
  task: 'Open the task',
}

/** Tables whose rows are waits for a P: who had them is the question that follows. */
const waitsForProcessor: ReadonlySet<AnalysisKind> = new Set<AnalysisKind>([
  'latency',
  'latency-list',
  'profile-sched',
  'preemptions',
  'syscalls',
  'queue',
])

interface RowDetailsProps {
  readonly source: SourceDto
  readonly kind: AnalysisKind
  readonly row: AnalysisRowDto
}

export function RowDetails({ source, kind, row }: RowDetailsProps): ReactNode {
  const { at, stacks = [], histogram, opens } = row
  const goroutine = at?.goroutine
  if (at === undefined && stacks.length === 0 && histogram === undefined && opens === undefined) return null
  return (
    <div className="analysis-details" tabIndex={0} role="region" aria-label="Selected row">
      <div className="analysis-go">
        {at !== undefined && (
          <Button label="Show in the timeline" shortcut="Enter" onClick={() => goToRow(source, row)} />
        )}
        {goroutine !== undefined && (
          <Button label={`Page of g${goroutine}`} onClick={() => goToGoroutine(source.id, goroutine)} />
        )}
        {at !== undefined && goroutine !== undefined && at.toNs > at.fromNs && (
          <Button
            label="Critical path"
            hint="Who had the time of this stretch: back from its end, through who ended each wait"
            onClick={() =>
              openPath(source.id, { by: 'goroutine', goroutine, fromNs: at.fromNs, toNs: at.toNs })
            }
          />
        )}
        {opens !== undefined && (
          <Button label={openLabels[opens.kind]} onClick={() => showPage(source.id, printInnerPage(opens))} />
        )}
      </div>
      {histogram !== undefined && histogram.counts.length > 0 && (
        <Histogram
          histogram={histogram}
          onPick={
            opens === undefined || opens.kind === 'task'
              ? undefined
              : (bucket) => showPage(source.id, printInnerPage({ ...opens, filter: bucketFilter(bucket) }))
          }
        />
      )}
      <div className="analysis-columns">
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
        {at !== undefined && at.toNs > at.fromNs && waitsForProcessor.has(kind) && (
          <div className="analysis-stack">
            <Holders source={source} fromNs={at.fromNs} toNs={at.toNs} />
          </div>
        )}
      </div>
    </div>
  )
}
