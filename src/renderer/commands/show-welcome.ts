import { activate } from '../state/sources'
import type { Command } from './command'

export const showWelcome: Command = {
  id: 'window.welcome',
  label: 'Welcome screen',
  group: 'Window',
  keys: [],
  keywords: 'recent samples home new tab',
  perform: () => activate(undefined),
}
