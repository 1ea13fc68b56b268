import type { TrendDto } from '../contract/dump-dto'
import { compareDumps } from '../contract/dump-trend'
import type { DocumentObject } from '../query/analyses/summary-document'
import { comparableDumps } from '../query/dumps/compare-dumps'
import type { DumpIndex } from '../query/dumps/dump-index'
import { clean } from '../query/dumps/summary-text'
import { trendLines } from '../query/dumps/trend-text'

export interface NamedDumps {
  readonly name: string
  readonly index: DumpIndex
}

const listedRows = 30

/** What changed from one file of dumps to the next; dumps within a file are steps of their own. */
export function diffDumps(files: readonly NamedDumps[]): TrendDto {
  const dumps = files.flatMap(({ name, index }) => {
    const own = comparableDumps(index, false)
    return own.map((dump) => ({ ...dump, name: own.length === 1 ? name : `${name}, ${dump.name}` }))
  })
  return compareDumps(dumps, false)
}

export function diffDocument(trend: TrendDto): DocumentObject {
  return {
    kind: 'goroutine-dump-diff',
    dumps: trend.dumps.map(({ name, goroutineCount, unixMs }) => ({
      name,
      goroutines: goroutineCount,
      unixMs,
    })),
    groups: trend.rows.map((row) => ({
      change: row.growth,
      trend: row.trend,
      counts: row.counts,
      state: row.state,
      function: row.place?.functionName,
      file: row.place?.file,
      line: row.place?.line,
      createdBy: row.createdBy === '' ? null : row.createdBy,
      maxMinutes: row.maxMinutes,
      idleReason: row.idleReason,
    })),
    notes: trend.notes,
  }
}

export function diffText(trend: TrendDto): string {
  const heads = trend.dumps.map(
    ({ name, goroutineCount }) => `  ${clean(name)}: ${goroutineCount} goroutines`,
  )
  const notes = trend.notes.map((note) => `  ${note}`)
  return (
    [...heads, '', ...trendLines(trend, listedRows), ...(notes.length > 0 ? ['', ...notes] : [])].join('\n') +
    '\n'
  )
}
