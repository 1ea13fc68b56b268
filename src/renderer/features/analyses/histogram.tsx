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
/** Of more, every second one is labelled: side by side their labels have no room. */
const mostLabels = 12

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
            const isLabelled = counts.length <= mostLabels || at % 2 === 0
            const bar = (
              <Bar
                count={count}
                heightPx={(count / most) * highestPx}
                label={isLabelled ? formatDuration(bucketStartNs(bucket)) : '\u00a0'}
              />
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
  readonly label: string
}

const Bar = ({ count, heightPx, label }: BarProps): ReactNode => (
  <>
    <span className="histogram-count" aria-hidden>
      {count === 0 ? '' : groupDigits(count)}
    </span>
    <span className="histogram-bar" style={{ height: `${heightPx}px` }} aria-hidden />
    <span className="dim histogram-label" aria-hidden>
      {label}
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
