/**
 * span-walk.ts by index-kernel.as: the same results from the columns where they lie, in one look at each goroutine, span
 * and execution. Whatever is not as foreseen makes it give up, and TypeScript does all of it.
 */
import type { Cancellation } from '../../base/cancellation'
import { neverCancelled, throwIfCancelled } from '../../base/cancellation'
import type { ColumnArena } from '../../model/column-memory'
import { GoroutineState, NONE } from '../../model/states'
import type { Trace } from '../../model/trace'
import { addNodes as addStateNodes, kindOfState, stateSumsOf } from '../counters/counters-index'
import { executionCut, executionCutWith, executionRow, executionStates } from '../scheduling/execution-rows'
import { flagRule } from '../tiles/flag-rule'
import { addAssists, addNodes, densityOf, densitySumsOf, isOutside } from '../tiles/group-density'
import type { DensitySums } from '../tiles/group-density'
import { isBlocked, moveAssists } from '../goroutine/figures'
import type { GoroutineFigures } from '../goroutine/figures'
import type { GoroutineGroup } from '../goroutine/groups'
import type { CutRow } from '../lod/cut'
import { rawRowStretches } from '../lod/pyramid'
import type { Pyramid } from '../lod/pyramid'
import type { StretchRow } from '../lod/stretch-row'
import { networkWaitReason, networkWake } from '../goroutine/network-wake'
import { statesWithTime, stretchRowOfGoroutine } from './span-walk'
import type { Walked, WalkTables } from './span-walk'
import { segmentsOfThreads } from '../scheduling/thread-segments'
import type { Piece, Segments } from '../scheduling/thread-segments'
import { gcWorkerFunction, visualStateCount } from '../visual-state'
import {
  contendedReasonsOf,
  longWaitForProcessorNs,
  mostLongWaits,
  newContendedStacks,
} from '../goroutine/wait-totals'
import { IndexKernel, turn } from './index-kernel'
import { groupsByKernel, groupScratchBytes } from './groups-by-kernel'
import { PyramidKernel } from './pyramid-kernel'

/** Null where the columns do not lie in a memory, or something is not as foreseen. @throws CancelledError */
export function walkByKernel(trace: Trace, tables: WalkTables, cancellation: Cancellation): Walked | null {
  const kernel = trace.memory === undefined ? null : IndexKernel.create(trace.memory)
  if (kernel === null || !bindTrace(kernel, trace, tables)) return null
  const scratch = kernel.memory.arena(groupScratchBytes(trace))
  const grouped = scratch === null ? null : groupsByKernel(kernel, trace, scratch, cancellation)
  if (scratch === null || grouped === null) return null
  const walk = new Walk(kernel, trace, tables, grouped.groups, scratch)
  return walk.run(cancellation)
    ? {
        ...walk.result(),
        groups: grouped.groups,
        maxGoroutines: grouped.maxGoroutines,
        creationBurst: grouped.creationBurst,
      }
    : null
}

function bindTrace(kernel: IndexKernel, trace: Trace, tables: WalkTables): boolean {
  const { spans, goroutines, processors } = trace
  const { strings, stacks } = trace.tables
  const { syscallLostProcessor: lost, reasons } = spans
  const reasonOf = (text: string): number => {
    const index = reasons.indexOf(text)
    return index < 0 ? NONE : index
  }
  let workerName: number = NONE
  for (let string = 0; string < strings.count && workerName === NONE; string++)
    if (strings.get(string) === gcWorkerFunction) workerName = string
  kernel.set({
    workerName,
    stackCount: stacks.count,
    lostCount: lost.span.length,
    rawSpans: rawRowStretches,
    longWaitNs: longWaitForProcessorNs,
    unblocked: reasonOf('unblocked'),
    unblockedByNetwork: reasonOf(networkWake),
    networkWait: reasonOf(networkWaitReason),
  })
  return kernel.bind({
    startNs: spans.startNs,
    state: spans.state,
    reason: spans.reason,
    stack: spans.stack,
    link: spans.link,
    spanOffset: goroutines.spanOffset,
    rowEndNs: goroutines.rowEndNs,
    createdNs: goroutines.createdNs,
    functionName: goroutines.functionName,
    creationStack: goroutines.creationStack,
    flags: goroutines.flags,
    processorSpan: processors.span,
    processorSpanGoroutine: processors.spanGoroutine,
    lostSpan: lost.span,
    lostAtNs: lost.atNs,
    codes: tables.codes,
    workerCodes: tables.workerCodes,
    isBlocked,
    kindOfState,
    isContended: contendedReasonsOf(reasons),
    flagThresholdNs: flagRule.thresholdNs,
    flagBits: flagRule.bits,
  })
}

/** Rows longer than a turn still fit into a list that is emptied after each. */
const mostFound = turn + rawRowStretches

class Walk {
  private readonly times: Float64Array
  private readonly stateSums: Walked['stateSums']
  private readonly densitySums: readonly DensitySums[]
  private readonly contended: Walked['contended']
  private readonly rowTimes: Float64Array
  private readonly found: {
    readonly longWaitGoroutine: Uint32Array
    readonly longWaitSpan: Uint32Array
    readonly networkSpan: Uint32Array
  }
  private readonly longRunnable = { goroutine: [] as number[], span: [] as number[], count: 0 }
  private readonly networkWakeups: number[] = []
  private readonly heavyFigures = new Map<number, GoroutineFigures>()
  private readonly goroutinePyramids = new Map<number, Pyramid>()
  private readonly processorRows: CutRow[] = []
  private readonly pieces: Piece[] = []
  private readonly pyramids: PyramidKernel
  /** Pyramids do not tell undetermined stretches from waits. */
  private readonly readsNodes: boolean

  constructor(
    private readonly kernel: IndexKernel,
    private readonly trace: Trace,
    private readonly tables: WalkTables,
    private readonly groups: readonly GoroutineGroup[],
    scratch: ColumnArena,
  ) {
    const { space } = kernel.memory
    this.times = space.float64(groups.length * visualStateCount)
    this.stateSums = stateSumsOf(trace, space)
    this.densitySums = groups.map((group) => densitySumsOf(group, space))
    this.contended = newContendedStacks(trace.tables.stacks.count, space)
    this.rowTimes = space.float64(visualStateCount)
    this.found = {
      longWaitGoroutine: space.uint32(mostFound),
      longWaitSpan: space.uint32(mostFound),
      networkSpan: space.uint32(mostFound),
    }
    this.readsNodes = kernel.call('hasState', GoroutineState.undetermined, 0, trace.spans.count) === 0
    const { spanOffset, count } = trace.processors
    let longest = kernel.get('longestRow') >>> 0
    for (let processor = 0; processor < count; processor++)
      longest = Math.max(longest, spanOffset[processor + 1] - spanOffset[processor])
    this.pyramids = new PyramidKernel(kernel, longest, scratch)
  }

  /** False: it has to be done otherwise. @throws CancelledError */
  run(cancellation: Cancellation): boolean {
    const { kernel, trace } = this
    if (!this.bind() || !this.pyramids.isBound) return false
    const { count } = trace.goroutines
    for (let goroutine = 0; goroutine < count;) {
      throwIfCancelled(cancellation)
      const end = Math.min(count, goroutine + turn)
      const next = kernel.call('walkLight', goroutine, end, turn) >>> 0
      this.drain()
      if (next < end && this.spansOf(next) > rawRowStretches) {
        if (!this.walkHeavy(next, cancellation)) return false
        goroutine = next + 1
      } else goroutine = next
    }
    return this.walkProcessors(cancellation)
  }

  result(): Omit<Walked, 'groups' | 'maxGoroutines' | 'creationBurst'> {
    const { trace, tables, groups, times } = this
    const { assists } = tables
    groups.forEach((group, index) => {
      group.stateTimes.set(times.subarray(index * visualStateCount, (index + 1) * visualStateCount))
    })
    for (const goroutine of assists.runs.keys()) {
      const group = this.groupOf(goroutine)
      if (!this.heavyFigures.has(goroutine)) moveAssists(assists, goroutine, groups[group].stateTimes)
      const density = this.densitySums[group]
      if (!isOutside(trace, goroutine, density.grid)) addAssists(assists, goroutine, density)
    }
    for (const [goroutine, { times: own }] of this.heavyFigures) {
      const { stateTimes } = groups[this.groupOf(goroutine)]
      for (let state = 0; state < visualStateCount; state++) stateTimes[state] += own[state]
    }
    return {
      densities: this.densitySums.map((sums) => densityOf(sums)),
      heavyFigures: this.heavyFigures,
      goroutinePyramids: this.goroutinePyramids,
      contended: this.contended,
      longRunnable: this.longRunnable,
      stateSums: this.stateSums,
      networkWakeups: this.networkWakeups,
      executions: { span: trace.processors.span, spanGoroutine: trace.processors.spanGoroutine },
      processorRows: this.processorRows,
      threadSegments: segmentsOfThreads(trace, trace.processors.span, this.pieces),
      threadPyramid: (row, segments) => this.threadPyramid(row, segments),
    }
  }

  /** Made when it is asked for. */
  private threadPyramid(row: StretchRow, { number, position }: Segments): Pyramid | undefined {
    const { kernel, trace, pyramids } = this
    if (row.count <= rawRowStretches) return undefined
    const { span } = trace.processors
    const startAt = (at: number): number => trace.spans.startNs[span[at]]
    pyramids.begin(row)
    let isFine = true
    for (let segment = 0; segment < position.length; segment++) {
      const first = position[segment]
      const end = first + number[segment + 1] - number[segment]
      const nextNs = segment + 1 < position.length ? startAt(position[segment + 1]) : Infinity
      kernel.inTurns(first, end, neverCancelled, (from, to) => {
        const afterNs = to < end ? startAt(to) : nextNs
        isFine &&= kernel.call('addStretches', 0, from, to, afterNs, number[segment] - first) !== 0
      })
    }
    const pyramid = isFine ? pyramids.finish(row, executionStates) : null
    return pyramid ?? executionCut(row).pyramid
  }

  private bind(): boolean {
    const { kernel, groups, densitySums, stateSums, contended } = this
    const addresses = (
      columnOf: (sums: DensitySums) => Float64Array | Int32Array | Uint32Array,
    ): Uint32Array => Uint32Array.from(densitySums, (sums) => kernel.addressOf(columnOf(sums)))
    kernel.set({
      counterBuckets: stateSums.grid.bucketCount,
      counterWidthNs: 2 ** stateSums.grid.exponent,
      rowEnd: 0,
    })
    return (
      groups.length === densitySums.length &&
      kernel.bind({
        ...this.found,
        groupTimes: this.times,
        rowTimes: this.rowTimes,
        counterTimeNs: stateSums.grid.timeNs,
        counterSteps: stateSums.grid.steps,
        spansBefore: stateSums.spansBefore,
        densityTimeNs: addresses((sums) => sums.grid.timeNs),
        densitySteps: addresses((sums) => sums.grid.steps),
        densityCount: addresses((sums) => sums.count),
        densityBuckets: Uint32Array.from(densitySums, ({ grid }) => grid.bucketCount),
        densityFirst: Float64Array.from(densitySums, ({ grid }) => grid.firstBucket),
        densityWidthNs: Float64Array.from(densitySums, ({ grid }) => 2 ** grid.exponent),
        contendedNs: contended.totalNs,
        contendedCount: contended.count,
        contendedLongestNs: contended.longestNs,
        contendedLongestSpan: contended.longestSpan,
        contendedLongestGoroutine: contended.longestGoroutine,
      })
    )
  }

  private spansOf(goroutine: number): number {
    const { spanOffset } = this.trace.goroutines
    return spanOffset[goroutine + 1] - spanOffset[goroutine]
  }

  private groupOf(goroutine: number): number {
    return this.kernel.call('groupOf', goroutine)
  }

  /** Takes what the last turn found. */
  private drain(): void {
    const { kernel, found, longRunnable, networkWakeups } = this
    const waits = kernel.get('longWaits')
    const wakes = kernel.get('networkWakes')
    for (let at = 0; at < waits && longRunnable.span.length < mostLongWaits; at++) {
      longRunnable.goroutine.push(found.longWaitGoroutine[at])
      longRunnable.span.push(found.longWaitSpan[at])
    }
    longRunnable.count += waits
    for (let at = 0; at < wakes; at++) networkWakeups.push(found.networkSpan[at])
    if (waits > 0 || wakes > 0) kernel.set({ longWaits: 0, networkWakes: 0 })
  }

  private walkHeavy(goroutine: number, cancellation: Cancellation): boolean {
    const { kernel, trace, tables, pyramids, rowTimes, stateSums } = this
    const { spanOffset } = trace.goroutines
    const first = spanOffset[goroutine]
    const end = spanOffset[goroutine + 1]
    const codes = tables.isGcWorker[goroutine] === 1 ? tables.workerCodes : tables.codes
    const row = stretchRowOfGoroutine(trace, goroutine, codes)
    const group = this.groupOf(goroutine)
    const density = this.densitySums[group]
    const baseExponent = pyramids.begin(row)
    const isCounted = this.readsNodes && baseExponent <= stateSums.grid.exponent
    const isDense = baseExponent <= density.grid.exponent
    rowTimes.fill(0)
    kernel.set({
      rowGoroutine: goroutine,
      rowGroup: group,
      rowEnd: end,
      addsCounters: isCounted ? 0 : 1,
      addsDensity: isDense ? 0 : 1,
      rowWaits: 0,
      rowLongestWaitNs: 0,
    })
    let isFine = true
    kernel.inTurns(first, end, cancellation, (from, to) => {
      if (isFine) isFine = kernel.call('addStretches', 1, from, to, Infinity, 0) !== 0
      this.drain()
    })
    if (!isFine) return false
    const times = rowTimes.slice()
    if (tables.assists.count > 0) moveAssists(tables.assists, goroutine, times)
    this.heavyFigures.set(goroutine, {
      times,
      longestWaitNs: kernel.get('rowLongestWaitNs'),
      waitCount: kernel.get('rowWaits'),
    })
    const pyramid = pyramids.finish(row, statesWithTime(times))
    if (pyramid === null) return false
    this.goroutinePyramids.set(goroutine, pyramid)
    if (isCounted) addStateNodes(pyramid, stateSums)
    if (isDense && !isOutside(trace, goroutine, density.grid)) addNodes(pyramid, density)
    return true
  }

  private walkProcessors(cancellation: Cancellation): boolean {
    const { kernel, trace, tables, pyramids } = this
    const { processors, spans } = trace
    const { space } = kernel.memory
    const threads = space.uint32(turn)
    const positions = space.uint32(turn)
    if (!kernel.bind({ segmentThread: threads, segmentFirst: positions })) return false
    kernel.set({ findsSegments: 1 })
    for (let processor = 0; processor < processors.count; processor++) {
      const first = processors.spanOffset[processor]
      const end = processors.spanOffset[processor + 1]
      const row = executionRow(trace, tables, processors, first, end)
      pyramids.begin(row)
      const starts: { readonly thread: number; readonly position: number }[] = []
      let isFine = true
      kernel.inTurns(first, end, cancellation, (from, to) => {
        const afterNs = to < end ? spans.startNs[processors.span[to]] : Infinity
        if (isFine) isFine = kernel.call('addStretches', 0, from, to, afterNs, 0) !== 0
        const found = kernel.get('segments')
        for (let at = 0; at < found; at++) starts.push({ thread: threads[at], position: positions[at] })
        kernel.set({ segments: 0 })
      })
      const pyramid = isFine ? pyramids.finish(row, executionStates) : null
      if (!isFine || (pyramid === null && row.count > rawRowStretches)) return false
      this.processorRows.push(executionCutWith(row, pyramid ?? undefined))
      starts.forEach(({ thread, position }, at) => {
        // Places are told from 1 on, and 0 is unknown (model/trace.ts).
        this.pieces.push({ thread: thread - 1, first: position, end: starts[at + 1]?.position ?? end })
      })
    }
    kernel.set({ findsSegments: 0 })
    return true
  }
}
