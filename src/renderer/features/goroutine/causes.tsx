/** Who woke the goroutine and whom it woke, and the chain of wake-ups that leads back to its root. */
import { useMemo, useState, type ReactNode } from 'react'
import { formatDuration, formatExactTime, groupDigits } from '../../../base/format-units'
import type { CauseDto, ChainStepDto, GoroutineDto } from '../../../contract/goroutine-dto'
import type { SourceDto } from '../../../contract/sources'
import { adviceFor } from '../../data/advice'
import { goToTimeline } from '../../data/go-to'
import { goroutineName, placeName, shortFunctionName } from '../../data/names'
import { useLatest, useQuery } from '../../data/use-query'
import { select, useSelection } from '../../state/places'
import { LinkButton } from '../../widgets/button'
import { FigureTable, type FigureColumn, type FigureRow } from '../../widgets/figure-table'
import { FailureNote, WaitingNote } from '../../widgets/query-state'
import { TableFrame } from '../../widgets/table-frame'
import type { TableContent } from '../../data/table-text'

const columns: readonly FigureColumn[] = [
  { key: 'who', label: 'Who', unit: 'text' },
  { key: 'count', label: 'Count', unit: 'count' },
  {
    key: 'p50',
    label: 'p50',
    unit: 'ns',
    hint: 'From the wake-up until it ran: half of them are not longer',
  },
  { key: 'p99', label: 'p99', unit: 'ns', hint: '99 of 100 are not longer' },
  { key: 'longest', label: 'Longest', unit: 'ns', hint: 'The longest from a wake-up until it ran' },
]

interface CauseRow extends FigureRow {
  readonly cause: CauseDto
}

interface CausesProps {
  readonly source: SourceDto
  readonly goroutine: GoroutineDto
}

export function Causes({ source, goroutine }: CausesProps): ReactNode {
  const answer = useQuery('trace/causes', { source: source.id, goroutine: goroutine.id })
  if (answer.state === 'loading') return <WaitingNote answer={answer} />
  if (answer.state === 'failed')
    return (
      <FailureNote
        message={`The causes could not be had: ${answer.error.message}`}
        advice={adviceFor(answer.error)}
        again={answer.again}
      />
    )
  const { wokenBy, wokenByTotal, woke, wokeTotal } = answer.value
  return (
    <section className="goroutine-figures goroutine-causes">
      <p className="dim goroutine-formula">
        Each runnable stretch names who made it so. Times are from the wake-up until the woken one ran. Who
        restarted the world after a stop is never named: it only happened to look at the network.
      </p>
      <div className="goroutine-cause-tables">
        <CauseTable title="Woken by" total={wokenByTotal} causes={wokenBy} source={source} />
        <CauseTable title="Woke" total={wokeTotal} causes={woke} source={source} />
      </div>
      <Chain source={source} goroutine={goroutine} />
    </section>
  )
}

interface CauseTableProps {
  readonly title: string
  readonly total: number
  readonly causes: readonly CauseDto[]
  readonly source: SourceDto
}

function CauseTable({ title, total, causes, source }: CauseTableProps): ReactNode {
  const rows = useMemo(() => causes.map(toRow), [causes])
  const [selected, setSelected] = useState<CauseRow>()
  const open = ({ cause }: CauseRow): void => {
    if (cause.goroutine !== undefined) select(source.id, { kind: 'goroutine', goroutine: cause.goroutine.id })
  }
  return (
    <div className="goroutine-cause-table">
      <h3>
        {title}{' '}
        <span className="dim">
          {groupDigits(total)}
          {total > rows.length && `, the first ${groupDigits(rows.length)}`}
        </span>
      </h3>
      {rows.length === 0 ? (
        <p className="dim goroutine-formula">Nobody, as far as the trace shows.</p>
      ) : (
        <FigureTable
          label={title}
          columns={columns}
          rows={rows}
          sortedBy="count"
          selected={selected}
          onSelect={setSelected}
          onOpen={open}
          cellOf={(row, column) =>
            column.key === 'who' && row.cause.goroutine !== undefined ? (
              <>
                <LinkButton title={row.cause.goroutine.functionName} onClick={() => open(row)}>
                  {goroutineName(row.cause.goroutine)}
                </LinkButton>
                {row.cause.kind === 'creation' && <span className="dim"> created</span>}
              </>
            ) : undefined
          }
        />
      )}
    </div>
  )
}

function toRow(cause: CauseDto): CauseRow {
  const who = cause.goroutine === undefined ? cause.text : goroutineName(cause.goroutine)
  return { cause, cells: [who, cause.count, cause.p50Ns, cause.p99Ns, cause.longestNs] }
}

/** From the selected span, else from the end of the goroutine's life as far as the trace shows it. */
function Chain({ source, goroutine }: CausesProps): ReactNode {
  const selection = useSelection(source.id)
  const isSpan = selection.kind === 'span' && selection.goroutine === goroutine.id
  const timeNs = isSpan ? selection.startNs : (goroutine.endedNs ?? Number.MAX_SAFE_INTEGER)
  const { answer } = useLatest('trace/wake-chain', {
    source: source.id,
    goroutine: goroutine.id,
    timeNs,
  })
  if (answer.state === 'loading') return <WaitingNote />
  if (answer.state === 'failed') return null
  const { steps, endText } = answer.value
  return (
    <div className="goroutine-chain">
      <h3>
        Wake-up chain{' '}
        <span className="dim">
          {isSpan ? 'of the selected span, back to its root' : 'of its last wake-up, back to its root'}
        </span>
      </h3>
      <TableFrame label="Wake-up chain" content={() => chainContent(goroutine.id, steps)}>
        <ol aria-label="Wake-up chain">
          {steps.map((step) => (
            <ChainLine key={`${step.goroutine.id} ${step.atNs}`} source={source} step={step} />
          ))}
          <li className="dim">{endText}</li>
        </ol>
      </TableFrame>
    </div>
  )
}

function ChainLine({ source, step }: { readonly source: SourceDto; readonly step: ChainStepDto }): ReactNode {
  const { goroutine, by, atNs, place, reason, waitedNs } = step
  return (
    <li>
      <LinkButton
        title={`${formatExactTime(atNs)}: show it in the timeline`}
        onClick={() =>
          goToTimeline(
            source.id,
            { kind: 'span', goroutine: goroutine.id, startNs: Math.round(atNs) },
            { fromNs: atNs - (waitedNs ?? 0), toNs: atNs },
          )
        }
      >
        {formatExactTime(atNs)}
      </LinkButton>{' '}
      {by === undefined ? (
        <>{step.text}</>
      ) : (
        <LinkButton
          title={by.functionName}
          onClick={() => select(source.id, { kind: 'goroutine', goroutine: by.id })}
        >
          {goroutineName(by)}
        </LinkButton>
      )}{' '}
      {step.kind === 'creation' ? 'created' : 'woke'} {goroutineName(goroutine)}
      {waitedNs !== undefined && (
        <span className="dim">
          {' '}
          after {formatDuration(waitedNs)}
          {reason !== undefined && reason !== '' && ` (${reason})`}
        </span>
      )}
      {place !== undefined && (
        <span className="dim" title={`${place.file}:${place.line}`}>
          {' '}
          at {shortFunctionName(place.functionName)} ({placeName(place)})
        </span>
      )}
    </li>
  )
}

function chainContent(goroutine: number, steps: readonly ChainStepDto[]): TableContent {
  return {
    name: `wake-up chain of goroutine ${goroutine}`,
    header: ['at ns', 'by', 'what', 'goroutine', 'start function', 'after ns', 'reason', 'place'],
    rows: steps.map((step) => [
      step.atNs,
      step.by === undefined ? step.text : `g${step.by.id}`,
      step.kind,
      step.goroutine.id,
      step.goroutine.functionName,
      step.waitedNs ?? null,
      step.reason ?? null,
      step.place === undefined ? null : `${step.place.file}:${step.place.line}`,
    ]),
  }
}
