/** What a tooltip says, as lines: title, facts in pairs. Only what the data prove; the rest is not there. */
import { formatBytes, formatDuration, formatExactTime, groupDigits } from '../../../base/format-units'
import { TileFlag, visualStates, type RangeDto, type RowDto, type SpanDto } from '../../../contract/trace-dto'
import type { Counters } from '../../../picture/counters'
import type { Palette } from '../../../picture/palette'
import type { Tile } from '../../../picture/tile-columns'
import { goroutineName } from './navigation'

export interface HoverFacts {
  readonly title: string
  /** Class of a colour swatch before the title: a visual state. */
  readonly state?: string
  readonly lines: readonly { readonly name: string; readonly value: string }[]
  readonly hint?: string
}

const placeOf = (span: SpanDto): string =>
  span.place === undefined
    ? ''
    : `${span.place.functionName} ${shortFile(span.place.file)}:${span.place.line}`

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
  add('At', placeOf(span))
  add('Runs on', span.processor === undefined ? '' : `P${span.processor}`)
  add('Lost its P', span.lostProcessorNs === undefined ? '' : `at ${formatExactTime(span.lostProcessorNs)}`)
  const wake = span.wokenBy ?? span.causedBy
  add(span.wokenBy === undefined ? 'Because' : 'Woken', wake?.text)
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
  const lines = [
    { name: 'Lasts', value: `${isOpen ? 'at least ' : ''}${formatDuration(range.endNs - range.startNs)}` },
    { name: 'Begins', value: range.isOpenAtStart ? 'before the trace' : formatExactTime(range.startNs) },
  ]
  if (range.processor !== undefined) lines.push({ name: 'On', value: `P${range.processor}` })
  if (range.goroutine !== undefined) lines.push({ name: 'By', value: goroutineName(range.goroutine) })
  return { title: range.name, lines }
}

export function factsOfRow(row: RowDto, durationNs: number): HoverFacts {
  const lines: { name: string; value: string }[] = []
  if (row.detail !== '') lines.push({ name: '', value: row.detail })
  if (row.kind === 'goroutine') {
    if (row.fromNs !== undefined)
      lines.push({
        name: 'From',
        value: row.fromNs <= 0 ? 'before the trace, or its start' : formatExactTime(row.fromNs),
      })
    if (row.toNs !== undefined)
      lines.push({
        name: 'To',
        value: row.toNs >= durationNs ? 'alive at the end' : formatExactTime(row.toNs),
      })
  }
  return {
    title: row.label,
    lines,
    ...(row.isExpandable ? { hint: row.isExpanded ? 'Click to fold' : 'Click to open' } : {}),
  }
}

/**
 * The bucket of a tile at a time of a row: how many spans it holds, and the share of each state as it is drawn.
 * Undefined when an exact span stands there.
 */
export function factsOfBucket(
  tile: Tile,
  row: number,
  timeNs: number,
  palette: Palette,
): HoverFacts | undefined {
  const offset = timeNs - tile.head.fromNs
  const lines: { name: string; value: string }[] = []
  let count = 0
  let length = 0
  for (let index = 0; index < tile.count; index++) {
    if (tile.row[index] !== row || tile.startNs[index]! > offset || tile.endNs[index]! < offset) continue
    if ((tile.flags[index]! & TileFlag.mark) !== 0) continue
    if ((tile.flags[index]! & TileFlag.bucket) === 0) return undefined
    count = Math.max(count, tile.spanCount[index]!)
    length = tile.endNs[index]! - tile.startNs[index]!
    const state = visualStates[tile.state[index]!]
    const share = (tile.y1[index]! - tile.y0[index]!) / 255
    if (state !== undefined && share > 0)
      lines.push({ name: palette.states[state].name, value: approximateShare(share) })
  }
  if (lines.length === 0) return undefined
  return {
    title: `${groupDigits(count)} spans in ${formatDuration(length)}`,
    lines,
    hint: 'Zoom in to see them one by one',
  }
}

/** Tiles carry shares in 1/255: no more digits than that. */
const approximateShare = (share: number): string =>
  share < 0.01 ? 'under 1 %' : share === 1 ? 'all of it' : `about ${Math.round(share * 100)} %`

/** Values of a plot at a time. */
export function factsOfPlot(
  counters: Counters,
  kind: 'heap' | 'goroutine-counts',
  timeNs: number,
): HoverFacts | undefined {
  const { head } = counters
  const index = Math.floor(((timeNs - head.fromNs) / (head.toNs - head.fromNs)) * head.slices)
  if (index < 0 || index >= head.slices) return undefined
  if (kind === 'heap') {
    const live = counters.heapLive[index]!
    const goal = counters.heapGoal[index]!
    if (Number.isNaN(live) && Number.isNaN(goal)) return undefined
    const bytes = (value: number): string =>
      Number.isNaN(value) ? 'not yet known' : value > 2 ** 62 ? 'none' : formatBytes(Math.round(value))
    return {
      title: 'Heap',
      lines: [
        { name: 'Live', value: bytes(live) },
        { name: 'Goal', value: bytes(goal) },
      ],
    }
  }
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
