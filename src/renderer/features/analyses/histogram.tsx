/** How many durations lie in each bucket, five buckets a decade; the exact numbers on hover. */
import type { ReactNode } from 'react'
import { formatDuration, groupDigits } from '../../../base/format-units'
import type { AnalysisRowDto } from '../../../contract/goroutine-dto'

type HistogramData = NonNullable<AnalysisRowDto['histogram']>

export const bucketStartNs = (bucket: number): number => (bucket === 0 ? 0 : 10 ** (bucket / 5))

export function Histogram({ histogram }: { readonly histogram: HistogramData }): ReactNode {
  const { first, counts } = histogram
  const most = Math.max(...counts)
  return (
    <figure className="histogram">
      <figcaption className="dim">How long they took, five buckets a decade</figcaption>
      <ol aria-label="Histogram of durations">
        {counts.map((count, at) => {
          const text = `${formatDuration(bucketStartNs(first + at))} to ${formatDuration(bucketStartNs(first + at + 1))}: ${groupDigits(count)}`
          return (
            <li key={first + at} title={text}>
              <span className="visually-hidden">{text}</span>
              <span className="histogram-count" aria-hidden>
                {count === 0 ? '' : groupDigits(count)}
              </span>
              <span className="histogram-bar" style={{ height: `${(count / most) * 64}px` }} aria-hidden />
              <span className="dim histogram-label" aria-hidden>
                {formatDuration(bucketStartNs(first + at))}
              </span>
            </li>
          )
        })}
      </ol>
    </figure>
  )
}
