/** A row a start function: how much its goroutines, its time in each state and its waits for a P changed. */
import { useMemo, type ReactNode } from 'react'
import type {
  ComparedFigureDto,
  ComparedFunctionDto,
  TraceComparisonDto,
} from '../../../contract/compare-dto'
import { figureOf, valuesOf } from '../../../contract/trace-compare'
import { FigureTable, type FigureColumn, type FigureRow } from '../../widgets/figure-table'
import { changeClass, functionKeyOf, functionText, valueText } from './compare-words'
import { Tag } from '../../widgets/tag'

interface FunctionChangesProps {
  readonly comparison: TraceComparisonDto
  readonly isPerSecond: boolean
  readonly outName: string
  readonly selectedKey: string | undefined
  readonly onSelect: (key: string) => void
}

interface FunctionRow extends FigureRow {
  readonly compared: ComparedFunctionDto
}

/** Column, its heading, and the figures that are added up in it. */
const changes: readonly (readonly [string, string, readonly string[], string])[] = [
  ['goroutines', 'Goroutines', ['goroutines'], 'That were there at any time'],
  ['running', 'Running', ['state.running', 'state.gc-work'], 'Time running'],
  ['runnable', 'Runnable', ['state.runnable'], 'Time waiting for a P'],
  [
    'blocked',
    'Blocked',
    ['state.blocked-sync', 'state.blocked-channel', 'state.network'],
    'Time blocked on sync, channels, select, network',
  ],
  ['syscall', 'Syscall', ['state.syscall'], 'Time in system calls'],
  ['assist', 'Assist', ['state.gc-assist'], 'Mark assist and waits for GC'],
  ['p50', 'p50 wait', ['latency.p50'], 'Wait for a P, median'],
  ['p99', 'p99 wait', ['latency.p99'], 'Wait for a P, 99th percentile'],
]

export function FunctionChanges(props: FunctionChangesProps): ReactNode {
  const { comparison, isPerSecond, outName, selectedKey, onSelect } = props
  const rows = useMemo<readonly FunctionRow[]>(
    () =>
      comparison.functions.map((compared) => ({
        compared,
        cells: [
          functionText(compared),
          ...changes.map(([, , keys]) => {
            const values = sumOf(compared, keys, comparison, isPerSecond)
            return values === undefined ? null : values.after - values.before
          }),
        ],
      })),
    [comparison, isPerSecond],
  )
  const columns: readonly FigureColumn[] = [
    { key: 'function', label: 'Function', unit: 'text', track: 'minmax(150px, 1fr)' },
    ...changes.map(([key, label, keys, hint]) => ({
      key,
      label,
      unit: key === 'goroutines' ? ('count' as const) : ('ns' as const),
      track: '78px',
      hint: `${hint}: change${isPerSecond && keys.some((one) => one.startsWith('state.')) ? ' per second of each trace' : ''}`,
    })),
  ]
  return (
    <FigureTable
      label="Changes by start function"
      outName={outName}
      columns={columns}
      rows={rows}
      // As they come: most changed first.
      sortedBy=""
      selected={rows.find(({ compared }) => functionKeyOf(compared) === selectedKey)}
      onSelect={({ compared }) => onSelect(functionKeyOf(compared))}
      onOpen={({ compared }) => onSelect(functionKeyOf(compared))}
      cellOf={({ compared, cells }, column, text) => {
        const at = columns.findIndex(({ key }) => key === column.key)
        if (at === 0) return <FunctionCell compared={compared} />
        const change = cells[at]
        const keys = changes[at - 1]?.[2] ?? []
        const values = sumOf(compared, keys, comparison, isPerSecond)
        if (values === undefined || typeof change !== 'number') return <span className="dim">–</span>
        const unit: Pick<ComparedFigureDto, 'unit'> = { unit: at === 1 ? 'count' : 'ns' }
        return (
          <span
            className={changeClass(change)}
            title={`${valueText(values.before, unit)} → ${valueText(values.after, unit)}`}
          >
            {change > 0 ? `+${text}` : text}
          </span>
        )
      }}
    />
  )
}

function FunctionCell({ compared }: { readonly compared: ComparedFunctionDto }): ReactNode {
  const tag = !compared.isInBefore ? 'new' : !compared.isInAfter ? 'gone' : ''
  return (
    <span title={functionText(compared)}>
      {functionText(compared)}
      {tag !== '' && <Tag text={tag} />}
    </span>
  )
}

/** Undefined where one side does not know it. */
function sumOf(
  compared: ComparedFunctionDto,
  keys: readonly string[],
  comparison: TraceComparisonDto,
  isPerSecond: boolean,
): { readonly before: number; readonly after: number } | undefined {
  let before = 0
  let after = 0
  for (const key of keys) {
    const figure = figureOf(compared, key)
    // A state that neither trace has is no figure.
    if (figure === undefined) continue
    const values = valuesOf(figure, comparison, isPerSecond)
    if (values.before === null || values.after === null) return undefined
    before += values.before
    after += values.after
  }
  return { before, after }
}
