/** The views of the file, at the left; folds to icons where the window is narrow. */
import type { ReactNode } from 'react'
import type { SourceDto } from '../../contract/sources'
import { viewsOf } from '../commands/registry'
import { showView } from '../state/places'
import { useShell } from '../state/shell'
import { Tooltip } from '../widgets/tooltip'
import './rail.css'

interface RailProps {
  readonly source: SourceDto
  readonly active: string
}

export function Rail({ source, active }: RailProps): ReactNode {
  const isOpen = useShell((state) => state.isRailOpen)
  const views = viewsOf(source).filter((view) => view.railOrder !== undefined)
  if (!isOpen || views.length === 0) return null
  return (
    <nav className="rail" aria-label="Views">
      {views.map((view) => (
        <Tooltip key={view.name} text={view.label} shortcut={view.key} side="right">
          <button
            type="button"
            className="rail-item"
            aria-label={view.label}
            aria-current={view.name === active ? 'page' : undefined}
            onClick={() => showView(source.id, view.name)}
          >
            <view.icon size={16} />
            <span className="rail-label">{view.label}</span>
            <span className="rail-key">{view.key}</span>
          </button>
        </Tooltip>
      ))}
    </nav>
  )
}
