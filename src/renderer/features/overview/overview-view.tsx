/**
 * The first thing after opening: the whole run on one screen. What the file is, how busy the Ps were, where the time
 * of all goroutines went, and what is odd, in sentences that lead to their place.
 */
import type { ReactNode } from 'react'
import type { ViewProps } from '../../commands/feature'
import { adviceFor } from '../../data/advice'
import { useQuery } from '../../data/use-query'
import { FailureNote, WaitingNote } from '../../widgets/query-state'
import { Facts } from './facts'
import { Findings } from './findings'
import { OccupancyChart } from './occupancy-chart'
import type { OverviewPartProps } from './overview-part'
import { Pauses } from './pauses'
import { StateTotals } from './state-totals'
import { TopFunctions } from './top-functions'
import './overview.css'

export function OverviewView({ source }: ViewProps): ReactNode {
  const answer = useQuery('trace/overview', { source: source.id })
  if (answer.state === 'loading') return <WaitingNote />
  if (answer.state === 'failed')
    return (
      <FailureNote
        message={`The overview could not be had: ${answer.error.message}`}
        advice={adviceFor(answer.error)}
      />
    )
  return <OverviewPage source={source} overview={answer.value} />
}

const roomyFindings = 5

function OverviewPage({ source, overview }: OverviewPartProps): ReactNode {
  // Few findings leave room below them, where long names of functions fit better.
  const isRoomy = overview.findings.length <= roomyFindings
  return (
    <div className="overview" tabIndex={-1}>
      <Facts source={source} overview={overview} />
      <OccupancyChart source={source} overview={overview} />
      <div className="overview-columns">
        <div className="overview-main">
          <Findings source={source} overview={overview} />
          {isRoomy && <TopFunctions source={source} overview={overview} isWide />}
        </div>
        <div className="overview-side">
          <StateTotals source={source} overview={overview} />
          <Pauses source={source} overview={overview} />
          {!isRoomy && <TopFunctions source={source} overview={overview} />}
        </div>
      </div>
    </div>
  )
}
