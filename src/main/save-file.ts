/**
 * Saving what the page has made: the user chooses the place in the system's dialog (which asks before an existing file is
 * replaced), and a full disk never leaves half a file.
 */
import { BrowserWindow, dialog, ipcMain } from 'electron'
import { realpath } from 'node:fs/promises'
import { basename } from 'node:path'
import { writeProblem } from '../base/write-problem'
import { savedKinds, savedLimitBytes } from '../contract/platform'
import type { SavedKind, SaveOutcome } from '../contract/platform'
import { windowChannels } from '../contract/window-channels'
import { replaceFile } from '../host/replace-file'
import { isTrustedSender } from './window-messages'

const maximumNameLength = 200

export interface SaveRequest {
  readonly name: string
  readonly kind: SavedKind
  readonly bytes: Uint8Array
}

/** The request in a message, or undefined for anything else. The name is never a path. */
export function saveRequestOf(name: unknown, kind: unknown, bytes: unknown): SaveRequest | undefined {
  if (typeof name !== 'string' || !(bytes instanceof Uint8Array) || bytes.byteLength > savedLimitBytes)
    return undefined
  if (typeof kind !== 'string' || !Object.hasOwn(savedKinds, kind)) return undefined
  const plain = basename(name.replace(/\\/g, '/')).slice(-maximumNameLength)
  return {
    name: plain === '' || plain === '.' || plain === '..' ? 'marey' : plain,
    kind: kind as SavedKind,
    bytes,
  }
}

/** A link stays one: what it leads to is replaced. Answers why it could not be, in words; nothing half-written stays. */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<string | undefined> {
  try {
    await replaceFile(await realpath(path).catch(() => path), bytes)
    return undefined
  } catch (error) {
    return writeProblem((error as NodeJS.ErrnoException).code)
  }
}

async function save(request: SaveRequest, window: BrowserWindow | undefined): Promise<SaveOutcome> {
  const { name, kind, bytes } = request
  const options: Electron.SaveDialogOptions = {
    defaultPath: name,
    filters: [{ name: savedKinds[kind].label, extensions: [savedKinds[kind].extension] }],
    properties: ['showOverwriteConfirmation', 'createDirectory'],
  }
  const chosen =
    window === undefined ? await dialog.showSaveDialog(options) : await dialog.showSaveDialog(window, options)
  if (chosen.canceled || chosen.filePath === '') return { state: 'cancelled' }
  const problem = await writeWhole(chosen.filePath, bytes)
  const written = basename(chosen.filePath)
  return problem === undefined
    ? { state: 'saved', name: written }
    : { state: 'failed', name: written, problem }
}

export function handleSaving(): void {
  ipcMain.handle(windowChannels.saveFile, (event, name: unknown, kind: unknown, bytes: unknown) => {
    if (!isTrustedSender(event)) throw new Error('this page may not save files')
    const request = saveRequestOf(name, kind, bytes)
    if (request === undefined) throw new Error('not a file that can be saved')
    return save(request, BrowserWindow.fromWebContents(event.sender) ?? undefined)
  })
}
