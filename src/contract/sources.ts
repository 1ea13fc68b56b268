/**
 * Opened files as the page knows them: ids minted by the host, never paths.
 */
import type { ImportWarning } from '../base/import-warning'
import type { ApiError } from './errors'

/** Opaque, minted by the host, valid while the host lives. */
export type SourceId = string

/** What a file turned out to be (cli.md `kind`). */
export type FileKind = 'trace' | 'goroutine-dump' | 'crash' | 'race' | 'profile' | 'godebug'

export type SourceState = 'loading' | 'ready' | 'failed' | 'cancelled'

export interface SourceDto {
  readonly id: SourceId
  /** The file's name without its folder. */
  readonly name: string
  /** The folder, shortened for people; empty for uploads. For display only. */
  readonly place: string
  readonly byteLength: number
  readonly state: SourceState
  /** Known once it has been detected. */
  readonly kind?: FileKind
  readonly progress?: ProgressDto
  /** While loading: a first picture can be asked for (trace/sketch). */
  readonly hasSketch?: boolean
  readonly error?: ApiError
  readonly warnings: readonly ImportWarning[]
  /** False when a part was lost (banner). */
  readonly isComplete: boolean
}

export interface ProgressDto {
  /** In words for people: 'Reading', 'Ordering events', 'Building rows'. */
  readonly stage: string
  readonly doneBytes: number
  readonly totalBytes: number
}

/** A line of the NDJSON stream GET /api/events. The first lines repeat the state of every source. */
export type HostEvent =
  | { readonly type: 'source'; readonly source: SourceDto }
  | { readonly type: 'closed'; readonly id: SourceId }
  /** The user asked for this file (again): show its tab. Follows the `source` line of a file newly opened. */
  | { readonly type: 'focus'; readonly id: SourceId }
  /** A call that takes long: the share that is done, 0 to 1. */
  | { readonly type: 'working'; readonly ask: string; readonly share: number }
  /** Keeps the connection alive; nothing happened. */
  | { readonly type: 'beat' }

/** Names the content of a file, wherever it lies. */
export interface FileHashDto {
  /** SHA-256, hexadecimal digits. */
  readonly sha256: string
  readonly byteLength: number
}

/** A file opened before, kept over restarts. `id` is minted by the host. */
export interface RecentDto {
  readonly id: string
  readonly name: string
  readonly place: string
  readonly openedAtUnixMs: number
  readonly isMissing: boolean
  /** It was open in a Marey that did not end by itself. */
  readonly wasOpen: boolean
}

/** A sample shipped in resources/. */
export interface SampleDto {
  readonly id: string
  readonly name: string
  /** What it shows, in one sentence. */
  readonly description: string
}
