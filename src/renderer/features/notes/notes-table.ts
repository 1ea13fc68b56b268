/** Notes as a Markdown table, for tickets. */
import type { Note } from '../../../notes/note'
import { kindNames, whenText, whereText } from './note-words'

const cell = (text: string): string =>
  text
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\|/g, '\\|')
    .trim()

export function notesAsMarkdown(notes: readonly Note[]): string {
  const lines = notes.map((note) => {
    const number = note.callout > 0 ? String(note.callout) : ''
    return `| ${[number, kindNames[note.kind], whenText(note), whereText(note), note.text].map(cell).join(' | ')} |`
  })
  return ['| No. | Kind | When | Where | Note |', '|---|---|---|---|---|', ...lines, ''].join('\n')
}
