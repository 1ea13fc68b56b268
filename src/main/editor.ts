/**
 * Opens a stack frame in the user's editor. The command is the user's own: kept here, not in the page, and only changed
 * after the user has agreed to it in a dialog of the system, so that no page can choose what runs. It is started without a
 * shell, with the file as one argument, and only for a source file that exists on this machine.
 */
import { BrowserWindow, dialog, ipcMain } from 'electron'
import { spawn } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import {
  candidatesFor,
  commandFor,
  commandProblem,
  noEditor,
  readEditorSettings,
  readSourcePlace,
  splitCommand,
} from '../contract/editor'
import type { EditorSettings, OpenOutcome, SetOutcome, SourceFolders, SourcePlace } from '../contract/editor'
import { windowChannels } from '../contract/window-channels'
import { readJson, writeJson } from '../host/atomic-json'
import { isTrustedSender } from './window-messages'

type Environment = Readonly<Record<string, string | undefined>>

const given = (...folders: readonly (string | undefined)[]): readonly string[] =>
  folders.filter((folder): folder is string => folder !== undefined && folder !== '')

/** What the user has set, else where Go keeps modules and its own source by default. */
export function sourceFolders(
  settings: Pick<EditorSettings, 'moduleCache' | 'goRoot'>,
  environment: Environment = process.env,
  home: string = homedir(),
): SourceFolders {
  const { GOMODCACHE, GOPATH, GOROOT } = environment
  const paths =
    GOPATH === undefined || GOPATH === ''
      ? [join(home, 'go')]
      : GOPATH.split(process.platform === 'win32' ? ';' : ':')
  return {
    moduleCaches: given(settings.moduleCache, GOMODCACHE, ...paths.map((path) => join(path, 'pkg', 'mod'))),
    goRoots: given(
      settings.goRoot,
      GOROOT,
      '/usr/local/go',
      '/usr/lib/go',
      '/opt/homebrew/opt/go/libexec',
      'C:\\Program Files\\Go',
    ),
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}

/** Starts a program and forgets it. Answers why it could not be started, in words. */
export type Start = (program: string, args: readonly string[]) => Promise<string | undefined>

export const startDetached: Start = (program, args) =>
  new Promise((resolve) => {
    try {
      const child = spawn(program, [...args], {
        shell: false,
        detached: true,
        stdio: 'ignore',
        windowsHide: true,
      })
      child.once('error', (error: NodeJS.ErrnoException) =>
        resolve(
          error.code === 'ENOENT' ? `there is no program ${program} on the search path` : error.message,
        ),
      )
      child.once('spawn', () => {
        child.unref()
        resolve(undefined)
      })
    } catch (error) {
      resolve(error instanceof Error ? error.message : String(error))
    }
  })

export async function openPlace(
  settings: EditorSettings,
  place: SourcePlace,
  start: Start = startDetached,
): Promise<OpenOutcome> {
  if (settings.opener.trim() === '') return { state: 'not-set' }
  const candidates = candidatesFor(place.file, settings.mappings, sourceFolders(settings))
  for (const file of candidates) {
    if (!(await isFile(file))) continue
    const command = commandFor(settings.opener, file, place.line)
    if (command === undefined) return { state: 'failed', problem: commandProblem(settings.opener) }
    const [program = '', ...args] = command
    const problem = await start(program, args)
    return problem === undefined ? { state: 'opened', file } : { state: 'failed', problem }
  }
  const tried =
    candidates.length === 0 ? 'it is not the path of a source file' : `not at ${candidates.join(', nor at ')}`
  return { state: 'failed', problem: `${place.file} is not on this machine: ${tried}` }
}

async function isAgreed(command: string, window: BrowserWindow | undefined): Promise<boolean> {
  const words = splitCommand(command)
  const [program = '', ...args] = words.ok ? words.value : []
  const options: Electron.MessageBoxOptions = {
    type: 'question',
    buttons: ['Cancel', 'Use this command'],
    defaultId: 0,
    cancelId: 0,
    title: 'Editor',
    message: `Run ${program} when you click a stack frame?`,
    detail: `Program: ${program}\nArguments: ${args.map((word) => JSON.stringify(word)).join(' ')}\n\nIt runs with your rights, without a shell.`,
  }
  const { response } =
    window === undefined ? await dialog.showMessageBox(options) : await dialog.showMessageBox(window, options)
  return response === 1
}

/** @param userData folder that holds the settings. */
export function handleEditor(userData: string, start: Start = startDetached): void {
  const path = join(userData, 'editor.json')
  const load = async (): Promise<EditorSettings> => readEditorSettings(await readJson(path)) ?? noEditor

  ipcMain.handle(windowChannels.editorSettings, (event) => {
    if (!isTrustedSender(event)) throw new Error('this page may not read settings')
    return load()
  })
  ipcMain.handle(windowChannels.setEditor, async (event, value: unknown): Promise<SetOutcome> => {
    if (!isTrustedSender(event)) throw new Error('this page may not change settings')
    const settings = readEditorSettings(value)
    if (settings === undefined) return { state: 'failed', problem: 'these are no editor settings' }
    const problem = commandProblem(settings.opener)
    if (problem !== '') return { state: 'failed', problem }
    const isNew = settings.opener.trim() !== '' && settings.opener !== (await load()).opener
    if (isNew && !(await isAgreed(settings.opener, BrowserWindow.fromWebContents(event.sender) ?? undefined)))
      return { state: 'refused' }
    try {
      await writeJson(path, settings)
      return { state: 'saved' }
    } catch (error) {
      return { state: 'failed', problem: error instanceof Error ? error.message : String(error) }
    }
  })
  ipcMain.handle(windowChannels.openPlace, async (event, value: unknown): Promise<OpenOutcome> => {
    if (!isTrustedSender(event)) throw new Error('this page may not open files')
    const place = readSourcePlace(value)
    if (place === undefined) return { state: 'failed', problem: 'that is no place in a source file' }
    return openPlace(await load(), place, start)
  })
}
