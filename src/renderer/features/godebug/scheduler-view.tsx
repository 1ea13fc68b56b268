/** The scheduler: SCHED lines as a table, and below one of them its Ps, Ms and Gs. */
import type { ReactNode } from 'react'
import type { ViewProps } from '../../commands/feature'
import { chooseInGodebug, useGodebugChoice } from '../../state/godebug-choice'
import { showView } from '../../state/places'
import { Choice } from '../../widgets/choice'
import { GodebugFrame, type ShownRun } from './godebug-frame'
import { LineStrip } from './line-strip'
import { RecordTable } from './record-table'
import { SchedulerDetails } from './scheduler-details'
import { EmptyNote } from '../../widgets/query-state'

export const SchedulerView = ({ source }: ViewProps): ReactNode => (
  <GodebugFrame source={source}>{(shown) => <Scheduler source={source.id} shown={shown} />}</GodebugFrame>
)

function Scheduler({
  source,
  shown: { run, index },
}: {
  readonly source: string
  readonly shown: ShownRun
}): ReactNode {
  const { schedulerPage } = useGodebugChoice(source)
  if (run.scheduler === null)
    return (
      <EmptyNote>
        No SCHED lines are in this log. Start the program with <code>GODEBUG=schedtrace=1000</code> (a line
        every second), and <code>scheddetail=1</code> to see every P, M and G.
      </EmptyNote>
    )
  const hasDetails = run.scheduler.details > 0
  const page = !hasDetails ? 'lines' : (schedulerPage ?? 'details')
  return (
    <>
      {hasDetails && (
        <div className="view-bar">
          <Choice
            label="Page"
            options={[
              { value: 'details', label: 'Ps, Ms and Gs' },
              { value: 'lines', label: 'SCHED lines' },
            ]}
            value={page}
            onChange={(chosen) => chooseInGodebug(source, { schedulerPage: chosen })}
          />
        </div>
      )}
      {page === 'details' ? (
        <SchedulerDetails source={source} run={index} />
      ) : (
        <>
          <RecordTable
            source={source}
            run={index}
            table="samples"
            label="SCHED lines"
            sortedBy="line"
            isAscending
            onOpen={() => showView(source, 'godebug')}
          />
          <LineStrip source={source} hint="A click on a row shows its line of the log here." />
        </>
      )}
    </>
  )
}
