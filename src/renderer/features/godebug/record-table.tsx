/** A table of the log's lines of one kind. Choosing a row shows its line. */
import { useMemo, type ReactNode } from 'react'
import type { GodebugColumnDto, GodebugTableName } from '../../../contract/godebug-dto'
import { groupDigits } from '../../../base/format-units'
import type { SourceId } from '../../../contract/sources'
import { adviceFor } from '../../data/advice'
import { useQuery } from '../../data/use-query'
import { chooseInGodebug, useGodebugChoice } from '../../state/godebug-choice'
import { FigureTable, type FigureColumn, type FigureRow } from '../../widgets/figure-table'
import { FailureNote, WaitingNote } from '../../widgets/query-state'

interface RecordTableProps {
  readonly source: SourceId
  readonly run: number
  readonly table: GodebugTableName
  /** Names the table, also when it is taken out. */
  readonly label: string
  readonly sortedBy: string
  readonly isAscending?: boolean
  /** Enter or a double click. */
  readonly onOpen: () => void
}

export function RecordTable(props: RecordTableProps): ReactNode {
  const { source, run, table, label, sortedBy, isAscending = false, onOpen } = props
  const { line } = useGodebugChoice(source)
  const answer = useQuery('godebug/table', { source, run, table })
  const value = answer.state === 'ready' ? answer.value : undefined
  const columns = useMemo(() => value?.columns.map(figureColumn) ?? [], [value])
  const rows = useMemo<readonly FigureRow[]>(() => value?.rows.map((cells) => ({ cells })) ?? [], [value])
  if (answer.state === 'failed')
    return <FailureNote message={answer.error.message} advice={adviceFor(answer.error)} />
  if (value === undefined) return <WaitingNote />
  const ratios = new Set(value.columns.filter(({ unit }) => unit === 'ratio').map(({ key }) => key))
  return (
    <>
      {value.rows.length < value.total && (
        <p className="godebug-thinned dim">
          The first {groupDigits(value.rows.length)} of {groupDigits(value.total)} rows.
        </p>
      )}
      <FigureTable
        label={label}
        columns={columns}
        rows={rows}
        sortedBy={sortedBy}
        isAscending={isAscending}
        selected={rows.find(({ cells }) => cells[0] === line)}
        onSelect={({ cells }) => chooseInGodebug(source, { line: Number(cells[0]) })}
        onOpen={onOpen}
        cellOf={({ cells }, { key }) => {
          const one = cells[columns.findIndex((column) => column.key === key)] ?? null
          if (typeof one !== 'number') return undefined
          return ratios.has(key) ? <span title={String(one)}>{Number(one.toPrecision(3))}</span> : undefined
        }}
      />
    </>
  )
}

const units: Readonly<Record<GodebugColumnDto['unit'], FigureColumn['unit']>> = {
  text: 'text',
  count: 'count',
  ns: 'ns',
  bytes: 'bytes',
  mib: 'count',
  percent: 'count',
  ratio: 'count',
}

const characterPx = 7
const headerPaddingPx = 20

function figureColumn({ key, label, unit, hint }: GodebugColumnDto): FigureColumn {
  const name =
    unit === 'mib' ? `${label} MiB` : unit === 'percent' && !label.includes('%') ? `${label} %` : label
  // The table puts the unit of durations and sizes behind the label.
  const unitLength = unit === 'ns' || unit === 'bytes' ? 4 : 0
  const widthPx = Math.max(64, (name.length + unitLength) * characterPx + headerPaddingPx)
  return {
    key,
    label: name,
    unit: units[unit],
    hint,
    track: unit === 'text' ? (key === 'remark' ? '80px' : 'minmax(200px, 1fr)') : `${widthPx}px`,
  }
}
