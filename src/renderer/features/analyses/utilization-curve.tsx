/** Minimum mutator utilisation over the window's length: logarithmic across, 0 to 1 upwards. */
import type { ReactNode } from 'react'
import { formatDuration, formatExactTime, formatShare } from '../../../base/format-units'
import type { AnalysisDto } from '../../../contract/analysis-dto'
import type { SourceDto } from '../../../contract/sources'
import { goToTimeline } from '../../data/go-to'

type Points = NonNullable<AnalysisDto['curve']>

const width = 640
const height = 140
const left = 40
const bottom = 20
const right = 24

interface UtilizationCurveProps {
  readonly source: SourceDto
  readonly points: Points
}

export function UtilizationCurve({ source, points }: UtilizationCurveProps): ReactNode {
  const from = Math.log10(points[0].windowNs)
  const to = Math.log10(points[points.length - 1].windowNs)
  const x = (windowNs: number): number =>
    left + ((Math.log10(windowNs) - from) / Math.max(1e-9, to - from)) * (width - left - right)
  const y = (share: number): number => 8 + (1 - share) * (height - bottom - 8)
  const line = points
    .map(({ windowNs, share }) => `${x(windowNs).toFixed(1)},${y(share).toFixed(1)}`)
    .join(' ')
  const decades = Array.from(
    { length: Math.floor(to) - Math.ceil(from) + 1 },
    (_, at) => Math.ceil(from) + at,
  )
  return (
    <svg
      className="utilization"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`Least share of the Ps that the program had, from windows of ${formatDuration(points[0].windowNs)} to ${formatDuration(points[points.length - 1].windowNs)}`}
    >
      {[0, 0.5, 1].map((share) => (
        <g key={share}>
          <line className="utilization-grid" x1={left} x2={width - right} y1={y(share)} y2={y(share)} />
          <text x={left - 6} y={y(share) + 4} textAnchor="end">
            {formatShare(share)}
          </text>
        </g>
      ))}
      {decades.map((decade) => (
        <g key={decade}>
          <line
            className="utilization-grid"
            x1={x(10 ** decade)}
            x2={x(10 ** decade)}
            y1={8}
            y2={height - bottom}
          />
          <text x={x(10 ** decade)} y={height - 4} textAnchor="middle">
            {formatDuration(10 ** decade)}
          </text>
        </g>
      ))}
      <polyline points={line} />
      {points.map(({ windowNs, share, startNs }) => (
        <circle
          key={windowNs}
          cx={x(windowNs)}
          cy={y(share)}
          r={5}
          onClick={() => {
            const stretch = { fromNs: Math.round(startNs), toNs: Math.round(startNs + windowNs) }
            goToTimeline(source.id, { kind: 'range', ...stretch }, stretch)
          }}
        >
          <title>{`${formatDuration(windowNs)}: ${formatShare(share)}, worst at ${formatExactTime(startNs)}; a click goes there`}</title>
        </circle>
      ))}
    </svg>
  )
}
