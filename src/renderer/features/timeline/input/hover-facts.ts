/** What a tooltip says, as lines: title, facts in pairs. Only what the data prove; the rest is not there. */
import {
  formatBytes,
  formatDuration,
  formatExactTime,
  formatShare,
  groupDigits,
} from '../../../../base/format-units'
import type { BucketDto, NamedStretchesDto } from '../../../../contract/stretch-dto'
import type { HeapAtDto } from '../../../../contract/counters-dto'
import type { GoroutineDto } from '../../../../contract/goroutine-dto'
import type { DrawnDto, LastStoppedDto, MarkPhaseDto, PickDto, RangeDto } from '../../../../contract/pick-dto'
import type { FrameDto } from '../../../../contract/place-dto'
import type { RowDto } from '../../../../contract/rows-dto'
import type { SpanDto } from '../../../../contract/span-dto'
import { visualStates, type VisualState } from '../../../../contract/visual-states'
import type { Counters } from '../../../../picture/counters'
import type { Palette } from '../../../../picture/palette'
import { toStateTimes } from '../../../data/state-times'
import { goroutineName } from '../navigation/describe'
import type { PointerFacts } from '../../../widgets/pointer-tip'

export interface HoverFacts extends PointerFacts {
  /** Class of a colour swatch before the title: a visual state. */
  readonly state?: string
}

type Line = HoverFacts['lines'][number]

const frameText = ({ functionName, file, line }: FrameDto): string =>
  `${functionName} ${shortFile(file)}:${line}`

const placeOf = (span: SpanDto): string => (span.place === undefined ? '' : frameText(span.place))

const shortFile = (file: string): string => file.slice(file.lastIndexOf('/') + 1)

export function factsOfSpan(span: SpanDto, palette: Palette): HoverFacts {
  const lines: { name: string; value: string }[] = []
  const add = (name: string, value: string | undefined): void => {
    if (value !== undefined && value !== '') lines.push({ name, value })
  }
  const isClipped = span.isClippedLeft || span.isClippedRight
  add('Lasts', `${isClipped ? 'at least ' : ''}${formatDuration(span.endNs - span.startNs)}`)
  add('Begins', span.isClippedLeft ? 'before the trace shows it' : formatExactTime(span.startNs))
  add('State', `${span.state}${span.reason === '' ? '' : ` (${span.reason})`}`)
  add('Worker', span.label)
  add('At', placeOf(span))
  add('Runs on', span.processor === undefined ? '' : `P${span.processor}`)
  add('Lost its P', span.lostProcessorNs === undefined ? '' : `at ${formatExactTime(span.lostProcessorNs)}`)
  const wake = span.wokenBy ?? span.causedBy
  add(span.wokenBy === undefined ? 'Because' : 'Woken', wake?.text)
  add('Ran', wake?.delayNs === undefined ? '' : `${formatDuration(wake.delayNs)} after that`)
  add('Before', span.previous?.state)
  add('After', span.next?.state)
  return {
    title: `${goroutineName(span.goroutine)} · ${palette.states[span.visualState].name}`,
    state: span.visualState,
    lines,
    ...(wake?.goroutine === undefined ? {} : { hint: 'Click, then [ to go to the waker' }),
  }
}

export function factsOfRange(range: RangeDto): HoverFacts {
  const isOpen = range.isOpenAtStart || range.isOpenAtEnd
  const lines =
    range.startNs === range.endNs && !isOpen
      ? [{ name: 'At', value: formatExactTime(range.startNs) }]
      : [
          {
            name: 'Lasts',
            value: `${isOpen ? 'at least ' : ''}${formatDuration(range.endNs - range.startNs)}`,
          },
          {
            name: 'Begins',
            value: range.isOpenAtStart ? 'before the trace' : formatExactTime(range.startNs),
          },
        ]
  if (range.processor !== undefined) lines.push({ name: 'On', value: `P${range.processor}` })
  if (range.goroutine !== undefined) lines.push({ name: 'By', value: goroutineName(range.goroutine) })
  if (range.mark !== undefined) lines.push(...linesOfMark(range.mark))
  if (range.lastStopped !== undefined) lines.push(lineOfLastStopped(range.lastStopped))
  const isObject = range.region !== undefined || range.task !== undefined
  return { title: range.name, lines, ...(isObject ? { hint: 'Click for what happened in it' } : {}) }
}

const bytesOrUnknown = (value: number | null): string => (value === null ? 'not known' : formatBytes(value))

function linesOfMark(mark: MarkPhaseDto): readonly Line[] {
  const heap = (live: number | null, goal: number | null): string =>
    `${bytesOrUnknown(live)} live, goal ${bytesOrUnknown(goal)}`
  const workers = {
    name: 'GC workers',
    value: `${formatDuration(mark.workerNs)} on Ps, ${formatShare(mark.workerNs / mark.heldNs)} of the time that Ps were held; idle ones are among them`,
  }
  return [
    { name: 'At begin', value: heap(mark.startLiveBytes, mark.startGoalBytes) },
    { name: 'At end', value: heap(mark.endLiveBytes, mark.endGoalBytes) },
    ...(mark.heldNs > 0 ? [workers] : []),
  ]
}

/** Only that it stopped last is seen; that it was waited for is likely (a thread that the operating system did not run looks guilty too). */
function lineOfLastStopped({ processor, afterNs, goroutine, place }: LastStoppedDto): Line {
  const ran = goroutine === undefined ? '' : `, running ${goroutineName(goroutine)}`
  const where = place === undefined ? '' : ` in ${frameText(place)}`
  return {
    name: 'Likely last',
    value: `P${processor} stopped after ${formatDuration(afterNs)}${ran}${where}`,
  }
}

/** What a row is; `goroutine` is known a moment later than the rest. */
export function factsOfRow(row: RowDto, durationNs: number, goroutine?: GoroutineDto): HoverFacts {
  const lines: Line[] = []
  // Beside a goroutine stands who created it, or what ties it to another: an order by relevance.
  if (row.detail !== '' && (goroutine === undefined || !isAboutCreation.test(row.detail)))
    lines.push({ name: '', value: detailText(row) })
  if (goroutine !== undefined) lines.push(...linesOfGoroutine(goroutine, durationNs))
  return {
    title: goroutine === undefined ? fullName(row) : goroutineName(goroutine),
    lines,
    ...(row.isExpandable ? { hint: hintOfRow(row) } : {}),
  }
}

/** A function with the whole path of its package; the row itself may have room for less. */
const fullName = ({ kind, key, label }: RowDto): string =>
  kind === 'group' && key.startsWith('group:') && label !== 'runtime' ? key.slice('group:'.length) : label

const isAboutCreation = /^(by g\d+|existed before)$/

/** The number beside a group or section is a count of what is in it. */
function detailText({ kind, detail, key }: RowDto): string {
  const noun =
    kind === 'group' ? 'goroutine' : kind === 'section' && key === 'section:tasks' ? 'task' : undefined
  return noun === undefined || !/^\d[\d\s]*$/.test(detail)
    ? detail
    : `${detail} ${noun}${detail === '1' ? '' : 's'}`
}

/** A click on the label of a goroutine selects it: its tracks open at the arrow. */
function hintOfRow({ kind, isExpanded }: RowDto): string {
  if (kind === 'goroutine' || kind === 'task')
    return isExpanded ? 'Click selects, the arrow folds' : 'Click selects, the arrow opens'
  return isExpanded ? 'Click to fold' : 'Click to open'
}

const mostStates = 4

function linesOfGoroutine(goroutine: GoroutineDto, durationNs: number): readonly Line[] {
  const { createdBy, creationPlace, createdNs, endedNs, startsBeforeTrace, stateTimes } = goroutine
  const lines: Line[] = []
  if (createdBy !== undefined) lines.push({ name: 'Created by', value: goroutineName(createdBy) })
  if (creationPlace !== undefined) lines.push({ name: 'At', value: frameText(creationPlace) })
  const isCut = startsBeforeTrace || endedNs === undefined
  const lifeNs = (endedNs ?? durationNs) - createdNs
  lines.push(
    { name: 'Begins', value: startsBeforeTrace ? 'before the trace' : formatExactTime(createdNs) },
    { name: 'Ends', value: endedNs === undefined ? 'alive at the end' : formatExactTime(endedNs) },
    { name: 'Lives', value: `${isCut ? 'at least ' : ''}${formatDuration(lifeNs)}` },
  )
  const shares = [...toStateTimes(stateTimes)]
    .sort((one, other) => other.value - one.value)
    .slice(0, mostStates)
  for (const { label, text } of shares) lines.push({ name: label, value: text })
  return lines
}

const drawnNames: Readonly<Record<DrawnDto['kind'], string>> = {
  log: 'Log',
  'cpu-sample': 'CPU sample',
  sweep: 'GC sweep',
  'mark-assist': 'Mark assist',
}

function drawnText(drawn: DrawnDto): string {
  const more = drawn.count > 1 ? `, one of ${groupDigits(drawn.count)} here` : ''
  switch (drawn.kind) {
    case 'log': {
      const category = drawn.category === undefined || drawn.category === '' ? '' : `[${drawn.category}] `
      return `${category}${drawn.message ?? ''} at ${formatExactTime(drawn.startNs)}${more}`
    }
    case 'cpu-sample': {
      const frames = (drawn.stack ?? []).slice(0, 3).map(({ functionName }) => functionName)
      return `${frames.length === 0 ? 'no stack' : frames.join(' ← ')} at ${formatExactTime(drawn.startNs)}${more}`
    }
    case 'sweep':
    case 'mark-assist':
      return `${formatDuration(drawn.endNs - drawn.startNs)} from ${formatExactTime(drawn.startNs)}${more}`
  }
}

/** Marks and strips at the same place, after what stands there; alone where nothing does. */
export function withDrawn(facts: HoverFacts | undefined, found: PickDto | undefined): HoverFacts | undefined {
  const lines = (found?.also ?? []).map((drawn) => ({
    name: drawnNames[drawn.kind],
    value: drawnText(drawn),
  }))
  const [first, ...others] = lines
  if (first === undefined) return facts
  if (facts === undefined) return { title: first.name, lines: [{ name: '', value: first.value }, ...others] }
  return { ...facts, lines: [...facts.lines, ...lines] }
}

const mostReasons = 6
const mostNames = 8

/**
 * What is gathered in a bucket: exact counts and times, the longest span, and on a group's row who stood where at the
 * pointer's instant. Undefined where there is nothing.
 */
export function factsOfBucket(bucket: BucketDto, palette: Palette): HoverFacts | undefined {
  const { spanCount, goroutineCount, reasons, longest, names, instant } = bucket
  const length = formatDuration(bucket.toNs - bucket.fromNs)
  if (spanCount === 0) return undefined
  const lines: { name: string; value: string }[] = []
  const stateName = (state: VisualState): string => palette.states[state].name
  for (const { visualState, reason, count, totalNs } of reasons.slice(0, mostReasons)) {
    const words = reason === '' ? stateName(visualState) : `${stateName(visualState)} (${reason})`
    lines.push({ name: formatDuration(totalNs), value: `${words}, ${plural(count, 'span')}` })
  }
  if (reasons.length > mostReasons)
    lines.push({ name: '', value: `and ${reasons.length - mostReasons} more states and reasons` })
  if (longest !== undefined) {
    const wholeNs = longest.endNs - longest.startNs
    const isCut = longest.insideNs < wholeNs
    const whole = `${formatDuration(wholeNs)}${isCut ? `, ${formatDuration(longest.insideNs)} of it here` : ''}`
    const what = longest.reason === '' ? stateName(longest.visualState) : longest.reason
    lines.push({ name: 'Longest', value: `${whole}: ${goroutineName(longest.goroutine)}, ${what}` })
    if (longest.place !== undefined)
      lines.push({
        name: 'At',
        value: `${longest.place.functionName} ${shortFile(longest.place.file)}:${longest.place.line}`,
      })
  }
  if (names !== undefined) lines.push(...linesOfNames(names))
  if (instant !== undefined && instant.total > 0) {
    const counts = instant.counts.flatMap((count, state) => {
      const name = visualStates[state]
      return count === 0 || name === undefined ? [] : [`${groupDigits(count)} ${stateName(name)}`]
    })
    lines.push({ name: 'Right here', value: counts.join(', ') })
    const names = instant.goroutines.slice(0, mostNames).map(({ goroutine }) => `g${goroutine.id}`)
    const others = instant.total - names.length
    lines.push({
      name: '',
      value: `${names.join(' ')}${others > 0 ? ` and ${groupDigits(others)} more` : ''}`,
    })
  }
  const owners = goroutineCount > 1 ? ` of ${groupDigits(goroutineCount)} goroutines` : ''
  return {
    title: `${plural(spanCount, reasons.length === 0 ? 'event' : 'span')}${owners} in ${length}`,
    lines,
    hint:
      longest === undefined
        ? 'Zoom in to see them one by one'
        : 'Click selects the longest, a double click zooms to it',
  }
}

/** Each name with how often and how long, then the longest of all. */
function linesOfNames(names: readonly NamedStretchesDto[]): readonly Line[] {
  const lines: Line[] = names.slice(0, mostReasons).map(({ name, count, totalNs }) => ({
    name: formatDuration(totalNs),
    value: count === 1 ? name : `${name}, ${groupDigits(count)} times`,
  }))
  if (names.length > mostReasons)
    lines.push({ name: '', value: `and ${names.length - mostReasons} more names` })
  const [first, ...others] = names
  if (first === undefined) return lines
  const longest = others.reduce((best, one) => (one.longestNs > best.longestNs ? one : best), first)
  if (names.length > 1 || first.count > 1)
    lines.push({
      name: 'Longest',
      value: `${formatDuration(longest.longestNs)} at ${formatExactTime(longest.longestStartNs)}: ${longest.name}`,
    })
  return lines
}

const plural = (count: number, word: string): string =>
  `${groupDigits(count)} ${word}${count === 1 ? '' : 's'}`

/** The heap at a time: live and goal, how far apart, and how much it has grown since the last GC. */
export function factsOfHeap({ liveBytes, goalBytes, since }: HeapAtDto, timeNs: number): HoverFacts {
  const lines: Line[] = [
    { name: 'Live', value: liveBytes === undefined ? 'not yet known' : formatBytes(liveBytes) },
    { name: 'Goal', value: goalBytes === undefined ? 'none, or not yet known' : formatBytes(goalBytes) },
  ]
  if (liveBytes !== undefined && goalBytes !== undefined)
    lines.push(
      liveBytes > goalBytes
        ? { name: 'Over the goal', value: `by ${formatBytes(liveBytes - goalBytes)}` }
        : { name: 'To the goal', value: formatBytes(goalBytes - liveBytes) },
    )
  if (liveBytes !== undefined && since !== undefined) lines.push(lineOfGrowth(liveBytes, since, timeNs))
  return { title: `Heap at ${formatExactTime(timeNs)}`, lines }
}

function lineOfGrowth(liveBytes: number, since: NonNullable<HeapAtDto['since']>, timeNs: number): Line {
  const grownBytes = liveBytes - since.liveBytes
  const forNs = timeNs - since.atNs
  const rate =
    forNs > 0 && grownBytes > 0 ? `, ${formatBytes(Math.round((grownBytes / forNs) * 1e9))} a second` : ''
  const bytes = `${grownBytes < 0 ? '−' : '+'}${formatBytes(Math.abs(grownBytes))}`
  return {
    name: since.isGcEnd ? 'Since the last GC' : 'In the trace so far',
    value: `${bytes} in ${formatDuration(Math.max(0, forNs))}${rate}`,
  }
}

/** Goroutines by state at a time. */
export function factsOfGoroutineCounts(counters: Counters, timeNs: number): HoverFacts | undefined {
  const { head } = counters
  const index = Math.floor(((timeNs - head.fromNs) / (head.toNs - head.fromNs)) * head.slices)
  if (index < 0 || index >= head.slices) return undefined
  const mean = (value: number): string =>
    value < 10 ? String(Math.round(value * 100) / 100) : groupDigits(Math.round(value))
  return {
    title: 'Goroutines, mean of this pixel',
    lines: [
      { name: 'Running', value: mean(counters.running[index]!) },
      { name: 'Runnable', value: mean(counters.runnable[index]!) },
      { name: 'In syscalls', value: mean(counters.syscall[index]!) },
      { name: 'Waiting', value: mean(counters.waiting[index]!) },
    ],
  }
}
