/** One question a page: a list of them at the left, the table with its formula at the right. */
import type { ReactNode } from 'react'
import type { ViewProps } from '../../commands/feature'
import { showPage, useAnalyses } from './analyses-state'
import { pageGroups, pageNames } from './kinds'
import { Snapshot } from './snapshot'
import { AnalysisPage } from './analysis-page'
import './analyses.css'

export function AnalysesView({ source }: ViewProps): ReactNode {
  const { page } = useAnalyses(source.id)
  const name = pageNames.find((one) => one.page === page) ?? pageNames[0]
  return (
    <div className="analyses">
      <nav className="analyses-list" aria-label="Analyses" tabIndex={-1}>
        {pageGroups.map((group) => (
          <section key={group.title} aria-label={group.title}>
            <h2 className="dim">{group.title}</h2>
            <ul>
              {group.pages.map((one) => (
                <li key={one.page}>
                  <button
                    type="button"
                    className="analyses-item"
                    aria-current={one.page === page ? 'page' : undefined}
                    onClick={() => showPage(source.id, one.page)}
                  >
                    {one.label}
                  </button>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </nav>
      {page === 'snapshot' ? (
        <Snapshot source={source} title={name.title} />
      ) : (
        <AnalysisPage key={page} source={source} kind={page} title={name.title} />
      )}
    </div>
  )
}
