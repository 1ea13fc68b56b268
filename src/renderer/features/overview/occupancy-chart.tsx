/** P occupancy over the whole run. "CPU use" would claim more than a trace knows. */
import type { ReactNode } from 'react'
import { formatDuration, formatExactTime, formatShare } from '../../../base/format-units'
import { showTime } from '../../data/go-to'
import { showView } from '../../state/places'
import { AreaChart } from '../../widgets/area-chart'
import type { OverviewPartProps } from './overview-view'

/** A click shows this share of the run around the place. */
const windowShare = 0.05

export function OccupancyChart({ source, overview }: OverviewPartProps): ReactNode {
  const { occupancy, durationNs, processorCount } = overview
  const mean =
    occupancy.length === 0 ? 0 : occupancy.reduce((sum, share) => sum + share, 0) / occupancy.length
  const sliceAt = (share: number): number =>
    occupancy[Math.min(occupancy.length - 1, Math.floor(share * occupancy.length))] ?? 0
  const ticks = [0, 0.25, 0.5, 0.75, 1]
  return (
    <section className="occupancy" aria-labelledby="occupancy-title">
      <header className="overview-header">
        <h2 id="occupancy-title">P occupancy</h2>
        <span className="dim">
          {formatShare(mean)} of {processorCount} {processorCount === 1 ? 'P' : 'Ps'} on average · a P counts
          while it runs a goroutine or its thread is in a short syscall
        </span>
      </header>
      <div className="occupancy-plot">
        <AreaChart
          label={`P occupancy over time, ${formatShare(mean)} on average`}
          values={occupancy}
          className="occupancy-area"
          hatched={overview.lost.map((stretch) => ({
            from: stretch.fromNs / durationNs,
            to: stretch.toNs / durationNs,
            text: `Lost: ${stretch.reason}`,
          }))}
          describe={(share) =>
            `${formatExactTime(share * durationNs)} · ${formatShare(sliceAt(share))} · ${(sliceAt(share) * processorCount).toFixed(1)} of ${processorCount} Ps`
          }
          onPick={(share) => {
            const halfNs = (durationNs * windowShare) / 2
            showTime(source.id, share * durationNs - halfNs / 3, share * durationNs + halfNs / 3)
            showView(source.id, 'timeline')
          }}
        />
      </div>
      <div className="occupancy-axis" aria-hidden>
        {ticks.map((share) => (
          <span key={share}>{formatDuration(Math.round(share * durationNs))}</span>
        ))}
      </div>
    </section>
  )
}
