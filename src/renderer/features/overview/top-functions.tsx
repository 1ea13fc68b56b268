/** Start functions whose goroutines waited longest: blocked, or ready to run without a P. */
import type { ReactNode } from 'react'
import type { OverviewDto } from '../../../contract/overview-dto'
import { durationUnit, formatInUnit, groupDigits } from '../../../base/format-units'
import { shortFunctionName } from '../../data/names'
import { showView } from '../../state/places'
import { setTableFilter } from '../../state/tables'
import { LinkButton } from '../../widgets/button'
import { TableFrame } from '../../widgets/table-frame'
import { TableHead } from '../../widgets/table-head'
import type { TableContent } from '../../data/table-text'
import type { OverviewPartProps } from './overview-part'

const maximumRows = { narrow: 6, wide: 8 }

interface TopFunctionsProps extends OverviewPartProps {
  readonly isWide?: boolean
}

export function TopFunctions({ source, overview, isWide = false }: TopFunctionsProps): ReactNode {
  const rows = overview.topFunctions.slice(0, isWide ? maximumRows.wide : maximumRows.narrow)
  const running = durationUnit(Math.max(0, ...rows.map(({ runningNs }) => runningNs)))
  const blocked = durationUnit(Math.max(0, ...rows.map(({ blockedNs }) => blockedNs)))
  const runnable = durationUnit(Math.max(0, ...rows.map(({ runnableNs }) => runnableNs)))
  return (
    <section className="top-functions" aria-labelledby="top-title">
      <h2 id="top-title" className="visually-hidden">
        Start functions by time waited
      </h2>
      <TableFrame label="Start functions by time waited" content={() => functionsContent(overview)}>
        <table className="figures figures-headed">
          <TableHead
            rows="Start function"
            figures={[
              'Count',
              ...(isWide ? [{ label: 'Running', unit: running.name }] : []),
              { label: 'Blocked', unit: blocked.name },
              { label: 'Runnable', unit: runnable.name },
            ]}
          />
          <tbody>
            {rows.map((row) => (
              <tr key={row.functionName}>
                <th scope="row">
                  <LinkButton
                    title={row.functionName === '' ? 'start function unknown' : row.functionName}
                    onClick={() => {
                      setTableFilter(source.id, `function = ${JSON.stringify(row.functionName)}`)
                      showView(source.id, 'goroutines')
                    }}
                  >
                    {isWide && row.functionName !== ''
                      ? row.functionName
                      : shortFunctionName(row.functionName)}
                  </LinkButton>
                </th>
                <td className="number">{groupDigits(row.count)}</td>
                {isWide && (
                  <td className="number" title={`${groupDigits(row.runningNs)} ns`}>
                    {formatInUnit(row.runningNs, running)}
                  </td>
                )}
                <td className="number" title={`${groupDigits(row.blockedNs)} ns`}>
                  {formatInUnit(row.blockedNs, blocked)}
                </td>
                <td className="number" title={`${groupDigits(row.runnableNs)} ns`}>
                  {formatInUnit(row.runnableNs, runnable)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </section>
  )
}

/** All that are known, not only those on the screen. */
function functionsContent({ topFunctions }: OverviewDto): TableContent {
  return {
    name: 'start functions by time waited',
    header: ['start function', 'count', 'running ns', 'blocked ns', 'runnable ns'],
    rows: topFunctions.map((row) => [
      row.functionName,
      row.count,
      row.runningNs,
      row.blockedNs,
      row.runnableNs,
    ]),
  }
}
