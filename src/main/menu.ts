/**
 * The native menu. Electron's default one carries accelerators that would take keys away from the page (reload,
 * close window, print), so the menu is written out, and items that act inside the page are sent to it by name.
 */
import { Menu } from 'electron'
import type { MenuItemConstructorOptions } from 'electron'
import type { MenuCommand } from '../contract/platform'
import type { RecentDto } from '../contract/sources'

export interface MenuActions {
  readonly open: () => void
  readonly openRecent: (id: string) => void
  readonly clearRecent: () => void
  /** To the page of the focused window. */
  readonly send: (command: MenuCommand) => void
}

const shownRecents = 10

/** The template as data, so that a test can look for accelerators that must not be there. */
export function menuTemplate(
  actions: MenuActions,
  recents: readonly RecentDto[],
  platform: NodeJS.Platform,
): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin'
  const command = (label: string, name: MenuCommand, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    // Shown, but not taken from the page: the page's own key handling answers it. macOS takes every accelerator it
    // shows, so there a key without a modifier is not shown: it would be lost to text fields.
    ...(accelerator === undefined || (isMac && !accelerator.includes('+'))
      ? {}
      : { accelerator, registerAccelerator: false }),
    click: () => actions.send(name),
  })
  const recentItems: MenuItemConstructorOptions[] = recents.slice(0, shownRecents).map((recent) => ({
    // A single & would underline the next letter.
    label: `${recent.name} — ${recent.place}`.replace(/&/g, '&&'),
    enabled: !recent.isMissing,
    click: () => actions.openRecent(recent.id),
  }))
  const file: MenuItemConstructorOptions = {
    label: '&File',
    submenu: [
      { label: 'Open…', accelerator: 'CmdOrCtrl+O', click: actions.open },
      {
        label: 'Open Recent',
        enabled: recentItems.length > 0,
        submenu: [...recentItems, { type: 'separator' }, { label: 'Clear List', click: actions.clearRecent }],
      },
      { type: 'separator' },
      command('Export Picture…', 'export-picture', 'CmdOrCtrl+Shift+S'),
      command('Save Picture of Window…', 'save-window-picture'),
      command('Copy Picture of Window', 'copy-window-picture'),
      command('Save Session…', 'save-session', 'CmdOrCtrl+S'),
      command('Open Session…', 'open-session'),
      { type: 'separator' },
      command('Reopen File', 'reopen-tab'),
      command('Close Tab', 'close-tab', 'CmdOrCtrl+W'),
      ...(isMac ? [] : [{ type: 'separator' } as const, { role: 'quit' } as const]),
    ],
  }
  const view: MenuItemConstructorOptions = {
    label: '&View',
    submenu: [
      command('Overview', 'show-overview', '1'),
      command('Timeline', 'show-timeline', '2'),
      command('Goroutines', 'show-goroutines', '3'),
      command('Analyses', 'show-analyses', '4'),
      command('Notes', 'show-notes', '5'),
      { type: 'separator' },
      command('Rail', 'toggle-rail', 'CmdOrCtrl+B'),
      command('Inspector', 'toggle-inspector', 'Q'),
      command('Light or Dark', 'toggle-theme'),
      { type: 'separator' },
      { role: 'togglefullscreen' },
    ],
  }
  const go: MenuItemConstructorOptions = {
    label: '&Go',
    submenu: [
      command('Search or Command', 'search', 'CmdOrCtrl+K'),
      { type: 'separator' },
      command('Next Tab', 'next-tab', 'Ctrl+Tab'),
      command('Previous Tab', 'previous-tab', 'Ctrl+Shift+Tab'),
    ],
  }
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    file,
    { role: 'editMenu' },
    view,
    go,
    { role: 'help', submenu: [command('Keys', 'show-keys', '?')] },
  ]
}

export function applyMenu(actions: MenuActions, recents: readonly RecentDto[]): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(actions, recents, process.platform)))
}
