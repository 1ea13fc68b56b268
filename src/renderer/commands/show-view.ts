import type { FileKind } from '../../contract/sources'
import { showView } from '../state/places'
import type { Command } from './command'
import { viewsOf } from './registry'

/** Shows the view of that name of the active file, by a digit. @param kinds files that have it */
export function showViewCommand(
  name: string,
  label: string,
  digit: number,
  kinds: readonly FileKind[],
): Command {
  return {
    id: `view.${name}`,
    label,
    group: 'Views',
    kinds,
    keys: [{ code: `Digit${digit}` }],
    // A dump's views have digits of their own.
    isEnabled: ({ source }) =>
      source !== undefined &&
      viewsOf(source).some((view) => view.name === name && (view.key ?? String(digit)) === String(digit)),
    perform: ({ source }) => {
      if (source !== undefined) showView(source.id, name)
    },
  }
}

export const showViewCommands: readonly Command[] = [
  showViewCommand('overview', 'Overview', 1, ['trace']),
  showViewCommand('timeline', 'Timeline', 2, ['trace']),
  showViewCommand('goroutines', 'Goroutines', 3, ['trace']),
  showViewCommand('analyses', 'Analyses', 4, ['trace']),
  showViewCommand('notes', 'Notes', 5, ['trace']),
]
