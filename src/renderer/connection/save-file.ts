/** Gives a file to the user: by the system's dialog in the window, as a download in a browser. */
import type { SavedKind, SaveOutcome } from '../../contract/platform'
import { platform } from './platform'

const types: Readonly<Record<SavedKind, string>> = {
  png: 'image/png',
  svg: 'image/svg+xml',
  markdown: 'text/markdown;charset=utf-8',
  csv: 'text/csv;charset=utf-8',
  json: 'application/json',
  pprof: 'application/octet-stream',
  trace: 'application/octet-stream',
  session: 'application/json',
}

export async function saveFile(
  name: string,
  kind: SavedKind,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<SaveOutcome> {
  const desktop = platform()
  if (desktop !== undefined) {
    try {
      return await desktop.saveFile(name, kind, bytes)
    } catch (error) {
      return { state: 'failed', name, problem: error instanceof Error ? error.message : String(error) }
    }
  }
  // The browser asks before it replaces a file, or counts the name up.
  const address = URL.createObjectURL(new Blob([bytes], { type: types[kind] }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
  return { state: 'saved', name }
}
