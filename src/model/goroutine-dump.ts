/**
 * What a text of goroutine stacks *is*: one or several dumps, the crashes and race reports among them, and the text
 * that was not read. Columns in typed arrays; frames and stacks are interned once for the whole text, so that a
 * hundred thousand goroutines with the same stack cost a few bytes each.
 *
 * Offsets are bytes into `text`: the file itself, or what stood inside its wrapper (container log, JSON, journal).
 */
import type { ImportWarning } from '../base/import-warning'
import type { RaceReport } from './race-report'

export interface GoroutineText {
  readonly kind: 'goroutine-dump' | 'crash' | 'race'
  readonly tables: DumpTables
  /** In the order of the file; several make a series. */
  readonly dumps: readonly GoroutineDump[]
  readonly races: readonly RaceReport[]
  readonly unread: readonly UnreadText[]
  /** Lines in `unread` in all, also beyond those that are listed. */
  readonly unreadLineCount: number
  readonly unreadByteCount: number
  /** What the text was taken out of, outermost first: 'docker JSON lines', 'UTF-16'. Empty for plain text. */
  readonly wrappers: readonly string[]
  readonly text: DumpText
  readonly byteLength: number
  readonly warnings: readonly ImportWarning[]
  /** False when a part is lost: cut in the middle, or lines inside a goroutine that could not be read. */
  readonly isComplete: boolean
}

/** Raw text by byte range, decoded on demand. */
export interface DumpText {
  readonly byteLength: number
  /** At most `length` bytes from `offset`, as text; bytes that are no UTF-8 are read as Latin-1. */
  slice(offset: number, length: number): string
  /** Where a byte of the text lies in the file as it was given. */
  fileOffset(offset: number): number
}

/** A stretch of text that is no part of any dump, at its place. */
export interface UnreadText {
  readonly offset: number
  readonly byteLength: number
  readonly lineCount: number
  /** Inside a goroutine's stack: something is missing there. Else text between dumps. */
  readonly isInsideStack: boolean
}

/** Interned for the whole text. Indices are dense; columns may be longer than `count`. */
export interface DumpTables {
  readonly strings: DumpStrings
  readonly frames: DumpFrameTable
  readonly stacks: DumpStackTable
  readonly states: readonly DumpState[]
  /** `created by` lines: function and place. Index 0 is none. */
  readonly creators: readonly DumpCreator[]
}

/** Distinct texts, decoded on demand; index 0 is ''. */
export interface DumpStrings {
  readonly count: number
  get(index: number): string
}

export interface DumpFrameTable {
  readonly count: number
  /** String index. */
  readonly functionName: Uint32Array
  /** String index of what stands between the parentheses. */
  readonly argumentText: Uint32Array
  /** String index; 0 when there is none. */
  readonly file: Uint32Array
  readonly line: Uint32Array
  /** Frames that differ only in their arguments share a place. */
  readonly place: Uint32Array
  /** Bits of DumpFrameFlag. */
  readonly flags: Uint8Array
}

export const DumpFrameFlag = {
  /** Printed `f(...)`: inlined into its caller, its arguments are not recorded. */
  inlined: 1,
  /** Stands for frames that Go left out ("...4096 frames elided..."); its function name is that line. */
  elision: 2,
  /** "goroutine running on other thread; stack unavailable"; its function name is that line. */
  unavailable: 4,
  /** A frame of C or another language, printed without parentheses. */
  foreign: 8,
} as const

/** Runs of frames, innermost first: frame[offset[i] .. offset[i + 1]). Index 0 is the empty stack. */
export interface DumpStackTable {
  readonly count: number
  readonly offset: Uint32Array
  readonly frame: Uint32Array
}

/** A state as it is printed: `(leaked)`, `(scan)`, `(durable)` and labels taken off. */
export interface DumpState {
  readonly original: string
  /** The brackets up to the first comma: equal to `original` unless labels stand in the brackets (Go 1.26). */
  readonly firstGroup: string
}

export interface DumpCreator {
  readonly functionName: string
  readonly file: string
  readonly line: number
}

/** What printed it decides what it can say. */
export type DumpForm =
  /** `goroutine N [state]:` and a stack each: SIGQUIT, panics, runtime.Stack, debug=2. */
  | 'goroutines'
  /** debug=1: stacks and counts; no ids, states, waits, creators. */
  | 'counts'
  /** Stacks without any header, as error libraries and loggers print them: no ids, states, waits. */
  | 'bare-stacks'

export interface GoroutineDump {
  readonly form: DumpForm
  /** "goroutine" or "goroutineleak" for counts, else ''. */
  readonly profileName: string
  /** The total that a count profile states. */
  readonly statedTotal?: number
  readonly rows: GoroutineRows
  readonly crashes: readonly Crash[]
  /** Lines that say why the program printed this, in order. */
  readonly headlines: readonly string[]
  readonly offset: number
  readonly byteLength: number
  /** Unix milliseconds from a log prefix at its first line. */
  readonly unixMs?: number
  /** Which container, pod or test printed it, when the wrapper says so. */
  readonly source: string
  /** From GODEBUG=tracebackancestors: by row, nearest first. */
  readonly ancestors: ReadonlyMap<number, readonly DumpAncestor[]>
}

export interface DumpAncestor {
  readonly goroutineId: number
  readonly stack: number
  /** Index into creators. */
  readonly creator: number
}

/** One row a goroutine (counts: one row a stack). */
export interface GoroutineRows {
  readonly count: number
  /** Go's id; NaN where the form has none. */
  readonly id: Float64Array
  /** How many goroutines the row stands for: 1, or a count. */
  readonly weight: Uint32Array
  /** Index into states; state 0 is '' (none printed). */
  readonly state: Uint32Array
  /** About how long, as printed; -1 when nothing is printed. */
  readonly minutes: Int32Array
  /** Bits of GoroutineRowFlag. */
  readonly flags: Uint8Array
  /** Synctest bubble, 0 for none. */
  readonly bubble: Uint32Array
  readonly stack: Uint32Array
  /** Index into creators, 0 for none. */
  readonly creator: Uint32Array
  /** "in goroutine N"; NaN where it is not printed. */
  readonly creatorId: Float64Array
  /** String index of the labels as printed, 0 for none. */
  readonly labels: Uint32Array
  readonly textOffset: Float64Array
  readonly textLength: Uint32Array
}

export const GoroutineRowFlag = {
  lockedToThread: 1,
  durable: 2,
  leaked: 4,
  scan: 8,
  /** The text ends, or breaks off, inside this goroutine. */
  cut: 16,
  /** No `goroutine N` header: a stack out of a log record or the runtime's own. */
  headerless: 32,
} as const

export type CrashKind = 'panic' | 'fatal-error' | 'signal' | 'exception'

/** Why a program died, or what one goroutine recovered from. */
export interface Crash {
  readonly kind: CrashKind
  /** As printed: the first panic first, then those raised while it unwound. One entry for the other kinds. */
  readonly chain: readonly PanicLink[]
  /** SIGSEGV and the like, where one was printed. */
  readonly signal?: CrashSignal
  /** Lines of the runtime before the reason: 'runtime: goroutine stack exceeds 1000000000-byte limit'. */
  readonly notes: readonly string[]
  /** `http: panic serving <this>`: the panic was recovered by the server. */
  readonly servedAddress?: string
  /** Names under `running tests:` of a test that timed out, as printed with their times. */
  readonly runningTests: readonly string[]
  /** Row of the goroutine that died or panicked; absent when none can be named. */
  readonly row?: number
  readonly registers: readonly { readonly name: string; readonly value: string }[]
  readonly exitStatus?: number
  readonly offset: number
}

export interface PanicLink {
  readonly text: string
  readonly isRecovered: boolean
  /** Recovered and raised again with the same value (Go 1.23 and later say so). */
  readonly isRepanicked: boolean
}

export interface CrashSignal {
  /** 'SIGSEGV'; a number for those without a name. */
  readonly name: string
  /** 'segmentation violation'. */
  readonly description: string
  readonly code?: string
  readonly address?: string
  readonly pc?: string
}
