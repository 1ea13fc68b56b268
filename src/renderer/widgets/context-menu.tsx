/**
 * A menu at a point: what can be done with the thing there. Opened by the right button, the Menu key or Shift+F10, from
 * anywhere; one host in the window shows it and gives the focus back.
 */
import { Fragment, type ReactNode } from 'react'
import { DropdownMenu } from 'radix-ui'
import { create } from 'zustand'
import './menu.css'

export interface MenuEntry {
  readonly label: string
  /** The key that does the same, as this keyboard is labelled. */
  readonly key?: string
  /** A second, dimmer text in place of a key. */
  readonly detail?: string
  readonly isDisabled?: boolean
  readonly perform: () => void
}

/** Groups of entries are parted by a line; empty ones are left out. */
export type MenuGroups = readonly (readonly MenuEntry[])[]

export interface OpenMenu {
  /** In CSS pixels of the window. */
  readonly x: number
  readonly y: number
  /** What the menu is about: its heading, and its name for screen readers. */
  readonly title: string
  readonly groups: MenuGroups
}

interface MenuState {
  readonly menu: OpenMenu | undefined
  /** Had the focus before; gets it back. */
  readonly before: HTMLElement | undefined
}

const useMenu = create<MenuState>(() => ({ menu: undefined, before: undefined }))

export function openContextMenu(menu: OpenMenu): void {
  const { activeElement } = document
  const before = activeElement instanceof HTMLElement ? activeElement : undefined
  useMenu.setState((now) => ({ menu, before: now.menu === undefined ? before : now.before }))
}

const closeContextMenu = (): void => useMenu.setState({ menu: undefined })

/** The keys that ask for a context menu. */
export const isMenuKey = (event: { readonly code: string; readonly shiftKey: boolean }): boolean =>
  event.code === 'ContextMenu' || (event.code === 'F10' && event.shiftKey)

/** Below the left top corner of an element, for menus asked for by key. */
export function placeBelow(element: Element): { readonly x: number; readonly y: number } {
  const box = element.getBoundingClientRect()
  return { x: box.left + Math.min(24, box.width / 2), y: box.top + Math.min(28, box.height) }
}

/** Once in the window. */
export function ContextMenuHost(): ReactNode {
  const { menu, before } = useMenu()
  if (menu === undefined) return null
  return (
    <DropdownMenu.Root open onOpenChange={(isOpen) => (isOpen ? undefined : closeContextMenu())}>
      <DropdownMenu.Trigger asChild>
        <span
          className="menu-anchor"
          aria-label={menu.title}
          style={{ left: menu.x, top: menu.y }}
          tabIndex={-1}
        />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          // A menu that opens elsewhere is placed anew.
          key={`${menu.x} ${menu.y} ${menu.title}`}
          className="menu"
          // To the side: there a long menu is shifted until the whole of it is in sight.
          side="right"
          align="start"
          sideOffset={0}
          collisionPadding={8}
          aria-label={menu.title}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            if (before?.isConnected === true) before.focus({ preventScroll: true })
          }}
          onContextMenu={(event) => event.preventDefault()}
        >
          <DropdownMenu.Label className="menu-title truncated">{menu.title}</DropdownMenu.Label>
          {menu.groups
            .filter((entries) => entries.length > 0)
            .map((entries, index) => (
              <Fragment key={index}>
                {index > 0 && <DropdownMenu.Separator className="menu-line" />}
                {entries.map((entry, at) => (
                  <EntryLine key={`${at} ${entry.label}`} entry={entry} />
                ))}
              </Fragment>
            ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

function EntryLine({ entry }: { readonly entry: MenuEntry }): ReactNode {
  const { label, key, detail, isDisabled = false, perform } = entry
  return (
    <DropdownMenu.Item
      className="menu-item"
      disabled={isDisabled}
      // After the menu has gone and given the focus back: some entries take it.
      onSelect={() => setTimeout(perform, 0)}
    >
      <span className="truncated">{label}</span>
      <span className="menu-key">{detail ?? key}</span>
    </DropdownMenu.Item>
  )
}
