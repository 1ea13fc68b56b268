/**
 * The rows of the timeline: how they are named, ordered and asked for.
 */

/**
 * A row is named by a key: 'heap', 'goroutines', 'gc', 'section:procs', 'section:threads', 'section:related',
 * 'section:tasks', 'proc:3', 'thread:7', 'group:main.worker', 'goroutine:18', 'samples:18', 'task:2'. Nested tracks of an
 * opened goroutine have a row a depth, outermost first: 'regions:18', 'regions:18:1', 'stack:18', 'stack:18:1'.
 */
export type RowKey = string

/** The section of Ps without work, where there are many. */
export const idleProcessorsKey = 'section:idle-procs'

export type RowKind =
  | 'heap'
  | 'goroutine-counts'
  | 'gc'
  | 'section'
  | 'processor'
  | 'thread'
  | 'group'
  | 'goroutine'
  | 'regions'
  | 'samples'
  | 'stack'
  | 'network'
  | 'task'

export interface RowDto {
  readonly key: RowKey
  readonly kind: RowKind
  readonly depth: number
  readonly label: string
  /** A second, dimmer text: count of a group, creator of a goroutine. */
  readonly detail: string
  readonly isExpandable: boolean
  readonly isExpanded: boolean
  /** First and last moment of life, for rows that have one. */
  readonly fromNs?: number
  readonly toNs?: number
}

export const measuredSorts = ['start', 'id', 'lifetime', 'blocked', 'runnable', 'assist'] as const

export type MeasuredSort = (typeof measuredSorts)[number]

/**
 * How rows are ordered: by a measure, or by what has to do with one goroutine, named by its id: 'relevance:18' lists it and
 * those tied to it first, under a heading of their own.
 */
export type RowSort = MeasuredSort | `relevance:${number}`

/** The order that a text names; undefined for none. */
export function rowSortOf(text: string | undefined): RowSort | undefined {
  const measured = measuredSorts.find((sort) => sort === text)
  if (measured !== undefined || text === undefined) return measured
  const match = /^relevance:(\d{1,16})$/.exec(text)
  return match === null ? undefined : `relevance:${Number(match[1])}`
}

/** The goroutine that an order by relevance is about. */
export function relevantGoroutine(sort: RowSort): number | undefined {
  return sort.startsWith('relevance:') ? Number(sort.slice('relevance:'.length)) : undefined
}

export interface RowsRequest {
  /** Keys of sections and groups whose fold differs from the default. */
  readonly toggled: readonly RowKey[]
  readonly sort: RowSort
  /** A filter expression; '' for none. */
  readonly filter: string
  /** Window into the flattened list. */
  readonly from: number
  readonly to: number
}

export interface RowsDto {
  readonly totalRows: number
  readonly rows: readonly RowDto[]
}
