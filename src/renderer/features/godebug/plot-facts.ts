/** What is told about a cycle or a SCHED line: in the tip under the pointer, and of what is chosen. */
import { formatDuration, groupDigits } from '../../../base/format-units'
import type { CycleSeriesDto, GodebugSeriesDto, SampleSeriesDto } from '../../../contract/godebug-dto'
import type { PointerFacts } from '../../widgets/pointer-tip'
import { endOfCycle } from './gc-plots'

/** One row of a series. */
export interface PlotItem {
  readonly about: 'gc' | 'scheduler'
  readonly index: number
  readonly line: number
  readonly fromNs: number
  readonly toNs: number
}

export function itemsOf(
  { cycles, samples }: GodebugSeriesDto,
  about: PlotItem['about'],
): readonly PlotItem[] {
  return about === 'gc'
    ? cycles.line.map((line, index) => ({
        about,
        index,
        line,
        fromNs: cycles.startNs[index] ?? 0,
        toNs: endOfCycle(cycles, index),
      }))
    : samples.line.map((line, index) => {
        const timeNs = samples.timeNs[index] ?? 0
        return { about, index, line, fromNs: timeNs, toNs: timeNs }
      })
}

/** The one at that time, else the one whose begin is nearest. */
export function itemAt(items: readonly PlotItem[], timeNs: number): PlotItem | undefined {
  let best: PlotItem | undefined
  let bestNs = Infinity
  for (const item of items) {
    const isInside = timeNs >= item.fromNs && timeNs <= item.toNs
    const distanceNs = isInside ? 0 : Math.min(Math.abs(item.fromNs - timeNs), Math.abs(item.toNs - timeNs))
    if (distanceNs < bestNs) {
      best = item
      bestNs = distanceNs
    }
  }
  return best
}

export function itemOfLine(series: GodebugSeriesDto, line: number | undefined): PlotItem | undefined {
  if (line === undefined) return undefined
  return (
    itemsOf(series, 'gc').find((item) => item.line === line) ??
    itemsOf(series, 'scheduler').find((item) => item.line === line)
  )
}

export function factsOf(series: GodebugSeriesDto, item: PlotItem): PointerFacts {
  return item.about === 'gc' ? cycleFacts(series.cycles, item.index) : sampleFacts(series.samples, item.index)
}

/** gctrace and schedtrace print whole milliseconds. */
const secondsText = (timeNs: number): string => `${(timeNs / 1e9).toFixed(3)} s`

function cycleFacts(cycles: CycleSeriesDto, i: number): PointerFacts {
  const value = (column: readonly number[]): number => column[i] ?? 0
  return {
    title: `GC ${value(cycles.number)} at ${secondsText(value(cycles.startNs))}${value(cycles.isForced) > 0 ? ', forced' : ''}`,
    lines: [
      { name: 'heap before', value: `${groupDigits(value(cycles.heapStartMiB))} MiB` },
      { name: 'heap after', value: `${groupDigits(value(cycles.heapEndMiB))} MiB` },
      { name: 'live', value: `${groupDigits(value(cycles.heapLiveMiB))} MiB` },
      { name: 'goal', value: `${groupDigits(value(cycles.goalMiB))} MiB` },
      { name: 'sweep termination', value: formatDuration(value(cycles.sweepTerminationNs)) },
      { name: 'concurrent', value: formatDuration(value(cycles.concurrentNs)) },
      { name: 'mark termination', value: formatDuration(value(cycles.markTerminationNs)) },
      { name: 'GC CPU since the start', value: `${value(cycles.cpuPercent)} %` },
    ],
    hint: `line ${groupDigits(value(cycles.line))}`,
  }
}

const mostListed = 32

function sampleFacts(samples: SampleSeriesDto, i: number): PointerFacts {
  const value = (column: readonly number[]): number => column[i] ?? 0
  const known = (
    name: string,
    column: readonly (number | null)[],
  ): readonly { name: string; value: string }[] => {
    const one = column[i] ?? null
    return one === null ? [] : [{ name, value: groupDigits(one) }]
  }
  const queue = samples.queues[i] ?? []
  const each =
    queue.length === 0 || queue.length > mostListed ? '' : queue.length === 1 ? '' : ` (${queue.join(' ')})`
  const local = samples.localQueue[i] ?? null
  return {
    title: `SCHED at ${secondsText(value(samples.timeNs))}`,
    lines: [
      { name: 'global queue', value: groupDigits(value(samples.globalQueue)) },
      { name: 'queues of the Ps', value: local === null ? 'not in the log' : `${groupDigits(local)}${each}` },
      { name: 'idle Ps', value: `${value(samples.idleProcs)} of ${value(samples.gomaxprocs)}` },
      {
        name: 'threads',
        value: `${groupDigits(value(samples.threads))}, ${groupDigits(value(samples.idleThreads))} idle, ${groupDigits(value(samples.spinningThreads))} spinning`,
      },
      ...known('running', samples.running),
      ...known('runnable', samples.runnable),
      ...known('in syscalls', samples.inSyscall),
      ...known('waiting', samples.waiting),
    ],
    hint: `line ${groupDigits(value(samples.line))}`,
  }
}
