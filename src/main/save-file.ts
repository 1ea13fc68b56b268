/**
 * Saving what the page has made: the user chooses the place in the system's dialog (which asks before an existing file is
 * replaced), and the file is written aside and renamed, so that a full disk never leaves half of one.
 */
import { BrowserWindow, dialog, ipcMain } from 'electron'
import { open, rename, rm } from 'node:fs/promises'
import { basename } from 'node:path'
import { writeProblem } from '../base/write-problem'
import { savedKinds, savedLimitBytes } from '../contract/platform'
import type { SavedKind, SaveOutcome } from '../contract/platform'
import { windowChannels } from '../contract/window-channels'
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

/** Writes beside `path` and renames. Answers why it could not be, in words; nothing half-written stays. */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<string | undefined> {
  const aside = `${path}.${process.pid}.part`
  try {
    const handle = await open(aside, 'wx')
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(aside, path)
    return undefined
  } catch (error) {
    await rm(aside, { force: true }).catch(() => undefined)
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
