/** Tabs of the open files, the search box, and the few controls that are always at hand. */
import type { ReactNode } from 'react'
import { ArrowLeft, ArrowRight, ImageDown, Keyboard, Moon, PanelRight, Plus, Sun } from 'lucide-react'
import { IconButton } from '../widgets/button'
import {
  allCommands,
  commandContext,
  hasInspector,
  isEnabled,
  performCommand,
  viewOf,
} from '../commands/registry'
import { useAnalyses } from '../state/analyses-page'
import { printFirstKey } from '../commands/key-glyphs'
import { shellCommands } from './command-list'
import { takesNotes } from '../data/sessions'
import { usePlaces } from '../state/places'
import { useShell } from '../state/shell'
import { useActiveSource, useSources } from '../state/sources'
import { useTheme } from '../state/theme'
import { MainMenu } from './main-menu'
import { SearchBox } from './search-box'
import { Tabs } from './tabs'
import './title-bar.css'

function keyOf(id: string): string {
  return printFirstKey(allCommands().find((command) => command.id === id)?.keys ?? [])
}

function canPerform(id: string): boolean {
  const command = shellCommands.find((candidate) => candidate.id === id)
  return command !== undefined && isEnabled(command, commandContext())
}

export function TitleBar(): ReactNode {
  const theme = useTheme((state) => state.theme)
  const isInspectorOpen = useShell((state) => state.isInspectorOpen)
  const activeId = useSources((state) => state.activeId)
  useActiveSource()
  // History lives in the places; reading them here draws the arrows anew when they change.
  usePlaces((state) => (activeId === undefined ? undefined : state.files[activeId]))
  useAnalyses(activeId ?? '')
  const context = commandContext()
  const view = context.source?.state === 'ready' ? viewOf(context.source, context.view) : undefined
  const isInspectorThere =
    context.source !== undefined && view !== undefined && hasInspector(context.source, view)
  return (
    <header className="title-bar">
      <MainMenu />
      <Tabs />
      {activeId !== undefined && (
        <IconButton
          label="Open"
          icon={Plus}
          shortcut={keyOf('file.open')}
          onClick={() => performCommand('file.open')}
        />
      )}
      <span className="title-space" />
      {activeId !== undefined && (
        <>
          <IconButton
            label="Back"
            icon={ArrowLeft}
            shortcut={keyOf('go.back')}
            isDisabled={!canPerform('go.back')}
            onClick={() => performCommand('go.back')}
          />
          <IconButton
            label="Forward"
            icon={ArrowRight}
            shortcut={keyOf('go.forward')}
            isDisabled={!canPerform('go.forward')}
            onClick={() => performCommand('go.forward')}
          />
        </>
      )}
      <SearchBox />
      {context.source !== undefined && takesNotes(context.source) && (
        <IconButton
          label="Export picture"
          icon={ImageDown}
          shortcut={keyOf('file.export-picture')}
          onClick={() => performCommand('file.export-picture')}
        />
      )}
      {isInspectorThere && (
        <IconButton
          label="Inspector"
          icon={PanelRight}
          shortcut={keyOf('window.toggle-inspector')}
          isPressed={isInspectorOpen}
          onClick={() => performCommand('window.toggle-inspector')}
        />
      )}
      <IconButton
        label={theme === 'dark' ? 'Light theme' : 'Dark theme'}
        icon={theme === 'dark' ? Sun : Moon}
        onClick={() => performCommand('window.toggle-theme')}
      />
      <IconButton
        label="Keys"
        icon={Keyboard}
        shortcut={keyOf('help.keys')}
        onClick={() => performCommand('help.keys')}
      />
    </header>
  )
}
