import { chooseTheme, currentTheme } from '../state/theme'
import type { Command } from './command'

export const toggleTheme: Command = {
  id: 'window.toggle-theme',
  label: 'Dark or light theme',
  group: 'Window',
  keys: [],
  keywords: 'colours appearance',
  perform: () => chooseTheme(currentTheme() === 'dark' ? 'light' : 'dark'),
}
