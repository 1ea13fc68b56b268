/** What the trace tells of one mark phase or one stop of the world, beyond when it was. */
import { visualStateIndex } from '../../contract/visual-states'
import type { LastStoppedDto, MarkPhaseDto, RangeDto } from '../../contract/pick-dto'
import { Metric, NONE } from '../../model/states'
import { valueAt } from '../analysis-tables/pauses'
import { gcMarkRange, stopTheWorldPrefix } from '../counters/counters-index'
import { goroutineRef, rangeDto } from '../goroutine/span-details'
import { placeOf } from '../stack-dto'
import { lastStoppedIn } from './stops'
import { visitSpans } from '../stretch/span-tally'
import type { TraceIndex } from '../trace-index'

export function rangeWithFigures(index: TraceIndex, range: number): RangeDto {
  const dto = rangeDto(index.trace, range)
  if (dto.name === gcMarkRange) return { ...dto, mark: markPhase(index, dto) }
  if (!dto.name.startsWith(stopTheWorldPrefix)) return dto
  const lastStopped = lastStopOf(index, range, dto)
  return lastStopped === undefined ? dto : { ...dto, lastStopped }
}

function markPhase(index: TraceIndex, { startNs, endNs }: RangeDto): MarkPhaseDto {
  const { trace, isGcWorker, counters } = index
  let workerNs = 0
  for (let goroutine = 0; goroutine < trace.goroutines.count; goroutine++) {
    if (isGcWorker[goroutine] !== 1) continue
    visitSpans(index, goroutine, startNs, endNs, (_, __, insideNs, code) => {
      if (code === visualStateIndex['gc-work']) workerNs += insideNs
    })
  }
  let heldNs = 0
  for (const processor of counters.shownProcessors) heldNs += processor.between(startNs, endNs)
  return {
    startLiveBytes: valueAt(trace, Metric.heapLive, startNs),
    startGoalBytes: valueAt(trace, Metric.heapGoal, startNs),
    endLiveBytes: valueAt(trace, Metric.heapLive, endNs),
    endGoalBytes: valueAt(trace, Metric.heapGoal, endNs),
    workerNs,
    heldNs,
  }
}

function lastStopOf(
  index: TraceIndex,
  range: number,
  { startNs, endNs }: RangeDto,
): LastStoppedDto | undefined {
  const { trace } = index
  const stop = { range, startNs, endNs, reason: '', goroutine: trace.ranges.goroutine[range] }
  const last = lastStoppedIn(index, stop)
  if (last === undefined) return undefined
  const place = last.stack === NONE ? undefined : placeOf(trace, last.stack)
  return {
    processor: trace.processors.id[last.processor],
    afterNs: last.atNs - startNs,
    ...(last.goroutine === NONE ? {} : { goroutine: goroutineRef(trace, last.goroutine) }),
    ...(place === undefined ? {} : { place }),
  }
}
