/** The timeline as a view: chrome around an imperative scene. */
import type { ReactNode } from 'react'
import type { SourceDto } from '../../../contract/sources'
import { PointerTip } from '../../widgets/pointer-tip'
import type { HoverTip } from './input/hover'
import { Legend } from './legend'
import { LabelSplitter } from './label-splitter'
import { TimelineBar } from './timeline-bar'
import { useTimeline } from './use-timeline'
import { WakeTrail } from './navigation/wake-trail'
import './timeline.css'

export function TimelineView({ source }: { readonly source: SourceDto }): ReactNode {
  const { hostRef, tip, announcement, problem, rows, found, trail, columnPx } = useTimeline(source)
  return (
    <section className="timeline-view" aria-label={`Timeline of ${source.name}`}>
      <TimelineBar source={source} rows={rows} found={found} />
      <div className="timeline-stage">
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
          <span className="timeline-ring" aria-hidden="true" />
          {tip !== undefined && <Tip tip={tip} />}
        </div>
        <LabelSplitter columnPx={columnPx} />
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
      <Legend source={source} />
    </section>
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
