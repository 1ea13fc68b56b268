/** What is known of one user task: when, who took part, what happened in it; for its page and for the inspector. */
import { useMemo, useState, type ReactNode } from 'react'
import { formatDuration, formatExactTime, groupDigits } from '../../../base/format-units'
import type { TaskDto, TaskRefDto } from '../../../contract/work-dto'
import type { SourceDto } from '../../../contract/sources'
import { visualStates, type StateTimesDto, type VisualState } from '../../../contract/visual-states'
import { goToGoroutine, goToTimeline } from '../../data/go-to'
import { openPath } from '../../data/open-path'
import { goroutineName, placeName, shortFunctionName } from '../../data/names'
import { select } from '../../state/places'
import { LinkButton } from '../../widgets/button'
import { FigureTable, type FigureColumn, type FigureRow } from '../../widgets/figure-table'

export const taskName = ({ id, name }: TaskRefDto): string =>
  name === '' ? `Task ${id}` : `${name} (task ${id})`

interface TaskProps {
  readonly source: SourceDto
  readonly task: TaskDto
}

export function TaskFacts({ source, task }: TaskProps): ReactNode {
  const { startNs, endNs, place, parent, children, childTotal } = task
  const link = (one: TaskRefDto): ReactNode => (
    <LinkButton onClick={() => select(source.id, { kind: 'task', task: one.id })}>{taskName(one)}</LinkButton>
  )
  return (
    <>
      <p>
        {startNs === undefined ? 'Its begin is not in the trace' : `Begun at ${formatExactTime(startNs)}`}
        {endNs === undefined ? ', its end is not in it.' : `, ended at ${formatExactTime(endNs)}.`}
        {startNs !== undefined && endNs !== undefined && (
          <>
            {' '}
            It took{' '}
            <strong title={`${groupDigits(endNs - startNs)} ns`}>{formatDuration(endNs - startNs)}</strong>.
          </>
        )}{' '}
        {startNs !== undefined && (
          <LinkButton
            onClick={() =>
              goToTimeline(
                source.id,
                { kind: 'task', task: task.id },
                { fromNs: startNs, toNs: endNs ?? startNs },
              )
            }
          >
            Show in the timeline
          </LinkButton>
        )}{' '}
        <LinkButton
          title="Who had the time between its begin and its end: back from the end, through who ended each wait"
          onClick={() => openPath(source.id, { by: 'task', task: task.id })}
        >
          Critical path
        </LinkButton>
      </p>
      {place !== undefined && (
        <p className="dim" title={`${place.file}:${place.line}`}>
          Made in {shortFunctionName(place.functionName)} ({placeName(place)})
        </p>
      )}
      {parent !== undefined && <p>Part of {link(parent)}</p>}
      {childTotal > 0 && (
        <p>
          Has {groupDigits(childTotal)} {childTotal === 1 ? 'task' : 'tasks'} below it:{' '}
          {children.slice(0, 12).map((child, at) => (
            <span key={child.id}>
              {at > 0 && ', '}
              {link(child)}
            </span>
          ))}
          {childTotal > 12 && `, and ${groupDigits(childTotal - 12)} more`}
        </p>
      )}
    </>
  )
}

const goroutineColumns: readonly FigureColumn[] = [
  { key: 'goroutine', label: 'Goroutine', unit: 'text', track: 'minmax(140px, 2fr)' },
  { key: 'part', label: 'Part', unit: 'text', track: 'minmax(88px, 1fr)' },
  { key: 'running', label: 'Running', unit: 'ns' },
  { key: 'runnable', label: 'Runnable', unit: 'ns' },
  { key: 'blocked', label: 'Blocked', unit: 'ns', hint: 'On sync, channels, network, for GC assist' },
  { key: 'syscall', label: 'Syscall', unit: 'ns' },
  { key: 'sleep', label: 'Sleep', unit: 'ns' },
  { key: 'regions', label: 'Regions', unit: 'count' },
  { key: 'logs', label: 'Logs', unit: 'count' },
]

interface GoroutineRow extends FigureRow {
  readonly part: TaskDto['goroutines'][number]
}

function timeIn(times: StateTimesDto, ...states: readonly VisualState[]): number {
  return states.reduce((sum, state) => sum + (times[visualStates.indexOf(state)] ?? 0), 0)
}

function goroutineRow(part: TaskDto['goroutines'][number]): GoroutineRow {
  const { goroutine, stateTimes, hasBegun, hasEnded, regionCount, logCount } = part
  const words = [...(hasBegun ? ['began it'] : []), ...(hasEnded ? ['ended it'] : [])].join(', ')
  return {
    part,
    cells: [
      goroutineName(goroutine),
      words === '' ? 'took part' : words,
      timeIn(stateTimes, 'running', 'gc-work'),
      timeIn(stateTimes, 'runnable'),
      timeIn(stateTimes, 'blocked-sync', 'blocked-channel', 'network', 'gc-assist'),
      timeIn(stateTimes, 'syscall'),
      timeIn(stateTimes, 'sleep'),
      regionCount,
      logCount,
    ],
  }
}

export function TaskGoroutines({ source, task }: TaskProps): ReactNode {
  const rows = useMemo(() => task.goroutines.map(goroutineRow), [task])
  const [selected, setSelected] = useState<GoroutineRow>()
  const open = ({ part }: GoroutineRow): void => goToGoroutine(source.id, part.goroutine.id)
  return (
    <FigureTable
      label={`Goroutines of task ${task.id}`}
      columns={goroutineColumns}
      rows={rows}
      sortedBy="running"
      selected={selected}
      onSelect={setSelected}
      onOpen={open}
      cellOf={(row, column) =>
        column.key === 'goroutine' ? (
          <LinkButton title={row.part.goroutine.functionName} onClick={() => open(row)}>
            {goroutineName(row.part.goroutine)}
          </LinkButton>
        ) : undefined
      }
    />
  )
}

const eventColumns: readonly FigureColumn[] = [
  { key: 'at', label: 'At', unit: 'time' },
  { key: 'since', label: 'Since', unit: 'ns', hint: 'Since the event before it in the task' },
  { key: 'goroutine', label: 'Goroutine', unit: 'text', track: 'minmax(120px, 1fr)' },
  { key: 'what', label: 'What', unit: 'text', track: 'minmax(160px, 3fr)' },
]

interface EventRow extends FigureRow {
  readonly event: TaskDto['events'][number]
}

export function TaskEvents({ source, task }: TaskProps): ReactNode {
  const rows = useMemo(
    () =>
      task.events.map((event, at): EventRow => {
        const before = task.events[at - 1]
        return {
          event,
          cells: [
            event.atNs,
            before === undefined ? null : event.atNs - before.atNs,
            event.goroutine === undefined ? null : goroutineName(event.goroutine),
            event.text,
          ],
        }
      }),
    [task],
  )
  const [selected, setSelected] = useState<EventRow>()
  return (
    <FigureTable
      label={`Events of task ${task.id}`}
      columns={eventColumns}
      rows={rows}
      sortedBy="at"
      isAscending
      selected={selected}
      onSelect={setSelected}
      onOpen={({ event }) =>
        goToTimeline(
          source.id,
          event.goroutine === undefined
            ? { kind: 'task', task: task.id }
            : { kind: 'goroutine', goroutine: event.goroutine.id },
          { fromNs: event.atNs, toNs: event.atNs },
        )
      }
    />
  )
}
