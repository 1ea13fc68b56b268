/**
 * Dumps side by side: what is new, gone, grown. Groups are matched by what they do (state, functions and lines,
 * creator), never by goroutine id: ids are reused by the next process. Only when the user has said that the dumps
 * come from one process are goroutines followed by id and creator.
 *
 * Arithmetic alone, here because the page compares dumps of several files and the command line those of two.
 */
import type { ComparableDumpDto, ComparableGroupDto, TrendDto, TrendRowDto } from './dump-dto'
import { minutesBetween, notesOnTimes } from './dump-times'
import type { DumpTime } from './dump-times'

interface Line {
  readonly group: ComparableGroupDto
  readonly counts: number[]
  readonly maxMinutes: (number | null)[]
  idleReason: string | undefined
  /** Goroutines by `id creator`, per dump. */
  readonly identities: (Set<string> | undefined)[]
}

/** A dump with its time; without one, that of its log is taken. */
export type TimedDump = ComparableDumpDto & { readonly time?: DumpTime }

/** @param dumps in order of time, as far as it is known. */
export function compareDumps(dumps: readonly TimedDump[], isOneProcess: boolean): TrendDto {
  const times = dumps.map(timeOf)
  const minutes = minutesBetween(times)
  const notes: string[] = [...notesOnTimes(times)]
  if (minutes === undefined && isBackwards(times))
    notes.push('By their times the dumps stand in the other order: the later one comes first.')
  const forms = new Set(dumps.map(({ form }) => form))
  const hasStates = !forms.has('counts') && !forms.has('bare-stacks')
  if (forms.size > 1) {
    notes.push(
      'The dumps have different forms: what only some of them print (states, creators) is left out of the comparison.',
    )
  }
  if (isOneProcess && !hasStates)
    notes.push('Goroutines cannot be followed: a dump without ids is among them.')
  const isFollowed = isOneProcess && hasStates
  const lines = new Map<string, Line>()
  dumps.forEach((dump, at) => {
    for (const group of dump.groups) {
      const key = hasStates ? `${group.state}|${group.stackKey}|${group.createdBy}` : group.stackKey
      let line = lines.get(key)
      if (line === undefined) {
        line = {
          group,
          counts: dumps.map(() => 0),
          maxMinutes: dumps.map(() => null),
          idleReason: group.idleReason,
          identities: dumps.map(() => undefined),
        }
        lines.set(key, line)
      }
      line.counts[at] += group.count
      // A pool may be small in one dump and a crowd in the next: then it is not idle by design.
      if (group.idleReason === undefined) line.idleReason = undefined
      if (group.maxMinutes !== null) {
        line.maxMinutes[at] = Math.max(line.maxMinutes[at] ?? 0, group.maxMinutes)
      }
      if (isFollowed && group.ids !== undefined) {
        const identities = (line.identities[at] ??= new Set())
        for (const id of group.ids) identities.add(`${id} ${group.createdBy}`)
      }
    }
  })
  const rows = [...lines].map(([key, line]) => toRow(key, line, isFollowed, hasStates, minutes))
  rows.sort((a, b) => trendOrder(a) - trendOrder(b) || Math.abs(b.growth) - Math.abs(a.growth))
  return {
    dumps: dumps.map(({ name, goroutineCount, source }, index) => ({
      name,
      goroutineCount,
      time: times[index],
      source,
    })),
    minutes,
    rows,
    isOneProcess,
    notes,
  }
}

function timeOf({ time, unixMs }: TimedDump): DumpTime {
  return time ?? (unixMs === undefined ? { unixMs, source: 'unknown' } : { unixMs, source: 'log' })
}

function isBackwards(times: readonly DumpTime[]): boolean {
  const first = times[0]?.unixMs
  const last = times[times.length - 1]?.unixMs
  return first !== undefined && last !== undefined && last < first
}

function toRow(
  key: string,
  line: Line,
  isFollowed: boolean,
  hasStates: boolean,
  minutes: number | undefined,
): TrendRowDto {
  const { group, counts } = line
  const growth = counts[counts.length - 1] - counts[0]
  return {
    key,
    state: hasStates ? group.state : '',
    place: group.place,
    createdBy: hasStates ? group.createdBy : '',
    counts,
    maxMinutes: line.maxMinutes,
    trend: trendOf(counts),
    growth,
    growthPerMinute: minutes === undefined ? undefined : growth / minutes,
    idleReason: line.idleReason,
    stayedCount: isFollowed ? countStayed(line.identities) : undefined,
  }
}

/** `rose` only if the group grew in every single dump of the series. */
export function trendOf(counts: readonly number[]): TrendRowDto['trend'] {
  const first = counts[0]
  const last = counts[counts.length - 1]
  const steps = counts.slice(1).map((count, i) => count - counts[i])
  if (steps.every((step) => step === 0)) return 'same'
  if (counts.length === 2 && first === 0) return 'new'
  if (counts.length === 2 && last === 0) return 'gone'
  if (steps.every((step) => step > 0)) return 'rose'
  if (steps.every((step) => step < 0)) return 'fell'
  if (first === 0 && last > 0) return 'new'
  if (first > 0 && last === 0) return 'gone'
  return 'mixed'
}

function countStayed(identities: readonly (ReadonlySet<string> | undefined)[]): number {
  const [first, ...others] = identities
  if (first === undefined) return 0
  let count = 0
  for (const identity of first) if (others.every((set) => set?.has(identity))) count++
  return count
}

/** What grew first, then what is new, what changed otherwise, what is gone, what stayed; idle ones behind all. */
function trendOrder(row: TrendRowDto): number {
  const order = { rose: 0, new: 1, mixed: 2, fell: 3, gone: 4, same: 5 }[row.trend]
  return order + (row.idleReason === undefined ? 0 : 10)
}
