/**
 * All generations of a sound file at once, in this thread and the pool's. The trace is the one that sequential order
 * makes (produce-events.ts), or there is none: whatever is not certain to be the same is left to that.
 */
import type { ByteSource } from '../../../base/byte-source'
import type { Cancellation } from '../../../base/cancellation'
import { Claims } from '../../../base/claims'
import { shareOut } from '../../../base/share-out'
import type { ColumnArena, ColumnMemory } from '../../../model/column-memory'
import type { TracePlan } from '../../../model/trace-plan'
import type { TraceBuilder } from '../../../model/trace-builder'
import type { BatchIndex } from '../batch-index'
import { noteWidth } from '../generation-counts'
import { HotEvents } from '../kernel/hot-events'
import { rangeNameOf, stopName } from '../order-annotations'
import { isPlausibleTick, plausibleTicks } from '../plausible-time'
import type { PreparedTables } from '../prepare-tables'
import type { ProducedEvents } from '../produce-events'
import type { CountedPart, SpanCounts } from '../span-counts'
import { firstExperimentalEvent, wireEventName, WireEvent as W } from '../wire-events'
import { entryStateOf, nothingKnown } from './entry-state'
import { GenerationJoin } from './generation-join'
import type { GenerationJob } from './generation-job'
import type { OrderResult, OrderTask } from './order-task'
import { OrderWorker, ownBytesFor } from './order-task'
import type { TaskPool } from '../tasks'

/** Events that are recorded one by one take more room than in the file: so many of them are left to one thread. */
const mostRecordedPerByte = 1 / 64
const leastMostRecorded = 65536
/** Of the time that a thread takes to order its part. */
const shareOfJoining = 1 / 6

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
  const join = new GenerationJoin(work, jobs, rows)
  const worker = new OrderWorker(source, { ...shared, slot: 0 }, work.cancellation, (doneBytes) =>
    work.onProgress(doneBytes, index.byteLength),
  )
  const results = await shareOut<OrderTask, OrderResult>(
    work.pool,
    threads,
    claims,
    (slot): OrderTask => ({ ...shared, slot }),
    () => {
      const ordered = worker.run((ordinal) => isLeftToOthers(index, ordinal, threads))
      // While others are still at it.
      join.addAll(ordered)
      if (join.problem !== '') claims.stop()
      return { kind: 'order', ordered }
    },
  )
  for (const { ordered } of results) join.addAll(ordered)
  // What was left to others who have not come to it, or have died.
  join.addAll(worker.run())
  // The rest of an arena has hardly been touched: giving it back would save nothing.
  for (const { address } of arenas) memory.giveBack({ address, bytes: ownBytes })
  const produced = join.finish()
  return typeof produced === 'string' ? left(produced) : { isOrdered: true, produced }
}

/**
 * This thread has the generations to put together, which takes about a tenth of the time of ordering them: a last small one is
 * for another.
 */
function isLeftToOthers({ generations, byteLength }: BatchIndex, ordinal: number, threads: number): boolean {
  const { byteOffset, endOffset } = generations[ordinal]
  return (
    ordinal === generations.length - 1 && endOffset - byteOffset < (shareOfJoining * byteLength) / threads
  )
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
