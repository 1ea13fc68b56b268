/**
 * A picture that explains itself: title, sentence, where it is from, axis, rows with their labels, notes, figures of the
 * stretch, and a legend of the states that occur. One draw list for every writer; nothing here knows a canvas.
 */
import { formatDuration, formatExactTime, groupDigits } from '../base/format-units'
import type { VisualState } from '../contract/visual-states'
import { noteTimes, type Note } from '../notes/note'
import type { PictureData } from './export-data'
import { legendKinds, drawLegend, drawStatistics, statisticsOf } from './export-legend'
import { drawRows, placeRows, type PictureTiming, type RowsPlan } from './export-rows'
import { RectangleBuilder, type DrawList, type Layer, type Shape } from './draw-list'
import { highlighted } from './highlight'
import type { TextMeasure } from './label-fit'
import { drawNotes, type RowSpot } from './note-shapes'
import type { Palette } from './palette'
import type { Density } from './row-layout'
import {
  finishPage,
  listNotes,
  marginPx,
  PicturePage,
  smallStyle,
  writeHead,
  type PageHead,
} from './picture-page'

/** What stands in a picture besides the rows. */
export interface PictureParts {
  readonly title: boolean
  readonly sentence: boolean
  readonly file: boolean
  readonly range: boolean
  readonly axis: boolean
  readonly legend: boolean
  readonly statistics: boolean
  readonly notes: boolean
}

export const allParts: PictureParts = {
  title: true,
  sentence: true,
  file: true,
  range: true,
  axis: true,
  legend: true,
  statistics: true,
  notes: true,
}

/** A state, or what fits an expression. */
export type PictureHighlight =
  { readonly by: 'state'; readonly state: VisualState } | { readonly by: 'filter'; readonly filter: string }

export interface PictureOptions {
  readonly widthPx: number
  readonly palette: Palette
  readonly density: Density
  readonly title: string
  readonly sentence: string
  readonly fileName: string
  readonly notes: readonly Note[]
  readonly parts: PictureParts
  /** How the axis counts; absent: since the trace's start. */
  readonly timing?: PictureTiming | undefined
  /** What stands out in the rows; the data were asked for with the same expression. */
  readonly highlight?: PictureHighlight | undefined
  /** Widths in the label style: 11 px, weight 500. */
  readonly measure: TextMeasure
  /** 'Marey 0.1.0', at the lower right. */
  readonly program: string
}

/** Width of the part with data of a picture so wide, in CSS pixels. */
const pictureGutterPx = (widthPx: number): number => (widthPx < 900 ? 170 : widthPx < 1800 ? 224 : 280)
export const picturePlotWidthPx = (widthPx: number): number =>
  Math.max(1, widthPx - 2 * marginPx - pictureGutterPx(widthPx))

/** The whole picture. Its height follows from what is in it. */
export function composePicture(data: PictureData, options: PictureOptions): DrawList {
  const page = new PicturePage(options)
  writeHead(page, headOf(data, options))
  const layers: Layer[] = []
  const plan = placeRows(data.rows, {
    x: marginPx,
    y: page.y,
    widthPx: page.innerPx,
    gutterPx: pictureGutterPx(options.widthPx),
    hasAxis: options.parts.axis,
    density: options.density,
  })
  const { highlight } = options
  const palette = highlighted(options.palette, highlight?.by === 'state' ? highlight.state : undefined)
  const rows = drawRows({ ...data, timing: options.timing }, plan, { ...options, palette })
  layers.push(...rows.layers)
  const over: Shape[] = [...rows.shapes]
  const notes = options.parts.notes ? notesIn(data, options.notes) : []
  drawNotes(notes, noteFrame(data, plan, options), over)
  page.y = plan.bottomPx + 8
  if (highlight !== undefined)
    page.text(
      `Highlighted: ${highlightText(highlight, options.palette)}. All else is pale.`,
      smallStyle,
      2,
      true,
    )
  if (data.rowsLeftOut > 0) {
    const rest = `${groupDigits(data.rowsLeftOut)} more ${data.rowsLeftOut === 1 ? 'row' : 'rows'} of this list`
    page.text(`${rest} ${data.rowsLeftOut === 1 ? 'is' : 'are'} not in the picture.`, smallStyle, 1, true)
  }
  if (data.overview.lost.some(({ fromNs, toNs }) => toNs > data.fromNs && fromNs < data.toNs))
    page.text('Hatched across all rows: lost in the recording.', smallStyle, 1, true)
  if (options.parts.statistics) {
    page.y += 6
    page.y = drawStatistics(statisticsOf(data), marginPx, page.y, page.innerPx, options, page.shapes)
  }
  if (options.parts.legend) {
    page.y += 8
    const swatches = new RectangleBuilder()
    const legend = legendKinds(data, plan)
    const hasHeap = data.rows.some((row) => row.kind === 'heap') && data.counters.head.maxHeapBytes > 0
    const entries = { kinds: legend, hasHeap }
    page.y = drawLegend(entries, marginPx, page.y, page.innerPx, options, swatches, page.shapes)
    const clip = { x: 0, y: 0, width: options.widthPx, height: page.y }
    layers.push({
      kind: 'rectangles',
      clip,
      view: { fromX: 0, unitsPerPx: 1, scrollPx: 0 },
      rectangles: swatches,
    })
  }
  listNotes(notes, page, whenText)
  finishPage(page, options.program)
  return {
    widthPx: options.widthPx,
    heightPx: Math.ceil(page.y),
    // The legend shows what stands out as the rows do.
    palette,
    layers: [...layers, { kind: 'shapes', shapes: over }, { kind: 'shapes', shapes: page.shapes }],
  }
}

const highlightText = (highlight: PictureHighlight, palette: Palette): string =>
  highlight.by === 'state' ? palette.states[highlight.state].name : highlight.filter

function headOf(data: PictureData, { parts, title, sentence, fileName }: PictureOptions): PageHead {
  return {
    title: parts.title ? title : '',
    sentence: parts.sentence ? sentence : '',
    facts: [
      // The title may be the file's name already.
      ...(parts.file && (!parts.title || title !== fileName) ? [fileName] : []),
      ...(parts.file ? goVersion(data) : []),
      ...(parts.range ? [rangeText(data)] : []),
    ],
  }
}

function goVersion(data: PictureData): readonly string[] {
  const { goVersion: version } = data.overview
  if (version === '') return []
  return [/^go\s?\d/i.test(version) ? version.replace(/^go\s?/i, 'Go ') : `Go ${version}`]
}

/** `0.100 000 000 s to 0.200 000 000 s (100 ms of 1.2 s)`. */
export function rangeText({ fromNs, toNs, overview }: PictureData): string {
  const length = formatDuration(toNs - fromNs)
  if (fromNs <= 0 && toNs >= overview.durationNs) return `the whole recording, ${length}`
  const from = formatExactTime(fromNs)
  return `${from} to ${formatExactTime(toNs)} (${length} of ${formatDuration(overview.durationNs)})`
}

/** The weightiest finding of the stretch, for the sentence above a picture; '' where there is none. */
export function sentenceFor({
  fromNs,
  toNs,
  overview,
}: Pick<PictureData, 'fromNs' | 'toNs' | 'overview'>): string {
  const order = ['high', 'medium', 'low']
  const found = overview.findings
    .filter(({ at }) => at.toNs >= fromNs && at.fromNs <= toNs)
    .sort((one, other) => order.indexOf(one.severity) - order.indexOf(other.severity))[0]
  return found?.text ?? ''
}

/** `0.002 600 000 s, 3 ms`. */
function whenText(note: Note): string {
  const times = noteTimes(note)
  if (times === undefined) return ''
  const at = formatExactTime(times.fromNs)
  return times.toNs === times.fromNs ? at : `${at}, ${formatDuration(times.toNs - times.fromNs)}`
}

function notesIn({ fromNs, toNs }: PictureData, notes: readonly Note[]): readonly Note[] {
  return notes.filter((note) => {
    const times = noteTimes(note)
    return times !== undefined && times.toNs >= fromNs && times.fromNs <= toNs
  })
}

function noteFrame(data: PictureData, plan: RowsPlan, options: PictureOptions) {
  const spots = new Map<string, RowSpot>(
    plan.rows.map(({ row, topPx, bodyPx }) => [row.key, { topPx: plan.rowsBox.y + topPx, bodyPx }]),
  )
  return {
    palette: options.palette,
    fromNs: data.fromNs,
    toNs: data.toNs,
    plot: plan.rowsBox,
    spotOf: (row: string): RowSpot => spots.get(row),
    measure: options.measure,
    selected: undefined,
  }
}
