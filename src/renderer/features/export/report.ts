/** A report in Markdown: the picture's facts, findings and notes as text and tables. */
import { formatDuration, formatExactTime } from '../../../base/format-units'
import { visualStates } from '../../../contract/visual-states'
import { noteTimes, type Note } from '../../../notes/note'
import type { PictureData } from '../../../picture/export-data'
import { statisticsOf } from '../../../picture/export-legend'
import { rangeText } from '../../../picture/export-page'
import { darkPalette } from '../../../picture/palette'

/** One line of text that no table or heading can break out of. */
export const cell = (text: string): string =>
  text
    .replace(/\s*\n\s*/g, ' ')
    .replace(/([\\|<>])/g, '\\$1')
    .trim()

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  `| ${head.join(' | ')} |`,
  `|${head.map(() => '---').join('|')}|`,
  ...rows.map((row) => `| ${row.map(cell).join(' | ')} |`),
]

export interface ReportFacts {
  readonly title: string
  readonly sentence: string
  readonly fileName: string
  /** The picture's file beside the report. */
  readonly pictureName: string
  readonly notes: readonly Note[]
}

export function markdownReport(data: PictureData, facts: ReportFacts): string {
  const { overview } = data
  const lines = [`# ${cell(facts.title === '' ? facts.fileName : facts.title)}`, '']
  if (facts.sentence.trim() !== '') lines.push(facts.sentence.trim(), '')
  lines.push(`![${cell(facts.title)}](<${facts.pictureName}>)`, '')
  lines.push(`File ${cell(facts.fileName)}, Go ${overview.goVersion}, ${rangeText(data)}.`, '')
  lines.push('## This stretch', '')
  lines.push(
    ...table(
      ['Figure', 'Value'],
      statisticsOf(data).map(({ name, value }) => [name, value]),
    ),
    '',
  )
  const notes = facts.notes.filter((note) => note.text.trim() !== '')
  if (notes.length > 0) {
    lines.push('## Notes', '')
    const rows = notes.map((note) => {
      const times = noteTimes(note)
      const at = times === undefined ? '' : formatExactTime(times.fromNs)
      const length =
        times === undefined || times.toNs === times.fromNs ? '' : formatDuration(times.toNs - times.fromNs)
      return [note.callout > 0 ? String(note.callout) : '', at, length, note.text]
    })
    lines.push(...table(['No.', 'At', 'Length', 'Note'], rows), '')
  }
  if (overview.findings.length > 0) {
    lines.push('## Findings of the whole recording', '')
    const rows = overview.findings.map(({ text, certainty, formula, at }) => [
      text,
      certainty,
      formatExactTime(at.fromNs),
      formula,
    ])
    lines.push(...table(['Finding', 'Certainty', 'From', 'How it is computed'], rows), '')
  }
  lines.push('## Time by state over all goroutines, whole recording', '')
  const states = visualStates.flatMap((state, index) => {
    const total = overview.stateTimes[index] ?? 0
    return total > 0 && state !== 'idle' ? [[darkPalette.states[state].name, formatDuration(total)]] : []
  })
  lines.push(...table(['State', 'Time'], states), '')
  return `${lines.join('\n')}\n`
}
