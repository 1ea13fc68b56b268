/** The selected note in the inspector: its text with what it will look like, its number, and its end. */
import { useEffect, useRef, type ReactNode } from 'react'
import { noteLimits, type Note } from '../../../notes/note'
import type { PanelProps } from '../../commands/feature'
import { goToTimeline } from '../../data/go-to'
import { calloutFor, changeNote, deleteNote, editingBegun, useNotes, useNotesOf } from '../../state/notes'
import { goTo, select } from '../../state/places'
import { nothingSelected } from '../../state/selection'
import { noteTimes } from '../../../notes/note'
import { Button, LinkButton } from '../../widgets/button'
import { MarkdownText } from './markdown-text'
import { kindName, whenText, whereText } from './note-words'
import './notes.css'

export function NotePanel({ source, selection }: PanelProps): ReactNode {
  const notes = useNotesOf(source.id)
  const note = selection.kind === 'note' ? notes.find(({ id }) => id === selection.note) : undefined
  if (note === undefined) return <p className="dim">This note is no longer there.</p>
  return <NoteForm key={note.id} source={source.id} note={note} />
}

function NoteForm({ source, note }: { readonly source: string; readonly note: Note }): ReactNode {
  const textRef = useRef<HTMLTextAreaElement>(null)
  const wantsKeyboard = useNotes(
    ({ editing }) => editing !== undefined && editing.source === source && editing.note === note.id,
  )
  useEffect(() => {
    if (!wantsKeyboard) return
    textRef.current?.focus()
    editingBegun()
  }, [wantsKeyboard])
  const times = noteTimes(note)
  return (
    <section className="note-panel">
      <h2>
        {kindName(note)} note {note.callout > 0 ? note.callout : ''}
      </h2>
      <p className="dim">
        {times === undefined ? `On ${whereText(note)}` : `${whenText(note)} on ${whereText(note)}`}
      </p>
      {note.kind === 'group' && (
        <p className="note-link">
          <LinkButton
            onClick={() => goTo(source, { view: 'dump', selection: { kind: 'note', note: note.id } })}
          >
            Show in the groups
          </LinkButton>
        </p>
      )}
      {times !== undefined && (
        <p>
          <LinkButton onClick={() => goToTimeline(source, { kind: 'note', note: note.id }, times)}>
            Show in the timeline
          </LinkButton>
        </p>
      )}
      <label className="note-text">
        Text (Markdown)
        <textarea
          ref={textRef}
          value={note.text}
          rows={6}
          maxLength={noteLimits.text}
          onChange={(event) => changeNote(source, { ...note, text: event.target.value }, `text ${note.id}`)}
          onKeyDown={(event) => {
            // Ctrl+Enter ends the typing where the note lies: in the timeline, or in the list of groups.
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
            event.preventDefault()
            document
              .querySelector<HTMLElement>(
                '[data-testid="timeline"], [aria-label="Groups"] [aria-current="true"]',
              )
              ?.focus()
          }}
        />
      </label>
      {note.text.trim() !== '' && <MarkdownText text={note.text} />}
      <label className="check-label">
        <input
          type="checkbox"
          checked={note.callout > 0}
          onChange={(event) =>
            changeNote(source, { ...note, callout: event.target.checked ? calloutFor(source) : 0 })
          }
        />
        Numbered
      </label>
      <Button
        label="Delete note"
        onClick={() => {
          deleteNote(source, note.id)
          select(source, nothingSelected)
        }}
      />
    </section>
  )
}
