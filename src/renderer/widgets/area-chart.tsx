/** A filled curve over equal slices of a range, with a reading under the pointer. */
import { useState, type MouseEvent, type ReactNode } from 'react'
import './area-chart.css'

interface AreaChartProps {
  readonly label: string
  /** 0..1 each. */
  readonly values: readonly number[]
  /** Slices that get a tick on the upper edge, however short the thing was: a number above 0 each. */
  readonly ticks?: ArrayLike<number>
  /** Stretches to hatch, as shares of the width. */
  readonly hatched?: readonly { readonly from: number; readonly to: number; readonly text: string }[]
  /** The reading at a share of the width. */
  readonly describe: (share: number) => string
  /** A click at a share of the width. */
  readonly onPick: (share: number) => void
  readonly className: string
}

export function AreaChart(props: AreaChartProps): ReactNode {
  const { label, values, ticks, hatched = [], describe, onPick, className } = props
  const [pointer, setPointer] = useState<number | undefined>(undefined)
  const shareOf = (event: MouseEvent): number => {
    const box = event.currentTarget.getBoundingClientRect()
    return Math.min(1, Math.max(0, (event.clientX - box.left) / Math.max(1, box.width)))
  }
  return (
    <div
      className="area-chart"
      role="img"
      aria-label={label}
      onMouseMove={(event) => setPointer(shareOf(event))}
      onMouseLeave={() => setPointer(undefined)}
      onClick={(event) => onPick(shareOf(event))}
    >
      <svg viewBox={`0 0 ${Math.max(1, values.length)} 100`} preserveAspectRatio="none" aria-hidden>
        <path className={className} d={stepPath(values)} />
      </svg>
      {ticks !== undefined && <TickMarks ticks={ticks} />}
      {hatched.map((stretch) => (
        <span
          key={`${stretch.from}-${stretch.to}`}
          className="area-chart-hatched"
          style={{ left: `${stretch.from * 100}%`, width: `${(stretch.to - stretch.from) * 100}%` }}
          title={stretch.text}
        />
      ))}
      {pointer !== undefined && (
        <>
          <span className="area-chart-line" style={{ left: `${pointer * 100}%` }} />
          <span
            className="area-chart-reading"
            style={pointer < 0.5 ? { left: `${pointer * 100}%` } : { right: `${100 - pointer * 100}%` }}
          >
            {describe(pointer)}
          </span>
        </>
      )}
    </div>
  )
}

/** Steps, for a mean over a slice is no slope. */
function stepPath(values: readonly number[]): string {
  if (values.length === 0) return ''
  const steps = values.map((value, index) => {
    const y = (100 - Math.min(1, Math.max(0, value)) * 100).toFixed(2)
    return `L${index} ${y}L${index + 1} ${y}`
  })
  return `M0 100${steps.join('')}L${values.length} 100Z`
}

function TickMarks({ ticks }: { readonly ticks: ArrayLike<number> }): ReactNode {
  const marks: ReactNode[] = []
  for (let index = 0; index < ticks.length; index++) {
    if ((ticks[index] ?? 0) > 0)
      marks.push(
        <span
          key={index}
          className="area-chart-tick"
          style={{ left: `${((index + 0.5) / ticks.length) * 100}%` }}
        />,
      )
  }
  return marks
}
