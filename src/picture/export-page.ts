/**
 * A picture that explains itself: title, sentence, where it is from, axis, rows with their labels, notes, figures of the
 * stretch, and a legend of the states that occur. One draw list for every writer; nothing here knows a canvas.
 */
import { formatDuration, formatExactTime, groupDigits } from '../base/format-units'
import { plainText } from '../notes/markdown'
import { noteTimes, type Note } from '../notes/note'
import type { PictureData } from './export-data'
import { legendKinds, drawLegend, drawStatistics, statisticsOf } from './export-legend'
import { drawRows, placeRows, type RowsPlan } from './export-rows'
import { RectangleBuilder, type DrawList, type Layer, type Shape, type TextStyle } from './draw-list'
import type { TextMeasure } from './label-fit'
import { drawNotes, type RowSpot } from './note-shapes'
import type { Palette } from './palette'
import type { Density } from './row-layout'
import { scaledMeasure, wrapText } from './wrap-text'

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

export interface PictureOptions {
  readonly widthPx: number
  readonly palette: Palette
  readonly density: Density
  readonly title: string
  readonly sentence: string
  readonly fileName: string
  readonly notes: readonly Note[]
  readonly parts: PictureParts
  /** Widths in the label style: 11 px, weight 500. */
  readonly measure: TextMeasure
  /** 'Marey 0.1.0', at the lower right. */
  readonly program: string
}

const marginPx = 24
const titleStyle: TextStyle = { sizePx: 20, weight: 600, family: 'text' }
const sentenceStyle: TextStyle = { sizePx: 14, weight: 400, family: 'text' }
const factStyle: TextStyle = { sizePx: 12, weight: 400, family: 'text' }
const noteStyle: TextStyle = { sizePx: 12, weight: 400, family: 'text' }
const headingStyle: TextStyle = { sizePx: 12, weight: 600, family: 'text' }
const smallStyle: TextStyle = { sizePx: 10, weight: 400, family: 'text' }
const measuredPx = 11
const listedNotes = 60
const linesOfNote = 12

/** Width of the part with data of a picture so wide, in CSS pixels. */
export const pictureGutterPx = (widthPx: number): number => (widthPx < 900 ? 170 : widthPx < 1800 ? 224 : 280)
export const picturePlotWidthPx = (widthPx: number): number =>
  Math.max(1, widthPx - 2 * marginPx - pictureGutterPx(widthPx))

class Page {
  readonly shapes: Shape[] = []
  y = marginPx

  constructor(readonly options: PictureOptions) {}

  get innerPx(): number {
    return this.options.widthPx - 2 * marginPx
  }

  text(text: string, style: TextStyle, maximumLines: number, isDim = false, indentPx = 0): void {
    const { palette, measure } = this.options
    const color = isDim ? palette.dimText : palette.text
    // Heavier letters are a little wider than the measured ones.
    const factor = (style.sizePx / measuredPx) * (style.weight === 600 ? 1.05 : 1)
    const lineHeight = Math.round(style.sizePx * 1.4)
    const lines = wrapText(text, this.innerPx - indentPx, scaledMeasure(measure, factor), maximumLines)
    for (const line of lines) {
      const y = this.y + lineHeight / 2
      this.shapes.push({ kind: 'text', text: line, x: marginPx + indentPx, y, color, style, align: 'left' })
      this.y += lineHeight
    }
  }
}

/** The whole picture. Its height follows from what is in it. */
export function composePicture(data: PictureData, options: PictureOptions): DrawList {
  const page = new Page(options)
  drawHead(data, page)
  const layers: Layer[] = []
  const plan = placeRows(data, {
    x: marginPx,
    y: page.y,
    widthPx: page.innerPx,
    gutterPx: pictureGutterPx(options.widthPx),
    hasAxis: options.parts.axis,
    density: options.density,
  })
  const rows = drawRows(data, plan, options)
  layers.push(...rows.layers)
  const over: Shape[] = [...rows.shapes]
  const notes = options.parts.notes ? notesIn(data, options.notes) : []
  drawNotes(notes, noteFrame(data, plan, options), over)
  page.y = plan.bottomPx + 8
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
  listNotes(notes, page)
  page.y += 10
  page.shapes.push({
    kind: 'text',
    text: options.program,
    x: options.widthPx - marginPx,
    y: page.y,
    color: options.palette.dimText,
    style: smallStyle,
    align: 'right',
  })
  return {
    widthPx: options.widthPx,
    heightPx: Math.ceil(page.y + 14),
    palette: options.palette,
    layers: [...layers, { kind: 'shapes', shapes: over }, { kind: 'shapes', shapes: page.shapes }],
  }
}

function drawHead(data: PictureData, page: Page): void {
  const { parts, title, sentence } = page.options
  if (parts.title && title.trim() !== '') {
    page.text(title, titleStyle, 2)
    page.y += 2
  }
  if (parts.sentence && sentence.trim() !== '') {
    page.text(sentence, sentenceStyle, 6)
    page.y += 2
  }
  const facts = [
    // The title may be the file's name already.
    ...(parts.file && (!parts.title || title !== page.options.fileName) ? [page.options.fileName] : []),
    ...(parts.file ? goVersion(data) : []),
    ...(parts.range ? [rangeText(data)] : []),
  ]
  if (facts.length > 0) page.text(facts.join('  ·  '), factStyle, 2, true)
  page.y += 10
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

/** The texts of all notes in words: the labels in the picture are cut. */
function listNotes(notes: readonly Note[], page: Page): void {
  const withText = notes.filter((note) => note.text.trim() !== '').slice(0, listedNotes)
  if (withText.length === 0) return
  page.y += 10
  page.text('Notes', headingStyle, 1)
  for (const note of withText) {
    const times = noteTimes(note)
    const at = times === undefined ? '' : formatExactTime(times.fromNs)
    const length =
      times === undefined || times.toNs === times.fromNs
        ? ''
        : `, ${formatDuration(times.toNs - times.fromNs)}`
    page.y += 2
    const top = page.y
    const mark = note.callout > 0 ? String(note.callout) : '•'
    page.text(`${plainText(note.text)} (${at}${length})`, noteStyle, linesOfNote, false, 22)
    page.shapes.push({
      kind: 'text',
      text: mark,
      x: marginPx + 6,
      y: top + 8.5,
      color: page.options.palette.accent,
      style: headingStyle,
      align: 'center',
    })
  }
}
