/** One question a page: a list of them at the left, the table with its formula at the right. */
import type { ReactNode } from 'react'
import type { ViewProps } from '../../commands/feature'
import { analysesPages } from '../../commands/registry'
import { showPage, useAnalyses } from '../../state/analyses-page'
import { listTitle, outerPage, pageGroups, pageNames, parseInnerPage } from './kinds'
import { Snapshot } from './snapshot'
import { AnalysisPage } from './analysis-page'
import { TaskPage } from './task-page'
import './analyses.css'

export function AnalysesView({ source }: ViewProps): ReactNode {
  const { page } = useAnalyses(source.id)
  const brought = analysesPages()
  const Own = brought.find((one) => one.page === page)?.component
  const inner = parseInnerPage(page)
  const listed = inner === undefined ? page : outerPage(inner)
  const name = pageNames.find((one) => one.page === listed) ?? pageNames[0]
  return (
    <div className="analyses">
      <nav className="analyses-list" aria-label="Analyses" tabIndex={-1}>
        {pageGroups.map((group) => (
          <section key={group.title} aria-label={group.title}>
            <h2 className="dim">{group.title}</h2>
            <ul>
              {[...group.pages, ...brought.filter((one) => one.group === group.title)].map((one) => (
                <li key={one.page}>
                  <button
                    type="button"
                    className="analyses-item"
                    aria-current={one.page === (Own === undefined ? name.page : page) ? 'page' : undefined}
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
      {Own !== undefined ? (
        <Own source={source} />
      ) : name.page === 'snapshot' ? (
        <Snapshot source={source} title={name.title} />
      ) : inner === undefined ? (
        <AnalysisPage key={name.page} source={source} kind={name.page} title={name.title} />
      ) : inner.kind === 'task' ? (
        <TaskPage key={page} source={source} task={inner.task} />
      ) : (
        <AnalysisPage
          key={page}
          source={source}
          kind={inner.kind}
          name={inner.name}
          {...(inner.filter === undefined ? {} : { firstFilter: inner.filter })}
          title={listTitle(inner.kind, inner.name)}
        />
      )}
    </div>
  )
}
