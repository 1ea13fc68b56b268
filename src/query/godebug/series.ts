/**
 * What the plots of a GODEBUG log draw of a stretch of time. A long log is thinned: of each slice the rows with the
 * extremes stay as they are, so that the longest stop, the fullest queue and every forced cycle are never lost.
 */
import type {
  CpuStepDto,
  CycleSeriesDto,
  GodebugSeriesDto,
  SampleSeriesDto,
} from '../../contract/godebug-dto'
import type { GodebugRun } from '../../model/godebug-log'
import { waitingAt } from './figures'

/** Queue lengths of Ps in one answer. */
const mostQueues = 200_000
/** gctrace prints begins in whole milliseconds: shares of shorter stretches would be noise. */
const shortestStepNs = 10e6
const mostSteps = 400

export function seriesOf(run: GodebugRun, fromNs: number, toNs: number, limit: number): GodebugSeriesDto {
  return {
    cycles: cycleSeries(run, fromNs, toNs, limit),
    cpuSteps: cpuSteps(run, fromNs, toNs),
    samples: sampleSeries(run, fromNs, toNs, limit),
  }
}

function cycleSeries({ cycles }: GodebugRun, fromNs: number, toNs: number, limit: number): CycleSeriesDto {
  const { columns } = cycles
  const [first, last] = rowsWithin(columns.startNs, fromNs, toNs)
  const chosen = thinned(first, last, limit, [
    (i) => Math.max(columns.sweepTerminationNs[i], columns.markTerminationNs[i]),
    (i) => columns.heapEndMiB[i],
    (i) => -columns.heapLiveMiB[i],
    (i) => columns.isForced[i],
  ])
  const pick = (values: Float64Array): number[] => chosen.map((i) => values[i])
  return {
    total: Math.max(0, last - first),
    line: pick(columns.line),
    number: pick(columns.number),
    startNs: pick(columns.startNs),
    sweepTerminationNs: pick(columns.sweepTerminationNs),
    concurrentNs: pick(columns.concurrentNs),
    markTerminationNs: pick(columns.markTerminationNs),
    cpuPercent: pick(columns.cpuPercent),
    heapStartMiB: pick(columns.heapStartMiB),
    heapEndMiB: pick(columns.heapEndMiB),
    heapLiveMiB: pick(columns.heapLiveMiB),
    goalMiB: pick(columns.goalMiB),
    procs: pick(columns.procs),
    isForced: pick(columns.isForced),
  }
}

function sampleSeries(run: GodebugRun, fromNs: number, toNs: number, limit: number): SampleSeriesDto {
  const { samples } = run
  const { columns, localQueues } = samples
  const [first, last] = rowsWithin(columns.timeNs, fromNs, toNs)
  const chosen = thinned(first, last, limit, [
    (i) => waitingAt(samples, i),
    (i) => columns.idleProcs[i],
    (i) => columns.threads[i],
    (i) => -columns.gomaxprocs[i],
  ])
  const pick = (values: Float64Array): number[] => chosen.map((i) => values[i])
  const known = (values: Float64Array): (number | null)[] =>
    chosen.map((i) => (Number.isNaN(values[i]) ? null : values[i]))
  const queueTotal = chosen.reduce((sum, i) => sum + columns.queueCount[i], 0)
  const ordinals = ordinalsOf(chosen, detailOrdinals(run))
  return {
    total: Math.max(0, last - first),
    line: pick(columns.line),
    timeNs: pick(columns.timeNs),
    gomaxprocs: pick(columns.gomaxprocs),
    idleProcs: pick(columns.idleProcs),
    threads: pick(columns.threads),
    idleThreads: pick(columns.idleThreads),
    spinningThreads: pick(columns.spinningThreads),
    globalQueue: pick(columns.globalQueue),
    localQueue: known(columns.localQueue),
    detail: ordinals,
    runnable: known(columns.runnable),
    running: known(columns.running),
    inSyscall: known(columns.inSyscall),
    waiting: known(columns.waiting),
    queues: chosen.map((i) =>
      queueTotal > mostQueues
        ? []
        : [...localQueues.subarray(columns.queueAt[i], columns.queueAt[i] + columns.queueCount[i])],
    ),
  }
}

/** Where each of `chosen` stands in `details`, null where it does not. Both ascend. */
function ordinalsOf(chosen: readonly number[], details: Uint32Array): (number | null)[] {
  let at = 0
  return chosen.map((sample) => {
    while (at < details.length && details[at] < sample) at++
    return details[at] === sample ? at : null
  })
}

/** Samples with the lines of Ps, Ms and Gs, ascending. */
export function detailOrdinals({ samples }: GodebugRun): Uint32Array {
  const { detailLength } = samples.columns
  return Uint32Array.from(detailLength.keys()).filter((i) => detailLength[i] > 0)
}

/** Rows in the stretch with one neighbour at each end, for lines that leave it. Times ascend but for rounding. */
function rowsWithin(timesNs: Float64Array, fromNs: number, toNs: number): readonly [number, number] {
  const first = Math.max(0, firstAtOrAfter(timesNs, fromNs) - 1)
  const last = Math.min(timesNs.length, firstAtOrAfter(timesNs, toNs) + 1)
  return [first, Math.max(first, last)]
}

function firstAtOrAfter(timesNs: Float64Array, timeNs: number): number {
  let low = 0
  let high = timesNs.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (timesNs[middle] < timeNs) low = middle + 1
    else high = middle
  }
  return low
}

/** All rows, or of each of equal slices those where one of `weights` is greatest. Ascending. */
function thinned(
  first: number,
  last: number,
  limit: number,
  weights: readonly ((row: number) => number)[],
): readonly number[] {
  const count = last - first
  if (count <= limit) return Array.from({ length: Math.max(0, count) }, (_, i) => first + i)
  const slices = Math.max(1, Math.floor(limit / (weights.length + 1)))
  const chosen = new Set<number>([first, last - 1])
  for (let slice = 0; slice < slices; slice++) {
    const from = first + Math.floor((count * slice) / slices)
    const to = first + Math.floor((count * (slice + 1)) / slices)
    for (const weigh of weights) {
      let best = from
      for (let i = from + 1; i < to; i++) if (weigh(i) > weigh(best)) best = i
      if (best < to) chosen.add(best)
    }
  }
  return [...chosen].sort((a, b) => a - b)
}

/**
 * CPU time of GC over that of all Ps, from the end of one cycle to the end of a later one. What workers did on idle Ps
 * is left out, as in the printed percentage (Go 1.27 src/runtime/mgc.go: gc_cpu_fraction).
 */
export function cpuSteps({ cycles }: GodebugRun, fromNs: number, toNs: number): CpuStepDto[] {
  const { count, columns } = cycles
  const steps: CpuStepDto[] = []
  const shortestNs = Math.max(shortestStepNs, (toNs - fromNs) / mostSteps)
  let stepFromNs = 0
  let gcNs = 0
  let availableNs = 0
  let previousNs = 0
  for (let i = 0; i < count; i++) {
    const endNs =
      columns.startNs[i] +
      columns.sweepTerminationNs[i] +
      columns.concurrentNs[i] +
      columns.markTerminationNs[i]
    // A log that begins late says nothing of the time before its first cycle.
    if (i === 0 && columns.number[0] > 1) {
      stepFromNs = previousNs = endNs
      continue
    }
    gcNs +=
      columns.sweepTerminationCpuNs[i] +
      columns.markTerminationCpuNs[i] +
      columns.assistCpuNs[i] +
      columns.workerCpuNs[i]
    availableNs += Math.max(0, endNs - previousNs) * columns.procs[i]
    previousNs = Math.max(previousNs, endNs)
    if (previousNs - stepFromNs < shortestNs && i < count - 1) continue
    if (
      previousNs >= fromNs &&
      stepFromNs <= toNs &&
      availableNs > 0 &&
      previousNs - stepFromNs >= shortestStepNs
    )
      steps.push({ fromNs: stepFromNs, toNs: previousNs, share: gcNs / availableNs })
    stepFromNs = previousNs
    gcNs = 0
    availableNs = 0
  }
  return steps
}
