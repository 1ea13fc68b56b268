/** What is odd about the run, worst first; each sentence leads to its place. */
import type { ReactNode } from 'react'
import { goToFinding } from '../../data/go-to'
import type { OverviewPartProps } from './overview-view'

const severityNames = { high: 'High', medium: 'Medium', low: 'Low' } as const

export function Findings({ source, overview }: OverviewPartProps): ReactNode {
  const { findings } = overview
  return (
    <section className="findings" aria-labelledby="findings-title">
      <header className="overview-header">
        <h2 id="findings-title">Findings</h2>
        <span className="dim">{findings.length === 0 ? '' : 'worst first; a click shows the place'}</span>
      </header>
      <ol className="findings-list" aria-label="Findings" tabIndex={0}>
        {findings.map((finding, index) => (
          <li key={`${finding.code} ${index}`}>
            <button
              type="button"
              className="finding"
              title={`${finding.formula}`}
              onClick={() => goToFinding(source.id, finding)}
            >
              <span className={`finding-mark finding-${finding.severity}`}>
                <span className="visually-hidden">{severityNames[finding.severity]}: </span>
              </span>
              <span className="finding-text">
                {finding.text}
                {finding.certainty === 'likely' && <span className="finding-likely">likely</span>}
              </span>
            </button>
          </li>
        ))}
        {findings.length === 0 && (
          <li className="dim findings-none">Nothing stands out by the rules that Marey checks.</li>
        )}
      </ol>
    </section>
  )
}
