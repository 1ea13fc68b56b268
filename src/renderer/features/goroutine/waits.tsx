/** What the goroutine waited for, by place and reason; opening a row leads to the longest of its waits. */
import { useMemo, useState, type ReactNode } from 'react'
import { groupDigits } from '../../../base/format-units'
import type { GoroutineDto, WaitGroupDto } from '../../../contract/goroutine-dto'
import type { SourceDto } from '../../../contract/sources'
import { adviceFor } from '../../data/advice'
import { isRuntimeFrame, placeName, runtimeFramesText, shortFunctionName } from '../../data/names'
import { stateClass } from '../../data/state-times'
import { useQuery } from '../../data/use-query'
import { select } from '../../state/places'
import { FigureTable, type FigureColumn, type FigureRow } from '../../widgets/figure-table'
import { FailureNote, WaitingNote } from '../../widgets/query-state'
import { Swatch } from '../../widgets/segment-bar'
import { StackList } from '../../widgets/stack-list'
import { reasonText } from './reason-text'

const columns: readonly FigureColumn[] = [
  { key: 'reason', label: 'State and reason', unit: 'text', track: 'minmax(144px, 2fr)' },
  {
    key: 'place',
    label: 'Place',
    unit: 'text',
    hint: 'The first frame outside the runtime',
    track: 'minmax(100px, 3fr)',
  },
  { key: 'count', label: 'Count', unit: 'count', track: '52px' },
  { key: 'total', label: 'Total', unit: 'ns' },
  { key: 'p50', label: 'p50', unit: 'ns', hint: 'Half of them are not longer' },
  { key: 'p99', label: 'p99', unit: 'ns', hint: '99 of 100 are not longer' },
  { key: 'longest', label: 'Longest', unit: 'ns' },
]

interface WaitRow extends FigureRow {
  readonly group: WaitGroupDto
}

interface WaitsProps {
  readonly source: SourceDto
  readonly goroutine: GoroutineDto
}

export function Waits({ source, goroutine }: WaitsProps): ReactNode {
  const answer = useQuery('trace/waits', { source: source.id, goroutine: goroutine.id })
  const groups = answer.state === 'ready' ? answer.value.groups : undefined
  const rows = useMemo(() => (groups ?? []).map(toRow), [groups])
  const [selected, setSelected] = useState<WaitRow>()
  if (answer.state === 'loading') return <WaitingNote />
  if (answer.state === 'failed')
    return (
      <FailureNote
        message={`The waits could not be had: ${answer.error.message}`}
        advice={adviceFor(answer.error)}
      />
    )
  const shown = selected !== undefined && rows.includes(selected) ? selected : undefined
  const goToLongest = ({ group }: WaitRow): void =>
    select(source.id, {
      kind: 'span',
      goroutine: goroutine.id,
      startNs: Math.round(group.longestStartNs),
    })
  return (
    <section className="goroutine-figures">
      <p className="dim goroutine-formula">
        Length of every stretch in which it did not run, by reason and by where it began. Enter or a double
        click goes to the longest.{' '}
        {answer.value.total > rows.length &&
          `The first ${groupDigits(rows.length)} of ${groupDigits(answer.value.total)} groups.`}
      </p>
      <FigureTable
        label={`Waits of goroutine ${goroutine.id}`}
        columns={columns}
        rows={rows}
        sortedBy="total"
        selected={shown}
        onSelect={setSelected}
        onOpen={goToLongest}
        cellOf={({ group }, column) =>
          column.key === 'reason' ? (
            <span title={reasonText(group)}>
              <Swatch className={stateClass(group.visualState)} /> {reasonText(group)}
            </span>
          ) : undefined
        }
      />
      {shown !== undefined && shown.group.stack.length > 0 && (
        <div className="goroutine-stack">
          <StackList
            label="Stack of the longest wait"
            frames={shown.group.stack}
            isFolded={isRuntimeFrame}
            foldedText={runtimeFramesText}
          />
        </div>
      )}
    </section>
  )
}

function toRow(group: WaitGroupDto): WaitRow {
  const { place } = group
  return {
    group,
    cells: [
      reasonText(group),
      place === undefined ? null : `${shortFunctionName(place.functionName)} (${placeName(place)})`,
      group.count,
      group.totalNs,
      group.p50Ns,
      group.p99Ns,
      group.longestNs,
    ],
  }
}
