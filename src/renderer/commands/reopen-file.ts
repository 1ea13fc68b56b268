import { reopen } from '../data/opening'
import type { Command } from './command'

export const reopenFile: Command = {
  id: 'file.reopen',
  label: 'Reopen file',
  group: 'File',
  keys: [],
  keywords: 'reload read again',
  isEnabled: ({ source }) => source !== undefined && source.state !== 'loading',
  perform: ({ source }) => {
    if (source !== undefined) void reopen(source)
  },
}
