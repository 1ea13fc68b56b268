/** The notes of every opened file, and which tool places the next one. */
import { create } from 'zustand'
import type { SourceId } from '../../contract/sources'
import type { NewNote, Note } from '../../notes/note'
import {
  addNote,
  nextCallout,
  notebookOf,
  redo,
  removeNote,
  replaceNote,
  undo,
  type Notebook,
} from '../../notes/notebook'
import { keepsPerSource } from './forget-source'

const emptyBook = notebookOf([])

/** Armed by a command; the next press in the timeline uses it. */
export type NoteTool = 'none' | 'box' | 'arrow' | 'text'

interface NotesState {
  readonly books: Readonly<Record<SourceId, Notebook>>
  readonly tool: NoteTool
  /** The note whose text wants the keyboard; undefined once it has it. */
  readonly editing: { readonly source: SourceId; readonly note: number } | undefined
}

export const useNotes = create<NotesState>(() => ({ books: {}, tool: 'none', editing: undefined }))

export const bookOf = (source: SourceId): Notebook => useNotes.getState().books[source] ?? emptyBook
export const notesOf = (source: SourceId): readonly Note[] => bookOf(source).notes
export const useNotesOf = (source: SourceId): readonly Note[] =>
  useNotes((state) => (state.books[source] ?? emptyBook).notes)
export const noteOf = (source: SourceId, id: number): Note | undefined =>
  notesOf(source).find((note) => note.id === id)

function put(source: SourceId, book: Notebook): void {
  useNotes.setState((state) => ({ books: { ...state.books, [source]: book } }))
}

/** Answers the new note's number, or undefined when there are as many as there may be. */
export function createNote(source: SourceId, note: NewNote, gesture = ''): number | undefined {
  const book = bookOf(source)
  const next = addNote(book, note, gesture)
  if (next === book) return undefined
  put(source, next)
  return book.nextId
}

/** @param gesture name of a drag or of typing: its steps are undone together. */
export const changeNote = (source: SourceId, note: Note, gesture = ''): void =>
  put(source, replaceNote(bookOf(source), note, gesture))
export const deleteNote = (source: SourceId, id: number): void => put(source, removeNote(bookOf(source), id))
export const undoNotes = (source: SourceId): void => put(source, undo(bookOf(source)))
export const redoNotes = (source: SourceId): void => put(source, redo(bookOf(source)))
export const canUndoNotes = (source: SourceId): boolean => bookOf(source).past.length > 0
export const canRedoNotes = (source: SourceId): boolean => bookOf(source).future.length > 0
export const calloutFor = (source: SourceId): number => nextCallout(bookOf(source))

/** From a session that was opened: undo brings back what was there. */
export function importNotes(source: SourceId, notes: readonly Note[]): void {
  const { past, notes: before } = bookOf(source)
  put(source, { ...notebookOf(notes), past: before.length === 0 ? past : [...past, before] })
}

/** From the autosave. History begins anew. */
export const loadNotes = (source: SourceId, notes: readonly Note[]): void => put(source, notebookOf(notes))

keepsPerSource({
  name: 'notes',
  holds: (source) => {
    const { books, editing } = useNotes.getState()
    return books[source] !== undefined || editing?.source === source
  },
  forget: (source) =>
    useNotes.setState((state) => {
      const { [source]: _gone, ...books } = state.books
      return { books, editing: state.editing?.source === source ? undefined : state.editing }
    }),
})

export const armNoteTool = (tool: NoteTool): void => useNotes.setState({ tool })
export const editNote = (source: SourceId, note: number): void =>
  useNotes.setState({ editing: { source, note } })
export const editingBegun = (): void => useNotes.setState({ editing: undefined })
