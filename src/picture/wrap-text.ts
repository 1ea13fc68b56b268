/** Lines of a text within a width. Words are kept whole where they fit; longer ones are cut with an ellipsis. */
import { cutToWidth, type TextMeasure } from './label-fit'

/**
 * At most `maximumLines`; what is left over ends in an ellipsis. Line ends in the text are kept. Linear in the number of
 * words that are shown.
 */
export function wrapText(
  text: string,
  widthPx: number,
  measure: TextMeasure,
  maximumLines: number,
): readonly string[] {
  const lines: string[] = []
  const paragraphs = text.split('\n')
  for (const [index, paragraph] of paragraphs.entries()) {
    const isLastParagraph = index === paragraphs.length - 1
    const words = paragraph.split(/[ \t\r]+/).filter((word) => word !== '')
    if (words.length === 0) continue
    let line = ''
    for (const [at, word] of words.entries()) {
      const longer = line === '' ? word : `${line} ${word}`
      if (line === '' || measure(longer) <= widthPx) {
        line = longer
        continue
      }
      if (lines.length === maximumLines - 1) {
        lines.push(cutToWidth(`${line} ${words.slice(at, at + 20).join(' ')} …`, widthPx, measure))
        return lines
      }
      lines.push(cutToWidth(line, widthPx, measure))
      line = word
    }
    const isFull = lines.length === maximumLines - 1 && !isLastParagraph
    lines.push(cutToWidth(isFull ? `${line} …` : line, widthPx, measure))
    if (isFull) return lines
  }
  return lines
}

/** Widths at another size of letters than the measure was made for. */
export const scaledMeasure =
  (measure: TextMeasure, factor: number): TextMeasure =>
  (text) =>
    measure(text) * factor
