import { captureWindow } from '../data/capture-window'
import type { Command } from './command'

const keywords = 'screenshot capture image png'

export const captureCommands: readonly Command[] = [
  {
    id: 'window.save-picture',
    label: 'Save a picture of the window…',
    group: 'Window',
    keys: [],
    keywords,
    perform: () => void captureWindow('file'),
  },
  {
    id: 'window.copy-picture',
    label: 'Copy a picture of the window',
    group: 'Window',
    keys: [],
    keywords,
    perform: () => void captureWindow('clipboard'),
  },
]
