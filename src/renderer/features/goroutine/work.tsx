/** The goroutine's user regions, logs and tasks; a row leads to its stretch of time. */
import { useMemo, useState, type ReactNode } from 'react'
import { formatExactTime, groupDigits } from '../../../base/format-units'
import type { GoroutineWorkDto, WorkRegionDto, WorkTaskDto } from '../../../contract/work-dto'
import type { SourceDto } from '../../../contract/sources'
import type { GoroutineDto } from '../../../contract/goroutine-dto'
import { adviceFor } from '../../data/advice'
import { goToTimeline } from '../../data/go-to'
import { placeName, shortFunctionName } from '../../data/names'
import { useQuery } from '../../data/use-query'
import { select } from '../../state/places'
import { LinkButton } from '../../widgets/button'
import { FigureTable, type FigureColumn, type FigureRow } from '../../widgets/figure-table'
import { FailureNote, WaitingNote } from '../../widgets/query-state'

interface WorkProps {
  readonly source: SourceDto
  readonly goroutine: GoroutineDto
}

export function Work({ source, goroutine }: WorkProps): ReactNode {
  const answer = useQuery('trace/goroutine-work', { source: source.id, goroutine: goroutine.id })
  if (answer.state === 'loading') return <WaitingNote />
  if (answer.state === 'failed')
    return (
      <FailureNote
        message={`Regions and tasks could not be had: ${answer.error.message}`}
        advice={adviceFor(answer.error)}
      />
    )
  const work = answer.value
  if (work.regionTotal + work.tasks.length + work.logTotal === 0)
    return (
      <section className="goroutine-figures">
        <p className="dim goroutine-formula">
          It ran no user region, wrote no log and had no task. A program makes them with trace.WithRegion,
          trace.Log and trace.NewTask of the package runtime/trace.
        </p>
      </section>
    )
  return (
    <section className="goroutine-figures goroutine-work">
      {work.tasks.length > 0 && <Tasks source={source} tasks={work.tasks} />}
      {work.regionTotal > 0 && <Regions source={source} work={work} />}
      {work.logTotal > 0 && <Logs source={source} goroutine={goroutine} work={work} />}
    </section>
  )
}

const taskColumns: readonly FigureColumn[] = [
  { key: 'task', label: 'Task', unit: 'text' },
  { key: 'start', label: 'Begin', unit: 'time' },
  { key: 'length', label: 'Length', unit: 'ns', hint: 'Where begin and end are in the trace' },
  { key: 'part', label: 'This goroutine', unit: 'text' },
  { key: 'regions', label: 'Regions', unit: 'count', hint: 'Of this goroutine' },
  { key: 'logs', label: 'Logs', unit: 'count', hint: 'Of this goroutine' },
]

interface TaskRow extends FigureRow {
  readonly task: WorkTaskDto
}

const taskName = ({ id, name }: { readonly id: number; readonly name: string }): string =>
  name === '' ? `task ${id}` : `${name} (${id})`

function Tasks({
  source,
  tasks,
}: {
  readonly source: SourceDto
  readonly tasks: readonly WorkTaskDto[]
}): ReactNode {
  const [selected, setSelected] = useState<TaskRow>()
  const rows = useMemo(
    () =>
      tasks.map((task): TaskRow => {
        const { startNs, endNs, hasBegun, hasEnded } = task
        const part = [...(hasBegun ? ['began it'] : []), ...(hasEnded ? ['ended it'] : [])].join(', ')
        const lengthNs = startNs === undefined || endNs === undefined ? null : endNs - startNs
        return {
          task,
          cells: [
            taskName(task),
            startNs ?? null,
            lengthNs,
            part === '' ? 'took part' : part,
            task.regionCount,
            task.logCount,
          ],
        }
      }),
    [tasks],
  )
  const open = ({ task }: TaskRow): void => goToTimeline(source.id, { kind: 'task', task: task.id })
  return (
    <div className="goroutine-work-table">
      <h3>
        Tasks <span className="dim">{groupDigits(tasks.length)}</span>
      </h3>
      <FigureTable
        label="Tasks of the goroutine"
        columns={taskColumns}
        rows={rows}
        sortedBy="length"
        selected={selected}
        onSelect={setSelected}
        onOpen={open}
        cellOf={(row, column) =>
          column.key === 'task' ? (
            <LinkButton title="Show it in the timeline" onClick={() => open(row)}>
              {taskName(row.task)}
            </LinkButton>
          ) : undefined
        }
      />
    </div>
  )
}

const regionColumns: readonly FigureColumn[] = [
  { key: 'name', label: 'Region', unit: 'text' },
  { key: 'start', label: 'Begin', unit: 'time' },
  { key: 'length', label: 'Length', unit: 'ns', hint: 'Cut to what the trace shows' },
  { key: 'task', label: 'Task', unit: 'text' },
  { key: 'place', label: 'Place', unit: 'text' },
]

interface RegionRow extends FigureRow {
  readonly region: WorkRegionDto
}

function Regions({
  source,
  work,
}: Pick<WorkProps, 'source'> & { readonly work: GoroutineWorkDto }): ReactNode {
  const [selected, setSelected] = useState<RegionRow>()
  const { regions, regionTotal } = work
  const rows = useMemo(() => regions.map(regionRow), [regions])
  const open = ({ region }: RegionRow): void =>
    goToTimeline(
      source.id,
      { kind: 'region', region: region.region },
      { fromNs: region.startNs, toNs: region.endNs },
    )
  return (
    <div className="goroutine-work-table">
      <h3>
        Regions{' '}
        <span className="dim">
          {groupDigits(regionTotal)}
          {regionTotal > regions.length && `, the first ${groupDigits(regions.length)}`}
        </span>
      </h3>
      <FigureTable
        label="Regions of the goroutine"
        columns={regionColumns}
        rows={rows}
        sortedBy="length"
        selected={selected}
        onSelect={setSelected}
        onOpen={open}
        cellOf={({ region }, column) => {
          const { task } = region
          return column.key === 'task' && task !== undefined ? (
            <LinkButton onClick={() => select(source.id, { kind: 'task', task: task.id })}>
              {taskName(task)}
            </LinkButton>
          ) : undefined
        }}
      />
    </div>
  )
}

function regionRow(region: WorkRegionDto): RegionRow {
  const { name, startNs, endNs, task, place } = region
  const isCut = region.isOpenAtStart || region.isOpenAtEnd
  return {
    region,
    cells: [
      `${'· '.repeat(region.depth)}${name}${isCut ? ' (cut)' : ''}`,
      startNs,
      endNs - startNs,
      task === undefined ? null : taskName(task),
      place === undefined ? null : `${shortFunctionName(place.functionName)} (${placeName(place)})`,
    ],
  }
}

function Logs({ source, goroutine, work }: WorkProps & { readonly work: GoroutineWorkDto }): ReactNode {
  const { logs, logTotal } = work
  return (
    <div className="goroutine-logs" tabIndex={0} role="region" aria-label="Logs of the goroutine">
      <h3>
        Logs{' '}
        <span className="dim">
          {groupDigits(logTotal)}
          {logTotal > logs.length && `, the first ${groupDigits(logs.length)}`}
        </span>
      </h3>
      <ol>
        {logs.map((log, at) => (
          <li key={`${log.atNs} ${at}`}>
            <LinkButton
              title={`${groupDigits(log.atNs)} ns; show it in the timeline`}
              onClick={() =>
                goToTimeline(
                  source.id,
                  { kind: 'goroutine', goroutine: goroutine.id },
                  { fromNs: log.atNs, toNs: log.atNs },
                )
              }
            >
              {formatExactTime(log.atNs)}
            </LinkButton>{' '}
            {log.category !== '' && <span className="dim">[{log.category}] </span>}
            {log.message}
            {log.task !== undefined && <span className="dim"> · {taskName(log.task)}</span>}
          </li>
        ))}
      </ol>
    </div>
  )
}
