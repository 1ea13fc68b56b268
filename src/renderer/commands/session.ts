import { chooseSessionFile, takesNotes, saveSession as save } from '../data/sessions'
import type { Command } from './command'

export const saveSession: Command = {
  id: 'file.save-session',
  label: 'Save session…',
  group: 'File',
  keys: [{ code: 'KeyS', mod: true }],
  keywords: 'notes investigation hand over marey-session',
  isEnabled: ({ source }) => source !== undefined && takesNotes(source),
  perform: () => void save(),
}

export const openSession: Command = {
  id: 'file.open-session',
  label: 'Open session…',
  group: 'File',
  keys: [],
  keywords: 'notes investigation marey-session',
  perform: () => chooseSessionFile(),
}
