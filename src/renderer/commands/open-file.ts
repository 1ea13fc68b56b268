import { openByDialog } from '../data/opening'
import type { Command } from './command'

export const openFile: Command = {
  id: 'file.open',
  label: 'Open…',
  group: 'File',
  keys: [{ code: 'KeyO', mod: true }],
  keywords: 'file trace dump dialog',
  perform: () => void openByDialog(),
}
