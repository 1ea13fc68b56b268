/** P occupancy over the whole run. "CPU use" would claim more than a trace knows. */
import type { ReactNode } from 'react'
import { formatDuration, formatExactTime, formatShare } from '../../../base/format-units'
import { showTime } from '../../data/go-to'
import { useQuery } from '../../data/use-query'
import { showView } from '../../state/places'
import { AreaChart } from '../../widgets/area-chart'
import type { OverviewPartProps } from './overview-part'

/** A click shows this share of the run around the place. */
const windowShare = 0.05
/** As many as a wide screen shows apart. */
const tickSlices = 512

export function OccupancyChart({ source, overview }: OverviewPartProps): ReactNode {
  const { occupancy, meanOccupancy, durationNs, processorCount } = overview
  const sliceAt = (share: number): number =>
    occupancy[Math.min(occupancy.length - 1, Math.floor(share * occupancy.length))] ?? 0
  const axisShares = [0, 0.25, 0.5, 0.75, 1]
  const counters = useQuery(
    'trace/counters',
    durationNs > 0 ? { source: source.id, fromNs: 0, toNs: durationNs, slices: tickSlices } : undefined,
  )
  const stw = counters.state === 'ready' ? counters.value.columns['stw'] : undefined
  const stwAt = (share: number): string => {
    const part = stw?.[Math.min(tickSlices - 1, Math.floor(share * tickSlices))] ?? 0
    return part > 0
      ? ` · world stopped for ${formatDuration(Math.round((part * durationNs) / tickSlices))}`
      : ''
  }
  return (
    <section className="occupancy" aria-labelledby="occupancy-title">
      <header className="overview-header">
        <h2 id="occupancy-title">P occupancy</h2>
        <span className="dim">
          {formatShare(meanOccupancy)} of {processorCount} {processorCount === 1 ? 'P' : 'Ps'} on average · a
          P counts while it runs a goroutine or its thread is in a short syscall · ticks: stop the world
        </span>
      </header>
      <div className="occupancy-plot">
        <AreaChart
          label={`P occupancy over time, ${formatShare(meanOccupancy)} on average`}
          values={occupancy}
          className="occupancy-area"
          {...(stw === undefined ? {} : { ticks: stw })}
          hatched={overview.lost.map((stretch) => ({
            from: stretch.fromNs / durationNs,
            to: stretch.toNs / durationNs,
            text: `Lost: ${stretch.reason}`,
          }))}
          describe={(share) =>
            `${formatExactTime(share * durationNs)} · ${formatShare(sliceAt(share))} of the Ps${stwAt(share)}`
          }
          onPick={(share) => {
            const halfNs = (durationNs * windowShare) / 2
            showTime(source.id, share * durationNs - halfNs / 3, share * durationNs + halfNs / 3)
            showView(source.id, 'timeline')
          }}
        />
      </div>
      <div className="occupancy-axis" aria-hidden>
        {axisShares.map((share) => (
          <span key={share}>{formatDuration(Math.round(share * durationNs))}</span>
        ))}
      </div>
    </section>
  )
}
