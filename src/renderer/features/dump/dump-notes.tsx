/** Notes on groups, goroutines and frames of a dump: how they are made, and where they show. */
import { useEffect, useMemo, type ReactNode } from 'react'
import { StickyNote } from 'lucide-react'
import { groupAnchor, groupPlace, type Anchored } from '../../../contract/dump-anchor'
import { noteTitle, type Note } from '../../../notes/note'
import { addNotice } from '../../state/messages'
import { calloutFor, createNote, editNote, useNotesOf } from '../../state/notes'
import { panelOf } from '../../commands/registry'
import { select, useSelection } from '../../state/places'
import { sourceOf } from '../../state/sources'
import { Button, LinkButton } from '../../widgets/button'
import './dump-notes.css'

export type GroupNote = Extract<Note, { kind: 'group' }>

const isGroupNote = (note: Note): note is GroupNote => note.kind === 'group'

/** What a note is put on: a group, or one goroutine of it; a frame of the stack. */
export interface NotePlace {
  readonly group: Anchored
  readonly goroutine?: { readonly dump: number; readonly row: number; readonly name: string }
  readonly frame?: number
}

/** A numbered note, selected, with the keyboard in its text. */
export function addNoteOn(source: string, { group, goroutine, frame }: NotePlace): void {
  const place = groupPlace(group, frame)
  const note = createNote(source, {
    kind: 'group',
    text: '',
    callout: calloutFor(source),
    group: groupAnchor(group),
    place: goroutine === undefined ? place : `${goroutine.name}, ${place}`,
    ...(goroutine === undefined ? {} : { goroutine: { dump: goroutine.dump, row: goroutine.row } }),
    ...(frame === undefined ? {} : { frame }),
  })
  if (note === undefined) {
    addNotice('The note was not made: there are as many as a session can hold.', 'Delete some of them first.')
    return
  }
  select(source, { kind: 'note', note })
  editNote(source, note)
}

/** What M puts a note on; undefined while nothing of a dump is shown. */
let target: { readonly source: string; readonly add: () => void } | undefined

/** While the component is mounted, M makes a note on this place. */
function useNoteTarget(source: string, place: NotePlace): void {
  useEffect(() => {
    const own = { source, add: () => addNoteOn(source, place) }
    target = own
    return () => {
      if (target === own) target = undefined
    }
  }, [source, place])
}

export const canAddNote = (source: string | undefined): boolean =>
  source !== undefined && target?.source === source
export const addNoteOnTarget = (): void => target?.add()

export function useGroupNotes(source: string): readonly GroupNote[] {
  const notes = useNotesOf(source)
  return useMemo(() => notes.filter(isGroupNote), [notes])
}

/** The note that is selected in this file, where it is one on a dump. */
export function useSelectedGroupNote(source: string): GroupNote | undefined {
  const notes = useGroupNotes(source)
  const selection = useSelection(source)
  return selection.kind === 'note' ? notes.find(({ id }) => id === selection.note) : undefined
}

interface PlaceNotesProps {
  readonly source: string
  readonly place: NotePlace
}

/** The notes of a group or goroutine with the button that adds one. */
export function PlaceNotes({ source, place }: PlaceNotesProps): ReactNode {
  const { group, goroutine } = place
  useNoteTarget(source, place)
  const notes = useGroupNotes(source)
  const anchor = groupAnchor(group)
  const here = notes.filter(
    (note) =>
      note.group === anchor &&
      (goroutine === undefined ||
        (note.goroutine?.dump === goroutine.dump && note.goroutine.row === goroutine.row)),
  )
  return (
    <div className="dump-notes">
      {here.length > 0 && (
        <ul aria-label="Notes here">
          {here.map((note) => (
            <li key={note.id}>
              {note.callout > 0 && <span className="dump-callout">{note.callout}</span>}
              <LinkButton
                title={note.text}
                onClick={() => {
                  select(source, { kind: 'note', note: note.id })
                  editNote(source, note.id)
                }}
              >
                {noteTitle(note)}
              </LinkButton>
              {goroutine === undefined && note.frame === undefined && note.goroutine !== undefined && (
                <span className="dim truncated">{note.place}</span>
              )}
            </li>
          ))}
        </ul>
      )}
      <Button
        label="Note"
        icon={StickyNote}
        shortcut="M"
        hint={goroutine === undefined ? 'A note on this group' : 'A note on this goroutine'}
        onClick={() => addNoteOn(source, place)}
      />
    </div>
  )
}

/** Numbers of notes beside what they are on. */
export function Callouts({ notes }: { readonly notes: readonly GroupNote[] }): ReactNode {
  return notes.map((note) => (
    <span key={note.id} className="dump-callout" title={noteTitle(note)}>
      {note.callout > 0 ? note.callout : '•'}
    </span>
  ))
}

/** The form of the selected note, above what it is on. */
export function SelectedNote({
  source,
  note,
}: {
  readonly source: string
  readonly note: GroupNote
}): ReactNode {
  const file = sourceOf(source)
  const panel = panelOf('note')
  if (file === undefined || panel === undefined) return null
  return (
    <div className="dump-selected-note">
      <panel.component source={file} selection={{ kind: 'note', note: note.id }} />
    </div>
  )
}
