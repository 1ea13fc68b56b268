import type { CommandUsage } from '../command'

export const windowUsage: CommandUsage = {
  name: 'window',
  usage: '[FILE...]',
  summary: 'the window with these files; where there can be none, the browser',
  help: `Opens the desktop window. Without Electron's runtime, without a display, or as root, one line on standard error
says so, and the same interface comes up in the browser, as with "marey serve".
`,
  runsInThread: false,
}
