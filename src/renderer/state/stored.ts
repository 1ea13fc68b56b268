/**
 * What is kept over restarts, in one table: localStorage under these keys, nothing else, one JSON value each.
 * Damaged or foreign values count as absent. Files are known by name, place and size, for ids die with the host.
 */
export const storedKeys = {
  settings: 'marey:settings',
  layout: 'marey:layout',
  /** In the browser; the window's host keeps its own (main/editor.ts). */
  editor: 'marey:editor',
  goroutineColumns: 'marey:goroutine-columns',
  /** + fileKey */
  file: 'marey:file:',
} as const

/** Entries about files, of which one may have four: place, axis, table, rows. The oldest go first. */
const maximumFiles = 400

export function readStored(key: string): unknown {
  try {
    const text = localStorage.getItem(key)
    return text === null ? undefined : (JSON.parse(text) as unknown)
  } catch {
    // Storage may be forbidden or hold what another version wrote: start afresh.
    return undefined
  }
}

export function writeStored(key: string, value: object): void {
  try {
    localStorage.setItem(key, JSON.stringify({ ...value, savedAtMs: Date.now() }))
    if (key.startsWith(storedKeys.file)) forgetOldFiles()
  } catch {
    // Full or forbidden storage costs only the memory of this setting.
    return
  }
}

function forgetOldFiles(): void {
  const found: { key: string; savedAtMs: number }[] = []
  for (let index = 0; index < localStorage.length; index++) {
    const key = localStorage.key(index)
    if (key === null || !key.startsWith(storedKeys.file)) continue
    const value = readStored(key) as { savedAtMs?: unknown } | undefined
    found.push({ key, savedAtMs: typeof value?.savedAtMs === 'number' ? value.savedAtMs : 0 })
  }
  if (found.length <= maximumFiles) return
  found.sort((a, b) => a.savedAtMs - b.savedAtMs)
  for (const { key } of found.slice(0, found.length - maximumFiles)) localStorage.removeItem(key)
}

/** How a file is recognised after a restart. */
export function fileKey(file: { name: string; place: string; byteLength: number }): string {
  return `${storedKeys.file}${file.byteLength}|${file.place}|${file.name}`
}
