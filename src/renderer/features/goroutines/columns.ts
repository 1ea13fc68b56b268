/**
 * The columns of the table: what they show, how they sort, their exact values. One unit a column. Some are of every
 * trace; one for each reason to wait and for each range depend on it.
 */
import {
  durationUnit,
  formatExactTime,
  formatInUnit,
  groupDigits,
  type ColumnUnit,
} from '../../../base/format-units'
import type { GoroutineColumnsDto, GoroutineRowDto } from '../../../contract/goroutine-table-dto'
import { visualStateIndex, type VisualState } from '../../../contract/visual-states'
import { shortFunctionName } from '../../data/names'
import type { TableSort } from '../../state/tables'
import type { TableColumn } from '../../widgets/data-table'

export interface GoroutineColumn extends TableColumn<TableSort> {
  /** With the unit: 'running ns'. */
  readonly exactName: string
  /** @param unit of all durations of the table. */
  readonly toCell: (row: GoroutineRowDto, unit: ColumnUnit) => string
  readonly isDuration?: boolean
  /** Exact: ns, counts, full names. */
  readonly toExact: (row: GoroutineRowDto) => string | number | null
}

const timeIn = (row: GoroutineRowDto, ...states: readonly VisualState[]): number =>
  states.reduce((sum, state) => sum + (row.stateTimes[visualStateIndex[state]] ?? 0), 0)

/** What `blocked` sums up: waiting for something other than a processor, a system call or the clock. */
export const blockedNs = (row: GoroutineRowDto): number =>
  timeIn(row, 'blocked-sync', 'blocked-channel', 'network', 'gc-assist')

type Value = (row: GoroutineRowDto) => number

function duration(
  key: TableSort,
  label: string,
  hint: string,
  valueNs: Value,
  track = '84px',
): GoroutineColumn {
  return {
    key,
    label,
    hint,
    track,
    isNumber: true,
    sort: key,
    exactName: `${label.toLowerCase()} ns`,
    isDuration: true,
    toCell: (row, unit) => formatInUnit(valueNs(row), unit),
    toExact: valueNs,
  }
}

function counted(key: TableSort, label: string, hint: string, value: Value): GoroutineColumn {
  return {
    key,
    label,
    hint,
    track: '60px',
    isNumber: true,
    sort: key,
    exactName: label.toLowerCase(),
    toCell: (row) => groupDigits(value(row)),
    toExact: value,
  }
}

function instant(
  key: TableSort,
  label: string,
  hint: string,
  valueNs: (row: GoroutineRowDto) => number | undefined,
): GoroutineColumn {
  return {
    key,
    label,
    hint,
    track: '132px',
    isNumber: true,
    sort: key,
    exactName: `${label.toLowerCase()} ns`,
    toCell: (row) => {
      const timeNs = valueNs(row)
      return timeNs === undefined ? '' : formatExactTime(timeNs)
    },
    toExact: (row) => valueNs(row) ?? null,
  }
}

/** Of every trace, in their order. */
export const columns: readonly GoroutineColumn[] = [
  {
    key: 'id',
    label: 'Id',
    track: '64px',
    sort: 'id',
    exactName: 'goroutine',
    toCell: (row) => `g${row.id}`,
    toExact: (row) => row.id,
  },
  {
    key: 'function',
    label: 'Start function',
    track: 'minmax(264px, 1fr)',
    sort: 'function',
    exactName: 'start function',
    toCell: (row) => shortFunctionName(row.functionName),
    toExact: (row) => row.functionName,
  },
  counted('count', 'Count', 'How many goroutines', (row) => row.count),
  duration('lifetime', 'Lifetime', 'As far as the trace shows it', (row) => row.lifetimeNs),
  duration(
    'execution',
    'Execution',
    'On a P, mark assist included, as go tool trace counts',
    (row) => row.executionNs,
  ),
  duration('running', 'Running', 'On a P, without mark assist', (row) => timeIn(row, 'running', 'gc-work')),
  duration('runnable', 'Runnable', 'Ready, waiting for a P', (row) => timeIn(row, 'runnable')),
  duration('blocked', 'Blocked', 'On sync, channels, network, GC assist', blockedNs),
  instant(
    'created',
    'First seen',
    'When it was created; 0 for one that is older than the trace',
    (row) => row.createdNs,
  ),
  instant('started', 'First ran', 'When it ran first; empty: never', (row) => row.startedNs),
  instant('ended', 'Ended', 'Empty: alive at the end of the trace', (row) => row.endedNs),
  duration('syscall', 'Syscall', 'In system calls and cgo', (row) => timeIn(row, 'syscall')),
  duration(
    'lost',
    'Without P',
    'Of system calls: from losing the P to the return',
    (row) => row.lostProcessorNs,
  ),
  duration('sleep', 'Sleep', 'In time.Sleep and the like', (row) => timeIn(row, 'sleep')),
  duration('assist', 'GC assist', 'Working for the collector, or waiting to', (row) =>
    timeIn(row, 'gc-assist'),
  ),
  duration('unknown', 'Unknown', 'Lifetime in no state that the trace shows', (row) => row.unknownNs),
  duration('longestWait', 'Longest wait', 'Its longest single wait', (row) => row.longestWaitNs, '108px'),
  duration('p50', 'p50 wait', 'Half of its waits are not longer', (row) => row.p50WaitNs),
  duration('p99', 'p99 wait', '99 of 100 of its waits are not longer', (row) => row.p99WaitNs),
  counted('waits', 'Waits', 'How often it blocked', (row) => row.waitCount),
  counted('spans', 'Spans', 'Stretches of one state', (row) => row.spanCount),
  {
    key: 'creator',
    label: 'Created by',
    hint: 'Empty where the trace does not show it, or where several did',
    track: '84px',
    sort: 'creator',
    exactName: 'created by',
    toCell: (row) => (row.createdBy === undefined ? '' : `g${row.createdBy}`),
    toExact: (row) => row.createdBy ?? null,
  },
]

/** What is shown until the user chooses. */
export const usualColumns: readonly string[] = [
  'id',
  'function',
  'count',
  'lifetime',
  'running',
  'runnable',
  'blocked',
  'created',
  'syscall',
  'longestWait',
  'waits',
  'creator',
]

/** What a row cannot do without. */
const fixedColumns: ReadonlySet<string> = new Set(['id', 'function', 'count'])

/** Only of single goroutines, or only of several. */
const ofOne: ReadonlySet<string> = new Set(['id', 'ended'])
const ofSeveral: ReadonlySet<string> = new Set(['count'])

const reasonLabel = (reason: string): string => (reason === '' ? 'before the trace' : reason)

/** All columns of a trace: those of every trace, then one for each reason to wait and each range. */
export function allColumns(
  { reasons, ranges }: GoroutineColumnsDto,
  byFunction: boolean,
): readonly GoroutineColumn[] {
  return [
    ...columns.filter(({ key }) => !(byFunction ? ofOne : ofSeveral).has(key)),
    ...reasons.map((reason) =>
      duration(
        `blocked:${reason}`,
        reasonLabel(reason),
        `Waiting: ${reason === '' ? 'since before the trace, so without a reason' : reason}`,
        (row) => row.blockedNs[reason] ?? 0,
        '112px',
      ),
    ),
    ...ranges.map((range) =>
      duration(
        `range:${range}`,
        range,
        `${range}: begin to end, waits inside included; it overlaps the other columns`,
        (row) => row.chargedNs[range] ?? 0,
        '132px',
      ),
    ),
  ]
}

/** The one unit of all durations of the table. */
export const unitOf = ({ durationNs, summedNs }: GoroutineColumnsDto, byFunction: boolean): ColumnUnit =>
  durationUnit(byFunction ? summedNs : durationNs)

export const isFixedColumn = (key: string): boolean => fixedColumns.has(key)

export function shownColumns(
  all: readonly GoroutineColumn[],
  chosen: readonly string[],
  unit: ColumnUnit,
): readonly GoroutineColumn[] {
  return all
    .filter(({ key }) => isFixedColumn(key) || chosen.includes(key))
    .map((column) => (column.isDuration === true ? { ...column, unit: unit.name } : column))
}
