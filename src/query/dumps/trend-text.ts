import type { TrendDto, TrendRowDto } from '../../contract/dump-dto'
import { aligned, clean } from '../../base/plain-lines'

const trendWords: Readonly<Record<TrendRowDto['trend'], string>> = {
  rose: 'rose in every dump',
  fell: 'fell in every dump',
  new: 'new',
  gone: 'gone',
  same: 'same',
  mixed: 'mixed',
}

/** Groups that changed, as lines; those that stayed are only counted. */
export function trendLines(trend: TrendDto, limit: number): string[] {
  const changed = trend.rows.filter((row) => row.trend !== 'same')
  const sameCount = trend.rows.length - changed.length
  const table = changed
    .slice(0, limit)
    .map((row) => [
      row.growth > 0 ? `+${row.growth}` : String(row.growth),
      ...(trend.minutes === undefined ? [] : [perMinuteText(row.growthPerMinute ?? 0)]),
      row.counts.join(' → '),
      wordOf(row) +
        (row.idleReason === undefined ? '' : ' (idle by design)') +
        (row.stayedCount === undefined ? '' : `, ${row.stayedCount} stayed`),
      row.state === '' ? '-' : clean(row.state),
      row.place === undefined ? '(no frames)' : clean(`${row.place.functionName}:${row.place.line}`),
    ])
  const lines = table.length === 0 ? ['    no group changed'] : aligned(table)
  if (changed.length > limit) lines.push(`    and ${changed.length - limit} more that changed`)
  if (sameCount > 0) lines.push(`    ${sameCount} ${sameCount === 1 ? 'group is' : 'groups are'} the same`)
  return lines
}

function perMinuteText(value: number): string {
  const text = Math.abs(value) >= 10 ? String(Math.round(value)) : String(Number(value.toFixed(1)))
  return `${value > 0 ? '+' : ''}${text}/min`
}

/** Of two dumps, "in every dump" would only puff up. */
function wordOf({ trend, counts }: TrendRowDto): string {
  if (counts.length > 2) return trendWords[trend]
  return trend === 'rose' ? 'more' : trend === 'fell' ? 'fewer' : trendWords[trend]
}
