/** Every command of the window in a menu, by group; the list is the one that keys and palette use. */
import { Fragment, type ReactNode } from 'react'
import { DropdownMenu } from 'radix-ui'
import { Menu } from 'lucide-react'
import type { CommandGroup } from '../commands/command'
import { printFirstKey } from '../commands/key-glyphs'
import { allCommands, commandContext, hasItsFile, isEnabled } from '../commands/registry'
import '../widgets/menu.css'

const menuGroups: readonly CommandGroup[] = ['File', 'Views', 'Go', 'Window', 'Help']

export function MainMenu(): ReactNode {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className="icon-button" aria-label="Menu">
        <Menu size={16} aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="start" sideOffset={4} collisionPadding={8}>
          <MenuItems />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

function MenuItems(): ReactNode {
  const context = commandContext()
  const groups = menuGroups
    .map((group) =>
      allCommands().filter((command) => command.group === group && hasItsFile(command, context)),
    )
    .filter((commands) => commands.length > 0)
  return groups.map((commands, index) => (
    <Fragment key={index}>
      {index > 0 && <DropdownMenu.Separator className="menu-line" />}
      {commands.map((command) => (
        <DropdownMenu.Item
          key={command.id}
          className="menu-item"
          disabled={!isEnabled(command, context)}
          // After the menu has gone and given the focus back: some commands take it.
          onSelect={() => setTimeout(() => command.perform(commandContext()), 0)}
        >
          {command.label}
          <span className="menu-key">{printFirstKey(command.keys)}</span>
        </DropdownMenu.Item>
      ))}
    </Fragment>
  ))
}
