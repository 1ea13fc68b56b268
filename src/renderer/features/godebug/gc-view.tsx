/** Collections as tables: cycles, how the pacer planned them, what the scavenger returned. */
import type { ReactNode } from 'react'
import type { GodebugTableName } from '../../../contract/godebug-dto'
import type { ViewProps } from '../../commands/feature'
import { chooseInGodebug, useGodebugChoice } from '../../state/godebug-choice'
import { showView } from '../../state/places'
import { Choice } from '../../widgets/choice'
import { GodebugFrame, type ShownRun } from './godebug-frame'
import { LineStrip } from './line-strip'
import { RecordTable } from './record-table'
import { EmptyNote } from '../../widgets/query-state'

export const GcView = ({ source }: ViewProps): ReactNode => (
  <GodebugFrame source={source}>{(shown) => <Collections source={source.id} shown={shown} />}</GodebugFrame>
)

const labels: Readonly<Partial<Record<GodebugTableName, string>>> = {
  cycles: 'GC cycles',
  pacing: 'Pacing',
  scavenger: 'Scavenger',
}

function Collections({
  source,
  shown: { run, index },
}: {
  readonly source: string
  readonly shown: ShownRun
}): ReactNode {
  const { gcTable } = useGodebugChoice(source)
  const tables: readonly GodebugTableName[] = [
    ...(run.gc === null ? [] : (['cycles'] as const)),
    ...(run.pacings === 0 ? [] : (['pacing'] as const)),
    ...(run.scavenges === 0 ? [] : (['scavenger'] as const)),
  ]
  const table = tables.includes(gcTable) ? gcTable : tables[0]
  if (table === undefined)
    return (
      <EmptyNote>
        No lines about collections are in this log. Start the program with <code>GODEBUG=gctrace=1</code>, and{' '}
        <code>gcpacertrace=1</code> to see how the pacer plans.
      </EmptyNote>
    )
  return (
    <>
      {tables.length > 1 && (
        <div className="view-bar">
          <Choice
            label="Table"
            options={tables.map((value) => ({ value, label: labels[value] ?? value }))}
            value={table}
            onChange={(chosen) => chooseInGodebug(source, { gcTable: chosen })}
          />
        </div>
      )}
      <RecordTable
        key={table}
        source={source}
        run={index}
        table={table}
        label={labels[table] ?? table}
        sortedBy="line"
        isAscending
        onOpen={() => showView(source, 'godebug')}
      />
      <LineStrip source={source} hint="A click on a row shows its line of the log here." />
    </>
  )
}
