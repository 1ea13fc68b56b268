/** The dumps of a file as columns, in their order: their size as a bar, one of them or all together chosen. */
import type { ReactNode } from 'react'
import { groupDigits } from '../../../base/format-units'
import type { DumpInfoDto } from '../../../contract/dump-dto'
import { momentText } from './dump-text'

interface SeriesBarProps {
  readonly dumps: readonly DumpInfoDto[]
  readonly chosen: number | undefined
  readonly onChoose: (dump: number | undefined) => void
}

export function SeriesBar({ dumps, chosen, onChoose }: SeriesBarProps): ReactNode {
  if (dumps.length < 2) return null
  const largest = Math.max(1, ...dumps.map((dump) => dump.goroutineCount))
  const total = dumps.reduce((sum, dump) => sum + dump.goroutineCount, 0)
  return (
    <div className="dump-series" role="group" aria-label="Dumps of this file">
      <button
        type="button"
        className="dump-series-item"
        aria-pressed={chosen === undefined}
        onClick={() => onChoose(undefined)}
      >
        <span className="dump-series-name">All together</span>
        <span className="dump-series-count">{groupDigits(total)}</span>
      </button>
      {dumps.map((dump) => (
        <button
          key={dump.index}
          type="button"
          className="dump-series-item"
          aria-pressed={chosen === dump.index}
          title={[dump.name, momentText(dump.unixMs)].filter((text) => text !== '').join(', ')}
          onClick={() => onChoose(dump.index)}
        >
          <span
            className="dump-series-fill"
            style={{ height: `${(dump.goroutineCount / largest) * 100}%` }}
            aria-hidden
          />
          <span className="dump-series-name truncated">{dump.name}</span>
          <span className="dump-series-count">{groupDigits(dump.goroutineCount)}</span>
        </button>
      ))}
    </div>
  )
}
