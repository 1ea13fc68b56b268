/**
 * Marks and strips that lie over the stretches of a row: logs, CPU samples, mark assists, sweeping. Each kind tells the one
 * nearest to a point, and how many are as near as the tolerance.
 */
import type { DrawnDto } from '../../contract/pick-dto'
import { piecesOf } from '../assist-pieces'
import { sparseListOf } from '../list-by-key'
import type { RowSubject } from '../rows/row-key'
import { stackDto } from '../stack-dto'
import type { TraceTiles } from './trace-tiles'
import type { TraceIndex } from '../trace-index'

interface Near {
  /** -1 for none. */
  readonly item: number
  readonly count: number
}

/** The nearest of some stretches; those further than `toleranceNs` do not count. */
function nearestOf(
  items: Iterable<number>,
  startOf: (item: number) => number,
  endOf: (item: number) => number,
  timeNs: number,
  toleranceNs: number,
): Near {
  let best = -1
  let bestNs = Infinity
  let count = 0
  for (const item of items) {
    const distanceNs = Math.max(0, startOf(item) - timeNs, timeNs - endOf(item))
    if (!(distanceNs <= toleranceNs)) continue
    count++
    if (distanceNs >= bestNs) continue
    best = item
    bestNs = distanceNs
  }
  return { item: best, count }
}

export function drawnAt(
  tiles: TraceTiles,
  subject: RowSubject,
  timeNs: number,
  toleranceNs: number,
): readonly DrawnDto[] {
  const { index } = tiles
  switch (subject.kind) {
    case 'goroutine':
      return [
        ...logAt(index, subject.goroutine, timeNs, toleranceNs),
        ...sampleAmong(index, samplesOf(index, subject.goroutine), timeNs, toleranceNs),
        ...assistAt(index, subject.goroutine, timeNs),
      ]
    case 'regions':
      return logAt(index, subject.goroutine, timeNs, toleranceNs)
    case 'samples':
      return sampleAmong(index, samplesOf(index, subject.goroutine), timeNs, toleranceNs)
    case 'processor':
      return [
        ...sweepAt(tiles, subject.processor, timeNs, toleranceNs),
        ...sampleAmong(
          index,
          tiles.samples.ofProcessor(index.trace.processors.id[subject.processor])?.item ?? [],
          timeNs,
          toleranceNs,
        ),
      ]
    case 'thread':
      return sampleAmong(index, tiles.samples.ofThread(subject.thread)?.item ?? [], timeNs, toleranceNs)
    default:
      return []
  }
}

function logAt(index: TraceIndex, goroutine: number, timeNs: number, toleranceNs: number): DrawnDto[] {
  const { logs, tables } = index.trace
  const at = (log: number): number => logs.atNs[log]
  const { item, count } = nearestOf(sparseListOf(index.logsOf, goroutine), at, at, timeNs, toleranceNs)
  if (item < 0) return []
  const category = tables.strings.get(logs.category[item])
  const message = tables.strings.get(logs.message[item])
  return [{ kind: 'log', startNs: at(item), endNs: at(item), count, category, message }]
}

const samplesOf = (index: TraceIndex, goroutine: number): Iterable<number> =>
  sparseListOf(index.samplesOf, goroutine)

function sampleAmong(
  index: TraceIndex,
  samples: Iterable<number>,
  timeNs: number,
  toleranceNs: number,
): DrawnDto[] {
  const { cpuSamples } = index.trace
  const at = (sample: number): number => cpuSamples.atNs[sample]
  const { item, count } = nearestOf(samples, at, at, timeNs, toleranceNs)
  if (item < 0) return []
  const stack = stackDto(index.trace, cpuSamples.stack[item])
  return [{ kind: 'cpu-sample', startNs: at(item), endNs: at(item), count, stack }]
}

/** An assist has a width of its own: only the one that is pointed at. */
function assistAt({ assists }: TraceIndex, goroutine: number, timeNs: number): DrawnDto[] {
  const { first, end } = piecesOf(assists, goroutine)
  for (let piece = first; piece < end; piece++) {
    const startNs = assists.startNs[piece]
    const endNs = assists.endNs[piece]
    if (startNs <= timeNs && timeNs < endNs) return [{ kind: 'mark-assist', startNs, endNs, count: 1 }]
  }
  return []
}

function sweepAt(tiles: TraceTiles, processor: number, timeNs: number, toleranceNs: number): DrawnDto[] {
  const { processors, ranges } = tiles.index.trace
  const sweeps = tiles.sweepRows().get(processors.id[processor])
  if (sweeps === undefined) return []
  const { item, count } = nearestOf(
    sweeps.range,
    (range) => ranges.startNs[range],
    (range) => ranges.endNs[range],
    timeNs,
    toleranceNs,
  )
  if (item < 0) return []
  return [{ kind: 'sweep', startNs: ranges.startNs[item], endNs: ranges.endNs[item], count }]
}
