import { basename } from 'node:path'
import type { TrendDto } from '../contract/dump-dto'
import { dumpTimeText, timeSourceText, timesOfDumps } from '../contract/dump-times'
import { compareDumps } from '../contract/dump-trend'
import type { DocumentObject } from '../query/analyses/document-value'
import { comparableDumps } from '../query/dumps/compare-dumps'
import type { DumpIndex } from '../query/dumps/dump-index'
import { clean } from '../base/plain-lines'
import { trendLines } from '../query/dumps/trend-text'

export interface NamedDumps {
  readonly name: string
  readonly index: DumpIndex
}

const listedRows = 30

/** What changed from one file of dumps to the next; dumps within a file are steps of their own. */
export function diffDumps(files: readonly NamedDumps[], isOneProcess: boolean): TrendDto {
  const dumps = files.flatMap(({ name, index }) => {
    const own = comparableDumps(index, isOneProcess)
    return own.map((dump) => ({
      ...dump,
      fileName: basename(name),
      dumpCount: own.length,
      name: own.length === 1 ? name : `${name}, ${dump.name}`,
    }))
  })
  const times = timesOfDumps(
    dumps.map(({ fileName, dumpCount, unixMs }) => ({
      fileName,
      dumpCount,
      logMs: unixMs,
      givenMs: undefined,
    })),
  )
  return compareDumps(
    dumps.map((dump, index) => ({ ...dump, time: times[index] })),
    isOneProcess,
  )
}

export function diffDocument(trend: TrendDto): DocumentObject {
  return {
    kind: 'goroutine-dump-diff',
    dumps: trend.dumps.map(({ name, goroutineCount, time }) => ({
      name,
      goroutines: goroutineCount,
      unixMs: time.unixMs,
      timeSource: time.source,
    })),
    minutes: trend.minutes,
    sameProcess: trend.isOneProcess,
    groups: trend.rows.map((row) => ({
      change: row.growth,
      changePerMinute: row.growthPerMinute,
      trend: row.trend,
      counts: row.counts,
      state: row.state,
      function: row.place?.functionName,
      file: row.place?.file,
      line: row.place?.line,
      createdBy: row.createdBy === '' ? null : row.createdBy,
      maxMinutes: row.maxMinutes,
      idleReason: row.idleReason,
      stayed: row.stayedCount,
    })),
    notes: trend.notes,
  }
}

export function diffText(trend: TrendDto): string {
  const heads = trend.dumps.map(({ name, goroutineCount, time }) => {
    const text = dumpTimeText(time)
    const when = text === '' ? '' : `, ${text} (${timeSourceText(time.source)})`
    return `  ${clean(name)}: ${goroutineCount} goroutines${when}`
  })
  const notes = trend.notes.map((note) => `  ${note}`)
  return (
    [...heads, '', ...trendLines(trend, listedRows), ...(notes.length > 0 ? ['', ...notes] : [])].join('\n') +
    '\n'
  )
}
