/** Packages by the time that their initialisation took. */
import type { ReactNode } from 'react'
import { formatBytes, formatDuration, groupDigits } from '../../../base/format-units'
import type { ViewProps } from '../../commands/feature'
import { showView } from '../../state/places'
import { GodebugFrame, countText } from './godebug-frame'
import { LineStrip } from './line-strip'
import { RecordTable } from './record-table'
import { EmptyNote } from '../../widgets/query-state'

export const InitsView = ({ source }: ViewProps): ReactNode => (
  <GodebugFrame source={source}>
    {({ run: { inits }, index }) =>
      inits === null ? (
        <EmptyNote>
          No package lines are in this log. Start the program with <code>GODEBUG=inittrace=1</code>.
        </EmptyNote>
      ) : (
        <>
          <div className="view-bar">
            <p>
              {countText(inits.packages, 'package')} in {formatDuration(inits.clockNs)},{' '}
              {formatBytes(inits.bytes)} in {groupDigits(inits.allocs)} allocations.{' '}
              <span className="dim">
                Packages without init functions or initialised variables print no line.
              </span>
            </p>
          </div>
          <RecordTable
            source={source.id}
            run={index}
            table="inits"
            label="Packages"
            sortedBy="clockNs"
            onOpen={() => showView(source.id, 'godebug-raw')}
          />
          <LineStrip source={source.id} hint="A click on a row shows its line of the log here." />
        </>
      )
    }
  </GodebugFrame>
)
