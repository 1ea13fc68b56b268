/**
 * The tables of the Analyses view, and of what part of the trace they tell.
 */
import type { StackDto } from './place-dto'
import type { FlameDto } from './stretch-dto'

/** The blocking profiles of `go tool trace`. */
export const blockingKinds = ['sync', 'net', 'syscall', 'sched'] as const

export type BlockingKind = (typeof blockingKinds)[number]

/** Of what an analysis tells; all of it where nothing is given. */
export interface AnalysisScope {
  readonly fromNs?: number | undefined
  readonly toNs?: number | undefined
  /** Goroutines of this start function, in full. */
  readonly functionName?: string | undefined
  /** Only inside user regions of this name. */
  readonly region?: string | undefined
}

/** In alphabetical order; at most 1000 of each, those with most goroutines or regions. */
export interface ScopeNamesDto {
  /** Start functions, not of the runtime's own goroutines. */
  readonly functionNames: readonly string[]
  readonly regions: readonly string[]
}

/** Blocked time by stack: columns as in FlameDto, `total` and `self` in ns. */
export interface BlockingFlameDto extends Pick<
  FlameDto,
  'names' | 'name' | 'parent' | 'total' | 'self' | 'hiddenNodes'
> {
  readonly count: number
  readonly totalNs: number
  /** Of that: time of stretches without a stack; it stands in no node. */
  readonly withoutStackNs: number
}

/** A table of the Analyses view: one shape for all, so that each sorts, filters and is written out alike. */
export const analysisKinds = [
  'latency',
  'latency-list',
  'waits',
  'locks',
  'preemptions',
  'queue',
  'syscalls',
  'cgo',
  'threads',
  'stops',
  'gc',
  'regions',
  'region-list',
  'tasks',
  'task-list',
  'profile-sync',
  'profile-net',
  'profile-syscall',
  'profile-sched',
  'mmu',
] as const

export type AnalysisKind = (typeof analysisKinds)[number]

export interface AnalysisColumnDto {
  readonly key: string
  readonly label: string
  readonly unit: 'text' | 'ns' | 'time' | 'count' | 'share' | 'goroutine' | 'bytes'
  readonly hint?: string
}

export interface AnalysisRowDto {
  /** One for each column; null where there is nothing to say. Goroutines by id. */
  readonly cells: readonly (string | number | null)[]
  /** Where a click leads. */
  readonly at?: { readonly fromNs: number; readonly toNs: number; readonly goroutine?: number }
  /** What it stands for where a page of its own tells more. */
  readonly opens?:
    | { readonly kind: 'task-list' | 'region-list' | 'latency-list'; readonly name: string }
    | { readonly kind: 'task'; readonly task: number }
  /** Stacks that belong to it, with their names. */
  readonly stacks?: readonly { readonly label: string; readonly frames: StackDto }[]
  /** How many durations lie in each bucket, five buckets a decade: bucket i begins at 10^(i/5) ns. */
  readonly histogram?: { readonly first: number; readonly counts: readonly number[] }
}

export interface AnalysisDto {
  readonly kind: AnalysisKind
  /** How the figures are computed, in words. */
  readonly formula: string
  /** What the data cannot say about it; '' for nothing. */
  readonly limits: string
  /** The file that computes it, from the root of Marey's own source. */
  readonly sourceFile: string
  /** Whether it can be asked about a part of the trace. */
  readonly takesScope: boolean
  readonly columns: readonly AnalysisColumnDto[]
  /** Column by which the rows come sorted, descending. */
  readonly sortedBy: string
  readonly rows: readonly AnalysisRowDto[]
  /** Rows that there are, listed or not. */
  readonly total: number
  /** A figure over time: the mean of each of equal slices. */
  readonly series?: {
    readonly label: string
    readonly fromNs: number
    readonly toNs: number
    readonly values: readonly number[]
    /** What the values count, after a number: 'goroutines'. */
    readonly unit: string
    /** The most at any instant. */
    readonly most: number
  }
  /** Minimum mutator utilisation: share by length of the window. */
  readonly curve?: readonly {
    readonly windowNs: number
    readonly share: number
    /** Begin of a window with that share. */
    readonly startNs: number
  }[]
}
