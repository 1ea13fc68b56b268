/** Who had the Ps in a stretch of time, and for how long; what nobody had last. */
import type { ReactNode } from 'react'
import {
  durationUnit,
  formatColumnShare,
  formatDuration,
  formatInUnit,
  groupDigits,
} from '../../base/format-units'
import type { WhoRanDto } from '../../contract/goroutine-dto'
import type { SourceDto } from '../../contract/sources'
import { goToGoroutine } from '../data/go-to'
import { goroutineName } from '../data/names'
import type { TableContent } from '../data/table-text'
import { useLatest } from '../data/use-query'
import { LinkButton } from './button'
import { TableFrame } from './table-frame'
import { TableHead } from './table-head'
import './holders-table.css'

const shownHolders = 6

interface HoldersProps {
  readonly source: SourceDto
  readonly fromNs: number
  readonly toNs: number
}

/** Asks who had them; nothing until that is known. */
export function Holders({ source, fromNs, toNs }: HoldersProps): ReactNode {
  const { answer } = useLatest('trace/who-ran', { source: source.id, fromNs, toNs })
  if (answer.state !== 'ready') return null
  return <HoldersTable answer={answer.value} onGoroutine={(id) => goToGoroutine(source.id, id)} />
}

interface HoldersTableProps {
  readonly answer: WhoRanDto
  readonly onGoroutine: (id: number) => void
}

export function HoldersTable({ answer, onGoroutine }: HoldersTableProps): ReactNode {
  const { holders, holderTotal, freeNs, stoppedNs, processorCount, fromNs, toNs, otherNs } = answer
  const allNs = Math.max(1, processorCount * (toNs - fromNs))
  const shown = holders.slice(0, shownHolders)
  const restNs = otherNs + holders.slice(shownHolders).reduce((sum, holder) => sum + holder.timeNs, 0)
  const unit = durationUnit(Math.max(freeNs, restNs, ...shown.map((holder) => holder.timeNs)))
  const line = (key: string, name: ReactNode, timeNs: number): ReactNode => (
    <tr key={key}>
      <th scope="row" className="truncated">
        {name}
      </th>
      <td className="number" title={`${groupDigits(timeNs)} ns`}>
        {formatInUnit(timeNs, unit)}
      </td>
      <td className="number">{formatColumnShare(timeNs / allNs)}</td>
    </tr>
  )
  return (
    <>
      <h3 title="Time of each goroutine on a P in this stretch, and its share of the time of all Ps. A system call that keeps its P counts, and so does a thread that the operating system did not run.">
        Who had the {processorCount} {processorCount === 1 ? 'P' : 'Ps'} meanwhile
      </h3>
      <TableFrame label="Who had the Ps meanwhile" content={() => holdersContent(answer)}>
        <table className="who-ran" aria-label="Who had the Ps meanwhile">
          <TableHead rows="Who" figures={[{ label: 'Time', unit: unit.name }, 'Share']} />
          <tbody>
            {shown.map(({ goroutine, timeNs }) =>
              line(
                String(goroutine.id),
                <LinkButton title={goroutine.functionName} onClick={() => onGoroutine(goroutine.id)}>
                  {goroutineName(goroutine)}
                </LinkButton>,
                timeNs,
              ),
            )}
            {restNs > 0 && line('rest', `${groupDigits(holderTotal - shown.length)} others`, restNs)}
            {freeNs > 0 && line('free', 'Nobody: idle, or the scheduler itself', freeNs)}
          </tbody>
        </table>
      </TableFrame>
      {stoppedNs > 0 && <p className="dim">The world stood still for {formatDuration(stoppedNs)} of it.</p>}
    </>
  )
}

/** All that are known, not only those on the screen. */
function holdersContent({ holders, holderTotal, otherNs, freeNs, fromNs, toNs }: WhoRanDto): TableContent {
  return {
    name: `who had the Ps from ${fromNs} to ${toNs} ns`,
    header: ['who', 'start function', 'time ns'],
    rows: [
      ...holders.map(({ goroutine, timeNs }) => [`g${goroutine.id}`, goroutine.functionName, timeNs]),
      ...(otherNs > 0 ? [[`${holderTotal - holders.length} others`, null, otherNs]] : []),
      ['nobody', null, freeNs],
    ],
  }
}
