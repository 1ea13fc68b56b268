/** The shell's own commands, in the order of menu and help. */
import { captureCommands } from '../commands/capture-window'
import { clearSelection } from '../commands/clear-selection'
import { closeOtherTabs, closeTab } from '../commands/close-tab'
import type { Command } from '../commands/command'
import { openFile } from '../commands/open-file'
import { openPalette } from '../commands/open-palette'
import { reopenFile } from '../commands/reopen-file'
import { search } from '../commands/search'
import { openSession, saveSession } from '../commands/session'
import { showKeys, showSettings } from '../commands/show-overlay'
import { showViewCommands } from '../commands/show-view'
import { showWelcome } from '../commands/show-welcome'
import { nextTab, previousTab } from '../commands/switch-tab'
import { takeTableCommands } from '../commands/take-table'
import { toggleInspector, toggleRail } from '../commands/toggle-panels'
import { toggleTheme } from '../commands/toggle-theme'
import { walkBack, walkForward } from '../commands/walk-history'

export const shellCommands: readonly Command[] = [
  openFile,
  reopenFile,
  saveSession,
  openSession,
  closeTab,
  closeOtherTabs,
  ...showViewCommands,
  walkBack,
  walkForward,
  search,
  clearSelection,
  ...takeTableCommands,
  toggleInspector,
  toggleRail,
  nextTab,
  previousTab,
  showWelcome,
  toggleTheme,
  ...captureCommands,
  showSettings,
  showKeys,
  openPalette,
]
