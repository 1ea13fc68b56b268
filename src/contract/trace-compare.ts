/** The table of changes between two traces. No figure claims more than that two runs differ. */
import { formatDuration, groupDigits } from '../base/format-units'
import type {
  ComparableDurationsDto,
  ComparableFunctionDto,
  ComparableTraceDto,
  ComparedFigureDto,
  ComparedFunctionDto,
  ComparedPlaceDto,
  ComparedUnit,
  TraceComparisonDto,
} from './compare-dto'
import { visualStateIndex, type VisualState } from './visual-states'

export function compareTraces(before: ComparableTraceDto, after: ComparableTraceDto): TraceComparisonDto {
  const functions = compareFunctions(before, after)
  const perSecond = { beforeNs: before.durationNs, afterNs: after.durationNs }
  return {
    ...perSecond,
    notes: notesOf(before, after),
    figures: wholeFigures(before, after),
    functions: functions.sort((a, b) => weightOf(b, perSecond) - weightOf(a, perSecond)),
  }
}

interface Lengths {
  readonly beforeNs: number
  readonly afterNs: number
}

/** The figure as it is, or per second of its trace where it grows with the trace. Null where it is not known. */
export function valuesOf(
  figure: ComparedFigureDto,
  { beforeNs, afterNs }: Lengths,
  isPerSecond: boolean,
): { readonly before: number | null; readonly after: number | null } {
  const { before, after, isSum } = figure
  if (!isPerSecond || !isSum) return { before, after }
  return { before: rate(before, beforeNs), after: rate(after, afterNs) }
}

const rate = (value: number | null, durationNs: number): number | null =>
  value === null || durationNs <= 0 ? null : (value * 1e9) / durationNs

/** `+80 %`, `×12`, `new`, `gone`, '' where nothing changed or nothing can be said. */
export function ratioText(before: number | null, after: number | null): string {
  if (before === null || after === null || before === after) return ''
  if (before === 0) return 'new'
  if (after === 0) return 'gone'
  const ratio = after / before
  if (ratio >= 3) return `×${ratio >= 100 ? groupDigits(Math.round(ratio)) : Number(ratio.toPrecision(2))}`
  const percent = Math.round((ratio - 1) * 100)
  if (percent === 0) return '< 1 %'
  return `${percent > 0 ? '+' : '−'}${Math.abs(percent)} %`
}

function notesOf(before: ComparableTraceDto, after: ComparableTraceDto): string[] {
  const notes = [
    'One run stands against one run: figures of the same program differ from run to run, and how much, two traces cannot tell.',
  ]
  if (before.durationNs !== after.durationNs) {
    notes.push(
      `The traces are ${formatDuration(before.durationNs)} and ${formatDuration(after.durationNs)} long: sums and counts can be compared per second only.`,
    )
  }
  if (before.goVersion !== after.goVersion)
    notes.push(`They were written by different versions: ${before.goVersion}, and ${after.goVersion}.`)
  if (before.processors !== after.processors)
    notes.push(`They ran on ${before.processors} and ${after.processors} Ps.`)
  for (const [trace, which] of [
    [before, 'first'],
    [after, 'second'],
  ] as const) {
    if (!trace.isComplete) notes.push(`A part of the ${which} trace is lost: its figures may be too small.`)
    if (trace.isFlightRecording)
      notes.push(`The ${which} one is a flight recording: its begin and end say nothing of the program's.`)
    if (trace.functions.length < trace.functionTotal)
      notes.push(
        `Of the ${which} trace the ${groupDigits(trace.functions.length)} start functions with most time are compared, of ${groupDigits(trace.functionTotal)}.`,
      )
  }
  notes.push(
    'Functions are matched by name. The compiler numbers function literals (func1, func2): after a change of the code one may stand for another.',
  )
  return notes
}

/** Collects figures of one kind under a heading. */
class FigureList {
  readonly figures: ComparedFigureDto[] = []
  private group = ''

  under(group: string): void {
    this.group = group
  }

  add(
    key: string,
    label: string,
    unit: ComparedUnit,
    values: readonly [number | null, number | null],
    isSum: boolean,
    places: readonly [ComparedPlaceDto | undefined, ComparedPlaceDto | undefined] = [undefined, undefined],
  ): void {
    const [beforePlace, afterPlace] = places
    this.figures.push({
      key,
      group: this.group,
      label,
      unit,
      before: values[0],
      after: values[1],
      isSum,
      ...(beforePlace === undefined ? {} : { beforePlace }),
      ...(afterPlace === undefined ? {} : { afterPlace }),
    })
  }

  /** Count, sum, p50, p99 and longest; a trace without any has 0 of them and no percentile. */
  addDurations(
    key: string,
    names: { readonly count: string; readonly total: string },
    before: ComparableDurationsDto | undefined,
    after: ComparableDurationsDto | undefined,
  ): void {
    const places = [placeOfLongest(before), placeOfLongest(after)] as const
    const known = (read: (durations: ComparableDurationsDto) => number): [number | null, number | null] => [
      before === undefined || before.count === 0 ? null : read(before),
      after === undefined || after.count === 0 ? null : read(after),
    ]
    this.add(`${key}.count`, names.count, 'count', [before?.count ?? 0, after?.count ?? 0], true)
    this.add(`${key}.total`, names.total, 'ns', [before?.totalNs ?? 0, after?.totalNs ?? 0], true)
    this.add(
      `${key}.p50`,
      'p50',
      'ns',
      known(({ p50Ns }) => p50Ns),
      false,
    )
    this.add(
      `${key}.p99`,
      'p99',
      'ns',
      known(({ p99Ns }) => p99Ns),
      false,
    )
    this.add(
      `${key}.longest`,
      'longest',
      'ns',
      known(({ longestNs }) => longestNs),
      false,
      places,
    )
  }
}

function placeOfLongest(durations: ComparableDurationsDto | undefined): ComparedPlaceDto | undefined {
  if (durations === undefined || durations.count === 0) return undefined
  const { longestStartNs, longestNs, longestGoroutine } = durations
  return {
    fromNs: longestStartNs,
    toNs: longestStartNs + longestNs,
    ...(longestGoroutine === null ? {} : { goroutine: longestGoroutine }),
  }
}

/** Names of the states that goroutines spend time in, in the order of the tables. */
const stateNames: readonly (readonly [VisualState, string])[] = [
  ['running', 'running'],
  ['runnable', 'runnable'],
  ['blocked-sync', 'blocked: sync'],
  ['blocked-channel', 'blocked: channel, select'],
  ['network', 'waiting for network'],
  ['syscall', 'in syscalls'],
  ['gc-work', 'GC workers'],
  ['gc-assist', 'mark assist, waits for GC'],
  ['sleep', 'asleep, idle'],
  ['unknown', 'unknown'],
]

function addStates(list: FigureList, before: readonly number[], after: readonly number[]): void {
  for (const [state, name] of stateNames) {
    const at = visualStateIndex[state]
    const values = [before[at] ?? 0, after[at] ?? 0] as const
    if (values[0] !== 0 || values[1] !== 0) list.add(`state.${state}`, name, 'ns', values, true)
  }
}

function wholeFigures(before: ComparableTraceDto, after: ComparableTraceDto): readonly ComparedFigureDto[] {
  const list = new FigureList()
  list.under('Trace')
  list.add('duration', 'length', 'ns', [before.durationNs, after.durationNs], false)
  list.add('processors', 'Ps', 'count', [before.processors, after.processors], false)
  list.add('threads', 'threads', 'count', [before.threads, after.threads], false)
  list.add('created', 'goroutines created', 'count', [before.created, after.created], true)
  list.add(
    'goroutines.most',
    'most goroutines at once',
    'count',
    [before.mostGoroutines, after.mostGoroutines],
    false,
  )
  list.add('occupied', 'Ps occupied', 'ns', [before.occupiedNs, after.occupiedNs], true)
  list.under('Time of all goroutines')
  addStates(list, before.stateTimes, after.stateTimes)
  list.under('Wait for a P')
  list.addDurations('latency', { count: 'times', total: 'in all' }, before.latency, after.latency)
  list.under('GC marking')
  list.addDurations('marks', { count: 'cycles', total: 'in all' }, before.marks, after.marks)
  list.under('World stopped')
  list.addDurations('stops', { count: 'stops', total: 'in all' }, before.stops, after.stops)
  for (const reason of namesOf(before.stopsByReason, after.stopsByReason, (stop) => stop.reason)) {
    const find = (trace: ComparableTraceDto): ComparableDurationsDto | undefined =>
      trace.stopsByReason.find((stop) => stop.reason === reason)?.durations
    const [first, second] = [find(before), find(after)]
    list.add(
      `stops.${reason}.total`,
      reason === '' ? '(no reason)' : reason,
      'ns',
      [first?.totalNs ?? 0, second?.totalNs ?? 0],
      true,
      [placeOfLongest(first), placeOfLongest(second)],
    )
  }
  list.under('Heap')
  list.add('heap.peak', 'peak', 'bytes', [before.peakHeapBytes, after.peakHeapBytes], false, [
    instant(before.peakHeapAtNs),
    instant(after.peakHeapAtNs),
  ])
  list.add('heap.last', 'at the end', 'bytes', [before.lastHeapBytes, after.lastHeapBytes], false)
  list.add('heap.goal', 'goal at the end', 'bytes', [before.lastGoalBytes, after.lastGoalBytes], false)
  return list.figures
}

const instant = (atNs: number | null): ComparedPlaceDto | undefined =>
  atNs === null ? undefined : { fromNs: atNs, toNs: atNs }

/** Names of either, in the order of the first, then what only the second has. */
function namesOf<Item>(
  before: readonly Item[],
  after: readonly Item[],
  name: (item: Item) => string,
): readonly string[] {
  return [...new Set([...before.map(name), ...after.map(name)])]
}

function compareFunctions(before: ComparableTraceDto, after: ComparableTraceDto): ComparedFunctionDto[] {
  const keyOf = ({ functionName, isRuntime }: ComparableFunctionDto): string => `${isRuntime} ${functionName}`
  const earlier = new Map(before.functions.map((one) => [keyOf(one), one]))
  const later = new Map(after.functions.map((one) => [keyOf(one), one]))
  return [...new Set([...earlier.keys(), ...later.keys()])].map((key) =>
    compareFunction(earlier.get(key), later.get(key)),
  )
}

function compareFunction(
  before: ComparableFunctionDto | undefined,
  after: ComparableFunctionDto | undefined,
): ComparedFunctionDto {
  const list = new FigureList()
  list.under('Goroutines')
  list.add(
    'goroutines',
    'there at any time',
    'count',
    [before?.goroutines ?? 0, after?.goroutines ?? 0],
    false,
  )
  list.add('created', 'created', 'count', [before?.created ?? 0, after?.created ?? 0], true)
  list.under('Time')
  addStates(list, before?.stateTimes ?? [], after?.stateTimes ?? [])
  list.under('Wait for a P')
  list.addDurations('latency', { count: 'times', total: 'in all' }, before?.latency, after?.latency)
  for (const reason of namesOf(before?.reasons ?? [], after?.reasons ?? [], (one) => one.reason)) {
    const find = (one: ComparableFunctionDto | undefined): ComparableDurationsDto | undefined =>
      one?.reasons.find((candidate) => candidate.reason === reason)?.durations
    list.under(reason === '' ? 'Waits since before the trace' : `Waits: ${reason}`)
    list.addDurations(`reason.${reason}`, { count: 'times', total: 'in all' }, find(before), find(after))
  }
  return {
    functionName: after?.functionName ?? before?.functionName ?? '',
    isRuntime: after?.isRuntime ?? before?.isRuntime ?? false,
    isInBefore: before !== undefined,
    isInAfter: after !== undefined,
    figures: list.figures,
  }
}

export function figureOf(
  { figures }: { readonly figures: readonly ComparedFigureDto[] },
  key: string,
): ComparedFigureDto | undefined {
  return figures.find((figure) => figure.key === key)
}

/** Sum of the changes per second of the states in which something happens or is waited for. */
function weightOf(compared: ComparedFunctionDto, lengths: Lengths): number {
  let sum = 0
  for (const figure of compared.figures) {
    if (!figure.key.startsWith('state.') || figure.key === 'state.sleep' || figure.key === 'state.unknown')
      continue
    const { before, after } = valuesOf(figure, lengths, true)
    sum += Math.abs((after ?? 0) - (before ?? 0))
  }
  return sum
}
