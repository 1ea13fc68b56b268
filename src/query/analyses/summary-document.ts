/**
 * The figures of a trace as one plain document: what `marey summary --json` prints and scripts read. Field names and
 * meanings are a contract; empty optional fields are left out.
 */
import type { ImportWarning } from '../../base/import-warning'
import { metricNames, NONE } from '../../model/states'
import { RegionStatus } from './annotation-tally'
import { profileKinds, type StackWeights, WaitRecords } from './blocking-profiles'
import { eventKindNames } from './event-tally'
import type { DocumentObject, DocumentValue } from './document-value'
import { DocumentList } from './document-value'
import type { CountAndTime } from './group-sums'
import { byKey, countInto, GroupSums, valueOf } from './group-sums'
import { MinimumUtilization } from './minimum-utilization'
import { rangeScopeName } from './range-tally'
import type { SummaryFigures } from './summarizer'
import { isSystemGoroutine } from './summary-rules'
import { profileOf } from './trace-profile'
import { buildWaitProfile, profileFigures } from './wait-profile'

/** What the reader of the file knows and the events do not say. */
export interface TraceFacts {
  /** "go 1.26 trace". */
  readonly header: string
  readonly sizeBytes: number
  /** Hexadecimal, of the unpacked trace. */
  readonly sha256: string
  /** Absolute time of the first Sync. */
  readonly originNs: bigint
  /** Why Go's reader would stop, in our words; absent when it reads to the end. */
  readonly error?: string
  readonly experimentalBatches: number
  readonly isComplete: boolean
  readonly warnings: readonly ImportWarning[]
  readonly findings?: readonly DocumentValue[]
}

const utilizationWindowsNs = [1e5, 1e6, 1e7, 1e8]
const listedLogs = 100
const listedFunctions = 20

export function traceDocument(facts: TraceFacts, figures: SummaryFigures | undefined): DocumentObject {
  return {
    kind: 'trace',
    complete: facts.isComplete,
    warnings: facts.warnings.map(warningValue),
    ...(facts.findings === undefined ? {} : { findings: facts.findings }),
    sizeBytes: facts.sizeBytes,
    sha256: facts.sha256,
    header: facts.header,
    ok: facts.error === undefined,
    error: facts.error,
    ...(figures === undefined ? emptyTraceFigures : new DocumentBuilder(facts, figures).build()),
  }
}

export function warningValue(warning: ImportWarning): DocumentValue {
  const { code, message, byteOffset, fromNs, toNs, count } = warning
  return { code, message, byteOffset, fromNs, toNs, count }
}

/** Of a trace that no event could be read from. */
export const emptyTraceFigures: DocumentObject = {
  events: 0,
  eventsByKind: {},
  goroutineTransitions: {},
  procTransitions: {},
  firstTime: 0,
  lastTime: 0,
  durationNs: 0,
  syncTimes: [],
  goroutineCount: 0,
  goroutineMaxSimultaneous: 0,
  goroutinesListed: 0,
  procCount: 0,
  threadCount: 0,
  threads: [],
  gomaxprocs: [],
  metrics: {},
  gc: { count: 0, ns: 0 },
  stw: { count: 0, ns: 0 },
  stwByReason: {},
  ranges: {},
  cpuSamples: 0,
  uniqueStacks: 0,
  uniqueFrames: 0,
  taskCount: 0,
  tasks: [],
  regionCount: 0,
  regionsByName: {},
  logCount: 0,
  logs: [],
  blockByReason: {},
  goroutineGroups: [],
  procs: [],
  goroutines: [],
}

class DocumentBuilder {
  /** Rows of `times` that count. */
  private readonly lives: number[] = []
  /** Transitions of a row. In parity mode those of all lives of its goroutine, as in Go's own count by id. */
  private readonly transitionsOf: (row: number) => number

  constructor(
    private readonly facts: TraceFacts,
    private readonly figures: SummaryFigures,
  ) {
    const { times, rules } = figures
    for (let row = 0; row < times.count; row++) {
      if (!rules.isParity || times.isNewest(row)) this.lives.push(row)
    }
    const ofAllLives = rules.isParity ? times.transitionsOfAllLives() : undefined
    this.transitionsOf = (row) => ofAllLives?.[times.goroutine.values[row]] ?? times.transitions.values[row]
  }

  build(): DocumentObject {
    const { tally, tables, times, annotations, syncs, syncTimesNs } = this.figures
    if (tally.eventCount === 0) return emptyTraceFigures
    const durationNs = tally.lastNs - tally.firstNs
    const threads = tally.threadIds(tables)
    const procs = this.figures.processors.figures()
    const { stacks, frames } = tally.distinctStacks(tables)
    const wallClock = syncs[0]?.wallClock
    const samples = tally.byKind[eventKindNames.indexOf('StackSample')]
    const regions = this.regions()
    return {
      events: tally.eventCount,
      eventsByKind: sortedCounts(eventKindNames.map((name, kind) => [name, tally.byKind[kind]] as const)),
      goroutineTransitions: tally.goroutineTransitions(),
      procTransitions: tally.processorTransitions(),
      firstTime: this.time(tally.firstNs),
      lastTime: this.time(tally.lastNs),
      durationNs,
      wallClockAtFirstSync: wallClock === undefined ? undefined : formatWallClock(wallClock.unixNs),
      syncTimes: syncTimesNs.map((ns) => this.time(ns)),
      goroutineCount: this.lives.length,
      goroutineMaxSimultaneous: times.mostAlive,
      goroutinesListed: this.lives.length,
      procCount: procs.length,
      threadCount: threads.length,
      threads,
      gomaxprocs: tally.gomaxprocs.map(({ atNs, value }) => ({ time: this.time(atNs), value })),
      metrics: this.metrics(),
      ...this.collector(),
      ranges: this.ranges(),
      cpuSamples: samples,
      cpuSamplesByLeaf: samples === 0 ? undefined : this.samplesByLeaf(),
      uniqueStacks: stacks,
      uniqueFrames: frames,
      labels: this.countsOf(tally.labels),
      experimentalEvents: this.countsOf(tally.experimental),
      experimentalBatches: this.facts.experimentalBatches === 0 ? undefined : this.facts.experimentalBatches,
      taskCount: annotations.taskCount,
      tasks: this.tasks(),
      regionCount: regions.count,
      regionsByName: regions.byName,
      logCount: annotations.logCount,
      logs: this.logs(),
      blockByReason: this.blockByReason(),
      mmu: this.utilization(durationNs),
      pprof: this.profiles(),
      goroutineGroups: this.groups(),
      procs: procs.map(({ id, runningNs, transitionsToRunning, goroutineRunningNs }) => ({
        id,
        runningNs,
        transitionsToRunning,
        goroutineRunningNs,
      })),
      goroutines: new DocumentList(this.lives.length, () => this.goroutines(regions.byLife)),
    }
  }

  private time(relativeNs: number): bigint {
    return this.facts.originNs + BigInt(Math.round(relativeNs))
  }

  /** Undefined for what was not seen, Go's 0 included. */
  private seenTime(relativeNs: number): bigint | undefined {
    return Number.isNaN(relativeNs) || relativeNs === this.figures.rules.zeroNs
      ? undefined
      : this.time(relativeNs)
  }

  private text(index: number): string {
    return this.figures.tables.strings.get(index)
  }

  private goroutineId(goroutine: number): number | undefined {
    return goroutine === NONE ? undefined : this.figures.tables.goroutines.ids[goroutine]
  }

  private metrics(): DocumentObject {
    const metrics: DocumentObject = {}
    this.figures.tally.metrics.forEach((metric, index) => {
      if (metric !== undefined) metrics[metricNames[index]] = { ...metric }
    })
    return metrics
  }

  private collector(): DocumentObject {
    let gc = { count: 0, ns: 0 }
    const stw = { count: 0, ns: 0 }
    const byReason: [string, DocumentValue][] = []
    for (const [name, range] of this.figures.ranges.entries()) {
      if (range.completed === 0) continue
      const text = this.text(name)
      const figures = { count: range.completed, ns: range.completedNs }
      if (text === 'GC concurrent mark phase') gc = figures
      const reason = /^stop-the-world(?: \((.*)\))?$/s.exec(text)
      if (reason === null) continue
      stw.count += figures.count
      stw.ns += figures.ns
      byReason.push([reason[1] ?? '', figures])
    }
    return { gc, stw, stwByReason: Object.fromEntries(byReason.sort(byKey)) }
  }

  private ranges(): DocumentObject {
    const ranges: [string, DocumentValue][] = []
    for (const [name, range] of this.figures.ranges.entries()) {
      const { begin, active, end, completed, completedNs, maxNs, openAtEnd, openAtEndNs } = range
      const figures = {
        scope: rangeScopeName(range.scope),
        begin,
        active,
        end,
        completed,
        completedNs,
        ...(openAtEnd > 0 ? { openAtEnd, openAtEndNs } : {}),
        maxNs,
      }
      ranges.push([this.text(name), figures])
    }
    return Object.fromEntries(ranges.sort(byKey))
  }

  private samplesByLeaf(): DocumentObject {
    const { tables, tally } = this.figures
    const { offset, frame } = tables.stacks
    const byLeaf = new Map<string, number>()
    for (const [stack, count] of tally.samplesByStack) {
      const hasFrames = stack !== NONE && offset[stack + 1] > offset[stack]
      const leaf = hasFrames ? this.text(tables.frames.functionName[frame[offset[stack]]]) : ''
      byLeaf.set(leaf, (byLeaf.get(leaf) ?? 0) + count)
    }
    return sortedCounts([...byLeaf])
  }

  private countsOf(counts: ReadonlyMap<number, number>): DocumentObject | undefined {
    if (counts.size === 0) return undefined
    return sortedCounts([...counts].map(([name, count]) => [this.text(name), count] as const))
  }

  private tasks(): DocumentValue[] {
    const { annotations } = this.figures
    const rows = Array.from({ length: annotations.taskCount }, (_, row) => row)
    rows.sort((a, b) => annotations.taskId.values[a] - annotations.taskId.values[b])
    return rows.map((row) => {
      const start = annotations.taskStartNs.values[row]
      const end = annotations.taskEndNs.values[row]
      const parent = annotations.taskParent.values[row]
      const isWhole = !Number.isNaN(start) && !Number.isNaN(end)
      return {
        id: annotations.taskId.values[row],
        name: this.text(annotations.taskName.values[row]),
        parent: parent === NONE ? -1 : annotations.taskId.values[parent],
        startTime: Number.isNaN(start) ? undefined : this.time(start),
        endTime: Number.isNaN(end) ? undefined : this.time(end),
        complete: isWhole,
        durationNs: isWhole ? end - start : undefined,
        regions: annotations.taskRegions.values[row],
        logs: annotations.taskLogs.values[row],
        goroutines: annotations.goroutinesOfTask(row),
        children: annotations.taskChildren.values[row],
      }
    })
  }

  /** Regions that count, in all, by name and by life. */
  private regions(): { count: number; byName: DocumentObject; byLife: Map<number, number> } {
    const { annotations, times, rules } = this.figures
    const byName = new Map<number, CountAndTime>()
    const byLife = new Map<number, number>()
    let count = 0
    for (let region = 0; region < annotations.regionCount; region++) {
      if (annotations.regionStatus.values[region] === RegionStatus.dropped) continue
      const life = annotations.regionLife.values[region]
      if (life !== NONE) {
        if (rules.isParity && !times.isNewest(life)) continue
        byLife.set(life, (byLife.get(life) ?? 0) + 1)
      }
      count++
      const name = annotations.regionName.values[region]
      countInto(byName, name, annotations.regionNs(region))
    }
    const named = [...byName].map(([name, figures]) => [this.text(name), valueOf(figures)] as const)
    return { count, byName: Object.fromEntries(named.sort(byKey)), byLife }
  }

  private logs(): DocumentValue[] {
    const { annotations } = this.figures
    return Array.from({ length: Math.min(listedLogs, annotations.logCount) }, (_, log) => ({
      time: this.time(annotations.logAtNs.values[log]),
      goroutine: this.goroutineId(annotations.logGoroutine.values[log]) ?? -1,
      task: annotations.logTask.values[log],
      category: this.text(annotations.logCategory.values[log]),
      message: this.text(annotations.logMessage.values[log]),
    }))
  }

  private blockByReason(): DocumentObject {
    const byReason = new Map<number, CountAndTime>()
    for (const row of this.lives) {
      this.figures.times.blocked.forEach(row, (reason, ns) => {
        countInto(byReason, reason, ns)
      })
    }
    const named = [...byReason].map(([reason, figures]) => [this.text(reason), valueOf(figures)] as const)
    return Object.fromEntries(named.sort(byKey))
  }

  private utilization(durationNs: number): DocumentValue {
    const minimum = new MinimumUtilization(this.figures.utilization, this.figures.rules.isParity)
    const windows = utilizationWindowsNs.filter((windowNs) => windowNs <= durationNs)
    if (windows.length === 0) return undefined
    return windows.map((windowNs) => ({ windowNs, minUtilization: minimum.over(windowNs) }))
  }

  private profiles(): DocumentObject {
    const { tables } = this.figures
    const profiles: DocumentObject = {}
    for (const kind of profileKinds) {
      const profile = buildWaitProfile(this.weightsOf(kind), tables)
      const { totals, functions } = profileFigures(profile, tables)
      const top = functions.slice(0, listedFunctions).map(({ func, flat, cum }) => ({ func, flat, cum }))
      profiles[kind] = {
        sampleTypes: ['contentions/count', 'delay/nanoseconds'],
        samples: profile.samples.length,
        totals: [...totals],
        top: top.length === 0 ? undefined : top,
      }
    }
    return profiles
  }

  private weightsOf(kind: (typeof profileKinds)[number]): StackWeights {
    const { waits, tally } = this.figures
    if (!(waits instanceof WaitRecords)) return waits.byKind[kind]
    const whole = profileOf({ ...this.figures, records: waits, endNs: tally.lastNs }, kind, {})
    if (whole === undefined) throw new TypeError('a profile without a filter is never missing')
    return whole
  }

  private groups(): DocumentValue[] {
    const groups = new Map<number, GroupSums>()
    for (const row of this.lives) {
      const name = this.figures.times.functionName.values[row]
      let group = groups.get(name)
      if (group === undefined) {
        group = new GroupSums()
        groups.set(name, group)
      }
      group.add(this.figures, row, this.transitionsOf(row))
    }
    return [...groups]
      .map(([name, group]) => [this.text(name), group] as const)
      .sort(byKey)
      .map(([name, group]) => ({ name, ...group.toValue((index) => this.text(index)) }))
  }

  /** By id. */
  private *goroutines(regionsByLife: ReadonlyMap<number, number>): IterableIterator<DocumentValue> {
    const { times, tables } = this.figures
    const idOf = (row: number): number => tables.goroutines.ids[times.goroutine.values[row]]
    const isSorted = this.lives.every((row, index) => index === 0 || idOf(this.lives[index - 1]) <= idOf(row))
    if (!isSorted) this.lives.sort((a, b) => idOf(a) - idOf(b) || a - b)
    for (const row of this.lives) yield this.goroutine(row, regionsByLife.get(row))
  }

  private goroutine(row: number, regions: number | undefined): DocumentValue {
    const { times } = this.figures
    const name = this.text(times.functionName.values[row])
    return {
      id: this.goroutineId(times.goroutine.values[row]),
      name,
      creationTime: this.time(times.createdNs.values[row]),
      startTime: this.seenTime(times.startNs.values[row]),
      endTime: this.seenTime(times.endNs.values[row]),
      execNs: times.execNs.values[row],
      schedWaitNs: times.schedWaitNs.values[row],
      blockNs: this.named(times.blocked, row),
      syscallNs: times.syscallNs.values[row] || undefined,
      syscallBlockNs: times.syscallBlockNs.values[row] || undefined,
      totalNs: times.totalNs.values[row],
      rangeNs: this.named(times.ranges, row),
      transitions: this.transitionsOf(row),
      createdBy: this.goroutineId(times.createdBy.values[row]),
      regions,
      system: isSystemGoroutine(name) ? true : undefined,
    }
  }

  private named(sums: SummaryFigures['times']['blocked'], row: number): DocumentObject | undefined {
    const named: [string, number][] = []
    sums.forEach(row, (name, ns) => named.push([this.text(name), ns]))
    return named.length === 0 ? undefined : Object.fromEntries(named.sort(byKey))
  }
}

function sortedCounts(counts: readonly (readonly [string, number])[]): Record<string, number> {
  return Object.fromEntries(counts.filter(([, count]) => count > 0).sort(byKey))
}

/** RFC 3339 in UTC with as many digits of the second as are needed, like Go's RFC3339Nano. */
export function formatWallClock(unixNs: bigint): string {
  const billion = 1_000_000_000n
  const second = unixNs / billion - (unixNs % billion < 0n ? 1n : 0n)
  const rest = unixNs - second * billion
  const date = new Date(Number(second) * 1000)
  if (Number.isNaN(date.getTime())) return `${second}.${String(rest).padStart(9, '0')}s after 1970`
  const fraction = String(rest).padStart(9, '0').replace(/0+$/, '')
  return date.toISOString().replace(/\.\d+Z$/, fraction === '' ? 'Z' : `.${fraction}Z`)
}
