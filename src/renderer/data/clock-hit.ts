/** A time of day that is typed into the search box, as a place in a trace whose clock is known. */
import type { OverviewDto } from '../../contract/overview-dto'
import type { SearchHitDto } from '../../contract/search-dto'
import type { SourceId } from '../../contract/sources'
import { formatExactTime } from '../../base/format-units'
import { parseClock } from '../../picture/wall-clock'
import { wallClockOf } from '../state/time-axis'

/** Undefined where the text is no time of day, the file has no clock, or the run was over at that time. */
export function clockHit(source: SourceId, overview: OverviewDto, text: string): SearchHitDto | undefined {
  const clock = wallClockOf(source, overview.wallClockStartUnixNs)
  const timeNs = clock === undefined ? undefined : parseClock(text, clock)
  if (timeNs === undefined || timeNs < 0 || timeNs > overview.durationNs) return undefined
  const detail = `${formatExactTime(timeNs)} since the trace began`
  return { kind: 'time', label: text.trim(), detail, fromNs: timeNs, toNs: timeNs }
}
