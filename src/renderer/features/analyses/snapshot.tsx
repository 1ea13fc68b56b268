/** All goroutines alive at one instant, grouped by state, reason and stack like a dump. */
import { useMemo, useState, type FormEvent, type ReactNode } from 'react'
import { formatDuration, formatExactTime, groupDigits } from '../../../base/format-units'
import type { SourceDto } from '../../../contract/sources'
import type { SnapshotGroupDto } from '../../../contract/snapshot-dto'
import { adviceFor } from '../../data/advice'
import { goToTimeline } from '../../data/go-to'
import { isRuntimeFrame, placeName, runtimeFramesText, shortFunctionName } from '../../data/names'
import { stateClass } from '../../data/state-times'
import { useLatest, useQuery } from '../../data/use-query'
import { select } from '../../state/places'
import { viewportOf } from '../../state/viewport'
import { LinkButton } from '../../widgets/button'
import { FigureTable, type FigureColumn, type FigureRow } from '../../widgets/figure-table'
import { FailureNote, WaitingNote } from '../../widgets/query-state'
import { Swatch } from '../../widgets/segment-bar'
import { StackList } from '../../widgets/stack-list'
import { showSnapshotAt, useAnalyses } from '../../state/analyses-page'
import { closeByEscape } from './close-details'
import { parseInstant } from './parse-instant'

const columns: readonly FigureColumn[] = [
  { key: 'count', label: 'Count', unit: 'count' },
  { key: 'state', label: 'State and reason', unit: 'text' },
  { key: 'place', label: 'Place', unit: 'text', hint: 'The first frame outside the runtime' },
  { key: 'function', label: 'Start function', unit: 'text' },
  { key: 'shortest', label: 'Shortest', unit: 'ns', hint: 'For how long already, at least' },
  { key: 'longest', label: 'Longest', unit: 'ns', hint: 'For how long already, at most' },
]

interface GroupRow extends FigureRow {
  readonly group: SnapshotGroupDto
}

const stateText = (group: SnapshotGroupDto): string =>
  group.reason === '' ? group.state : `${group.state}: ${group.reason}`

function toRow(group: SnapshotGroupDto): GroupRow {
  const { place } = group
  const where = place === undefined ? null : `${shortFunctionName(place.functionName)} (${placeName(place)})`
  return {
    group,
    cells: [
      group.count,
      stateText(group),
      where === null ? null : `${where}${group.isLastKnownStack ? ' (last known)' : ''}`,
      group.functionName,
      group.shortestNs,
      group.longestNs,
    ],
  }
}

export function Snapshot({
  source,
  title,
}: {
  readonly source: SourceDto
  readonly title: string
}): ReactNode {
  const { snapshotNs } = useAnalyses(source.id)
  const overview = useQuery('trace/overview', { source: source.id })
  const durationNs = overview.state === 'ready' ? overview.value.durationNs : undefined
  const [fallbackNs] = useState(() => {
    const viewport = viewportOf(source.id).get()
    return viewport === undefined ? undefined : (viewport.fromNs + viewport.toNs) / 2
  })
  const wantedNs = snapshotNs ?? fallbackNs ?? (durationNs === undefined ? undefined : durationNs / 2)
  const timeNs =
    wantedNs === undefined ? undefined : Math.round(Math.min(Math.max(0, wantedNs), durationNs ?? Infinity))
  const { answer } = useLatest(
    'trace/snapshot',
    timeNs === undefined ? undefined : { source: source.id, timeNs },
  )
  const groups = answer.state === 'ready' ? answer.value.groups : undefined
  const rows = useMemo(() => (groups ?? []).map(toRow), [groups])
  const [selected, setSelected] = useState<GroupRow>()
  const shown = selected !== undefined && rows.includes(selected) ? selected : undefined
  const first = (row: GroupRow): void => {
    const goroutine = row.group.goroutines[0]
    if (goroutine === undefined || timeNs === undefined) return
    goToTimeline(
      source.id,
      { kind: 'goroutine', goroutine },
      { fromNs: Math.max(0, timeNs - row.group.longestNs), toNs: timeNs },
    )
  }
  return (
    <div
      className="analysis"
      onKeyDown={closeByEscape(shown === undefined ? undefined : () => setSelected(undefined))}
    >
      <header className="analysis-header">
        <div className="analysis-title">
          <h2>{title}</h2>
          <p>
            Every goroutine that exists at that instant, with the stack at which it last stopped. Where it has
            run since, it stands elsewhere now: the stack is then marked as the last known.
          </p>
        </div>
        <div className="analysis-tools">
          {timeNs !== undefined && <InstantField key={timeNs} source={source} timeNs={timeNs} />}
          <span className="dim" role="status">
            {answer.state === 'ready' &&
              `${groupDigits(answer.value.total)} goroutines in ${groupDigits(rows.length)} ${rows.length === 1 ? 'group' : 'groups'}`}
          </span>
        </div>
      </header>
      {answer.state === 'loading' && <WaitingNote />}
      {answer.state === 'failed' && (
        <FailureNote
          message={`The snapshot could not be had: ${answer.error.message}`}
          advice={adviceFor(answer.error)}
        />
      )}
      {answer.state === 'ready' && (
        <FigureTable
          label={title}
          outName={`snapshot at ${timeNs ?? 0} ns`}
          columns={columns}
          rows={rows}
          sortedBy="count"
          selected={shown}
          onSelect={setSelected}
          onOpen={first}
          cellOf={({ group }, column) =>
            column.key === 'state' ? (
              <span title={stateText(group)}>
                <Swatch className={stateClass(group.visualState)} /> {stateText(group)}
              </span>
            ) : undefined
          }
        />
      )}
      {shown !== undefined && <GroupDetails source={source} group={shown.group} />}
    </div>
  )
}

function InstantField({
  source,
  timeNs,
}: {
  readonly source: SourceDto
  readonly timeNs: number
}): ReactNode {
  const [text, setText] = useState(`${timeNs / 1e9} s`)
  const parsed = parseInstant(text)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (parsed !== undefined) showSnapshotAt(source.id, parsed)
  }
  return (
    <form className="analysis-instant" onSubmit={submit}>
      <label>
        At{' '}
        <input
          type="text"
          spellCheck={false}
          value={text}
          aria-invalid={parsed === undefined}
          title={`${formatExactTime(timeNs)} since the trace’s start. Type 1.5s, 200ms or nanoseconds, then Enter`}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
    </form>
  )
}

const shownIds = 60

function GroupDetails({
  source,
  group,
}: {
  readonly source: SourceDto
  readonly group: SnapshotGroupDto
}): ReactNode {
  return (
    <div className="analysis-details" tabIndex={0} role="region" aria-label="Selected group">
      <p>
        {group.goroutines.slice(0, shownIds).map((id, at) => (
          <span key={id}>
            {at > 0 && ' '}
            <LinkButton onClick={() => select(source.id, { kind: 'goroutine', goroutine: id })}>
              g{id}
            </LinkButton>
          </span>
        ))}
        {group.count > shownIds && (
          <span className="dim"> and {groupDigits(group.count - shownIds)} more</span>
        )}
      </p>
      <p className="dim">
        In this state for {formatDuration(group.shortestNs)} to {formatDuration(group.longestNs)} already.
        {group.isLastKnownStack && ' They have run since this stack was taken and stand elsewhere now.'}
        {group.stack.length === 0 && ' The trace has no stack of them.'}
      </p>
      {group.stack.length > 0 && (
        <StackList
          label="Stack"
          frames={group.stack}
          isFolded={isRuntimeFrame}
          foldedText={runtimeFramesText}
        />
      )}
    </div>
  )
}
