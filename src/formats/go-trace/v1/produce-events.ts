/**
 * The ordered event stream of a format-1 trace (Go 1.11 to 1.21), as Go's reader gives it after its conversion
 * (Go 1.27 src/internal/trace/tracev1.go). Format 1 cannot be split: the file and its events are held in memory.
 */
import type { ByteSource } from '../../../base/byte-source'
import { neverCancelled, throwIfCancelled } from '../../../base/cancellation'
import type { Cancellation } from '../../../base/cancellation'
import type { EventSink } from '../../../model/event-sink'
import { createTables } from '../../../model/trace-tables'
import type { TraceVersion } from '../../sniff-trace'
import type { ProduceOptions, ProducedEvents } from '../produce-events'
import { WarningLog } from '../warning-log'
import { shrunkError } from '../byte-window'
import { convertEvents, firstEventNs } from './convert'
import { findBreach } from './go-check'
import { orderEvents } from './order'
import type { OrderedTrace } from './order'
import { parseTrace } from './parser'
import type { ParsedTrace } from './parser'

/** What is taken for a tick when the file does not say: 64 cycles at 2.56 GHz. */
export const assumedTicksPerSecond = 40_000_000

/** One event is at least 2 bytes; with its columns it takes 45. */
export const largestFormat1Bytes = 512 * 1024 ** 2

/** Share of the work, for progress: reading and ordering the file, then converting its events. */
const orderingShare = 0.5

/**
 * Delivers every event of the file to `sink`. In strict reading a file that Go refuses delivers nothing.
 * @throws SourceReadError, CancelledError, RangeError above `largestFormat1Bytes`, and what the sink throws.
 */
export function produceEventsV1(
  source: ByteSource,
  version: TraceVersion,
  sink: EventSink,
  options: ProduceOptions,
): ProducedEvents {
  if (source.byteLength > largestFormat1Bytes)
    throw new RangeError('a trace of format 1 above 512 MiB must be refused before')
  const isStrict = options.mode === 'strict'
  const cancellation = options.cancellation ?? neverCancelled
  const warnings = new WarningLog()
  const tables = createTables()
  sink.begin(tables)

  const bytes = readWhole(source, cancellation)
  const parsed = parseTrace(bytes, version.minor, isStrict, cancellation)
  const ordered = orderEvents(parsed, isStrict, warnings, cancellation)
  options.onProgress?.(bytes.length * orderingShare, bytes.length)
  const error = isStrict ? whyGoRefuses(parsed, ordered) : null
  if (error !== null) {
    return {
      tables,
      originNs: -1n,
      lastNs: 0,
      eventCount: 0,
      generations: [],
      warnings: warnings.toArray(),
      error,
    }
  }

  scaleTimes(parsed, ordered, warnings)
  const converted = convertEvents(parsed, ordered, tables, sink, warnings, {
    isStrict,
    isGoClock: options.clock === 'go',
    minor: version.minor,
    cancellation,
    onProgress: (done, total) =>
      options.onProgress?.(
        bytes.length * (orderingShare + ((1 - orderingShare) * done) / total),
        bytes.length,
      ),
  })
  options.onProgress?.(bytes.length, bytes.length)
  return {
    tables,
    // Go counts the time of format 1 from the first event, and puts its first Sync 1 ns before it.
    originNs: -1n,
    lastNs: converted.lastNs,
    eventCount: converted.eventCount,
    generations: [
      {
        number: 0,
        fromNs: 0,
        toNs: converted.lastNs,
        byteOffset: 16,
        byteLength: bytes.length - 16,
        eventCount: converted.eventCount,
        status: ordered.events.count === 0 ? 'lost' : warnings.hasLoss ? 'partial' : 'whole',
      },
    ],
    warnings: warnings.toArray(),
    error: null,
  }
}

const readStep = 4 * 1024 * 1024

function readWhole(source: ByteSource, cancellation: Cancellation): Uint8Array {
  const bytes = new Uint8Array(source.byteLength)
  for (let at = 0; at < bytes.length;) {
    throwIfCancelled(cancellation)
    const part = source.read(at, Math.min(readStep, bytes.length - at))
    if (part.length === 0) throw shrunkError(at)
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

function whyGoRefuses(parsed: ParsedTrace, ordered: OrderedTrace): string | null {
  if (parsed.firstError !== null)
    return `${parsed.firstError.message} (at byte ${parsed.firstError.byteOffset})`
  if (ordered.firstError !== null) return ordered.firstError
  if (parsed.ticksPerSecond === 0) return 'the file does not say how fast its clock runs: it was cut short'
  const { goroutineIds } = ordered
  // Interning here is only a look-up: ordering has met every id, except those named by events without a rule.
  return findBreach(ordered.events, goroutineIds.count, (id) => goroutineIds.intern(id))
}

/**
 * Ticks to nanoseconds since the first event, with Go's arithmetic (tracev1/parser.go: parse). Then it is known when
 * the events of unreadable stretches happened, too.
 */
function scaleTimes(parsed: ParsedTrace, ordered: OrderedTrace, warnings: WarningLog): void {
  const { time, count } = ordered.events
  if (parsed.ticksPerSecond === 0 && count > 0) {
    warnings.add(
      'unscaled-times',
      'The file was cut before it says how fast its clock runs: times are unscaled. They are shown as if a tick were 25 ns; only their proportions are right.',
      { isLoss: true },
    )
  }
  const nsPerTick = 1e9 / (parsed.ticksPerSecond || assumedTicksPerSecond)
  const first = count === 0 ? 0 : time[0]
  const last = count === 0 ? 0 : time[count - 1]
  for (let i = 0; i < count; i++) time[i] = Math.trunc((time[i] - first) * nsPerTick)

  const nsOf = (ticks: number): number =>
    Math.trunc((Math.min(Math.max(ticks, first), last) - first) * nsPerTick) + firstEventNs
  for (const { code, message, byteOffset, fromTicks, toTicks } of parsed.holes) {
    const isTimed = count > 0 && !Number.isNaN(fromTicks)
    const fromNs = nsOf(fromTicks)
    warnings.add(code, message, {
      byteOffset,
      isLoss: true,
      ...(isTimed ? { fromNs, toNs: Math.max(fromNs, nsOf(Number.isNaN(toTicks) ? last : toTicks)) } : {}),
    })
  }
}
