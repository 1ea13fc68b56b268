/** The desktop window's own menu performs the same commands as the keyboard. */
import type { MenuCommand } from '../../contract/platform'
import { performCommand } from '../commands/registry'
import { platform } from '../connection/platform'

const commandIds: Readonly<Record<MenuCommand, string>> = {
  'close-tab': 'file.close-tab',
  'reopen-tab': 'file.reopen',
  'next-tab': 'tab.next',
  'previous-tab': 'tab.previous',
  search: 'go.search',
  'show-overview': 'view.overview',
  'show-timeline': 'view.timeline',
  'show-goroutines': 'view.goroutines',
  'show-analyses': 'view.analyses',
  'show-notes': 'view.notes',
  'toggle-rail': 'window.toggle-rail',
  'toggle-inspector': 'window.toggle-inspector',
  'toggle-theme': 'window.toggle-theme',
  'show-keys': 'help.keys',
  'export-picture': 'file.export-picture',
  'save-session': 'file.save-session',
  'open-session': 'file.open-session',
  'save-window-picture': 'window.save-picture',
  'copy-window-picture': 'window.copy-picture',
}

export function listenToNativeMenu(): void {
  platform()?.onMenuCommand((command) => {
    performCommand(commandIds[command])
    // Of the two, the one that belongs to the kind of file acts.
    if (command === 'show-notes') performCommand('view.notes-of-dump')
  })
}
