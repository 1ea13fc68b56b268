/** `?`: every command that has a key and the keys of parts that have the focus, with the glyphs of the local keyboard. */
import type { ReactNode } from 'react'
import type { CommandGroup, KeyBinding } from '../commands/command'
import { printKey } from '../commands/key-glyphs'
import { allCommands, allPartKeys } from '../commands/registry'
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
          <KeyGroup
            key={group}
            title={group}
            lines={allCommands().filter((command) => command.group === group && command.keys.length > 0)}
          />
        ))}
        {allPartKeys().map(({ part, lines }) => (
          <KeyGroup key={part} title={part} lines={lines} />
        ))}
      </div>
    </Dialog>
  )
}

interface KeyLineProps {
  readonly label: string
  readonly keys: readonly KeyBinding[]
}

function KeyGroup({
  title,
  lines,
}: {
  readonly title: string
  readonly lines: readonly KeyLineProps[]
}): ReactNode {
  if (lines.length === 0) return null
  return (
    <section className="keys-group">
      <h3>{title}</h3>
      <dl>
        {lines.map((line) => (
          <KeyLine key={line.label} {...line} />
        ))}
      </dl>
    </section>
  )
}

const KeyLine = ({ label, keys }: KeyLineProps): ReactNode => (
  <div className="keys-line">
    <dt>{label}</dt>
    <dd>
      {keys.map((binding, index) => (
        <kbd key={index} className="key">
          {printKey(binding)}
        </kbd>
      ))}
    </dd>
  </div>
)
