/** Garbage collection and stop-the-world: how often, how long in all, the longest. */
import type { ReactNode } from 'react'
import type { OverviewDto } from '../../../contract/overview-dto'
import { durationUnit, formatInUnit, formatShare, groupDigits } from '../../../base/format-units'
import { TableFrame } from '../../widgets/table-frame'
import { TableHead } from '../../widgets/table-head'
import type { TableContent } from '../../data/table-text'
import type { OverviewPartProps } from './overview-part'

export function Pauses({ overview }: OverviewPartProps): ReactNode {
  const { gc, stw, durationNs } = overview
  const rows = [
    { name: 'GC mark phases', ...gc },
    { name: 'Stop the world', ...stw },
  ]
  const total = durationUnit(Math.max(gc.totalNs, stw.totalNs, gc.assistNs))
  const longest = durationUnit(Math.max(gc.longestNs, stw.longestNs))
  return (
    <section aria-labelledby="pauses-title">
      <h2 id="pauses-title" className="visually-hidden">
        GC and stop the world
      </h2>
      <TableFrame label="GC and stop the world" content={() => pausesContent(overview)}>
        <table className="figures figures-headed">
          <TableHead
            rows="GC and STW"
            figures={[
              'Count',
              { label: 'Total', unit: total.name },
              { label: 'Longest', unit: longest.name },
            ]}
          />
          <tbody>
            {rows.map((row) => (
              <tr
                key={row.name}
                title={`${groupDigits(row.totalNs)} ns in all, ${formatShare(durationNs === 0 ? 0 : row.totalNs / durationNs)} of the run`}
              >
                <th scope="row">{row.name}</th>
                <td className="number">{groupDigits(row.count)}</td>
                <td className="number">{formatInUnit(row.totalNs, total)}</td>
                <td className="number">{formatInUnit(row.longestNs, longest)}</td>
              </tr>
            ))}
            <tr title="Time that goroutines spent marking for the collector instead of running">
              <th scope="row">GC mark assist</th>
              <td />
              <td className="number">{formatInUnit(gc.assistNs, total)}</td>
              <td />
            </tr>
          </tbody>
        </table>
      </TableFrame>
    </section>
  )
}

function pausesContent({ gc, stw }: OverviewDto): TableContent {
  return {
    name: 'GC and stop the world',
    header: ['what', 'count', 'total ns', 'longest ns'],
    rows: [
      ['GC mark phases', gc.count, gc.totalNs, gc.longestNs],
      ['stop the world', stw.count, stw.totalNs, stw.longestNs],
      ['GC mark assist', null, gc.assistNs, null],
    ],
  }
}
