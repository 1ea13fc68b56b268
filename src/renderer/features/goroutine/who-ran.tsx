/** Who had the Ps while a goroutine could run and did not. */
import type { ReactNode } from 'react'
import { formatDuration, formatShare, groupDigits } from '../../../base/format-units'
import type { SourceDto } from '../../../contract/sources'
import type { WhoRanDto } from '../../../contract/goroutine-dto'
import type { SpanDto } from '../../../contract/trace-dto'
import { goroutineName } from '../../data/names'
import { useLatest } from '../../data/use-query'
import { select } from '../../state/places'
import { LinkButton } from '../../widgets/button'
import { TableFrame } from '../../widgets/table-frame'
import type { TableContent } from '../../data/table-text'

const shownHolders = 6

export function WhoRan({ source, span }: { readonly source: SourceDto; readonly span: SpanDto }): ReactNode {
  const isAsked = span.state === 'Runnable' && span.endNs > span.startNs
  const { answer } = useLatest(
    'trace/who-ran',
    isAsked ? { source: source.id, fromNs: span.startNs, toNs: span.endNs } : undefined,
  )
  if (!isAsked || answer.state !== 'ready') return null
  const { holders, holderTotal, freeNs, stoppedNs, processorCount, fromNs, toNs, otherNs } = answer.value
  const allNs = Math.max(1, processorCount * (toNs - fromNs))
  const shown = holders.slice(0, shownHolders)
  const restNs = otherNs + holders.slice(shownHolders).reduce((sum, holder) => sum + holder.timeNs, 0)
  const line = (key: string, name: ReactNode, timeNs: number): ReactNode => (
    <tr key={key}>
      <th scope="row" className="truncated">
        {name}
      </th>
      <td className="number" title={`${groupDigits(timeNs)} ns`}>
        {formatDuration(timeNs)}
      </td>
      <td className="number">{formatShare(timeNs / allNs)}</td>
    </tr>
  )
  return (
    <>
      <h3 title="Time of each goroutine on a P in this stretch, and its share of the time of all Ps. A system call that keeps its P counts, and so does a thread that the operating system did not run.">
        Who had the {processorCount} {processorCount === 1 ? 'P' : 'Ps'} meanwhile
      </h3>
      <TableFrame label="Who had the Ps meanwhile" content={() => holdersContent(answer.value)}>
        <table className="who-ran" aria-label="Who had the Ps meanwhile">
          <tbody>
            {shown.map(({ goroutine, timeNs }) =>
              line(
                String(goroutine.id),
                <LinkButton
                  title={goroutine.functionName}
                  onClick={() => select(source.id, { kind: 'goroutine', goroutine: goroutine.id })}
                >
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
