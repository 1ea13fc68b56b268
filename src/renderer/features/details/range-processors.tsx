/** Who had the Ps in a range. */
import type { ReactNode } from 'react'
import { formatDuration, formatShare, groupDigits } from '../../../base/format-units'
import type { SourceDto } from '../../../contract/sources'
import type { RangeStatisticsDto } from '../../../contract/stretch-dto'
import { goToTimeline } from '../../data/go-to'
import { LinkButton } from '../../widgets/button'
import { TableFrame } from '../../widgets/table-frame'
import type { TableContent } from '../../data/table-text'
import { GoroutineLink } from './span-link'

interface RangeProcessorsProps {
  readonly source: SourceDto
  readonly statistics: RangeStatisticsDto
  readonly occupancy: number | undefined
}

const mostShown = 10

export function RangeProcessors({ source, statistics, occupancy }: RangeProcessorsProps): ReactNode {
  const { processors, fromNs, toNs } = statistics
  const durationNs = toNs - fromNs
  return (
    <>
      <h3>Who ran on the Ps</h3>
      <dl className="details-figures">
        {occupancy !== undefined && Number.isFinite(occupancy) && (
          <div title="Mean share of Ps that were running in this range. The kernel may have descheduled their threads meanwhile.">
            <dt>P occupancy</dt>
            <dd className="number">{formatShare(occupancy)}</dd>
          </div>
        )}
        <div title="Time in which a goroutine had a P, over all Ps: running, or in a system call that kept its P">
          <dt>Goroutines on Ps</dt>
          <dd className="number">{formatDuration(processors.goroutineNs)}</dd>
        </div>
      </dl>
      {processors.ran.length > 0 && (
        <TableFrame label="Who ran on the Ps" content={() => ranContent(statistics)}>
          <table className="range-table" aria-label="Who ran on the Ps">
            <tbody>
              {processors.ran.slice(0, mostShown).map(({ goroutine, onProcessorsNs }) => (
                <tr key={goroutine.id}>
                  <th scope="row" className="truncated">
                    <GoroutineLink source={source} goroutine={goroutine} />
                  </th>
                  <td className="number" title={`${groupDigits(onProcessorsNs)} ns`}>
                    {formatDuration(onProcessorsNs)}
                  </td>
                  <td className="number" title="Of the time that goroutines had Ps">
                    {formatShare(onProcessorsNs / Math.max(1, processors.goroutineNs))}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
      )}
      <TableFrame label="Use of each P" content={() => processorsContent(statistics)}>
        <ul className="range-processors" aria-label="Use of each P">
          {processors.rows.map(({ processor, heldNs, goroutineNs }) => (
            <li
              key={processor}
              title={`P${processor}: held by a thread ${formatDuration(heldNs)}, with a goroutine ${formatDuration(goroutineNs)}`}
            >
              <LinkButton onClick={() => goToTimeline(source.id, { kind: 'proc', processor })}>
                P{processor}
              </LinkButton>{' '}
              <span className="number">{formatShare(goroutineNs / durationNs)}</span>
            </li>
          ))}
        </ul>
      </TableFrame>
    </>
  )
}

function ranContent({ processors, fromNs, toNs }: RangeStatisticsDto): TableContent {
  return {
    name: `who ran on the Ps from ${fromNs} to ${toNs} ns`,
    header: ['goroutine', 'start function', 'on Ps ns'],
    rows: processors.ran.map(({ goroutine, onProcessorsNs }) => [
      goroutine.id,
      goroutine.functionName,
      onProcessorsNs,
    ]),
  }
}

function processorsContent({ processors, fromNs, toNs }: RangeStatisticsDto): TableContent {
  return {
    name: `use of each P from ${fromNs} to ${toNs} ns`,
    header: ['P', 'held by a thread ns', 'with a goroutine ns'],
    rows: processors.rows.map(({ processor, heldNs, goroutineNs }) => [processor, heldNs, goroutineNs]),
  }
}
