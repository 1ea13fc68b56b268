/** The timeline as a view: chrome around an imperative scene. */
import type { ReactNode } from 'react'
import type { SourceDto } from '../../../contract/sources'
import {
  neutralKinds,
  visualStates,
  type NeutralKind,
  type OverviewDto,
  type VisualState,
} from '../../../contract/trace-dto'
import { darkPalette, lookOf } from '../../../picture/palette'
import { useQuery } from '../../data/use-query'
import { activeTimeline } from './active-timelines'
import { setHighlight } from './scene/display-toggles'
import { PointerTip } from '../../widgets/pointer-tip'
import type { HoverTip } from './input/hover'
import { TimelineBar } from './timeline-bar'
import { useTimeline } from './use-timeline'
import { WakeTrail } from './navigation/wake-trail'
import './timeline.css'

export function TimelineView({ source }: { readonly source: SourceDto }): ReactNode {
  const { hostRef, tip, announcement, problem, rows, found, trail, highlight } = useTimeline(source)
  return (
    <section className="timeline-view" aria-label={`Timeline of ${source.name}`}>
      <TimelineBar source={source} rows={rows} found={found} />
      <div
        ref={hostRef}
        className="timeline"
        data-testid="timeline"
        data-rects="0"
        data-rows="0"
        data-selected=""
        tabIndex={0}
        role="application"
        aria-roledescription="timeline"
        aria-label={`Timeline of ${source.name}`}
        aria-describedby="timeline-keys"
      >
        {tip !== undefined && <Tip tip={tip} />}
      </div>
      <WakeTrail source={source.id} trail={trail} />
      <p id="timeline-keys" className="timeline-hidden">
        Arrow keys walk spans and rows, W and S zoom, A and D pan, F focuses the selection, 0 shows
        everything, brackets walk wake-ups, Shift with F10 opens a menu.
      </p>
      <div className="timeline-hidden" role="status" aria-live="polite">
        {announcement}
      </div>
      {problem !== '' && (
        <p className="timeline-problem" role="alert">
          The timeline could not be drawn whole: {problem}
        </p>
      )}
      <Legend source={source} highlight={highlight} />
    </section>
  )
}

interface LegendProps {
  readonly source: SourceDto
  readonly highlight: VisualState | undefined
}

/** Swatches with the same fills and cues as the rows, for all states and for what else this file has. */
function Legend({ source, highlight }: LegendProps): ReactNode {
  const overview = useQuery('trace/overview', { source: source.id })
  const kinds = neutralKinds.filter((kind) => overview.state === 'ready' && hasKind(overview.value, kind))
  return (
    <ul className="timeline-legend" aria-label="Legend">
      {visualStates
        .filter((state) => state !== 'idle')
        .map((state) => (
          <LegendState key={state} source={source} state={state} highlight={highlight} />
        ))}
      {(['idle', ...kinds] as const).map((kind) => (
        <li key={kind}>
          <i className={`timeline-swatch state-${kind}`} aria-hidden="true" />
          {lookOf(darkPalette, kind).name}
        </li>
      ))}
    </ul>
  )
}

function hasKind(overview: OverviewDto, kind: NeutralKind): boolean {
  switch (kind) {
    case 'task':
      return overview.taskCount > 0
    case 'region':
      return overview.regionCount > 0
    case 'log':
      return overview.logCount > 0
    case 'sample':
      return overview.cpuSampleCount > 0
    case 'stack':
      return true
  }
}

/** A click lets the state stand out before all others; again: all alike. */
function LegendState({ source, state, highlight }: LegendProps & { readonly state: VisualState }): ReactNode {
  const { name } = lookOf(darkPalette, state)
  return (
    <li>
      <button
        type="button"
        className="timeline-legend-state"
        aria-pressed={highlight === state}
        title={`Highlight: ${name}`}
        onClick={() => {
          const scene = activeTimeline(source.id)?.scene
          if (scene !== undefined) setHighlight(scene, highlight === state ? undefined : state)
        }}
      >
        <i className={`timeline-swatch state-${state}`} aria-hidden="true" />
        {name}
      </button>
    </li>
  )
}

function Tip({ tip }: { readonly tip: HoverTip }): ReactNode {
  const { facts } = tip
  const swatch =
    facts.state === undefined ? undefined : (
      <i className={`timeline-swatch state-${facts.state}`} aria-hidden="true" />
    )
  return <PointerTip at={tip} facts={facts} swatch={swatch} />
}
