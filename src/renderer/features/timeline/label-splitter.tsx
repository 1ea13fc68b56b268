/** The edge of the column of row labels: drag it, or move it with the arrow keys; a double click gives the usual width again. */
import { useRef, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react'
import { labelColumnLimits } from '../../../picture/label-column'
import { setLabelColumn } from '../../state/shell'

const stepPx = 16

export function LabelSplitter({ columnPx }: { readonly columnPx: number }): ReactNode {
  const start = useRef({ x: 0, columnPx: 0 })
  const { minimumPx, maximumPx } = labelColumnLimits
  if (columnPx === 0) return null
  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    start.current = { x: event.clientX, columnPx }
  }
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    setLabelColumn(start.current.columnPx + event.clientX - start.current.x)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    if (event.code === 'ArrowLeft') setLabelColumn(columnPx - stepPx)
    else if (event.code === 'ArrowRight') setLabelColumn(columnPx + stepPx)
    else if (event.code === 'Home') setLabelColumn(minimumPx)
    else if (event.code === 'End') setLabelColumn(maximumPx)
    else if (event.code === 'Enter') setLabelColumn(undefined)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div
      className="timeline-splitter"
      role="separator"
      tabIndex={0}
      aria-label="Width of the row labels"
      aria-orientation="vertical"
      aria-valuemin={minimumPx}
      aria-valuemax={maximumPx}
      aria-valuenow={columnPx}
      title="Drag, or ← →: width of the row labels. Double click, or Enter: the usual width"
      style={{ left: columnPx }}
      // A press of the mouse leaves the focus with the timeline.
      onMouseDown={(event) => event.preventDefault()}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onDoubleClick={() => setLabelColumn(undefined)}
      onKeyDown={onKeyDown}
    />
  )
}
