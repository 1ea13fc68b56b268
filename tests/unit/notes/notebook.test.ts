import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NewNote, Note } from '../../../src/notes/note'
import { moveNote, noteTimes, noteTitle } from '../../../src/notes/note'
import {
  addNote,
  nextCallout,
  notebookOf,
  redo,
  removeNote,
  replaceNote,
  undo,
} from '../../../src/notes/notebook'
import type { Notebook } from '../../../src/notes/notebook'

const point = (timeNs: number, text = ''): NewNote => ({ kind: 'point', at: { timeNs }, text, callout: 0 })

describe('notebook', () => {
  it('numbers notes and never gives a number twice', () => {
    let book = addNote(addNote(notebookOf([]), point(1)), point(2))
    book = addNote(removeNote(book, 2), point(3))
    expect(book.notes.map((note) => note.id)).toEqual([1, 3])
  })

  it('undoes a drag as one step', () => {
    let book = addNote(notebookOf([]), point(100))
    for (let step = 0; step < 5; step++)
      book = replaceNote(book, moveNote(book.notes[0] as Note, 10), 'drag 1')
    expect(noteTimes(book.notes[0] as Note)).toEqual({ fromNs: 150, toNs: 150 })
    expect(noteTimes(undo(book).notes[0] as Note)).toEqual({ fromNs: 100, toNs: 100 })
  })

  it('comes back to where it was, whatever was done and undone', () => {
    const action = fc.oneof(
      fc.record({ do: fc.constant('add' as const), timeNs: fc.integer() }),
      fc.record({ do: fc.constant('remove' as const), id: fc.integer({ min: 1, max: 6 }) }),
      fc.record({ do: fc.constant('move' as const), id: fc.integer({ min: 1, max: 6 }) }),
    )
    fc.assert(
      fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
        const states: (readonly Note[])[] = [[]]
        let book: Notebook = notebookOf([])
        for (const step of actions) {
          const before = book
          if (step.do === 'add') book = addNote(book, point(step.timeNs))
          else if (step.do === 'remove') book = removeNote(book, step.id)
          else {
            const note = book.notes.find((other) => other.id === step.id)
            if (note !== undefined) book = replaceNote(book, moveNote(note, 1))
          }
          if (book !== before) states.push(book.notes)
        }
        for (let index = states.length - 1; index > 0; index--) {
          expect(book.notes).toEqual(states[index])
          book = undo(book)
        }
        for (const state of states.slice(1)) {
          book = redo(book)
          expect(book.notes).toEqual(state)
        }
      }),
    )
  })

  it('numbers callouts above the highest', () => {
    const book = notebookOf([{ ...point(1), id: 1, callout: 4 } as Note])
    expect(nextCallout(book)).toBe(5)
  })

  it('titles a note by its first line', () => {
    expect(noteTitle({ ...point(1, '## **Stall** here\nmore'), id: 1 } as Note)).toBe('Stall here')
    expect(noteTitle({ ...point(1), id: 7 } as Note)).toBe('point 7')
  })
})
