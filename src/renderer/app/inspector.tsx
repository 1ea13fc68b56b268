/** The frame at the right that follows the selection; what it holds comes from the features' panels. */
import { useRef, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react'
import type { SourceDto } from '../../contract/sources'
import { panelOf } from '../commands/registry'
import { useSelection } from '../state/places'
import { printSelection } from '../state/selection'
import { inspectorWidthLimits, setInspectorWidth, useShell } from '../state/shell'
import { ErrorBoundary } from './error-boundary'
import './inspector.css'

const stepPx = 16

export function Inspector({ source }: { readonly source: SourceDto }): ReactNode {
  const widthPx = useShell((state) => state.inspectorWidthPx)
  const selection = useSelection(source.id)
  const panel = panelOf(selection.kind)
  return (
    <aside className="inspector" aria-label="Inspector" style={{ width: widthPx }}>
      <Splitter widthPx={widthPx} />
      <div className="inspector-content" data-testid="inspector">
        <ErrorBoundary key={printSelection(selection)} what="The inspector">
          {panel !== undefined && <panel.component source={source} selection={selection} />}
        </ErrorBoundary>
      </div>
    </aside>
  )
}

function Splitter({ widthPx }: { readonly widthPx: number }): ReactNode {
  const start = useRef({ x: 0, widthPx: 0 })
  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId)
    start.current = { x: event.clientX, widthPx }
  }
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    setInspectorWidth(start.current.widthPx + start.current.x - event.clientX)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = event.code === 'ArrowLeft' ? stepPx : event.code === 'ArrowRight' ? -stepPx : 0
    if (by === 0 || event.altKey) return
    event.preventDefault()
    event.stopPropagation()
    setInspectorWidth(widthPx + by)
  }
  return (
    <div
      className="splitter"
      role="separator"
      tabIndex={0}
      aria-label="Width of the inspector"
      aria-orientation="vertical"
      aria-valuemin={inspectorWidthLimits.minimum}
      aria-valuemax={inspectorWidthLimits.maximum}
      aria-valuenow={widthPx}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
    />
  )
}
