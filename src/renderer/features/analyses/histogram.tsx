/** How many durations lie in each bucket, five buckets a decade; the exact numbers on hover, a click lists what is in it. */
import type { ReactNode } from 'react'
import { formatDuration, groupDigits } from '../../../base/format-units'
import type { AnalysisRowDto } from '../../../contract/analysis-dto'
import { bucketStartNs } from '../../../contract/histogram'
import type { TableContent } from '../../data/table-text'
import { TableFrame } from '../../widgets/table-frame'

type HistogramData = NonNullable<AnalysisRowDto['histogram']>

interface HistogramProps {
  readonly histogram: HistogramData
  /** Absent where nothing can be listed. */
  readonly onPick: ((bucket: number) => void) | undefined
}

const highestPx = 64

export function Histogram({ histogram, onPick }: HistogramProps): ReactNode {
  const { first, counts } = histogram
  const most = Math.max(...counts)
  return (
    <figure className="histogram">
      <figcaption className="dim">
        How long they took, five buckets a decade
        {onPick === undefined ? '' : '; a click lists what is in one'}
      </figcaption>
      <TableFrame label="Histogram of durations" content={() => contentOf(histogram)}>
        <ol aria-label="Histogram of durations">
          {counts.map((count, at) => {
            const bucket = first + at
            const text = `${formatDuration(bucketStartNs(bucket))} to ${formatDuration(bucketStartNs(bucket + 1))}: ${groupDigits(count)}`
            const bar = (
              <Bar count={count} heightPx={(count / most) * highestPx} startNs={bucketStartNs(bucket)} />
            )
            return (
              <li key={bucket} title={text}>
                {onPick === undefined || count === 0 ? (
                  <>
                    <span className="visually-hidden">{text}</span>
                    {bar}
                  </>
                ) : (
                  <button
                    type="button"
                    className="histogram-bucket"
                    aria-label={text}
                    onClick={() => onPick(bucket)}
                  >
                    {bar}
                  </button>
                )}
              </li>
            )
          })}
        </ol>
      </TableFrame>
    </figure>
  )
}

interface BarProps {
  readonly count: number
  readonly heightPx: number
  readonly startNs: number
}

const Bar = ({ count, heightPx, startNs }: BarProps): ReactNode => (
  <>
    <span className="histogram-count" aria-hidden>
      {count === 0 ? '' : groupDigits(count)}
    </span>
    <span className="histogram-bar" style={{ height: `${heightPx}px` }} aria-hidden />
    <span className="dim histogram-label" aria-hidden>
      {formatDuration(startNs)}
    </span>
  </>
)

function contentOf({ first, counts }: HistogramData): TableContent {
  return {
    name: 'Histogram of durations',
    header: ['from ns', 'to ns', 'count'],
    rows: counts.map((count, at) => [bucketStartNs(first + at), bucketStartNs(first + at + 1), count]),
  }
}
