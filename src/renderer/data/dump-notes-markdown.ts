/** The notes on a dump as a section of a Markdown page; '' where there are none. */
import type { Note } from '../../notes/note'
import { markdownText } from './table-text'

export function dumpNotesMarkdown(notes: readonly Note[]): string {
  const rows = notes.flatMap((note) => {
    if (note.kind !== 'group' || note.text.trim() === '') return []
    const cells = [note.callout > 0 ? String(note.callout) : '', note.place ?? '', note.text]
    return [`| ${cells.map(markdownText).join(' | ')} |`]
  })
  return rows.length === 0
    ? ''
    : ['## Notes', '', '| No. | On | Note |', '|---:|---|---|', ...rows, '', ''].join('\n')
}
