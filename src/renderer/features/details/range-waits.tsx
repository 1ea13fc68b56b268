/** The longest waits of a range: who, for what, where, how long of it inside. */
import type { ReactNode } from 'react'
import type { SourceDto } from '../../../contract/sources'
import type { SpanPlaceDto } from '../../../contract/stretch-dto'
import { SpanList } from './span-list'

interface RangeWaitsProps {
  readonly source: SourceDto
  readonly waits: readonly SpanPlaceDto[]
}

export const RangeWaits = ({ source, waits }: RangeWaitsProps): ReactNode => (
  <>
    <h3 title="Blocked or runnable; the runtime’s own goroutines and sleeps are left out">Longest waits</h3>
    {waits.length === 0 && <p className="dim">No goroutine was blocked or waited for a P in this range.</p>}
    <SpanList source={source} label="Longest waits" outName="longest waits of the range" spans={waits} />
  </>
)
