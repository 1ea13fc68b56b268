/**
 * All generations of a sound file at once, in this thread and the pool's. The trace is the one that sequential order
 * makes (produce-events.ts), or there is none: whatever is not certain to be the same is left to that.
 */
import type { ByteSource } from '../../../base/byte-source'
import type { Cancellation } from '../../../base/cancellation'
import { Claims } from '../../../base/claims'
import { shareOut } from '../../../base/share-out'
import type { ColumnArena, ColumnMemory } from '../../../model/column-memory'
import { NONE, GoroutineFlag } from '../../../model/states'
import type { TracePlan } from '../../../model/trace-plan'
import type { LentRows, TraceBuilder } from '../../../model/trace-builder'
import type { Generation } from '../../../model/trace'
import type { BatchIndex } from '../batch-index'
import { BatchKind } from '../batch-index'
import { noteWidth } from '../generation-counts'
import { HotEvents } from '../kernel/hot-events'
import { rangeNameOf, stopName } from '../order-annotations'
import { isPlausibleTick, plausibleTicks } from '../plausible-time'
import type { PreparedTables } from '../prepare-tables'
import type { ProducedEvents } from '../produce-events'
import type { CountedPart, SpanCounts } from '../span-counts'
import { firstExperimentalEvent, wireEventName, WireEvent as W } from '../wire-events'
import { entryStateOf, nothingKnown, touchedThreads } from './entry-state'
import type { GenerationJob, OrderedGeneration, OrderResult, OrderTask } from './order-task'
import { ownBytesFor, runOrderTask } from './order-task'
import { AnnotationCheck, replay } from './recorded-events'
import { Seams } from './seams'
import type { TaskPool } from '../tasks'

/** Events that are recorded one by one take more room than in the file: so many of them are left to one thread. */
const mostRecordedPerByte = 1 / 64
const leastMostRecorded = 65536

export interface OrderingWork {
  readonly source: ByteSource
  readonly index: BatchIndex
  readonly counts: SpanCounts
  readonly plan: TracePlan
  readonly prepared: PreparedTables
  readonly memory: ColumnMemory
  readonly builder: TraceBuilder
  readonly cursorBytes: number
  readonly pool: TaskPool
  readonly threads: number
  readonly cancellation: Cancellation
  readonly onProgress: (doneBytes: number, totalBytes: number) => void
}

/** Why a trace is left to one thread, or what became of it. */
export type ParallelOrder =
  | { readonly isOrdered: true; readonly produced: ProducedEvents }
  | { readonly isOrdered: false; readonly why: string }

const left = (why: string): ParallelOrder => ({ isOrdered: false, why })

/**
 * Orders all generations. When it is left to one thread, columns may have been written to.
 * @throws SourceReadError, CancelledError
 */
export async function orderInParallel(work: OrderingWork): Promise<ParallelOrder> {
  const { source, prepared, counts, builder, memory, index } = work
  const odd = whyNot(work)
  if (odd !== '') return left(odd)
  builder.begin(prepared.tables)
  const rows = builder.lend(prepared.tables.threads.count)
  const jobs = jobsOf(work)
  if (typeof jobs === 'string') return left(jobs)
  const goroutines = rows.goroutines.offset.length - 1
  const threadCount = prepared.tables.threads.count
  const ownBytes = ownBytesFor(goroutines, threadCount)
  const arenas: ColumnArena[] = []
  for (let slot = 0; slot < work.threads; slot++) {
    const arena = memory.arena(ownBytes + HotEvents.passingBytes(work.cursorBytes, threadCount))
    if (arena !== null) arenas.push(arena)
  }
  // In a full memory fewer threads have room.
  const threads = arenas.length
  if (threads < 2) return left('there is no room for the columns of several threads')
  const buffer = Claims.buffer(threads)
  const claims = new Claims(buffer, jobs.length)
  const shared: Omit<OrderTask, 'slot'> = {
    kind: 'order',
    claims: buffer,
    sourceBytes: source.byteLength,
    batches: index.batches,
    generations: jobs,
    rows,
    processorIds: work.plan.processorIds,
    memory: memory.memory,
    arenas: arenas.map(({ address, bytes }) => ({ address, bytes })),
    ownBytes,
    goroutineIds: prepared.tables.goroutines.ids.subarray(0, prepared.tables.goroutines.count),
    goroutinePages: prepared.tables.goroutines.pages,
    threadIds: prepared.tables.threads.ids.slice(0, threadCount),
    strings: neededStrings(prepared, counts),
    systemNames: builder.systemNames(),
    hasRegions: counts.parts.some((part) => rareCount(part, W.userRegionBegin) > 0),
  }
  const results = await shareOut<OrderTask, OrderResult>(
    work.pool,
    threads,
    claims,
    (slot): OrderTask => ({ ...shared, slot }),
    (task) =>
      runOrderTask(source, task, work.cancellation, (doneBytes) =>
        work.onProgress(doneBytes, index.byteLength),
      ),
  )
  // The rest of an arena has hardly been touched: giving it back would save nothing.
  for (const { address } of arenas) memory.giveBack({ address, bytes: ownBytes })
  const ordered: OrderedGeneration[] = []
  for (const result of results)
    for (const generation of result.ordered) ordered[generation.ordinal] = generation
  return joined(work, jobs, rows, ordered)
}

/** Why the file is not one that can be ordered so, or ''. */
function whyNot({ index, counts, prepared, plan }: OrderingWork): string {
  const { generations, leadingDamage, version } = index
  if (version.isNewerThanKnown) return 'the version is not known'
  if (leadingDamage.length > 0) return 'the file is damaged'
  for (let ordinal = 0; ordinal < generations.length; ordinal++) {
    const generation = generations[ordinal]
    if (generation.damage.length > 0 || generation.damageBehind.length > 0) return 'the file is damaged'
    if (version.hasEndMarks && generation.end !== 'mark') return 'a generation has no end mark'
    if (ordinal > 0 && generation.number !== generations[ordinal - 1].number + 1)
      return 'generations are missing'
  }
  if (!prepared.warnings.isEmpty || prepared.names.length < generations.length) return 'tables are odd'
  if (counts.parts.some((part) => part.isOdd)) return 'goroutines come and go without being told'
  if (!prepared.tables.goroutines.isPaged) return 'ids lie far apart'
  if (plan.processorIds.some((id) => id >= 2 ** 31)) return 'processor ids are odd'
  let recorded = 0
  for (const part of counts.parts) recorded += recordedEvents(part)
  if (recorded > Math.max(leastMostRecorded, index.byteLength * mostRecordedPerByte))
    return 'rare events are many'
  return ''
}

/** How many events of a generation are recorded one by one. */
function recordedEvents({ rareEvents }: CountedPart): number {
  let count = 0
  for (let at = 0; at < rareEvents.length; at += 2)
    if (isRecorded(rareEvents[at])) count += rareEvents[at + 1]
  return count
}

function isRecorded(type: number): boolean {
  return type < firstExperimentalEvent && !isGoroutineEvent(type)
}

function isGoroutineEvent(type: number): boolean {
  return (
    type === W.goStatus ||
    type === W.goStatusStack ||
    type === W.goCreateBlocked ||
    type === W.goCreateSyscall ||
    type === W.goSwitch ||
    type === W.goSwitchDestroy
  )
}

/** How many events of a rarer kind a generation has. */
function rareCount({ rareEvents }: CountedPart, type: number): number {
  for (let at = 0; at < rareEvents.length; at += 2) if (rareEvents[at] === type) return rareEvents[at + 1]
  return 0
}

/** Names of ranges and of events of experiments, and what stops of the world are put together from. */
function neededStrings({ tables, names }: PreparedTables, { parts }: SpanCounts): [number, string][] {
  const { strings } = tables
  const needed = new Map<number, string>()
  const need = (text: string): void => void needed.set(strings.intern(text), text)
  need('')
  parts.forEach(({ rareEvents, notes }, ordinal) => {
    for (let at = 0; at < rareEvents.length; at += 2) {
      const type = rareEvents[at]
      need(type >= firstExperimentalEvent ? wireEventName(type) : rangeNameOf(type))
    }
    for (let at = 0; at < notes.length; at += noteWidth) {
      if (notes[at] !== W.stwBegin) continue
      const reason = strings.get(Math.max(0, names[ordinal].strings.get(notes[at + 2])))
      need(reason)
      need(stopName(reason))
    }
  })
  return [...needed]
}

/** What each generation needs, or why they cannot be told apart. */
function jobsOf({ index, counts, plan, prepared }: OrderingWork): GenerationJob[] | string {
  const jobs: GenerationJob[] = []
  const leaving = leavingGoroutines(counts.parts)
  const knownProcessors = new Set<number>()
  let originNs = 0
  for (let ordinal = 0; ordinal < index.generations.length; ordinal++) {
    const generation = index.generations[ordinal]
    const part = counts.parts[ordinal]
    const { nsPerTick, strings, stacks, samples } = prepared.names[ordinal]
    if (nsPerTick === 0 || !isPlausibleTick(nsPerTick)) return 'the length of a tick is odd'
    const { firstBatch, endBatch, minimumTicks } = generation
    const plausible = plausibleTicks(index.batches, firstBatch, endBatch, nsPerTick)
    if (minimumTicks < plausible.from) return 'times are odd'
    const startNs = Math.floor(minimumTicks * nsPerTick)
    if (ordinal === 0) originNs = startNs
    if (startNs < originNs) return 'times are odd'
    const entry = ordinal === 0 ? nothingKnown : entryStateOf(part, prepared.tables.threads, knownProcessors)
    if (entry === null) return 'what held before a generation cannot be told'
    for (let at = 0; at < part.notes.length; at += noteWidth)
      if (part.notes[at] === W.procStatus) knownProcessors.add(part.notes[at + 2])
    jobs.push({
      firstBatch,
      endBatch,
      nsPerTick,
      originNs,
      syncNs: startNs - originNs,
      plausible,
      stringIds: strings.pack(),
      stackIds: stacks.pack(),
      samples,
      // Goroutines that may have regions open are recorded when they end.
      foreseenRecords:
        recordedEvents(part) + samples.count + part.continuing.length + rareCount(part, W.userRegionBegin),
      isFirst: ordinal === 0,
      entry,
      firstOwn: part.firstOwn,
      endOwn: part.endOwn,
      continuing: part.continuing,
      rowsBefore: part.rowsBefore,
      leaving: Uint32Array.from(leaving[ordinal]).sort(),
      processorRowsBefore: Uint32Array.from(
        plan.processorIds,
        (id) => part.processorRows.get(id)?.before ?? rowsUpTo(counts.parts, ordinal, id),
      ),
    })
  }
  return jobs
}

/** Rows of a processor in the generations before one that does not name it. */
function rowsUpTo(parts: readonly CountedPart[], ordinal: number, id: number): number {
  for (let earlier = ordinal - 1; earlier >= 0; earlier--) {
    const rows = parts[earlier].processorRows.get(id)
    if (rows !== undefined) return rows.before + rows.own
  }
  return 0
}

/** By generation: goroutines that are there first, and go on in a later one. */
function leavingGoroutines(parts: readonly CountedPart[]): number[][] {
  const leaving: number[][] = parts.map(() => [])
  const known = new Set<number>()
  for (const { continuing } of parts) {
    for (const goroutine of continuing) {
      if (known.has(goroutine)) continue
      known.add(goroutine)
      const home = parts.findIndex((part) => goroutine < part.endOwn)
      leaving[home].push(goroutine)
    }
  }
  return leaving
}

/** Puts the generations together, if they fit. */
function joined(
  { builder, index, counts, prepared }: OrderingWork,
  jobs: readonly GenerationJob[],
  rows: LentRows,
  ordered: readonly OrderedGeneration[],
): ParallelOrder {
  const seams = new Seams(rows.goroutines.offset)
  const annotations = new AnnotationCheck()
  for (let ordinal = 0; ordinal < jobs.length; ordinal++) {
    const generation = ordered[ordinal] as OrderedGeneration | undefined
    if (generation === undefined) return left('a generation needs what lies before it')
    const threads = batchThreads(index, jobs[ordinal])
    const touched = touchedThreads(counts.parts[ordinal], threads, prepared.tables.threads)
    const problem = seams.join(jobs[ordinal], touched, generation.state)
    if (problem !== '') return left(`generation ${index.generations[ordinal].number}: ${problem}`)
    if (!annotations.accepts(generation.recorded)) return left('tasks or regions overlap')
  }
  if (!fillsRows(jobs, rows, ordered)) return left('rows are missing')
  builder.fill(unfinished(jobs, rows))
  return { isOrdered: true, produced: handedOn(builder, index, prepared, jobs, ordered) }
}

function* batchThreads({ batches }: BatchIndex, { firstBatch, endBatch }: GenerationJob): Iterable<number> {
  for (let row = firstBatch; row < endBatch; row++)
    if (batches.kind[row] === BatchKind.events) yield batches.thread[row]
}

/**
 * Makes one row of the parts of each goroutine that is in several generations: its name is the first that was told,
 * and its time never steps back. False when a part is shorter or longer than its place.
 */
function fillsRows(
  jobs: readonly GenerationJob[],
  rows: LentRows,
  ordered: readonly OrderedGeneration[],
): boolean {
  const { offset, startUnits, endUnits, functionName, flags } = rows.goroutines
  const endSoFar = new Map<number, number>()
  for (let ordinal = 0; ordinal < jobs.length; ordinal++) {
    const { continuing, leaving, rowsBefore } = jobs[ordinal]
    const { state } = ordered[ordinal]
    for (let i = 0; i < continuing.length; i++) {
      const goroutine = continuing[i]
      const first = offset[goroutine] + rowsBefore[i]
      if (endSoFar.get(goroutine) !== first) return false
      const end = state.rowEnds[i]
      endSoFar.set(goroutine, end)
      const before = first > offset[goroutine] ? startUnits[first - 1] : 0
      for (let row = first; row < end && startUnits[row] < before; row++) startUnits[row] = before
      if (functionName[goroutine] === 0) functionName[goroutine] = state.functionNames[i]
      if (state.hasEnded[i] === 0) continue
      flags[goroutine] |= GoroutineFlag.endedInTrace
      endUnits[goroutine] = Math.max(endUnits[goroutine], before)
    }
    leaving.forEach((goroutine, i) => {
      endSoFar.set(goroutine, state.rowEnds[continuing.length + i])
    })
  }
  for (const [goroutine, end] of endSoFar) if (end !== offset[goroutine + 1]) return false
  return true
}

/** Goroutines that go on from one generation into another, and those that only samples name: no thread has seen all of them. */
function unfinished(jobs: readonly GenerationJob[], rows: LentRows): number[] {
  const left = jobs.flatMap(({ leaving }) => [...leaving])
  const count = rows.goroutines.offset.length - 1
  for (let goroutine = jobs.at(-1)?.endOwn ?? 0; goroutine < count; goroutine++) left.push(goroutine)
  return left
}

/** Tells the trace all that is not rows, in the order of the trace. */
function handedOn(
  builder: TraceBuilder,
  index: BatchIndex,
  prepared: PreparedTables,
  jobs: readonly GenerationJob[],
  ordered: readonly OrderedGeneration[],
): ProducedEvents {
  const generations: Generation[] = []
  const context = { timeNs: 0, thread: NONE, processor: NONE, goroutine: NONE, stack: NONE }
  let lastNs = -1
  let eventCount = 0
  for (let ordinal = 0; ordinal < jobs.length; ordinal++) {
    const { syncNs, nsPerTick, originNs } = jobs[ordinal]
    const { number, byteOffset, endOffset } = index.generations[ordinal]
    const done = ordered[ordinal]
    const { clock } = prepared.names[ordinal]
    context.timeNs = syncNs
    const wallClock =
      clock === null
        ? {}
        : { wallClock: { unixNs: clock.unixNs, atNs: Math.floor(clock.ticks * nsPerTick) - originNs } }
    builder.sync(context, { generation: number, isLast: false, ...wallClock })
    replay(done.recorded, builder)
    done.lostSyscalls.span.forEach((span, row) => builder.addLost(span, done.lostSyscalls.atNs[row]))
    done.threadFirstNs.forEach((firstNs, thread) => {
      if (Number.isNaN(firstNs)) return
      builder.noteThread(thread, firstNs)
      builder.noteThread(thread, done.threadLastNs[thread])
    })
    lastNs = Math.max(lastNs, done.lastNs)
    builder.noteLent(0, lastNs)
    // The Sync counts too, but not as an event of its generation.
    eventCount += done.eventCount + 1
    generations.push({
      number,
      fromNs: syncNs,
      toNs: lastNs,
      byteOffset,
      byteLength: endOffset - byteOffset,
      eventCount: done.eventCount,
      status: 'whole',
    })
  }
  context.timeNs = lastNs + 1
  builder.sync(context, { generation: 0, isLast: true })
  return {
    tables: prepared.tables,
    originNs: BigInt(jobs[0].originNs),
    lastNs: lastNs + 1,
    eventCount: eventCount + 1,
    generations,
    warnings: prepared.warnings.toArray(),
    error: null,
  }
}
