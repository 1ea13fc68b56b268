/** What colours and patterns mean: those that occur in the file, all on demand; a click lets a state stand out. */
import { useState, type ReactNode } from 'react'
import type { SourceDto } from '../../../contract/sources'
import type { OverviewDto } from '../../../contract/overview-dto'
import {
  drawnKinds,
  visualStateIndex,
  type DrawnKind,
  type VisualState,
} from '../../../contract/visual-states'
import { darkPalette, letterOf, lookOf } from '../../../picture/palette'
import { useQuery } from '../../data/use-query'
import { activeTimeline } from './active-timelines'
import { useHighlight } from '../../state/highlight'
import { toggleState } from './scene/display-toggles'

interface LegendProps {
  readonly source: SourceDto
}

/** States first, then what is no state. */
const kindsInOrder: readonly DrawnKind[] = [
  ...drawnKinds.filter((kind) => isState(kind)),
  ...drawnKinds.filter((kind) => !isState(kind)),
]

/** The states of goroutines: those that can stand out. */
function isState(kind: DrawnKind): kind is VisualState {
  return kind !== 'idle' && kind in visualStateIndex
}

/** Swatches with the same fills and cues as the rows. */
export function Legend({ source }: LegendProps): ReactNode {
  const overview = useQuery('trace/overview', { source: source.id })
  const [showsAll, setShowsAll] = useState(false)
  const occurring =
    overview.state === 'ready' ? kindsInOrder.filter((kind) => occurs(overview.value, kind)) : kindsInOrder
  const others = kindsInOrder.length - occurring.length
  return (
    <ul className="timeline-legend" aria-label="Legend">
      {(showsAll ? kindsInOrder : occurring).map((kind) =>
        isState(kind) ? (
          <LegendState key={kind} source={source} state={kind} />
        ) : (
          <li key={kind}>
            <i className={`timeline-swatch state-${kind}`} aria-hidden="true" />
            {lookOf(darkPalette, kind).name}
          </li>
        ),
      )}
      {others > 0 && (
        <li>
          <button
            type="button"
            className="timeline-legend-state timeline-legend-all"
            aria-expanded={showsAll}
            title={showsAll ? 'Only the kinds that occur in this file' : 'All kinds, in this file or not'}
            onClick={() => setShowsAll(!showsAll)}
          >
            {showsAll ? 'Only what occurs' : `${others} not in this file`}
          </button>
        </li>
      )}
    </ul>
  )
}

/** Whether rows of this file can show it. */
function occurs(overview: OverviewDto, kind: DrawnKind): boolean {
  switch (kind) {
    case 'stw':
      return overview.stw.count > 0
    case 'idle':
      return overview.processorCount > 0
    case 'gc-work':
      return overview.gc.count > 0 || (overview.stateTimes[visualStateIndex[kind]] ?? 0) > 0
    case 'task':
      return overview.taskCount > 0
    case 'region':
      return overview.regionCount > 0
    case 'log':
      return overview.logCount > 0
    case 'sample':
      return overview.cpuSampleCount > 0
    case 'stack':
      return overview.goroutineCount > 0
    default:
      return (overview.stateTimes[visualStateIndex[kind]] ?? 0) > 0
  }
}

/** A click lets the state stand out before all others; again: all alike. */
function LegendState({ source, state }: LegendProps & { readonly state: VisualState }): ReactNode {
  const { name } = lookOf(darkPalette, state)
  const { current } = useHighlight(source.id)
  const letter = letterOf(state)
  return (
    <li>
      <button
        type="button"
        className="timeline-legend-state"
        aria-pressed={current?.by === 'state' && current.state === state}
        title={letter === '' ? `Highlight: ${name}` : `Highlight: ${name}. On narrow spans: ${letter}`}
        onClick={() => {
          const scene = activeTimeline(source.id)?.scene
          if (scene !== undefined) toggleState(scene, state)
        }}
      >
        <i className={`timeline-swatch state-${state}`} aria-hidden="true" />
        {name}
      </button>
    </li>
  )
}
