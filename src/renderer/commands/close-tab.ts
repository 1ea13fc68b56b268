import { closeSource } from '../data/opening'
import { useSources } from '../state/sources'
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

export const closeOtherTabs: Command = {
  id: 'file.close-others',
  label: 'Close other tabs',
  group: 'File',
  keys: [],
  isEnabled: ({ source }) => source !== undefined && useSources.getState().sources.length > 1,
  perform: ({ source }) => {
    for (const { id } of useSources.getState().sources) if (id !== source?.id) void closeSource(id)
  },
}
