/** A bar of proportional segments, and its legend. */
import type { ReactNode } from 'react'
import './segment-bar.css'

export interface Segment {
  readonly key: string
  readonly label: string
  /** A class that paints the fill, shared with swatches. */
  readonly className: string
  readonly value: number
  /** The value in words, for the tooltip. */
  readonly text: string
}

interface SegmentBarProps {
  readonly label: string
  readonly segments: readonly Segment[]
}

export function SegmentBar({ label, segments }: SegmentBarProps): ReactNode {
  const shown = segments.filter((segment) => segment.value > 0)
  const words = shown.map((segment) => `${segment.label} ${segment.text}`).join(', ')
  return (
    <div className="segment-bar" role="img" aria-label={`${label}: ${words === '' ? 'nothing' : words}`}>
      {shown.map((segment) => (
        <span
          key={segment.key}
          className={`segment ${segment.className}`}
          style={{ flexGrow: segment.value }}
          title={`${segment.label}  ${segment.text}`}
        />
      ))}
    </div>
  )
}

export const Swatch = ({ className }: { readonly className: string }): ReactNode => (
  <span className={`swatch ${className}`} aria-hidden />
)
