/** All notes of a file in order of time, with jump. */
import type { ReactNode } from 'react'
import { noteTimes, noteTitle, type Note } from '../../../notes/note'
import type { ViewProps } from '../../commands/feature'
import { performCommand } from '../../commands/registry'
import { goToTimeline } from '../../data/go-to'
import { deleteNote, useNotesOf } from '../../state/notes'
import { takeTable } from '../../data/table-out'
import { goTo, select, useSelection } from '../../state/places'
import { Button, LinkButton } from '../../widgets/button'
import { TableFrame } from '../../widgets/table-frame'
import { MarkdownText } from './markdown-text'
import { notesContent } from './notes-table'
import { kindName, whenText, whereText } from './note-words'
import { EmptyNote } from '../../widgets/query-state'
import './notes.css'

export function NotesView({ source }: ViewProps): ReactNode {
  const notes = useNotesOf(source.id)
  const selection = useSelection(source.id)
  const sorted = [...notes].sort((a, b) => (noteTimes(a)?.fromNs ?? 0) - (noteTimes(b)?.fromNs ?? 0))
  return (
    <section className="notes" aria-label={`Notes on ${source.name}`}>
      <header className="notes-header">
        <h2>{notes.length === 1 ? '1 note' : `${notes.length} notes`}</h2>
        <Button label="Export picture…" onClick={() => performCommand('file.export-picture')} />
        <Button label="Save session…" onClick={() => performCommand('file.save-session')} />
        <Button
          label="Copy as Markdown"
          isDisabled={notes.length === 0}
          onClick={() => void takeTable(() => notesContent(sorted), 'markdown', 'clipboard')}
        />
      </header>
      {notes.length === 0 ? (
        <EmptyNote
          action={
            source.kind === 'trace'
              ? { label: 'Timeline', onClick: () => performCommand('view.timeline') }
              : { label: 'Groups', onClick: () => performCommand('view.dump') }
          }
        >
          {source.kind === 'trace'
            ? 'No notes yet. In the timeline (2), M places one at the pointer or the selected span, Shift+M marks a selected range, B draws a box, Shift+B an arrow, Shift+N a text.'
            : 'No notes yet. In the groups (2), M places one on the selected group or goroutine; in a stack, on the frame under the cursor keys or the pointer.'}
        </EmptyNote>
      ) : (
        <TableFrame label="Notes" content={() => notesContent(sorted)}>
          <ul className="notes-list" aria-label="Notes">
            {sorted.map((note) => (
              <li
                key={note.id}
                aria-current={selection.kind === 'note' && selection.note === note.id ? 'true' : undefined}
              >
                <NoteEntry source={source.id} note={note} />
              </li>
            ))}
          </ul>
        </TableFrame>
      )}
    </section>
  )
}

function NoteEntry({ source, note }: { readonly source: string; readonly note: Note }): ReactNode {
  const times = noteTimes(note)
  return (
    <>
      <div className="notes-line">
        {note.callout > 0 && <span className="notes-number">{note.callout}</span>}
        <LinkButton
          onClick={() => {
            if (note.kind === 'group')
              goTo(source, { view: 'dump', selection: { kind: 'note', note: note.id } })
            else if (times === undefined) select(source, { kind: 'note', note: note.id })
            else goToTimeline(source, { kind: 'note', note: note.id }, times)
          }}
        >
          {noteTitle(note)}
        </LinkButton>
        <span className="dim">
          {[kindName(note), whenText(note), whereText(note)].filter((text) => text !== '').join(' · ')}
        </span>
        <span className="notes-space" />
        <Button label="Edit" onClick={() => select(source, { kind: 'note', note: note.id })} />
        <Button label="Delete" onClick={() => deleteNote(source, note.id)} />
      </div>
      {note.text.trim() !== '' && note.text.trim() !== noteTitle(note) && <MarkdownText text={note.text} />}
    </>
  )
}
