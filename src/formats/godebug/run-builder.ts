/** One process's part of a log while it is read. */
import type { GodebugRun } from '../../model/godebug-log'
import {
  gcCycleColumns,
  gcPacingColumns,
  packageInitColumns,
  scavengeColumns,
  schedulerSampleColumns,
} from '../../model/godebug-log'
import { growableUint32 } from '../pprof/growable-numbers'
import type { DetailLine } from './detail-lines'
import type { GcCycle } from './gc-line'
import { NumberTable } from './number-table'
import type { SchedLine } from './sched-line'
import type { InitLine, PacerLine, ScavengeLine } from './small-lines'

type SampleRow = Partial<Record<(typeof schedulerSampleColumns)[number], number>>
type PacingRow = Partial<Record<(typeof gcPacingColumns)[number], number>>

/** Low bits of a status; above is the mark of a stack being scanned (Go 1.27 src/runtime/runtime2.go: _Gscan). */
const statusMask = 0xfff

export class RunBuilder {
  lastCycleNumber = 0
  /** End of the last cycle, time of the last SCHED line, begin of the last package. -1 before the first. */
  lastCycleEndNs = -1
  lastCycleStartNs = -1
  lastSampleNs = -1
  lastInitNs = -1
  private firstLine = 0
  private lastLine = 0
  private startUnixMs: number | undefined
  private readonly cycles = new NumberTable(gcCycleColumns)
  private readonly samples = new NumberTable(schedulerSampleColumns)
  private readonly inits = new NumberTable(packageInitColumns)
  private readonly packages: string[] = []
  private readonly pacings = new NumberTable(gcPacingColumns)
  private readonly scavenges = new NumberTable(scavengeColumns)
  private readonly localQueues = growableUint32()
  /** The SCHED line whose lines below are being read. */
  private sample: SampleRow | undefined
  private procLines = 0
  /** A cycle whose pacing is being told, and one whose sweep is still to come. */
  private pacing: PacingRow | undefined
  private swept: PacingRow | undefined

  constructor(readonly source: string) {}

  get isEmpty(): boolean {
    return this.firstLine === 0
  }

  get cycleCount(): number {
    return this.cycles.count
  }

  /** @param unixMs when the log says that the line was written; @param timeNs the runtime's own time of it. */
  touch(line: number, unixMs: number | undefined, timeNs: number | undefined): void {
    if (this.firstLine === 0) this.firstLine = line
    this.lastLine = line
    if (this.startUnixMs === undefined && unixMs !== undefined && timeNs !== undefined)
      this.startUnixMs = unixMs - timeNs / 1e6
  }

  addCycle(cycle: GcCycle, line: number): void {
    this.lastCycleNumber = cycle.number
    this.lastCycleStartNs = cycle.startNs
    this.lastCycleEndNs = cycle.endNs
    this.cycles.push({ ...cycle, line })
    // The lines of a cycle's begin and end come before its own, that of its sweep behind.
    if (this.pacing !== undefined) {
      this.finishPacing()
      this.swept = { ...this.pacing, number: cycle.number }
      this.pacing = undefined
    }
  }

  addPacing(pacer: PacerLine, line: number): void {
    if (pacer.when === 'swept') {
      // Sweeping may be done before the line of its own cycle is printed, never after the next cycle has begun.
      if (this.pacing !== undefined) {
        this.pacing = { ...this.pacing, ...pacer.values }
        return
      }
      this.swept = { line, ...this.swept, ...pacer.values }
      this.finishPacing()
      return
    }
    // Two begins, or two ends, with no gctrace line between: it is off, or lost.
    const isAgain = pacer.when === 'start' && this.pacing !== undefined
    if (isAgain || (pacer.when === 'end' && this.pacing?.cpuPercent !== undefined)) {
      this.finishPacing()
      this.swept = this.pacing
      this.pacing = undefined
    }
    this.pacing = { line, ...this.pacing, ...pacer.values }
  }

  private finishPacing(): void {
    if (this.swept !== undefined) this.pacings.push(this.swept)
    this.swept = undefined
  }

  addSample(sched: SchedLine, line: number): void {
    this.finishSample()
    const { fields, localQueues } = sched
    const queueAt = this.localQueues.length
    for (const length of localQueues ?? []) this.localQueues.push(length)
    this.lastSampleNs = sched.timeNs
    this.procLines = 0
    this.sample = {
      line,
      timeNs: sched.timeNs,
      gomaxprocs: fields.get('gomaxprocs'),
      idleProcs: fields.get('idleprocs'),
      threads: fields.get('threads'),
      spinningThreads: fields.get('spinningthreads'),
      needSpinning: fields.get('needspinning'),
      idleThreads: fields.get('idlethreads'),
      globalQueue: fields.get('runqueue'),
      localQueue: localQueues?.reduce((sum, length) => sum + length, 0),
      longestLocalQueue: localQueues === undefined ? undefined : Math.max(0, ...localQueues),
      queueAt,
      queueCount: localQueues?.length ?? 0,
      gcWaiting: fields.get('gcwaiting'),
      stopWait: fields.get('stopwait'),
      sysmonWait: fields.get('sysmonwait'),
      idleLockedThreads: fields.get('nmidlelocked'),
      detailAt: 0,
      detailLength: 0,
    }
    if (!sched.isDetailed) this.finishSample()
  }

  /** @returns false when no SCHED line with details stands before. @param at, end where it stands in the text. */
  addDetail(detail: DetailLine, at: number, end: number): boolean {
    const { sample } = this
    if (sample === undefined) return false
    if (sample.detailLength === 0) {
      sample.detailAt = at
      for (const name of ['runnable', 'running', 'inSyscall', 'waiting', 'dead', 'otherGoroutines'] as const)
        sample[name] = 0
    }
    sample.detailLength = end - (sample.detailAt ?? 0)
    if (detail.kind === 'proc') {
      const { queueLength } = detail.proc
      this.procLines++
      this.localQueues.push(queueLength)
      sample.queueCount = (sample.queueCount ?? 0) + 1
      sample.localQueue = (sample.localQueue ?? 0) + queueLength
      sample.longestLocalQueue = Math.max(sample.longestLocalQueue ?? 0, queueLength)
    } else if (detail.kind === 'goroutine') {
      const name = countOf(detail.goroutine.status & statusMask)
      sample[name] = (sample[name] ?? 0) + 1
    }
    return true
  }

  /** Whether the last SCHED line has fewer Ps below it than it says. */
  get isDetailShort(): boolean {
    return this.sample !== undefined && this.procLines < (this.sample.gomaxprocs ?? 0)
  }

  private finishSample(): void {
    if (this.sample !== undefined) this.samples.push(this.sample)
    this.sample = undefined
  }

  addInit(init: InitLine, line: number): void {
    this.lastInitNs = init.startNs
    this.packages.push(init.package)
    const { startNs, clockNs, bytes, allocs } = init
    this.inits.push({ line, startNs, clockNs, bytes, allocs })
  }

  addScavenge(scavenge: ScavengeLine, line: number): void {
    this.scavenges.push({ ...scavenge.values, line, cyclesBefore: this.cycles.count })
  }

  finish(detailText: (at: number, length: number) => string): GodebugRun {
    this.finishSample()
    this.finishPacing()
    this.swept = this.pacing
    this.finishPacing()
    return {
      source: this.source,
      firstLine: this.firstLine,
      lastLine: this.lastLine,
      ...(this.startUnixMs === undefined ? {} : { startUnixMs: this.startUnixMs }),
      endNs: Math.max(0, this.lastCycleEndNs, this.lastSampleNs, this.lastInitNs),
      cycles: this.cycles.finish(),
      samples: { ...this.samples.finish(), localQueues: this.localQueues.toColumn(), detailText },
      inits: { ...this.inits.finish(), packages: this.packages },
      pacings: this.pacings.finish(),
      scavenges: this.scavenges.finish(),
    }
  }
}

/** Statuses of goroutines (Go 1.27 src/runtime/runtime2.go). */
function countOf(
  status: number,
): 'runnable' | 'running' | 'inSyscall' | 'waiting' | 'dead' | 'otherGoroutines' {
  switch (status) {
    case 1:
      return 'runnable'
    case 2:
      return 'running'
    case 3:
      return 'inSyscall'
    case 4:
      return 'waiting'
    case 6:
      return 'dead'
    default:
      return 'otherGoroutines'
  }
}
