/** This trace and an earlier one that is open too: what changed, as tables whose numbers lead into their traces. */
import { useMemo, type ReactNode } from 'react'
import { formatDuration } from '../../../base/format-units'
import type {
  ComparableTraceDto,
  ComparedFigureDto,
  ComparedFunctionDto,
} from '../../../contract/compare-dto'
import type { AnalysisKind } from '../../../contract/goroutine-dto'
import type { SourceDto } from '../../../contract/sources'
import { compareTraces } from '../../../contract/trace-compare'
import type { ViewProps } from '../../commands/feature'
import { adviceFor } from '../../data/advice'
import { useQuery } from '../../data/use-query'
import { showPage } from '../../state/analyses-page'
import { showView } from '../../state/places'
import { useSources } from '../../state/sources'
import { setTableByFunction, setTableFilter } from '../../state/tables'
import { chooseInTraceCompare, useTraceCompare } from '../../state/trace-compare'
import { Button } from '../../widgets/button'
import { Choice } from '../../widgets/choice'
import { LabelledSelect } from '../../widgets/labelled-select'
import { FailureNote, WaitingNote } from '../../widgets/query-state'
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
  // What was opened before it is likely the earlier one.
  const position = all.findIndex(({ id }) => id === source.id)
  const previous = others.filter(({ id }) => all.findIndex((one) => one.id === id) < position)
  const base =
    others.find(({ id }) => id === choice.comparedWith) ?? previous[previous.length - 1] ?? others[0]
  const before = useQuery('trace/comparable', base === undefined ? undefined : { source: base.id })
  const after = useQuery('trace/comparable', base === undefined ? undefined : { source: source.id })
  if (base === undefined)
    return (
      <p className="query-note">
        Open a second trace to compare: drop it on the window, or use the plus beside the tabs. This one
        counts as the later of the two.
      </p>
    )
  const failed = [before, after].find((answer) => answer.state === 'failed')
  return (
    <div className="trace-compare">
      <header className="trace-compare-bar">
        <LabelledSelect
          label="Before"
          name="Compared with"
          options={others.map((other) => ({ value: other.id, text: nameAmong(others, other) }))}
          value={base.id}
          onChange={(comparedWith) =>
            chooseInTraceCompare(source.id, { comparedWith, functionKey: undefined })
          }
        />
        <span>
          <span className="dim">After</span> {source.name}
        </span>
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
        <Comparison base={base} source={source} before={before.value} after={after.value} />
      )}
    </div>
  )
}

/** The folder is named where the file's name does not tell two apart. */
function nameAmong(others: readonly SourceDto[], { name, place }: SourceDto): string {
  const isAmbiguous = others.filter((other) => other.name === name).length > 1
  return isAmbiguous && place !== '' ? `${name} (${place})` : name
}

interface ComparisonProps {
  readonly base: SourceDto
  readonly source: SourceDto
  readonly before: ComparableTraceDto
  readonly after: ComparableTraceDto
}

function Comparison({ base, source, before, after }: ComparisonProps): ReactNode {
  const { isPerSecond, functionKey } = useTraceCompare(source.id)
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
            onSelect={(key) => chooseInTraceCompare(source.id, { functionKey: key })}
          />
        </section>
        <section className="trace-compare-side" aria-label="Figures" tabIndex={0}>
          <header className="trace-compare-side-head">
            <h2>{chosen === undefined ? 'Whole trace' : functionText(chosen)}</h2>
            {chosen !== undefined && (
              <Button
                label="Whole trace"
                onClick={() => chooseInTraceCompare(source.id, { functionKey: undefined })}
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
