/** The text that stands above and below the data of every exported picture: margins, sizes of letters, notes in words. */
import { plainText } from '../notes/markdown'
import type { Note } from '../notes/note'
import type { Shape, TextStyle } from './draw-list'
import type { TextMeasure } from './label-fit'
import type { Palette } from './palette'
import { scaledMeasure, wrapText } from './wrap-text'

export const marginPx = 24
const titleStyle: TextStyle = { sizePx: 20, weight: 600, family: 'text' }
const sentenceStyle: TextStyle = { sizePx: 14, weight: 400, family: 'text' }
const factStyle: TextStyle = { sizePx: 12, weight: 400, family: 'text' }
const noteStyle: TextStyle = { sizePx: 12, weight: 400, family: 'text' }
export const headingStyle: TextStyle = { sizePx: 12, weight: 600, family: 'text' }
export const smallStyle: TextStyle = { sizePx: 10, weight: 400, family: 'text' }
const measuredPx = 11
const listedNotes = 60
const linesOfNote = 12

export interface PageLook {
  readonly widthPx: number
  readonly palette: Palette
  /** Widths in the label style: 11 px, weight 500. */
  readonly measure: TextMeasure
}

/** What is written down a picture, from the top. */
export class PicturePage {
  readonly shapes: Shape[] = []
  y = marginPx

  constructor(readonly options: PageLook) {}

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

/** What stands above the data; '' for what does not. */
export interface PageHead {
  readonly title: string
  readonly sentence: string
  readonly facts: readonly string[]
}

export function writeHead(page: PicturePage, { title, sentence, facts }: PageHead): void {
  if (title.trim() !== '') {
    page.text(title, titleStyle, 2)
    page.y += 2
  }
  if (sentence.trim() !== '') {
    page.text(sentence, sentenceStyle, 6)
    page.y += 2
  }
  if (facts.length > 0) page.text(facts.join('  ·  '), factStyle, 2, true)
  page.y += 10
}

/** The texts of all notes in words: the labels in the picture are cut. */
export function listNotes(notes: readonly Note[], page: PicturePage, whereOf: (note: Note) => string): void {
  const withText = notes.filter((note) => note.text.trim() !== '').slice(0, listedNotes)
  if (withText.length === 0) return
  page.y += 10
  page.text('Notes', headingStyle, 1)
  for (const note of withText) {
    page.y += 2
    const top = page.y
    const mark = note.callout > 0 ? String(note.callout) : '•'
    page.text(`${plainText(note.text)} (${whereOf(note)})`, noteStyle, linesOfNote, false, 22)
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

/** What made the picture, at the lower right; the page ends below it. */
export function finishPage(page: PicturePage, program: string): void {
  const { widthPx, palette } = page.options
  page.y += 10
  page.shapes.push({
    kind: 'text',
    text: program,
    x: widthPx - marginPx,
    y: page.y,
    color: palette.dimText,
    style: smallStyle,
    align: 'right',
  })
  page.y += 14
}
