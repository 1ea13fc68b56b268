/**
 * A range of some rows of the timeline: which goroutines are meant, and of which Ps and threads only what ran there. Rows
 * of goroutines say all that a goroutine did; where there are any, rows of Ps and threads add nothing to times.
 */
import { subjectOfRow } from '../rows/row-key'
import type { TraceTiles } from '../tiles/trace-tiles'
import type { StretchRow } from '../lod/stretch-row'

/** What ran on a P or a thread: its stretches, and whose they are. */
export interface ExecutionRow {
  readonly row: StretchRow
  /** Index of the goroutine at a position of the row. */
  readonly goroutineAt: (position: number) => number
}

export interface RowScope {
  /** Indices of goroutines; empty when only Ps and threads are meant. */
  readonly goroutines: ReadonlySet<number>
  readonly executions: readonly ExecutionRow[]
  /** Indices of Ps; undefined: all. */
  readonly processors: ReadonlySet<number> | undefined
  /** Indices of threads among the rows. */
  readonly threads: ReadonlySet<number>
}

/** Undefined for no rows, or for rows that stand for nothing of this trace: then all is meant. */
export function scopeOfRows(tiles: TraceTiles, rows: readonly string[] | undefined): RowScope | undefined {
  if (rows === undefined || rows.length === 0) return undefined
  const { index } = tiles
  const goroutines = new Set<number>()
  const executions: ExecutionRow[] = []
  const processors = new Set<number>()
  const threads = new Set<number>()
  for (const key of rows) {
    const subject = subjectOfRow(index, key)
    switch (subject?.kind) {
      case 'goroutine':
      case 'regions':
      case 'samples':
      case 'stack':
        goroutines.add(subject.goroutine)
        break
      case 'group':
        for (const goroutine of index.groups[subject.group].goroutines) goroutines.add(goroutine)
        break
      case 'processor':
        processors.add(subject.processor)
        executions.push({
          row: index.processorRows[subject.processor].row,
          goroutineAt: (position) => index.executions.spanGoroutine[position],
        })
        break
      case 'thread':
        threads.add(subject.thread)
        executions.push(tiles.threads.rowOf(subject.thread))
        break
      default:
        break
    }
  }
  if (goroutines.size === 0 && executions.length === 0) return undefined
  return {
    goroutines,
    executions: goroutines.size === 0 ? executions : [],
    processors: processors.size === 0 ? undefined : processors,
    threads,
  }
}

/** Goroutines whose samples are meant; undefined: all. Samples do not name the P in every version of Go. */
export const scopedGoroutines = (scope: RowScope | undefined): Iterable<number> | undefined =>
  scope === undefined || scope.goroutines.size === 0 ? undefined : scope.goroutines
