/**
 * Which tables are on the screen and can be taken out, and the taking: to the clipboard or into a file. Every table
 * registers itself; keys and the palette act on the one that was used last.
 */
import { copyText } from '../connection/copy-text'
import { saveFile } from '../connection/save-file'
import { whileBusy } from '../state/idle'
import { addNotice, announce } from '../state/messages'
import { activeSource } from '../state/sources'
import { formatNames, nameForFile, tableText, type TableFormat, type TableSource } from './table-text'

export type TableTarget = 'clipboard' | 'file'

export interface OutTable {
  /** Holds the table and its menu. */
  readonly frame: HTMLElement
  readonly content: () => ReturnType<TableSource>
  readonly openMenu: () => void
}

const tables = new Set<OutTable>()
let lastUsed: OutTable | undefined

function rememberUse(event: Event): void {
  if (!(event.target instanceof Node)) return
  const { target } = event
  for (const table of tables) if (table.frame.contains(target)) lastUsed = table
}

/** Answers the function that forgets the table again. */
export function registerTable(table: OutTable): () => void {
  if (tables.size === 0) {
    document.addEventListener('focusin', rememberUse)
    document.addEventListener('pointerdown', rememberUse, true)
  }
  tables.add(table)
  return () => {
    tables.delete(table)
    if (lastUsed === table) lastUsed = undefined
    if (tables.size > 0) return
    document.removeEventListener('focusin', rememberUse)
    document.removeEventListener('pointerdown', rememberUse, true)
  }
}

const isShown = (table: OutTable): boolean => table.frame.getClientRects().length > 0

/** The table that was focused or clicked last, else the first one on the screen. */
export function tableInUse(): OutTable | undefined {
  if (lastUsed !== undefined && isShown(lastUsed)) return lastUsed
  return [...tables]
    .filter(isShown)
    .sort((a, b) =>
      (a.frame.compareDocumentPosition(b.frame) & Node.DOCUMENT_POSITION_FOLLOWING) === 0 ? 1 : -1,
    )[0]
}

const extensions: Readonly<Record<TableFormat, string>> = { csv: 'csv', json: 'json', markdown: 'md' }

export async function takeTable(
  source: TableSource,
  format: TableFormat,
  target: TableTarget,
): Promise<void> {
  const file = activeSource()
  const answer = source()
  const outcome = answer instanceof Promise ? await whileBusy(answer) : { ok: true as const, value: answer }
  if (!outcome.ok) {
    addNotice(`The table was not written out: ${outcome.error.message}.`, outcome.error.advice)
    return
  }
  const table = outcome.value
  const text = tableText(table, format)
  const rows = `${table.rows.length} ${table.rows.length === 1 ? 'row' : 'rows'} of ${table.name}`
  if (target === 'clipboard') {
    if (await copyText(text)) announce(`${rows} copied as ${formatNames[format]}`)
    else
      addNotice(
        `${table.name} was not copied: the clipboard refused it.`,
        'Click into the window and try again, or save the table as a file.',
      )
    return
  }
  const name = `${file?.name ?? 'marey'}.${nameForFile(table.name)}.${extensions[format]}`
  const saved = await saveFile(name, format, new TextEncoder().encode(text))
  if (saved.state === 'saved') announce(`${rows} saved as ${saved.name}`)
  else if (saved.state === 'failed')
    addNotice(`${saved.name} was not saved: ${saved.problem}.`, 'Choose another place, or copy the table.')
}

/** What one row says, as it stands on the screen, parted by tabs. */
export async function copyRow(texts: readonly string[]): Promise<void> {
  announce((await copyText(texts.join('\t'))) ? 'Row copied' : 'The clipboard could not be written')
}
