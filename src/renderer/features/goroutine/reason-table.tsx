/** Exact time and share per state and reason, longest first; a click goes to the longest stretch of each. */
import type { ReactNode } from 'react'
import { formatColumnShare, formatDuration, groupDigits } from '../../../base/format-units'
import type { GoroutineDto } from '../../../contract/goroutine-dto'
import type { SourceDto } from '../../../contract/sources'
import { stateClass } from '../../data/state-times'
import { select } from '../../state/places'
import { LinkButton } from '../../widgets/button'
import { Swatch } from '../../widgets/segment-bar'
import { TableFrame } from '../../widgets/table-frame'
import { TableHead } from '../../widgets/table-head'
import type { TableContent } from '../../data/table-text'
import { reasonText, type StateAndReason } from './reason-text'

interface ReasonTableProps {
  readonly source: SourceDto
  readonly goroutine: GoroutineDto
}

export function ReasonTable({ source, goroutine }: ReasonTableProps): ReactNode {
  const totalNs = goroutine.stateTimes.reduce((sum, time) => sum + time, 0)
  return (
    <TableFrame label="Time by state and reason" content={() => reasonsContent(goroutine)}>
      <table className="reasons" aria-label="Time by state and reason">
        <TableHead rows="State" figures={['Count', 'Total', 'Share', 'Longest']} />
        <tbody>
          {goroutine.reasons.map((reason) => (
            <tr key={`${reason.state} ${reason.visualState} ${reason.reason}`}>
              <th scope="row" className="truncated" title={reasonText(reason)}>
                <Swatch className={stateClass(reason.visualState)} />{' '}
                <ShortReason reason={reason} isShared={isShared(goroutine, reason)} />
              </th>
              <td className="number">{groupDigits(reason.count)}</td>
              <td className="number" title={`${groupDigits(reason.totalNs)} ns`}>
                {formatDuration(reason.totalNs)}
              </td>
              <td className="number">{formatColumnShare(totalNs === 0 ? 0 : reason.totalNs / totalNs)}</td>
              <td className="number">
                <LinkButton
                  title={`${groupDigits(reason.longestNs)} ns; go there`}
                  onClick={() =>
                    select(source.id, {
                      kind: 'span',
                      goroutine: goroutine.id,
                      startNs: Math.round(reason.longestStartNs),
                    })
                  }
                >
                  {formatDuration(reason.longestNs)}
                </LinkButton>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  )
}

/** Beside its swatch a wait is known by its reason alone; a screen reader hears the state as well. */
function ShortReason({
  reason,
  isShared,
}: {
  readonly reason: StateAndReason
  readonly isShared: boolean
}): ReactNode {
  const isClear =
    !isShared && (reason.state === 'Waiting' || reason.state === 'Runnable') && reason.reason !== ''
  if (!isClear) return reasonText(reason)
  return (
    <>
      <span className="visually-hidden">{reason.state}: </span>
      {reason.reason}
    </>
  )
}

function reasonsContent({ id, reasons }: GoroutineDto): TableContent {
  return {
    name: `time by reason of goroutine ${id}`,
    header: ['state', 'reason', 'count', 'total ns', 'longest ns', 'longest begins ns'],
    rows: reasons.map((reason) => [
      reason.state,
      reason.reason,
      reason.count,
      reason.totalNs,
      reason.longestNs,
      reason.longestStartNs,
    ]),
  }
}

/** Two states may share a reason: both then say which they are. */
const isShared = ({ reasons }: GoroutineDto, { reason, state }: StateAndReason): boolean =>
  reasons.some((other) => other.reason === reason && other.state !== state)
