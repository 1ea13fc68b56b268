/** What each goroutine, or each start function, did in a range. */
import { useState, type ReactNode } from 'react'
import { formatDuration, groupDigits } from '../../../base/format-units'
import type { SourceDto } from '../../../contract/sources'
import type { RangeSort, RangeStatisticsDto } from '../../../contract/stretch-dto'
import {
  visualStateIndex,
  visualStates,
  type StateTimesDto,
  type VisualState,
} from '../../../contract/visual-states'
import { shortFunctionName } from '../../data/names'
import { stateName, toStateTimes } from '../../data/state-times'
import { Choice } from '../../widgets/choice'
import { SegmentBar } from '../../widgets/segment-bar'
import { TableFrame } from '../../widgets/table-frame'
import type { TableContent } from '../../data/table-text'
import { GoroutineLink } from './span-link'

interface RangeObjectsProps {
  readonly source: SourceDto
  readonly statistics: RangeStatisticsDto
  readonly sort: RangeSort
  readonly onSort: (sort: RangeSort) => void
}

const sorts = [
  { value: 'running', label: 'Running' },
  { value: 'runnable', label: 'Runnable' },
  { value: 'blocked', label: 'Blocked' },
  { value: 'syscall', label: 'Syscall' },
] as const

/** The states that each order adds up. */
const statesOf: Readonly<Record<RangeSort, readonly VisualState[]>> = {
  running: ['running', 'gc-work'],
  runnable: ['runnable'],
  blocked: ['blocked-sync', 'blocked-channel', 'network', 'gc-assist'],
  syscall: ['syscall'],
}

const timeOf = (times: StateTimesDto, sort: RangeSort): number =>
  statesOf[sort].reduce((sum, state) => sum + (times[visualStateIndex[state]] ?? 0), 0)

export function RangeObjects({ source, statistics, sort, onSort }: RangeObjectsProps): ReactNode {
  const [subject, setSubject] = useState<'goroutines' | 'functions'>('goroutines')
  const { goroutines, functions } = statistics
  return (
    <>
      <h3>Goroutines</h3>
      <p className="dim">
        {groupDigits(goroutines.total)} in this range, {groupDigits(goroutines.created)} created and{' '}
        {groupDigits(goroutines.ended)} ended in it
      </p>
      <div className="range-choices">
        <Choice
          label="One row per"
          options={[
            { value: 'goroutines', label: 'Goroutine' },
            { value: 'functions', label: 'Start function' },
          ]}
          value={subject}
          onChange={setSubject}
        />
        <Choice label="Ordered by time" options={sorts} value={sort} onChange={onSort} />
      </div>
      <TableFrame
        label={subject === 'goroutines' ? 'Range by goroutine' : 'Range by start function'}
        content={() => objectsContent(statistics, subject)}
      >
        <table
          className="range-table"
          aria-label={subject === 'goroutines' ? 'Range by goroutine' : 'Range by start function'}
        >
          <tbody>
            {subject === 'goroutines'
              ? goroutines.rows.map(({ goroutine, stateTimes }) => (
                  <ObjectRow key={goroutine.id} times={stateTimes} sort={sort} name={`g${goroutine.id}`}>
                    <GoroutineLink source={source} goroutine={goroutine} />
                  </ObjectRow>
                ))
              : functions.rows.map(({ functionName, goroutineCount, stateTimes }) => (
                  <ObjectRow key={functionName} times={stateTimes} sort={sort} name={functionName}>
                    <span title={functionName}>{shortFunctionName(functionName)}</span>{' '}
                    <span className="dim">{groupDigits(goroutineCount)}</span>
                  </ObjectRow>
                ))}
          </tbody>
        </table>
      </TableFrame>
      <MoreNote
        shown={subject === 'goroutines' ? goroutines.rows.length : functions.rows.length}
        total={subject === 'goroutines' ? goroutines.total : functions.total}
      />
    </>
  )
}

interface ObjectRowProps {
  readonly times: StateTimesDto
  readonly sort: RangeSort
  readonly name: string
  readonly children: ReactNode
}

function ObjectRow({ times, sort, name, children }: ObjectRowProps): ReactNode {
  const timeNs = timeOf(times, sort)
  return (
    <tr>
      <th scope="row" className="truncated">
        {children}
      </th>
      <td className="range-bar">
        <SegmentBar label={`Time by state of ${name}`} segments={toStateTimes(times)} />
      </td>
      <td className="number" title={`${groupDigits(timeNs)} ns`}>
        {formatDuration(timeNs)}
      </td>
    </tr>
  )
}

function MoreNote({ shown, total }: { readonly shown: number; readonly total: number }): ReactNode {
  if (shown >= total) return null
  return (
    <p className="dim">
      The first {groupDigits(shown)} of {groupDigits(total)} in this order.
    </p>
  )
}

const stateHeader = visualStates.map((state) => `${stateName(state)} ns`)

function objectsContent(
  { goroutines, functions, fromNs, toNs }: RangeStatisticsDto,
  subject: 'goroutines' | 'functions',
): TableContent {
  const range = `from ${fromNs} to ${toNs} ns`
  if (subject === 'goroutines')
    return {
      name: `goroutines ${range}`,
      header: ['goroutine', 'start function', ...stateHeader],
      rows: goroutines.rows.map(({ goroutine, stateTimes }) => [
        goroutine.id,
        goroutine.functionName,
        ...stateTimes,
      ]),
    }
  return {
    name: `start functions ${range}`,
    header: ['start function', 'goroutines', ...stateHeader],
    rows: functions.rows.map(({ functionName, goroutineCount, stateTimes }) => [
      functionName,
      goroutineCount,
      ...stateTimes,
    ]),
  }
}
