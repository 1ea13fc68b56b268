/** Groups as shown, written out. */
import type { ReactNode } from 'react'
import { Copy, Download } from 'lucide-react'
import type { DumpExportFormat, Similarity } from '../../../contract/dump-dto'
import { call } from '../../connection/call'
import { copyText } from '../../connection/copy-text'
import { saveText } from '../../connection/save-text'
import { dumpNotesMarkdown } from '../../data/dump-notes-markdown'
import { whileBusy } from '../../state/idle'
import { addNotice } from '../../state/messages'
import { notesOf } from '../../state/notes'
import { Button } from '../../widgets/button'

interface ExportProps {
  readonly source: string
  readonly dumps: readonly number[]
  readonly similarity: Similarity
  readonly filter: string
}

const formats: readonly {
  readonly format: DumpExportFormat
  readonly label: string
  readonly hint: string
}[] = [
  { format: 'markdown', label: 'Markdown', hint: 'Save these groups as a Markdown page' },
  { format: 'csv', label: 'CSV', hint: 'Save these groups as comma-separated values' },
  { format: 'json', label: 'JSON', hint: 'Save what marey summary --json says' },
]

export function ExportButtons(props: ExportProps): ReactNode {
  const write = async (format: DumpExportFormat, isCopied: boolean): Promise<void> => {
    const { source, dumps, similarity, filter } = props
    const result = await whileBusy(
      call('dump/export', { source, dumps: [...dumps], similarity, filter, format }),
    )
    if (!result.ok) {
      addNotice(`The groups were not written out: ${result.error.message}.`, 'Try again.')
      return
    }
    const { fileName, mediaType, text } = result.value
    const notes = format === 'markdown' ? dumpNotesMarkdown(notesOf(source)) : ''
    if (!isCopied) saveText(fileName, mediaType, notes === '' ? text : withNotes(text, notes))
    else if (!(await copyText(text)))
      addNotice('The summary was not copied: the system did not allow it.', 'Save it as Markdown instead.')
  }
  return (
    <span className="dump-export">
      <Button
        label="Copy"
        icon={Copy}
        hint="Copy the summary as text, to paste it into a ticket"
        onClick={() => void write('text', true)}
      />
      {formats.map(({ format, label, hint }) => (
        <Button
          key={format}
          label={label}
          icon={Download}
          hint={hint}
          onClick={() => void write(format, false)}
        />
      ))}
    </span>
  )
}

/** Below the heading of the page. */
function withNotes(page: string, notes: string): string {
  const end = page.indexOf('\n') + 1
  return `${page.slice(0, end)}\n${notes.trimEnd()}\n${page.slice(end)}`
}
