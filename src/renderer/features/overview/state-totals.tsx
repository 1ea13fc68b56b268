/** Time by state, summed over all goroutines. */
import type { ReactNode } from 'react'
import { durationUnit, formatColumnShare, formatInUnit, groupDigits } from '../../../base/format-units'
import { toStateTimes } from '../../data/state-times'
import { SegmentBar, Swatch } from '../../widgets/segment-bar'
import { TableFrame } from '../../widgets/table-frame'
import { TableHead } from '../../widgets/table-head'
import type { TableContent } from '../../data/table-text'
import type { OverviewPartProps } from './overview-part'

export function StateTotals({ overview }: OverviewPartProps): ReactNode {
  const times = toStateTimes(overview.stateTimes)
  const unit = durationUnit(Math.max(0, ...times.map(({ value }) => value)))
  return (
    <section aria-labelledby="states-title">
      <header className="overview-header">
        <h2 id="states-title">Time by state</h2>
        <span className="dim">over all goroutines</span>
      </header>
      <SegmentBar label="Time by state over all goroutines" segments={times} />
      <TableFrame label="Time by state" content={() => statesContent(times)}>
        <table className="figures" aria-label="State, time, share">
          <TableHead rows="State" figures={[{ label: 'Time', unit: unit.name }, 'Share']} />
          <tbody>
            {times.map((time) => (
              <tr key={time.key} title={`${groupDigits(time.value)} ns`}>
                <th scope="row">
                  <Swatch className={time.className} /> {time.label}
                </th>
                <td className="number">{formatInUnit(time.value, unit)}</td>
                <td className="number figures-share">{formatColumnShare(time.share)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </section>
  )
}

function statesContent(times: ReturnType<typeof toStateTimes>): TableContent {
  return {
    name: 'time by state',
    header: ['state', 'time ns', 'share'],
    rows: times.map((time) => [time.label, time.value, time.share]),
  }
}
