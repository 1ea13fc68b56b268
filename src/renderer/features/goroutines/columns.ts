/** The columns of the table: what they show, how they sort, their exact values. One unit a column. */
import { formatDuration, formatExactTime, groupDigits } from '../../../base/format-units'
import { visualStateIndex, type GoroutineRowDto, type VisualState } from '../../../contract/trace-dto'
import { shortFunctionName } from '../../data/names'
import type { TableSort } from '../../state/tables'
import type { TableColumn } from '../../widgets/data-table'

export interface GoroutineColumn extends TableColumn<TableSort> {
  /** With the unit: 'running ns'. */
  readonly exactName: string
  readonly toCell: (row: GoroutineRowDto) => string
  /** Exact: ns, counts, full names. */
  readonly toExact: (row: GoroutineRowDto) => string | number | null
}

const timeIn = (row: GoroutineRowDto, ...states: readonly VisualState[]): number =>
  states.reduce((sum, state) => sum + (row.stateTimes[visualStateIndex[state]] ?? 0), 0)

/** What `blocked` sums up: waiting for something other than a processor, a system call or the clock. */
export const blockedNs = (row: GoroutineRowDto): number =>
  timeIn(row, 'blocked-sync', 'blocked-channel', 'network', 'gc-assist')

interface DurationColumn {
  readonly key: TableSort
  readonly label: string
  readonly hint: string
  readonly valueNs: (row: GoroutineRowDto) => number
}

const durations: readonly DurationColumn[] = [
  {
    key: 'lifetime',
    label: 'Lifetime',
    hint: 'As far as the trace shows it',
    valueNs: (row) => row.lifetimeNs,
  },
  { key: 'running', label: 'Running', hint: 'On a P', valueNs: (row) => timeIn(row, 'running', 'gc-work') },
  {
    key: 'runnable',
    label: 'Runnable',
    hint: 'Ready, waiting for a P',
    valueNs: (row) => timeIn(row, 'runnable'),
  },
  { key: 'blocked', label: 'Blocked', hint: 'On sync, channels, network, GC assist', valueNs: blockedNs },
  {
    key: 'syscall',
    label: 'Syscall',
    hint: 'In system calls and cgo',
    valueNs: (row) => timeIn(row, 'syscall'),
  },
  {
    key: 'longestWait',
    label: 'Longest wait',
    hint: 'Its longest single wait',
    valueNs: (row) => row.longestWaitNs,
  },
]

export const columns: readonly GoroutineColumn[] = [
  {
    key: 'id',
    label: 'Id',
    track: '72px',
    sort: 'id',
    exactName: 'goroutine',
    toCell: (row) => `g${row.id}`,
    toExact: (row) => row.id,
  },
  {
    key: 'function',
    label: 'Start function',
    track: 'minmax(180px, 1fr)',
    sort: 'function',
    exactName: 'start function',
    toCell: (row) => shortFunctionName(row.functionName),
    toExact: (row) => row.functionName,
  },
  {
    key: 'created',
    label: 'Created',
    hint: 'First appearance in the trace',
    track: '132px',
    isNumber: true,
    sort: 'created',
    exactName: 'created ns',
    toCell: (row) => formatExactTime(row.createdNs),
    toExact: (row) => row.createdNs,
  },
  ...durations.map((column): GoroutineColumn => ({
    key: column.key,
    label: column.label,
    hint: column.hint,
    track: column.key === 'longestWait' ? '92px' : '76px',
    isNumber: true,
    sort: column.key,
    exactName: `${column.label.toLowerCase()} ns`,
    toCell: (row) => formatDuration(column.valueNs(row)),
    toExact: column.valueNs,
  })),
  {
    key: 'waits',
    label: 'Waits',
    hint: 'How often it blocked',
    track: '60px',
    isNumber: true,
    sort: 'waits',
    exactName: 'waits',
    toCell: (row) => groupDigits(row.waitCount),
    toExact: (row) => row.waitCount,
  },
  {
    key: 'creator',
    label: 'Created by',
    track: '84px',
    exactName: 'created by',
    toCell: (row) => (row.createdBy === undefined ? '' : `g${row.createdBy}`),
    toExact: (row) => row.createdBy ?? null,
  },
]
