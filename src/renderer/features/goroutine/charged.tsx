/** What the runtime charged to the goroutine: mark assist, sweep, pauses that it began. */
import type { ReactNode } from 'react'
import { formatBytes, formatDuration, groupDigits } from '../../../base/format-units'
import type { ChargedRangeDto } from '../../../contract/work-dto'
import type { SourceDto } from '../../../contract/sources'
import type { GoroutineDto } from '../../../contract/goroutine-dto'
import { goToTimeline } from '../../data/go-to'
import type { TableContent } from '../../data/table-text'
import { useQuery } from '../../data/use-query'
import { LinkButton } from '../../widgets/button'
import { TableFrame } from '../../widgets/table-frame'
import { TableHead } from '../../widgets/table-head'

interface ChargedProps {
  readonly source: SourceDto
  readonly goroutine: GoroutineDto
}

const formula =
  'Begin to end of each range on this goroutine, waits inside it included. A sweep belongs to a P: it counts for the goroutine that ran there.'

/** Nothing at all for the many goroutines that the collector never asked. */
export function Charged({ source, goroutine }: ChargedProps): ReactNode {
  const answer = useQuery('trace/goroutine-work', { source: source.id, goroutine: goroutine.id })
  if (answer.state !== 'ready' || answer.value.charged.length === 0) return null
  const { charged } = answer.value
  return (
    <TableFrame label="Charged by the runtime" content={() => chargedContent(goroutine, charged)}>
      <table className="reasons charged" aria-label="Charged by the runtime">
        <TableHead rows="Charged by the runtime" rowsHint={formula} figures={['Count', 'Total', 'Longest']} />
        <tbody>
          {charged.map((one) => (
            <tr key={one.name}>
              <th scope="row" className="truncated" title={chargedTitle(one)}>
                {one.name}
              </th>
              <td className="number">{groupDigits(one.count)}</td>
              <td className="number" title={`${groupDigits(one.totalNs)} ns`}>
                {formatDuration(one.totalNs)}
              </td>
              <td className="number">
                <LinkButton
                  title={`${groupDigits(one.longestNs)} ns; show it in the timeline`}
                  onClick={() =>
                    goToTimeline(
                      source.id,
                      { kind: 'goroutine', goroutine: goroutine.id },
                      { fromNs: one.longestStartNs, toNs: one.longestStartNs + one.longestNs },
                    )
                  }
                >
                  {formatDuration(one.longestNs)}
                </LinkButton>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  )
}

function chargedContent({ id }: GoroutineDto, charged: readonly ChargedRangeDto[]): TableContent {
  return {
    name: `charged to goroutine ${id}`,
    header: [
      'range',
      'count',
      'total ns',
      'p50 ns',
      'p99 ns',
      'longest ns',
      'swept bytes',
      'reclaimed bytes',
    ],
    rows: charged.map((one) => [
      one.name,
      one.count,
      one.totalNs,
      one.p50Ns,
      one.p99Ns,
      one.longestNs,
      one.sweptBytes ?? null,
      one.reclaimedBytes ?? null,
    ]),
  }
}

function chargedTitle({ name, p50Ns, p99Ns, sweptBytes, reclaimedBytes }: ChargedRangeDto): string {
  return [
    name,
    `p50 ${formatDuration(p50Ns)}, p99 ${formatDuration(p99Ns)}`,
    ...(sweptBytes === undefined ? [] : [`swept ${formatBytes(sweptBytes)}`]),
    ...(reclaimedBytes === undefined ? [] : [`reclaimed ${formatBytes(reclaimedBytes)}`]),
    formula,
  ].join('\n')
}
