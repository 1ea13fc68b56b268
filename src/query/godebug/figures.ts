/** Figures of one run of a GODEBUG log: sums and extremes of its columns. */
import type {
  GodebugGcDto,
  GodebugInitsDto,
  GodebugRunDto,
  GodebugSchedulerDto,
} from '../../contract/godebug-dto'
import type { GodebugRun } from '../../model/godebug-log'

export function figuresOf(run: GodebugRun): GodebugRunDto {
  return {
    source: run.source,
    firstLine: run.firstLine,
    lastLine: run.lastLine,
    startUnixMs: run.startUnixMs ?? null,
    endNs: run.endNs,
    gc: gcFigures(run),
    scheduler: schedulerFigures(run),
    inits: initFigures(run),
    pacings: run.pacings.count,
    scavenges: run.scavenges.count,
  }
}

function gcFigures({ cycles }: GodebugRun): GodebugGcDto | null {
  const { count, columns } = cycles
  if (count === 0) return null
  const last = count - 1
  let longestStwNs = 0
  for (let i = 0; i < count; i++)
    longestStwNs = Math.max(longestStwNs, columns.sweepTerminationNs[i], columns.markTerminationNs[i])
  return {
    cycles: count,
    firstNumber: columns.number[0],
    lastNumber: columns.number[last],
    forced: sumOf(columns.isForced),
    leakChecks: sumOf(columns.isLeakCheck),
    stwNs: sumOf(columns.sweepTerminationNs) + sumOf(columns.markTerminationNs),
    longestStwNs,
    concurrentNs: sumOf(columns.concurrentNs),
    cpuPercent: columns.cpuPercent[last],
    assistCpuNs: sumOf(columns.assistCpuNs),
    workerCpuNs: sumOf(columns.workerCpuNs),
    idleCpuNs: sumOf(columns.idleCpuNs),
    peakHeapMiB: Math.max(mostOf(columns.heapStartMiB), mostOf(columns.heapEndMiB)),
    lastLiveMiB: columns.heapLiveMiB[last],
    lastGoalMiB: columns.goalMiB[last],
  }
}

function schedulerFigures({ samples }: GodebugRun): GodebugSchedulerDto | null {
  const { count, columns } = samples
  if (count === 0) return null
  let mostWaiting = 0
  let samplesWithWaiting = 0
  let details = 0
  let mostGoroutines: number | null = null
  for (let i = 0; i < count; i++) {
    const waiting = waitingAt(samples, i)
    mostWaiting = Math.max(mostWaiting, waiting)
    if (waiting > 0) samplesWithWaiting++
    if (columns.detailLength[i] > 0) details++
    const alive = goroutinesAt(samples, i)
    if (alive !== null) mostGoroutines = Math.max(mostGoroutines ?? 0, alive)
  }
  return {
    samples: count,
    details,
    leastGomaxprocs: columns.gomaxprocs.reduce((least, value) => Math.min(least, value), Infinity),
    mostGomaxprocs: mostOf(columns.gomaxprocs),
    mostWaiting,
    samplesWithWaiting,
    mostThreads: mostOf(columns.threads),
    mostGoroutines,
  }
}

/** Goroutines in the global queue and in those of the Ps; the latter 0 where a torn line lost them. */
export function waitingAt({ columns }: GodebugRun['samples'], sample: number): number {
  return columns.globalQueue[sample] + (columns.localQueue[sample] || 0)
}

/** Goroutines that are not dead; null without scheddetail=1. */
function goroutinesAt({ columns }: GodebugRun['samples'], sample: number): number | null {
  if (Number.isNaN(columns.waiting[sample])) return null
  return (
    columns.runnable[sample] +
    columns.running[sample] +
    columns.inSyscall[sample] +
    columns.waiting[sample] +
    columns.otherGoroutines[sample]
  )
}

function initFigures({ inits }: GodebugRun): GodebugInitsDto | null {
  if (inits.count === 0) return null
  const { columns } = inits
  return {
    packages: inits.count,
    clockNs: sumOf(columns.clockNs),
    bytes: sumOf(columns.bytes),
    allocs: sumOf(columns.allocs),
  }
}

function sumOf(values: Float64Array): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]
  return sum
}

function mostOf(values: Float64Array): number {
  let most = 0
  for (let i = 0; i < values.length; i++) if (values[i] > most) most = values[i]
  return most
}
