/** This trace and another one that is open too: what changed, as tables whose numbers lead into their traces. */
import { useMemo, type ReactNode } from 'react'
import { ArrowLeftRight, FolderOpen } from 'lucide-react'
import { formatDuration } from '../../../base/format-units'
import type {
  ComparableTraceDto,
  ComparedFigureDto,
  ComparedFunctionDto,
} from '../../../contract/compare-dto'
import type { AnalysisKind } from '../../../contract/analysis-dto'
import type { SourceDto, SourceId } from '../../../contract/sources'
import { compareTraces } from '../../../contract/trace-compare'
import type { ViewProps } from '../../commands/feature'
import { performCommand } from '../../commands/registry'
import { adviceFor } from '../../data/advice'
import { nameAmong } from '../../data/names'
import { useQuery } from '../../data/use-query'
import { showPage } from '../../state/analyses-page'
import { showView } from '../../state/places'
import { useSources } from '../../state/sources'
import { setTableByFunction, setTableFilter } from '../../state/tables'
import { chooseInTraceCompare, useTraceCompare } from '../../state/trace-compare'
import { Button, IconButton } from '../../widgets/button'
import { Choice } from '../../widgets/choice'
import { LabelledSelect } from '../../widgets/labelled-select'
import { EmptyNote, FailureNote, WaitingNote } from '../../widgets/query-state'
import { functionKeyOf, functionText } from './compare-words'
import { FigureList } from './figure-list'
import { FunctionChanges } from './function-changes'
import './trace-compare.css'

export function TraceCompareView({ source }: ViewProps): ReactNode {
  const all = useSources((state) => state.sources)
  const choice = useTraceCompare(source.id)
  const others = all.filter(
    ({ id, kind, state }) => id !== source.id && kind === 'trace' && state === 'ready',
  )
  // What was opened first is likely the earlier one.
  const positionOf = (id: string): number => all.findIndex((one) => one.id === id)
  const previous = others.filter(({ id }) => positionOf(id) < positionOf(source.id))
  const other =
    others.find(({ id }) => id === choice.comparedWith) ?? previous[previous.length - 1] ?? others[0]
  const isSourceBefore =
    choice.isSourceBefore ?? (other !== undefined && positionOf(source.id) < positionOf(other.id))
  const [earlier, later] = isSourceBefore ? [source, other] : [other, source]
  const before = useQuery('trace/comparable', other === undefined ? undefined : { source: earlier?.id ?? '' })
  const after = useQuery('trace/comparable', other === undefined ? undefined : { source: later?.id ?? '' })
  if (other === undefined || earlier === undefined || later === undefined)
    return (
      <EmptyNote
        action={{
          label: 'Open a second trace…',
          icon: FolderOpen,
          onClick: () => performCommand('file.open'),
        }}
      >
        Two traces are compared: open a second one, or drop it on the window. This one then counts as the
        earlier of the two.
      </EmptyNote>
    )
  const failed = [before, after].find((answer) => answer.state === 'failed')
  return (
    <div className="trace-compare">
      <header className="view-bar trace-compare-bar">
        {isSourceBefore && <NamedTrace role="Before" name={source.name} />}
        <LabelledSelect
          label={isSourceBefore ? 'After' : 'Before'}
          name="Compared with"
          options={others.map((one) => ({ value: one.id, text: nameAmong(others, one) }))}
          value={other.id}
          onChange={(comparedWith) =>
            chooseInTraceCompare(source.id, {
              comparedWith,
              isSourceBefore: undefined,
              functionKey: undefined,
            })
          }
        />
        {!isSourceBefore && <NamedTrace role="After" name={source.name} />}
        <IconButton
          label="Swap before and after"
          icon={ArrowLeftRight}
          onClick={() => chooseInTraceCompare(source.id, { isSourceBefore: !isSourceBefore })}
        />
        <Choice
          label="Sums"
          options={[
            { value: 'second', label: 'Per second' },
            { value: 'whole', label: 'As they are' },
          ]}
          value={choice.isPerSecond ? 'second' : 'whole'}
          onChange={(value) => chooseInTraceCompare(source.id, { isPerSecond: value === 'second' })}
        />
      </header>
      {failed?.state === 'failed' && (
        <FailureNote message={failed.error.message} advice={adviceFor(failed.error)} />
      )}
      {failed === undefined && (before.state !== 'ready' || after.state !== 'ready') && (
        <WaitingNote text="Comparing…" />
      )}
      {before.state === 'ready' && after.state === 'ready' && (
        <Comparison tab={source.id} base={earlier} source={later} before={before.value} after={after.value} />
      )}
    </div>
  )
}

const NamedTrace = ({ role, name }: { readonly role: string; readonly name: string }): ReactNode => (
  <span>
    <span className="dim">{role}</span> {name}
  </span>
)

interface ComparisonProps {
  /** Whose choices these are: one of the two. */
  readonly tab: SourceId
  readonly base: SourceDto
  readonly source: SourceDto
  readonly before: ComparableTraceDto
  readonly after: ComparableTraceDto
}

function Comparison({ tab, base, source, before, after }: ComparisonProps): ReactNode {
  const { isPerSecond, functionKey } = useTraceCompare(tab)
  const comparison = useMemo(() => compareTraces(before, after), [before, after])
  const chosen = comparison.functions.find((one) => functionKeyOf(one) === functionKey)
  return (
    <>
      <details className="trace-compare-notes" open>
        <summary>
          {formatDuration(before.durationNs)} against {formatDuration(after.durationNs)}: what to bear in mind
        </summary>
        <ul>
          {comparison.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      </details>
      <div className="trace-compare-body">
        <section className="trace-compare-functions" aria-label="Start functions">
          <FunctionChanges
            comparison={comparison}
            isPerSecond={isPerSecond}
            outName={`changes by start function from ${base.name} to ${source.name}`}
            selectedKey={functionKey}
            onSelect={(key) => chooseInTraceCompare(tab, { functionKey: key })}
          />
        </section>
        <section className="trace-compare-side" aria-label="Figures" tabIndex={0}>
          <header className="trace-compare-side-head">
            <h2>{chosen === undefined ? 'Whole trace' : functionText(chosen)}</h2>
            {chosen !== undefined && (
              <Button
                label="Whole trace"
                onClick={() => chooseInTraceCompare(tab, { functionKey: undefined })}
              />
            )}
          </header>
          <FigureList
            key={functionKey ?? ''}
            title={`Figures of ${chosen === undefined ? 'the whole trace' : functionText(chosen)}`}
            figures={(chosen ?? comparison).figures}
            comparison={comparison}
            isPerSecond={isPerSecond}
            before={base}
            after={source}
            onOpen={(file, figure) =>
              chosen === undefined ? showFigure(file, figure) : showGoroutines(file, chosen)
            }
          />
        </section>
      </div>
    </>
  )
}

/** The page that a figure of the whole trace is told on. */
function showFigure({ id }: SourceDto, { key }: ComparedFigureDto): void {
  const page = pages.find(([beginning]) => key.startsWith(beginning))?.[1]
  if (page !== undefined) showPage(id, page)
  showView(id, page === undefined ? 'overview' : 'analyses')
}

/** By the beginning of its key. */
const pages: readonly (readonly [string, AnalysisKind])[] = [
  ['latency.', 'latency'],
  ['marks.', 'gc'],
  ['heap.', 'gc'],
  ['stops.', 'stops'],
  ['threads', 'threads'],
  ['state.blocked', 'waits'],
  ['state.network', 'waits'],
  ['state.syscall', 'syscalls'],
]

/** All goroutines of a start function in the table of one trace. */
function showGoroutines({ id }: SourceDto, { functionName, isRuntime }: ComparedFunctionDto): void {
  setTableFilter(id, isRuntime || functionName === '' ? '' : `function = ${JSON.stringify(functionName)}`)
  setTableByFunction(id, false)
  showView(id, 'goroutines')
}
