/** Notes as a view and a panel, and what undoes them. */
import { StickyNote } from 'lucide-react'
import type { Feature } from '../../commands/feature'
import { canRedoNotes, canUndoNotes, redoNotes, undoNotes } from '../../state/notes'
import { viewsOf } from '../../commands/registry'
import { showView } from '../../state/places'
import { NotePanel } from './note-panel'
import { NotesView } from './notes-view'

/** Texts being typed have an undo of their own. */
const isTyping = (): boolean =>
  document.activeElement instanceof HTMLTextAreaElement || document.activeElement instanceof HTMLInputElement

export const feature: Feature = {
  name: 'notes',
  views: [
    {
      name: 'notes',
      label: 'Notes',
      kinds: ['trace'],
      railOrder: 5,
      icon: StickyNote,
      key: '5',
      component: NotesView,
      hasInspector: true,
    },
    {
      name: 'notes',
      label: 'Notes',
      kinds: ['goroutine-dump', 'crash'],
      railOrder: 6,
      icon: StickyNote,
      key: '6',
      component: NotesView,
      hasInspector: true,
    },
  ],
  panels: [{ selectionKinds: ['note'], component: NotePanel }],
  commands: [
    {
      id: 'view.notes-of-dump',
      label: 'Notes',
      group: 'Views',
      kinds: ['goroutine-dump', 'crash'],
      keys: [{ code: 'Digit6' }],
      isEnabled: ({ source }) =>
        source !== undefined && viewsOf(source).some(({ name, key }) => name === 'notes' && key === '6'),
      perform: ({ source }) => {
        if (source !== undefined) showView(source.id, 'notes')
      },
    },
    {
      id: 'notes.undo',
      label: 'Undo the last change of notes',
      group: 'Selection',
      keys: [{ code: 'KeyZ', mod: true }],
      isEnabled: ({ source }) => source !== undefined && !isTyping() && canUndoNotes(source.id),
      perform: ({ source }) => {
        if (source !== undefined) undoNotes(source.id)
      },
    },
    {
      id: 'notes.redo',
      label: 'Redo the change of notes',
      group: 'Selection',
      keys: [
        { code: 'KeyZ', mod: true, shift: true },
        { code: 'KeyY', mod: true },
      ],
      isEnabled: ({ source }) => source !== undefined && !isTyping() && canRedoNotes(source.id),
      perform: ({ source }) => {
        if (source !== undefined) redoNotes(source.id)
      },
    },
  ],
}
