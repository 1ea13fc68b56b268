/** What a GODEBUG log holds, and its lines. */
import type { GodebugOverviewDto, GodebugTextDto } from '../../contract/godebug-dto'
import type { GodebugLog } from '../../model/godebug-log'
import { figuresOf } from './figures'
import { findInGodebug } from './findings'

const mostFindings = 200
const longestLine = 2000

export function godebugOverview(log: GodebugLog): GodebugOverviewDto {
  const { lineCount, readLineCount, wrappers } = log
  return {
    runs: log.runs.map(figuresOf),
    findings: findInGodebug(log).slice(0, mostFindings),
    lineCount,
    readLineCount,
    wrappers,
  }
}

export function godebugText(
  { text, lineCount }: GodebugLog,
  firstLine: number,
  limit: number,
): GodebugTextDto {
  const first = Math.max(1, Math.min(firstLine, lineCount))
  const count = Math.min(limit, lineCount - first + 1)
  return {
    firstLine: first,
    lines: Array.from({ length: Math.max(0, count) }, (_, i) => text.line(first + i, longestLine)),
  }
}
