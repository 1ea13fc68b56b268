/** Commands as entries of a context menu: the same labels, keys and conditions as in menu, palette and help. */
import { printFirstKey } from './key-glyphs'
import { allCommands, commandContext, isEnabled, performCommand } from './registry'

export interface CommandEntry {
  readonly label: string
  readonly key: string
  readonly isDisabled: boolean
  readonly perform: () => void
}

/** Entries of commands by id, in this order. A command that no feature brings is left out. */
export function commandEntries(ids: readonly string[]): readonly CommandEntry[] {
  const context = commandContext()
  return ids.flatMap((id) => {
    const command = allCommands().find((candidate) => candidate.id === id)
    if (command === undefined) return []
    return {
      label: command.label,
      key: printFirstKey(command.keys),
      isDisabled: !isEnabled(command, context),
      perform: () => performCommand(id),
    }
  })
}
