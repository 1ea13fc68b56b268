/** Time per state and reason inside a range, most first; a click goes to the longest of each. */
import { useState, type ReactNode } from 'react'
import { formatColumnShare, formatDuration, groupDigits } from '../../../base/format-units'
import type { SourceDto } from '../../../contract/sources'
import type { RangeStatisticsDto, StretchReasonDto } from '../../../contract/stretch-dto'
import { stateClass, stateName } from '../../data/state-times'
import { LinkButton } from '../../widgets/button'
import { Swatch } from '../../widgets/segment-bar'
import { TableFrame } from '../../widgets/table-frame'
import { TableHead } from '../../widgets/table-head'
import type { TableContent } from '../../data/table-text'
import { SpanLink } from './span-link'

interface RangeReasonsProps {
  readonly source: SourceDto
  readonly statistics: RangeStatisticsDto
}

/** So many leave what follows, who ran on the Ps, in sight. */
const fewReasons = 8

export function RangeReasons({ source, statistics }: RangeReasonsProps): ReactNode {
  const [showsAll, setShowsAll] = useState(false)
  const { reasons } = statistics
  const isLong = reasons.length > fewReasons + 1
  const totalNs = statistics.stateTimes.reduce((sum, time) => sum + time, 0)
  return (
    <TableFrame label="Time by state and reason" content={() => reasonsContent(statistics)}>
      <table className="range-table range-reasons" aria-label="Time by state and reason">
        <TableHead
          rows="State"
          figures={[
            { label: 'Spans', hint: 'Spans that lie in the range, wholly or in part' },
            'Time',
            { label: 'Share', hint: 'Share of the time of all goroutines' },
            { label: 'Longest', hint: 'The longest part inside the range' },
          ]}
        />
        <tbody>
          {(isLong && !showsAll ? reasons.slice(0, fewReasons) : reasons).map((reason) => (
            <tr key={`${reason.state} ${reason.visualState} ${reason.reason}`}>
              <th scope="row" className="truncated" title={reasonWords(reason)}>
                <Swatch className={stateClass(reason.visualState)} /> {shortWords(reason)}
              </th>
              <td className="number">{groupDigits(reason.count)}</td>
              <td className="number" title={`${groupDigits(reason.totalNs)} ns`}>
                {formatDuration(reason.totalNs)}
              </td>
              <td className="number">{formatColumnShare(totalNs === 0 ? 0 : reason.totalNs / totalNs)}</td>
              <td className="number">
                {reason.longest !== undefined && (
                  <SpanLink source={source} span={reason.longest}>
                    {formatDuration(reason.longest.insideNs)}
                  </SpanLink>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {isLong && (
        <LinkButton onClick={() => setShowsAll(!showsAll)}>
          {showsAll ? 'Only the longest' : `${reasons.length - fewReasons} more states and reasons`}
        </LinkButton>
      )}
    </TableFrame>
  )
}

function reasonWords({ state, visualState, reason }: StretchReasonDto): string {
  return `${state}${reason === '' ? '' : ` (${reason})`}, drawn as ${stateName(visualState)}`
}

/** Waits are known by their reason; where two states share a word, or there is none, the state says it. */
function shortWords({ state, visualState, reason }: StretchReasonDto): string {
  if (state === 'Runnable') return reason === '' ? 'runnable' : `runnable: ${reason}`
  if (reason !== '') return reason
  if (visualState === 'gc-work') return 'GC worker running'
  return visualState === 'unknown' ? `${state}, why is unknown` : state
}

function reasonsContent({ reasons, fromNs, toNs }: RangeStatisticsDto): TableContent {
  return {
    name: `time by reason from ${fromNs} to ${toNs} ns`,
    header: ['state', 'reason', 'spans', 'time ns', 'longest inside ns'],
    rows: reasons.map((reason) => [
      reason.state,
      reason.reason,
      reason.count,
      reason.totalNs,
      reason.longest?.insideNs ?? null,
    ]),
  }
}
