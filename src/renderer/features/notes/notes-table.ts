/** Notes as a table, for tickets and spreadsheets: times exact, the text as it was written. */
import { noteTimes, type Note } from '../../../notes/note'
import type { TableContent } from '../../data/table-text'
import { kindName, whereText } from './note-words'

export function notesContent(notes: readonly Note[]): TableContent {
  return {
    name: 'notes',
    header: ['number', 'kind', 'from ns', 'to ns', 'where', 'note'],
    rows: notes.map((note) => {
      const times = noteTimes(note)
      return [
        note.callout > 0 ? note.callout : null,
        kindName(note),
        times?.fromNs ?? null,
        times?.toNs ?? null,
        whereText(note),
        note.text.trim(),
      ]
    }),
  }
}
