/** How far something is. Without a share it only shows that it goes on. */
import type { ReactNode } from 'react'
import './progress-bar.css'

interface ProgressBarProps {
  readonly label: string
  /** 0..1, undefined while unknown. */
  readonly share: number | undefined
  /** In words: "Reading, 12 of 100 MiB". */
  readonly text: string
}

export function ProgressBar({ label, share, text }: ProgressBarProps): ReactNode {
  const percent = share === undefined ? undefined : Math.round(Math.min(1, Math.max(0, share)) * 100)
  return (
    <div
      className="progress-bar"
      data-testid="progress"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={text}
    >
      <span
        className={percent === undefined ? 'progress-fill progress-unknown' : 'progress-fill'}
        style={percent === undefined ? {} : { width: `${percent}%` }}
      />
    </div>
  )
}
