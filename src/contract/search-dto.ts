/**
 * What search finds, and the words a filter can be completed with.
 */
import type { RowKey } from './rows-dto'

export interface SearchHitDto {
  readonly kind:
    'goroutine' | 'function' | 'task' | 'region' | 'log' | 'processor' | 'thread' | 'time' | 'frame'
  readonly label: string
  readonly detail: string
  /** Of a `frame`: a function on stacks, with its whole package path. */
  readonly functionName?: string
  readonly goroutine?: number
  /** As in the selection `region:5`. */
  readonly region?: number
  readonly row?: RowKey
  readonly fromNs?: number
  readonly toNs?: number
}

/** Words of this file for the free fields of filters; at most a few hundred of each, the most frequent first. */
export interface FilterWordsDto {
  readonly functions: readonly string[]
  readonly packages: readonly string[]
  readonly reasons: readonly string[]
}
