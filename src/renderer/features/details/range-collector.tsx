/** What the garbage collector and stops of the world took of a range. */
import type { ReactNode } from 'react'
import { formatDuration, formatExactTime, formatShare, groupDigits } from '../../../base/format-units'
import type { SourceDto } from '../../../contract/sources'
import type { RangeStatisticsDto } from '../../../contract/stretch-dto'
import { goToTimeline } from '../../data/go-to'
import { LinkButton } from '../../widgets/button'
import { TableFrame } from '../../widgets/table-frame'
import type { TableContent } from '../../data/table-text'

interface RangeCollectorProps {
  readonly source: SourceDto
  readonly statistics: RangeStatisticsDto
  /** Only some rows are meant: what goroutines did for the collector is then not all of it. */
  readonly isOfRows: boolean
}

export function RangeCollector({ source, statistics, isOfRows }: RangeCollectorProps): ReactNode {
  const { gc, stw, fromNs, toNs } = statistics
  const durationNs = toNs - fromNs
  const ofRange = (ns: number): string => `${formatDuration(ns)} · ${formatShare(ns / durationNs)}`
  const ofTrace = [
    {
      name: 'World stopped',
      value: ofRange(stw.totalNs),
      hint: 'Time in this range in which the world was being stopped or stood still',
    },
    { name: 'Stops', value: groupDigits(stw.count), hint: 'Stops that lie in this range, wholly or in part' },
    {
      name: 'GC marking',
      value: ofRange(gc.markNs),
      hint: 'Time in this range in which a mark phase was going on',
    },
    {
      name: 'GC cycles',
      value: groupDigits(gc.markCount),
      hint: 'Mark phases that lie in this range, wholly or in part',
    },
  ]
  const ofGoroutines = [
    {
      name: 'GC workers',
      value: formatDuration(gc.workerNs),
      hint: 'Running time of the collector’s own workers, over all of them',
    },
    {
      name: 'Mark assists',
      value: formatDuration(gc.assistNs),
      hint: 'Time in which goroutines marked for the collector while they ran, over all of them',
    },
    { name: 'Sweeping', value: formatDuration(gc.sweepNs), hint: 'Sum over all Ps' },
  ]
  const lines = isOfRows ? ofTrace : [...ofTrace, ...ofGoroutines]
  return (
    <>
      <h3>{isOfRows ? 'GC and STW meanwhile' : 'GC and STW'}</h3>
      <dl className="details-figures">
        {lines.map((line) => (
          <div key={line.name} title={line.hint}>
            <dt>{line.name}</dt>
            <dd className="number">{line.value}</dd>
          </div>
        ))}
      </dl>
      {stw.longest.length > 0 && (
        <TableFrame label="Longest stops of the world" content={() => stopsContent(statistics)}>
          <table className="range-table" aria-label="Longest stops of the world">
            <tbody>
              {stw.longest.slice(0, 5).map((stop) => (
                <tr key={`${stop.startNs} ${stop.name}`}>
                  <th scope="row" className="truncated" title={stop.name}>
                    {reasonOfStop(stop.name)}
                  </th>
                  <td className="number">
                    <LinkButton
                      title={`from ${formatExactTime(stop.startNs)}, ${groupDigits(stop.endNs - stop.startNs)} ns`}
                      onClick={() =>
                        goToTimeline(
                          source.id,
                          { kind: 'range', fromNs: Math.round(stop.startNs), toNs: Math.round(stop.endNs) },
                          { fromNs: stop.startNs, toNs: stop.endNs },
                        )
                      }
                    >
                      {formatDuration(stop.insideNs)}
                    </LinkButton>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
      )}
    </>
  )
}

/** `GC mark termination` for `stop-the-world (GC mark termination)`. */
const reasonOfStop = (name: string): string => /\((.+)\)$/.exec(name)?.[1] ?? name

function stopsContent({ stw, fromNs, toNs }: RangeStatisticsDto): TableContent {
  return {
    name: `stops of the world from ${fromNs} to ${toNs} ns`,
    header: ['what', 'begins ns', 'ends ns', 'inside ns'],
    rows: stw.longest.map((stop) => [stop.name, stop.startNs, stop.endNs, stop.insideNs]),
  }
}
