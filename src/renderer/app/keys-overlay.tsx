/** `?`: every command that has a key and the keys of parts that have the focus, with the glyphs of the local keyboard. */
import type { ReactNode } from 'react'
import type { FileKind } from '../../contract/sources'
import type { Command, CommandGroup, KeyBinding } from '../commands/command'
import { printKey } from '../commands/key-glyphs'
import { allCommands, allPartKeys, commandContext, isEnabled } from '../commands/registry'
import { openOverlay, useShell } from '../state/shell'
import { useActiveSource } from '../state/sources'
import { Dialog } from '../widgets/dialog'
import { KeyCap } from '../widgets/key-cap'
import './keys-overlay.css'

const groups: readonly CommandGroup[] = ['File', 'Views', 'Go', 'Timeline', 'Selection', 'Window', 'Help']

/** Beside no file: the digits mean other views for each kind of file. */
const viewGroups: readonly { readonly title: string; readonly kind: FileKind }[] = [
  { title: 'Views of a trace', kind: 'trace' },
  { title: 'Views of a dump or crash', kind: 'crash' },
  { title: 'Views of a race report', kind: 'race' },
  { title: 'Views of a profile', kind: 'profile' },
  { title: 'Views of a GODEBUG log', kind: 'godebug' },
]

interface Section {
  readonly title: string
  readonly lines: readonly Command[]
}

function sectionsOf(group: CommandGroup, kind: FileKind | undefined): readonly Section[] {
  const all = allCommands().filter((command) => command.group === group && command.keys.length > 0)
  const ofKind = (wanted: FileKind): readonly Command[] =>
    all.filter(({ kinds }) => kinds === undefined || kinds.includes(wanted))
  if (kind !== undefined) return [{ title: group, lines: ofKind(kind) }]
  if (group !== 'Views') return [{ title: group, lines: all }]
  return viewGroups.map((one) => ({ title: one.title, lines: ofKind(one.kind) }))
}

export function KeysOverlay(): ReactNode {
  const isOpen = useShell((state) => state.overlay === 'keys')
  const kind = useActiveSource()?.kind
  return (
    <Dialog
      title="Keys"
      description="Letters are bound to where they lie on the keyboard and are shown as yours are labelled."
      isOpen={isOpen}
      onClose={() => openOverlay('none')}
    >
      <div className="keys">
        {groups
          .flatMap((group) => sectionsOf(group, kind))
          .map(({ title, lines }) => (
            <KeyGroup key={title} title={title} lines={withoutTaken(lines)} />
          ))}
        {allPartKeys()
          .filter(({ kinds }) => kind === undefined || kinds === undefined || kinds.includes(kind))
          .map(({ part, lines }) => (
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

/** Two keys of one name, as the digits of both parts of a keyboard, are written once. */
const KeyLine = ({ label, keys }: KeyLineProps): ReactNode => (
  <div className="keys-line">
    <dt>{label}</dt>
    <dd>
      {[...new Set(keys.map(printKey))].map((text) => (
        <KeyCap key={text} text={text} />
      ))}
    </dd>
  </div>
)

/** Ctrl+F means something of its own in some views: there the search of the whole file goes without it. */
function withoutTaken(lines: readonly Command[]): readonly Command[] {
  const context = commandContext()
  const ofView = allCommands().filter((command) => command.isHandledByView && isEnabled(command, context))
  const taken = new Set(ofView.flatMap(({ keys }) => keys.filter(({ mod }) => mod).map(printKey)))
  return lines.map((command) =>
    command.isHandledByView === true
      ? command
      : { ...command, keys: command.keys.filter((key) => !taken.has(printKey(key))) },
  )
}
