/**
 * Everything that events will name, found before the first event: string and stack tables of all generations, threads
 * and goroutines that no batch and no event introduces. So the indices in a trace depend on the file alone, and not on
 * the order in which its events are met: any thread can order any generation.
 */
import type { ByteSource } from '../../base/byte-source'
import type { Cancellation } from '../../base/cancellation'
import { throwIfCancelled } from '../../base/cancellation'
import type { GrowableTables } from '../../model/trace-tables'
import { createTables } from '../../model/trace-tables'
import type { BatchIndex } from './batch-index'
import { noteWidth } from './generation-counts'
import type { GenerationTables } from './generation-tables'
import { readGenerationTables } from './generation-tables'
import { rangeNameOf, stopName } from './order-annotations'
import type { CountedPart, SpanCounts } from './span-counts'
import { WarningLog } from './warning-log'
import { allOnes, firstExperimentalEvent, wireEventName, WireEvent as W } from './wire-events'

export interface PreparedTables {
  readonly tables: GrowableTables
  /** What was odd about them. Later warnings join. */
  readonly warnings: WarningLog
  /** By generation. Those missing at the end would take too much room together: they are read one at a time. */
  readonly names: readonly GenerationTables[]
  /** Strings that goroutines stopped or blocked for, in an order that depends on the file alone. */
  readonly reasons: readonly number[]
}

/** How many entries the maps from wire ids may have together: 64 MB. */
const mostHeldIds = 2 ** 24
const syscallStatus = 3

/** @throws SourceReadError, CancelledError */
export function prepareTables(
  source: ByteSource,
  index: BatchIndex,
  counts: SpanCounts,
  cancellation: Cancellation,
): PreparedTables {
  const tables = createTables(counts.goroutines)
  const warnings = new WarningLog()
  // Thread indices of the index and of the events are the same.
  for (let i = 0; i < index.threads.count; i++) tables.threads.intern(index.threads.ids[i])
  const names: GenerationTables[] = []
  const reasons = new Set([0])
  let heldIds = 0
  for (const generation of index.generations) {
    if (heldIds > mostHeldIds) break
    throwIfCancelled(cancellation)
    const { batches, version } = index
    const read = readGenerationTables(
      source,
      version,
      batches,
      generation,
      generation.endBatch,
      tables,
      warnings,
    )
    heldIds += read.strings.denseIndices.length + read.stacks.denseIndices.length
    names.push(read)
  }
  names.forEach((read, ordinal) => {
    const part = counts.parts[ordinal]
    foreseeThreads(tables, part, read)
    foreseeNames(tables, part, read)
    for (const id of part.reasonIds) {
      const string = read.strings.get(id)
      if (string >= 0) reasons.add(string)
    }
  })
  return { tables, warnings, names, reasons: [...reasons] }
}

/** Threads that a goroutine's status or a sample names, and goroutines that only a sample names. */
function foreseeThreads(tables: GrowableTables, { notes }: CountedPart, { samples }: GenerationTables): void {
  for (let at = 0; at < notes.length; at += noteWidth)
    if (notes[at] === W.goStatus && notes[at + 4] === syscallStatus && notes[at + 3] < allOnes)
      tables.threads.intern(notes[at + 3])
  for (let row = 0; row < samples.count; row++) {
    if (samples.thread[row] < allOnes) tables.threads.intern(samples.thread[row])
    const goroutine = samples.goroutine[row]
    if (goroutine !== 0 && goroutine < allOnes) tables.goroutines.intern(goroutine)
  }
}

/** Names of ranges and of events of experiments, which are not in the file's string tables. */
function foreseeNames(
  tables: GrowableTables,
  { rareEvents, notes }: CountedPart,
  { strings }: GenerationTables,
): void {
  for (let at = 0; at < rareEvents.length; at += 2) {
    const type = rareEvents[at]
    const name = type >= firstExperimentalEvent ? wireEventName(type) : rangeNameOf(type)
    if (name !== '') tables.strings.intern(name)
  }
  for (let at = 0; at < notes.length; at += noteWidth) {
    if (notes[at] !== W.stwBegin) continue
    const reason = Math.max(0, strings.get(notes[at + 2]))
    tables.strings.intern(stopName(tables.strings.get(reason)))
  }
}
