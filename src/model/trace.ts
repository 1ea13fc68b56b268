/**
 * What a loaded execution trace *is*: columns in typed arrays, built once and then only read.
 *
 * Time is integer nanoseconds since `origin` (Go's first Sync) as float64; the absolute start is one bigint.
 * Times here are raw (as written, in the order of Go's reader, never stepping back within a row): Go's own reader
 * pushes events at generation seams up to later times, which docs/formats/go-trace.md explains.
 *
 * Rows are grouped: the spans of goroutine g are [goroutines.spanOffset[g], goroutines.spanOffset[g + 1]), in order
 * of time, without holes. A span ends where the next one of its row begins, the last one at
 * goroutines.rowEndNs[g]. Stretches in which the goroutine did not exist, or in which the file is damaged, are
 * spans too (states notExist and undetermined).
 *
 * Large columns may lie in one shared memory, written by several worker threads before publication.
 */
import type { ImportWarning } from '../base/import-warning'
import type { ColumnMemory } from './column-memory'
import type { IndexColumn } from './index-column'
import type { IdValues, TraceTables } from './tables'
import type { RowBegins, RowDeaths, RowEnds, TimeColumn } from './time-column'

export interface Trace {
  readonly kind: 'trace'
  readonly header: TraceHeader
  /** Absolute time of the origin in Go's own nanoseconds (machine's monotonic clock; format 1: -1n or 0n). */
  readonly originNs: bigint
  /** Last event minus origin. Every time on screen lies in [0, durationNs]. */
  readonly durationNs: number
  /** Wall clock where the file has it (header 1.25 and later): unix time at a trace time. One per generation. */
  readonly wallClock: readonly { readonly atNs: number; readonly unixNs: bigint }[]
  readonly generations: readonly Generation[]
  readonly tables: TraceTables
  readonly goroutines: GoroutineTable
  readonly spans: SpanTable
  readonly processors: ProcessorTable
  readonly threads: ThreadTable
  readonly ranges: RangeTable
  readonly tasks: TaskTable
  readonly regions: RegionTable
  readonly logs: LogTable
  readonly labels: LabelTable
  readonly cpuSamples: CpuSampleTable
  /** By Metric: points in order of time. */
  readonly metrics: readonly CounterTable[]
  readonly eventCount: number
  readonly warnings: readonly ImportWarning[]
  /** False when a part of the file is lost. */
  readonly isComplete: boolean
  /**
   * The memory that the columns of spans, goroutines and processors lie in, for kernels and other threads; not there
   * when each column is an array of its own.
   */
  readonly memory?: ColumnMemory
}

export interface TraceHeader {
  /** The N of "go 1.N trace". */
  readonly minor: number
  readonly format: 1 | 2
  /** Which Go releases write this header, in words: "Go 1.26 or 1.27". */
  readonly writtenBy: string
  readonly byteLength: number
  /** A flight recorder snapshot starts at a generation above 1 (also a trace started while one runs). */
  readonly firstGeneration: number
}

export interface Generation {
  readonly number: number
  readonly fromNs: number
  readonly toNs: number
  readonly byteOffset: number
  readonly byteLength: number
  readonly eventCount: number
  /** `lost`: nothing of it is shown; `partial`: up to some point. */
  readonly status: 'whole' | 'partial' | 'lost'
}

/**
 * Index = goroutine index. No order is promised: sort by `createdNs` or `id` for people. A goroutine that is only
 * named (by a CPU sample, or in a damaged file) has an empty row, and NaN for `createdNs`.
 */
export interface GoroutineTable {
  readonly count: number
  /** Go's id. */
  readonly id: IdValues
  /** String index of the start function: outermost frame of the first transition stack seen; 0 if unknown. */
  readonly functionName: Uint32Array
  /** Goroutine index of the creator, or NONE. */
  readonly createdBy: Uint32Array
  /** Stack of the `go` statement, or NONE. */
  readonly creationStack: Uint32Array
  /** First appearance. For one that existed before the trace: the origin of its first generation's Sync. */
  readonly createdNs: RowBegins
  /** NaN while it is alive at the end of the trace. */
  readonly endedNs: RowDeaths
  /** Bits of GoroutineFlag. */
  readonly flags: Uint8Array
  /** count + 1 offsets into the span columns. */
  readonly spanOffset: Uint32Array
  /** Where the last span of the row ends. */
  readonly rowEndNs: RowEnds
}

/** One row per stretch of one state. 12 bytes a span; 2 more in a trace of many stacks, 4 more where ticks are odd. */
export interface SpanTable {
  readonly count: number
  readonly startNs: TimeColumn
  /** GoroutineState. */
  readonly state: Uint8Array
  /** Index into `reasons`. */
  readonly reason: Uint8Array
  /**
   * The reasons that occur. For waiting spans Go's own text ('chan receive', 'sync', ...; '' = since before the trace).
   * For runnable spans how they began: 'created', 'unblocked', 'unblocked by network', 'preempted',
   * 'runtime.Gosched', 'syscall exit'. For running and syscall ''.
   */
  readonly reasons: readonly string[]
  /** Stack at the begin of the span: where it blocked, yielded, was created or unblocked (then the waker's); NONE. */
  readonly stack: IndexColumn
  /**
   * Running and syscall: packed processor and thread, see packPlace.
   * Runnable: goroutine index of the one that created or woke it, NONE when no goroutine did (timer, network, ...).
   * Waiting: NONE.
   */
  readonly link: Uint32Array
  /**
   * Syscalls that lost their P before they returned: span index (ascending) and when.
   */
  readonly syscallLostProcessor: { readonly span: Uint32Array; readonly atNs: Float64Array }
}

/** P ids below 4095 and thread indices below 2^20 - 1 fit; what does not is unknown (0). */
export function packPlace(processor: number, thread: number): number {
  const p = processor < 0xfff ? processor + 1 : 0
  const m = thread < 0xfffff ? thread + 1 : 0
  return ((p << 20) | m) >>> 0
}

/** P id of a packed place, or -1. */
export function processorOfPlace(place: number): number {
  return (place >>> 20) - 1
}

/** Thread index of a packed place, or -1. */
export function threadOfPlace(place: number): number {
  return (place & 0xfffff) - 1
}

/** When span `index` of the row of goroutine `goroutine` ends. */
export function spanEndNs(trace: Trace, goroutine: number, index: number): number {
  const { goroutines, spans } = trace
  return index + 1 < goroutines.spanOffset[goroutine + 1]
    ? spans.startNs.at(index + 1)
    : goroutines.rowEndNs.at(goroutine)
}

/** Index = position in the table; `id` is Go's P number. */
export interface ProcessorTable {
  readonly count: number
  readonly id: Uint32Array
  /** count + 1 offsets into `span` and `spanGoroutine`: which goroutine spans ran on it, in order of time. */
  readonly spanOffset: Uint32Array
  /** Span index (running spans, and syscall spans while the P was held). */
  readonly span: Uint32Array
  readonly spanGoroutine: Uint32Array
  /** When the P was running (held by a thread): count + 1 offsets into runStartNs, runEndNs, runThread. */
  readonly runOffset: Uint32Array
  readonly runStartNs: Float64Array
  readonly runEndNs: Float64Array
  /** Thread index or NONE. */
  readonly runThread: Uint32Array
}

/** Index = thread index. */
export interface ThreadTable {
  readonly count: number
  readonly id: IdValues
  /** NaN for a thread that is only named. */
  readonly firstNs: Float64Array
  readonly lastNs: Float64Array
}

/** GC mark phases, stop-the-world, sweep, mark assist: in order of their begin. */
export interface RangeTable {
  readonly count: number
  readonly startNs: Float64Array
  /** The end of the trace for those still open. */
  readonly endNs: Float64Array
  /** String index: 'GC concurrent mark phase', 'stop-the-world (GC mark termination)', 'GC incremental sweep', 'GC mark assist'. */
  readonly name: Uint32Array
  /** RangeScope. */
  readonly scope: Uint8Array
  /** Goroutine index, processor id, or NONE. */
  readonly scopeId: Uint32Array
  readonly stack: Uint32Array
  /** Bits of RangeFlag. */
  readonly flags: Uint8Array
  /** Goroutine that ran it, or NONE. */
  readonly goroutine: Uint32Array
  /** Sweep only, else NaN. */
  readonly bytesSwept: Float64Array
  readonly bytesReclaimed: Float64Array
}

export const RangeFlag = { openAtStart: 1, openAtEnd: 2 } as const

export interface TaskTable {
  readonly count: number
  readonly id: Float64Array
  /** Parent id, 0 for none. */
  readonly parentId: Float64Array
  readonly name: Uint32Array
  /** NaN when not seen. */
  readonly startNs: Float64Array
  readonly endNs: Float64Array
  readonly startGoroutine: Uint32Array
  readonly endGoroutine: Uint32Array
  readonly startStack: Uint32Array
}

/** User regions in order of their begin. */
export interface RegionTable {
  readonly count: number
  readonly taskId: Float64Array
  readonly name: Uint32Array
  readonly goroutine: Uint32Array
  /** 0 when it began before the trace (flag). */
  readonly startNs: Float64Array
  readonly endNs: Float64Array
  /** Nesting depth on its goroutine, 0 outermost. */
  readonly depth: Uint8Array
  /** Bits of RangeFlag. */
  readonly flags: Uint8Array
  readonly stack: Uint32Array
}

export interface LogTable {
  readonly count: number
  readonly atNs: Float64Array
  readonly goroutine: Uint32Array
  readonly taskId: Float64Array
  readonly category: Uint32Array
  readonly message: Uint32Array
  readonly stack: Uint32Array
}

/**
 * What the runtime calls a goroutine from a moment until it stops running, in order of time: how a worker of the collector
 * was started, 'GC (dedicated)', 'GC (fractional)' or 'GC (idle)' (Go 1.27 src/runtime/trace.go, gcMarkWorkerModeStrings).
 */
export interface LabelTable {
  readonly count: number
  readonly atNs: Float64Array
  readonly goroutine: Uint32Array
  /** String index. */
  readonly label: Uint32Array
}

export interface CpuSampleTable {
  readonly count: number
  readonly atNs: Float64Array
  /** NONE where unknown. */
  readonly goroutine: Uint32Array
  readonly thread: Uint32Array
  /** P id or NONE. */
  readonly processor: Uint32Array
  readonly stack: Uint32Array
}

export interface CounterTable {
  readonly count: number
  readonly atNs: Float64Array
  readonly value: Float64Array
}
