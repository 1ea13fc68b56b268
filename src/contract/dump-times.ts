/**
 * When the dumps of a comparison were taken, and how that is known: a person said so, a log's time stamp, the name of
 * the file. A dump itself has no time. Arithmetic alone, for the page and the command line.
 */

/** `clock`: a time of day whose day is not known; it compares only with its like. */
export type DumpTimeSource = 'given' | 'log' | 'file-name' | 'clock' | 'unknown'

export interface DumpTime {
  /** Unix ms; less than a day: ms since some midnight; undefined of `unknown`. */
  readonly unixMs: number | undefined
  readonly source: DumpTimeSource
}

export interface DatedDump {
  /** Name of the file, without folders. */
  readonly fileName: string
  /** Dumps in that file: a name says when one dump was taken, not several. */
  readonly dumpCount: number
  /** From a log record. */
  readonly logMs: number | undefined
  readonly givenMs: number | undefined
}

const unknownTime: DumpTime = { unixMs: undefined, source: 'unknown' }
const dayMs = 86_400_000

/** Times of all dumps that are compared, in their order. */
export function timesOfDumps(dumps: readonly DatedDump[]): readonly DumpTime[] {
  const alone = dumps.map(({ fileName, dumpCount }) => (dumpCount === 1 ? fileName : ''))
  const dated = dumps.map((dump, index): DumpTime => {
    if (dump.givenMs !== undefined) return { unixMs: dump.givenMs, source: 'given' }
    if (dump.logMs !== undefined) return { unixMs: dump.logMs, source: 'log' }
    const unixMs = alone[index] === '' ? undefined : dateInName(alone[index])
    return unixMs === undefined ? unknownTime : { unixMs, source: 'file-name' }
  })
  const first = dated.find(({ unixMs }) => unixMs !== undefined && unixMs >= dayMs)?.unixMs
  if (first !== undefined) {
    // A time of day that a person gave belongs to the day that the others name.
    const day = first - (first % dayMs)
    return dated.map(({ unixMs, source }) =>
      unixMs === undefined || unixMs >= dayMs ? { unixMs, source } : { unixMs: unixMs + day, source },
    )
  }
  // A bare time of day in a name orders dumps only where all of them have one.
  const clocks = clocksInNames(alone)
  return dated.map((time, index) =>
    time.unixMs !== undefined || clocks === undefined ? time : { unixMs: clocks[index], source: 'clock' },
  )
}

/**
 * A date with time, or Unix seconds to nanoseconds, in a file's name: `dump-2026-11-21T14-03-05.txt`,
 * `20261121-140305`, `goroutines.1795270985.txt`. Without a zone UTC is taken. Undefined when the name has none, or
 * two that differ.
 */
export function dateInName(name: string): number | undefined {
  const found = new Set<number>()
  const pattern =
    /(?<!\d)(\d{4})([-_.]?)(\d\d)\2(\d\d)[T_ .-]?(\d\d)([-_.:h]?)(\d\d)(?:[-_.:m]?(\d\d)(?:[.,](\d{1,9}))?)?s?(Z|[+-]\d\d:?\d\d)?(?!\d)/g
  for (const parts of name.matchAll(pattern)) {
    const [, year, , month, day, hour, , minute, second = '00', fraction = '', zone = 'Z'] = parts
    const offset = zone === 'Z' ? 'Z' : zone.replace(/^([+-]\d\d):?(\d\d)$/, '$1:$2')
    const date = `${year}-${month}-${day}T${hour}:${minute}:${second}`
    const wholeMs = Date.parse(`${date}Z`)
    // Date.parse rolls the 31st of February over into March: such digits are no date.
    if (Number.isNaN(wholeMs) || new Date(wholeMs).toISOString().slice(0, 19) !== date) continue
    const unixMs = Date.parse(`${date}${offset}`) + Number(`0.${fraction === '' ? '0' : fraction}`) * 1000
    if (isPlausible(unixMs)) found.add(Math.round(unixMs))
  }
  if (found.size === 0) {
    for (const [digits] of name.matchAll(/(?<![\dA-Za-z])\d{10}(?:\d{3}){0,3}(?![\dA-Za-z])/g)) {
      const unixMs = Number(digits.slice(0, 13).padEnd(13, '0'))
      if (isPlausible(unixMs)) found.add(unixMs)
    }
  }
  return found.size === 1 ? [...found][0] : undefined
}

/** From Go's first release to the end of the century: other digits are counters or hashes. */
function isPlausible(unixMs: number): boolean {
  return unixMs >= Date.UTC(2009, 10, 10) && unixMs < Date.UTC(2100, 0, 1)
}

/**
 * Times of day in names that differ in nothing else: `dump-1403.txt` beside `dump-1408.txt`. Four digits may as well
 * be a number or a year, so every name must have a different one that is a time of day, and they must not count up one
 * by one. Undefined when that is not so.
 */
export function clocksInNames(names: readonly string[]): readonly number[] | undefined {
  if (names.length < 2) return undefined
  const pattern =
    /^(.*?)(?<![\dA-Za-z.])([01]\d|2[0-3])([-_.:h]?)([0-5]\d)(?:\3([0-5]\d))?s?(?![\dA-Za-z])(\D*)$/
  const parts = names.map((name) => pattern.exec(name))
  const shape = (part: RegExpExecArray | null): string | undefined =>
    part === null
      ? undefined
      : [part[1], part[3], part[5] === undefined ? 'minutes' : 'seconds', part[6]].join('\n')
  const first = shape(parts[0])
  if (first === undefined || parts.some((part) => shape(part) !== first)) return undefined
  const clocks = parts.map((part) => {
    const [hour, minute, second] = [part?.[2], part?.[4], part?.[5] ?? 0].map(Number)
    return ((hour * 60 + minute) * 60 + second) * 1000
  })
  if (new Set(clocks).size < clocks.length) return undefined
  if (parts[0]?.[3] === '' && parts[0][5] === undefined) {
    const numbers = parts.map((part) => Number(`${part?.[2]}${part?.[4]}`)).sort((a, b) => a - b)
    if (numbers.every((number, index) => index === 0 || number === numbers[index - 1] + 1)) return undefined
  }
  return clocks
}

/** By time only where every dump has one: half an order would be none. @returns indices. */
export function orderOfTimes(times: readonly DumpTime[]): readonly number[] {
  const order = times.map((_, index) => index)
  if (times.some(({ unixMs }) => unixMs === undefined)) return order
  return order.sort((a, b) => (times[a].unixMs ?? 0) - (times[b].unixMs ?? 0) || a - b)
}

/** Minutes from the first to the last of dumps in order; undefined unless both are known and differ. */
export function minutesBetween(times: readonly DumpTime[]): number | undefined {
  if (times.length < 2 || times.some(({ unixMs }) => unixMs === undefined)) return undefined
  const ms = (times[times.length - 1].unixMs ?? 0) - (times[0].unixMs ?? 0)
  return ms > 0 ? ms / 60_000 : undefined
}

/** What must be said about the times, in words. */
export function notesOnTimes(times: readonly DumpTime[]): readonly string[] {
  const notes: string[] = []
  const sources = new Set(times.map(({ source }) => source))
  const known = times.filter(({ unixMs }) => unixMs !== undefined).length
  if (known > 0 && known < times.length) {
    notes.push(
      `Of ${times.length} dumps ${known} ${known === 1 ? 'has' : 'have'} a time: they stand in the order of the files, and growth per minute is unknown.`,
    )
  }
  if (times.some(({ unixMs }) => unixMs !== undefined && unixMs < dayMs)) {
    notes.push('Times of day without a date: all are taken to be of one day.')
  }
  if (sources.has('file-name') && (sources.has('log') || sources.has('given'))) {
    notes.push('Times from file names without a zone are taken as UTC.')
  }
  return notes
}

/** "14:03:05" of a clock, "2026-11-21 14:03:05 UTC" else; '' when unknown. */
export function dumpTimeText({ unixMs }: DumpTime): string {
  if (unixMs === undefined || !Number.isFinite(unixMs) || Math.abs(unixMs) > 8.64e15) return ''
  const text = new Date(unixMs).toISOString()
  return unixMs >= 0 && unixMs < dayMs ? text.slice(11, 19) : `${text.slice(0, 19).replace('T', ' ')} UTC`
}

/** The day that all times share, "2026-11-21"; undefined when they do not, or have none. */
export function sharedDay(times: readonly DumpTime[]): string | undefined {
  const days = new Set(times.map((time) => dumpTimeText(time)).map((text) => text.slice(0, -13)))
  const [day = ''] = days
  return days.size === 1 && day !== '' ? day : undefined
}

/** "14:03:05 UTC": the time without its day. */
export function clockText(time: DumpTime): string {
  return dumpTimeText(time).replace(/^\S+-\S+ /, '')
}

/** How a time is known, in a few words. */
export function timeSourceText(source: DumpTimeSource): string {
  switch (source) {
    case 'given':
      return 'as you said'
    case 'log':
      return 'from the log'
    case 'file-name':
    case 'clock':
      return 'from the file name'
    case 'unknown':
      return 'time unknown'
  }
}

/** What a person types as a time: with date, or a time of day; undefined when it is neither. UTC without a zone. */
export function parseGivenTime(text: string): number | undefined {
  const full = dateInName(text.trim())
  if (full !== undefined) return full
  const clock = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/.exec(text.trim())
  if (clock === null) return undefined
  return ((Number(clock[1]) * 60 + Number(clock[2])) * 60 + Number(clock[3] ?? 0)) * 1000
}
