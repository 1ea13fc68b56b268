/** What is odd about the run, worst first; each sentence leads to its place. */
import type { ReactNode } from 'react'
import { goToFinding } from '../../data/go-to'
import { SentenceList } from '../../widgets/sentence-list'
import type { OverviewPartProps } from './overview-part'

export function Findings({ source, overview }: OverviewPartProps): ReactNode {
  const { findings } = overview
  return (
    <section className="findings" aria-labelledby="findings-title">
      <header className="overview-header">
        <h2 id="findings-title">Findings</h2>
        <span className="dim">{findings.length === 0 ? '' : 'worst first; a click shows the place'}</span>
      </header>
      <SentenceList
        form="page"
        sentences={findings}
        onPick={(finding) => goToFinding(source.id, finding)}
        none={
          source.isComplete
            ? 'Nothing stands out by the rules that Marey checks.'
            : 'Nothing stands out where the trace is whole. Where events are lost, nothing is looked for.'
        }
      />
    </section>
  )
}
