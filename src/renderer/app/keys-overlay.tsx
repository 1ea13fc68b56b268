/** `?`: every command that has a key, with the glyphs of the local keyboard. */
import type { ReactNode } from 'react'
import type { Command, CommandGroup } from '../commands/command'
import { printKey } from '../commands/key-glyphs'
import { allCommands } from '../commands/registry'
import { openOverlay, useShell } from '../state/shell'
import { Dialog } from '../widgets/dialog'
import './keys-overlay.css'

const groups: readonly CommandGroup[] = ['File', 'Views', 'Go', 'Timeline', 'Selection', 'Window', 'Help']

export function KeysOverlay(): ReactNode {
  const isOpen = useShell((state) => state.overlay === 'keys')
  return (
    <Dialog
      title="Keys"
      description="Letters are bound to where they lie on the keyboard and are shown as yours are labelled."
      isOpen={isOpen}
      onClose={() => openOverlay('none')}
    >
      <div className="keys">
        {groups.map((group) => (
          <KeyGroup key={group} group={group} />
        ))}
      </div>
    </Dialog>
  )
}

function KeyGroup({ group }: { readonly group: CommandGroup }): ReactNode {
  const commands = allCommands().filter((command) => command.group === group && command.keys.length > 0)
  if (commands.length === 0) return null
  return (
    <section className="keys-group">
      <h3>{group}</h3>
      <dl>
        {commands.map((command) => (
          <KeyLine key={command.id} command={command} />
        ))}
      </dl>
    </section>
  )
}

const KeyLine = ({ command }: { readonly command: Command }): ReactNode => (
  <div className="keys-line">
    <dt>{command.label}</dt>
    <dd>
      {command.keys.map((binding, index) => (
        <kbd key={index} className="key">
          {printKey(binding)}
        </kbd>
      ))}
    </dd>
  </div>
)
