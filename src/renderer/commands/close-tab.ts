import { closeSource } from '../data/opening'
import type { Command } from './command'

export const closeTab: Command = {
  id: 'file.close-tab',
  label: 'Close tab',
  group: 'File',
  // A browser keeps Ctrl+W for itself.
  keys: [
    { code: 'KeyW', mod: true },
    { code: 'KeyW', alt: true },
  ],
  isEnabled: ({ source }) => source !== undefined,
  perform: ({ source }) => {
    if (source !== undefined) void closeSource(source.id)
  },
}
