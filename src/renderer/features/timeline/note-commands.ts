/** Placing notes, as commands for keys, menu and palette. */
import type { Command, KeyBinding } from '../../commands/command'
import { activeTimeline } from './active-timelines'
import type { NoteInput } from './input/note-input'

function command(
  id: string,
  label: string,
  keys: readonly KeyBinding[],
  perform: (notes: NoteInput) => void,
): Command {
  return {
    id: `notes.${id}`,
    label,
    group: 'Timeline',
    keys,
    keywords: 'note annotate mark comment callout',
    isEnabled: (context) => context.view === 'timeline' && activeTimeline(context.source?.id) !== undefined,
    perform: (context) => {
      const timeline = activeTimeline(context.source?.id)
      if (timeline === undefined) return
      timeline.scene.host.focus({ preventScroll: true })
      perform(timeline.notes)
    },
  }
}

export const noteCommands: readonly Command[] = [
  command('point', 'Note at the pointer or the selected span', [{ code: 'KeyM' }], (notes) =>
    notes.addPoint(),
  ),
  command('range', 'Note on the selected range or span', [{ code: 'KeyM', shift: true }], (notes) =>
    notes.addRange(),
  ),
  command('box', 'Draw a box', [{ code: 'KeyB' }], (notes) => notes.useTool('box')),
  command('arrow', 'Draw an arrow', [{ code: 'KeyB', shift: true }], (notes) => notes.useTool('arrow')),
  command('text', 'Place a text', [{ code: 'KeyN', shift: true }], (notes) => notes.useTool('text')),
]
