/**
 * How stack frames are opened. In the window the host keeps it, for it runs a command; in a browser the page does, for
 * there it is only a link.
 */
import { create } from 'zustand'
import { noEditor, readEditorSettings, type EditorSettings, type SetOutcome } from '../../contract/editor'
import { platform } from '../connection/platform'
import { readStored, storedKeys, writeStored } from './stored'

export const useEditor = create<EditorSettings>(() => noEditor)

/** Read once at start. */
export async function loadEditor(): Promise<void> {
  const desktop = platform()
  const settings =
    desktop === undefined ? readEditorSettings(readStored(storedKeys.editor)) : await desktop.editorSettings()
  if (settings !== undefined) useEditor.setState(settings, true)
}

export async function saveEditor(settings: EditorSettings): Promise<SetOutcome> {
  const desktop = platform()
  if (desktop === undefined) writeStored(storedKeys.editor, settings)
  else {
    const outcome = await desktop.setEditor(settings)
    if (outcome.state !== 'saved') return outcome
  }
  useEditor.setState(settings, true)
  return { state: 'saved' }
}
