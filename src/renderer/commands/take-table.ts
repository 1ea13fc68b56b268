/** The table that was used last, to the clipboard or into a file. */
import { tableInUse, takeTable, type TableTarget } from '../data/table-out'
import { formatNames, tableFormats, type TableFormat } from '../data/table-text'
import type { Command } from './command'

const keywords = 'table rows export clipboard spreadsheet'

const takeCommand = (format: TableFormat, target: TableTarget): Command => ({
  id: `table.${target === 'clipboard' ? 'copy' : 'save'}-${format}`,
  label: `${target === 'clipboard' ? 'Copy' : 'Save'} table as ${formatNames[format]}${target === 'file' ? '…' : ''}`,
  group: 'Selection',
  keys: [],
  keywords,
  isEnabled: () => tableInUse() !== undefined,
  perform: () => {
    const table = tableInUse()
    if (table !== undefined) void takeTable(table.content, format, target)
  },
})

export const takeTableCommands: readonly Command[] = [
  {
    id: 'table.menu',
    label: 'Copy or save the table in use…',
    group: 'Selection',
    keys: [{ code: 'KeyC', shift: true }],
    keywords: `${keywords} csv json markdown`,
    isEnabled: () => tableInUse() !== undefined,
    perform: () => tableInUse()?.openMenu(),
  },
  ...tableFormats.map((format) => takeCommand(format, 'clipboard')),
  ...tableFormats.map((format) => takeCommand(format, 'file')),
]
