/** A figure over time; a click goes to that slice of the timeline. */
import type { ReactNode } from 'react'
import { formatDuration, formatExactTime, groupDigits } from '../../../base/format-units'
import type { AnalysisDto } from '../../../contract/analysis-dto'
import type { SourceDto } from '../../../contract/sources'
import { goToTimeline } from '../../data/go-to'
import type { TableContent } from '../../data/table-text'
import { AreaChart } from '../../widgets/area-chart'
import { TableFrame } from '../../widgets/table-frame'

type Series = NonNullable<AnalysisDto['series']>

interface SeriesChartProps {
  readonly source: SourceDto
  readonly series: Series
}

export function SeriesChart({ source, series }: SeriesChartProps): ReactNode {
  const { label, fromNs, toNs, values, unit, most } = series
  const widthNs = (toNs - fromNs) / values.length
  const highest = values.reduce((a, b) => Math.max(a, b), 0)
  const sliceAt = (share: number): number =>
    Math.min(values.length - 1, Math.max(0, Math.floor(share * values.length)))
  return (
    <figure className="analysis-series">
      <figcaption className="dim">
        {label}: mean of each {formatDuration(widthNs)}, up to {roundText(highest)}; the most at any instant
        is {groupDigits(most)}. A click goes there.
      </figcaption>
      <TableFrame label={label} content={() => seriesContent(series)}>
        <AreaChart
          className="analysis-series-area"
          label={`${label} over time`}
          values={values.map((value) => (highest === 0 ? 0 : value / highest))}
          describe={(share) => {
            const slice = sliceAt(share)
            return `${formatExactTime(fromNs + slice * widthNs)}: ${roundText(values[slice] ?? 0)} ${unit}`
          }}
          onPick={(share) => {
            const startNs = Math.round(fromNs + sliceAt(share) * widthNs)
            const endNs = Math.round(startNs + widthNs)
            goToTimeline(
              source.id,
              { kind: 'range', fromNs: startNs, toNs: endNs },
              { fromNs: startNs, toNs: endNs },
            )
          }}
        />
      </TableFrame>
      <div className="dim analysis-series-axis" aria-hidden>
        <span>{formatDuration(fromNs)}</span>
        <span>{formatDuration((fromNs + toNs) / 2)}</span>
        <span>{formatDuration(toNs)}</span>
      </div>
    </figure>
  )
}

const roundText = (value: number): string =>
  value >= 100 ? groupDigits(Math.round(value)) : String(Number(value.toFixed(2)))

function seriesContent({ label, fromNs, toNs, values }: Series): TableContent {
  const widthNs = (toNs - fromNs) / values.length
  return {
    name: `${label} over time`,
    header: ['from ns', 'to ns', `mean ${label.toLowerCase()}`],
    rows: values.map((value, slice) => [
      Math.round(fromNs + slice * widthNs),
      Math.round(fromNs + (slice + 1) * widthNs),
      value,
    ]),
  }
}
