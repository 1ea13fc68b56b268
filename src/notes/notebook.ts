/**
 * All notes of one file with their history. Values, never changed in place: what undo returns to is what was.
 */
import type { NewNote, Note } from './note'
import { noteLimits } from './note'

export interface Notebook {
  readonly notes: readonly Note[]
  readonly nextId: number
  readonly past: readonly (readonly Note[])[]
  readonly future: readonly (readonly Note[])[]
  /** Edits with the same name in a row become one step of undo (dragging, typing); '' never joins. */
  readonly lastEdit: string
}

/** Steps of undo that are kept. */
const historyLength = 200

export function notebookOf(notes: readonly Note[]): Notebook {
  return {
    notes,
    nextId: notes.reduce((next, note) => Math.max(next, note.id + 1), 1),
    past: [],
    future: [],
    lastEdit: '',
  }
}

function edited(book: Notebook, notes: readonly Note[], edit: string): Notebook {
  const joins = edit !== '' && edit === book.lastEdit
  const past = joins ? book.past : [...book.past, book.notes].slice(-historyLength)
  return { ...book, notes, past, future: [], lastEdit: edit }
}

/**
 * @param edit name of a gesture that goes on (drawing a box): its steps are undone together.
 * @returns the same notebook when it is full.
 */
export function addNote(book: Notebook, note: NewNote, edit = ''): Notebook {
  if (book.notes.length >= noteLimits.count) return book
  const added = { ...note, id: book.nextId } as Note
  return { ...edited(book, [...book.notes, added], edit), nextId: book.nextId + 1 }
}

/** @param edit name of a gesture in progress ('drag 3'): its steps are undone together. */
export function replaceNote(book: Notebook, note: Note, edit = ''): Notebook {
  if (!book.notes.some((other) => other.id === note.id)) return book
  return edited(
    book,
    book.notes.map((other) => (other.id === note.id ? note : other)),
    edit,
  )
}

export function removeNote(book: Notebook, id: number): Notebook {
  if (!book.notes.some((note) => note.id === id)) return book
  return edited(
    book,
    book.notes.filter((note) => note.id !== id),
    '',
  )
}

export function undo(book: Notebook): Notebook {
  const notes = book.past[book.past.length - 1]
  if (notes === undefined) return book
  return { ...book, notes, past: book.past.slice(0, -1), future: [book.notes, ...book.future], lastEdit: '' }
}

export function redo(book: Notebook): Notebook {
  const [notes, ...future] = book.future
  if (notes === undefined) return book
  return { ...book, notes, past: [...book.past, book.notes], future, lastEdit: '' }
}

/** The number the next callout gets: one above the highest, so that numbers in a text stay true. */
export function nextCallout(book: Notebook): number {
  return book.notes.reduce((next, note) => Math.max(next, note.callout + 1), 1)
}
