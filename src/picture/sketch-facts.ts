/** What a sketch can say about a place in its picture: how much of that stretch of time was spent how. No more is known yet. */
import { formatDuration, formatShare } from '../base/format-units'
import { sketchStates } from '../contract/sketch-dto'
import type { RowDto } from '../contract/rows-dto'
import type { Palette } from './palette'
import { timesOfRow, type SketchPlan } from './sketch-picture'
import type { Sketch, SketchRanges } from './sketch-columns'

export interface SketchFacts {
  readonly title: string
  readonly lines: readonly { readonly name: string; readonly value: string }[]
  readonly hint?: string
}

const unreadHint = 'Not looked at yet.'

/**
 * @param at CSS pixels from the picture's left top corner.
 * @returns undefined where no row of data stands.
 */
export function sketchFactsAt(
  sketch: Sketch,
  { places }: SketchPlan,
  palette: Palette,
  at: { readonly x: number; readonly y: number },
): SketchFacts | undefined {
  const { rowsBox } = places
  const share = (at.x - rowsBox.x) / rowsBox.width
  if (!(share >= 0 && share < 1)) return undefined
  const y = at.y - rowsBox.y
  const row = places.rows.find(({ topPx, pitchPx }) => y >= topPx && y < topPx + pitchPx)?.row
  if (row === undefined || row.kind === 'section') return undefined
  const timeNs = share * sketch.head.durationNs
  if (row.kind === 'gc') return collectorFacts(sketch, timeNs, sketch.head.durationNs / rowsBox.width)
  return rowFacts(sketch, row, timeNs, palette)
}

function rowFacts(sketch: Sketch, row: RowDto, timeNs: number, palette: Palette): SketchFacts {
  const { bucketNs, bucketCount, durationNs } = sketch.head
  const bucket = Math.min(bucketCount - 1, Math.floor(timeNs / bucketNs))
  const fromNs = bucket * bucketNs
  const lengthNs = Math.min(durationNs, fromNs + bucketNs) - fromNs
  const ns = timesOfRow(sketch, row)
  const isProcessor = row.kind === 'processor'
  const lines = sketchStates.flatMap((state, layer) => {
    const spentNs = ns[layer * bucketCount + bucket]!
    if (!(spentNs > 0)) return []
    // Several goroutines of a function run at once: their time is no share of the stretch.
    const share = isProcessor ? ` (${formatShare(Math.min(1, spentNs / lengthNs))})` : ''
    return [{ name: palette.states[state].name, value: `${formatDuration(spentNs)}${share}` }]
  })
  const stretch = { name: 'Stretch', value: `${formatDuration(lengthNs)} from ${formatDuration(fromNs)}` }
  return {
    title: row.label,
    lines: [stretch, ...lines],
    ...(rangeAt(sketch.unread, timeNs, 0) === undefined
      ? lines.length === 0
        ? { hint: isProcessor ? 'Nothing ran here.' : 'None of it ran here.' }
        : {}
      : { hint: unreadHint }),
  }
}

function collectorFacts(sketch: Sketch, timeNs: number, nsPerPx: number): SketchFacts | undefined {
  // Short ones are as wide as a pixel or two.
  const stop = rangeAt(sketch.stops, timeNs, 2 * nsPerPx)
  const found = stop ?? rangeAt(sketch.gc, timeNs, nsPerPx)
  if (found === undefined)
    return rangeAt(sketch.unread, timeNs, 0) === undefined
      ? undefined
      : { title: 'GC / STW', lines: [], hint: unreadHint }
  return {
    title: stop === undefined ? 'Garbage collection' : 'World stopped',
    lines: [
      { name: 'Begins', value: formatDuration(found.fromNs) },
      { name: 'Lasts', value: formatDuration(found.toNs - found.fromNs) },
    ],
  }
}

function rangeAt(
  { fromNs, toNs }: SketchRanges,
  timeNs: number,
  slackNs: number,
): { readonly fromNs: number; readonly toNs: number } | undefined {
  const at = fromNs.findIndex((from, index) => timeNs >= from - slackNs && timeNs <= toNs[index]! + slackNs)
  return at < 0 ? undefined : { fromNs: fromNs[at]!, toNs: toNs[at]! }
}
