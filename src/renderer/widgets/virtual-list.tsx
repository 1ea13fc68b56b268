/** A long list of rows of one height: only those in sight exist. */
import { useEffect, useRef, type ReactNode } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import './virtual-list.css'

interface VirtualListProps {
  readonly label: string
  readonly count: number
  readonly rowHeightPx: number
  readonly renderRow: (index: number) => ReactNode
  /** Brought into sight whenever it changes. */
  readonly shownIndex?: number
  /** Tells which rows are in sight. */
  readonly onRange?: (first: number, last: number) => void
}

/** Browsers cannot scroll farther than some 16 to 33 million pixels. */
const maximumHeightPx = 15_000_000

export function VirtualList(props: VirtualListProps): ReactNode {
  const { label, count, rowHeightPx, renderRow, shownIndex, onRange } = props
  const frame = useRef<HTMLDivElement>(null)
  const shownCount = Math.min(count, Math.floor(maximumHeightPx / rowHeightPx))
  // eslint-disable-next-line react-hooks/incompatible-library -- its functions are used here only, never memoized
  const virtualizer = useVirtualizer({
    count: shownCount,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeightPx,
    overscan: 8,
  })
  const items = virtualizer.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items[items.length - 1]?.index ?? 0

  useEffect(() => onRange?.(first, last), [onRange, first, last])
  useEffect(() => {
    if (shownIndex !== undefined && shownIndex >= 0) virtualizer.scrollToIndex(shownIndex, { align: 'auto' })
  }, [virtualizer, shownIndex])

  return (
    <div className="virtual-list" ref={frame} tabIndex={0} role="group" aria-label={label}>
      <ul style={{ height: virtualizer.getTotalSize() }}>
        {items.map((item) => (
          <li
            key={item.key}
            aria-posinset={item.index + 1}
            aria-setsize={count}
            style={{ height: rowHeightPx, transform: `translateY(${item.start}px)` }}
          >
            {renderRow(item.index)}
          </li>
        ))}
      </ul>
    </div>
  )
}
