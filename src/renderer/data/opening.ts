/** Opening and closing files: each way ends as a source that the host knows, or as a notice in words. */
import type { MethodName, Params } from '../../contract/api'
import type { SourceDto, SourceId } from '../../contract/sources'
import { sessionFileExtension } from '../../notes/session-file'
import { call, upload, type CallError } from '../connection/call'
import { platform } from '../connection/platform'
import { whileBusy } from '../state/idle'
import { addNotice } from '../state/messages'
import { activate, introduceSource, removeSource } from '../state/sources'
import { adviceFor } from './advice'
import { openSessionFile } from './sessions'

/** Shows the dialog: the native one in the window, the browser's own elsewhere. */
export async function openByDialog(): Promise<void> {
  const desktop = platform()
  if (desktop === undefined) {
    await openFiles(await chooseFiles())
    return
  }
  show(await desktop.openDialog())
}

/** Opens files that were dropped or chosen; in the window they never leave the machine's disk. */
export async function openFiles(chosen: readonly File[]): Promise<void> {
  const sessions = chosen.filter((file) => file.name.endsWith(sessionFileExtension))
  for (const session of sessions) await openSessionFile(session)
  const files = chosen.filter((file) => !sessions.includes(file))
  if (files.length === 0) return
  const desktop = platform()
  if (desktop !== undefined) {
    const opened = await whileBusy(desktop.openDropped(files))
    show(opened)
    if (opened.length < files.length)
      addNotice(
        `${files.length - opened.length} of ${files.length} dropped items could not be opened: they are no files on this machine.`,
        'Save them to disk first, then open them from there.',
      )
    return
  }
  for (const file of files) {
    const result = await whileBusy(upload(file))
    if (result.ok) show([result.value])
    else noteFailure(`${file.name} was not opened`, result.error)
  }
}

function chooseFiles(): Promise<readonly File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input')
    input.type = 'file'
    input.multiple = true
    input.addEventListener('change', () => resolve([...(input.files ?? [])]))
    input.addEventListener('cancel', () => resolve([]))
    input.click()
  })
}

export const openSample = (id: string): Promise<void> => openBy('sources/open-sample', { id }, 'The sample')
export const openRecent = (id: string, name: string): Promise<void> =>
  openBy('sources/open-recent', { id }, name)

async function openBy<M extends 'sources/open-sample' | 'sources/open-recent' | 'sources/reopen'>(
  method: M,
  params: Params<M>,
  name: string,
): Promise<void> {
  const result = await whileBusy(call(method, params))
  if (result.ok) show([result.value as SourceDto])
  else noteFailure(`${name} was not opened`, result.error)
}

/** Reads a failed or changed file again, in the same tab. */
export async function reopen(source: SourceDto): Promise<void> {
  const result = await whileBusy(call('sources/reopen', { source: source.id }))
  if (!result.ok) {
    noteFailure(`${source.name} was not opened again`, result.error)
    return
  }
  if (result.value.id !== source.id) removeSource(source.id)
  show([result.value])
}

export const cancelLoading = (source: SourceId): Promise<void> => tell('sources/cancel', source)

export async function closeSource(source: SourceId): Promise<void> {
  removeSource(source)
  await tell('sources/close', source)
}

async function tell(
  method: MethodName & ('sources/cancel' | 'sources/close'),
  source: SourceId,
): Promise<void> {
  const result = await whileBusy(call(method, { source }))
  if (!result.ok && result.error.code !== 'unknown-source')
    noteFailure(
      method === 'sources/cancel' ? 'Loading was not cancelled' : 'The file was not closed',
      result.error,
    )
}

function show(sources: readonly SourceDto[]): void {
  for (const source of sources) {
    introduceSource(source)
    activate(source.id)
  }
}

function noteFailure(what: string, error: CallError): void {
  if (error.code === 'cancelled') return
  addNotice(`${what}: ${error.message}.`, adviceFor(error))
}
