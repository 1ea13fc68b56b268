import type { Command } from './command'
import { diffCommand } from './commands/diff'
import { exportCommand } from './commands/export'
import { pathCommand } from './commands/path'
import { profileCommand } from './commands/profile'
import { sliceCommand } from './commands/slice'
import { summaryCommand } from './commands/summary'
import { validateCommand } from './commands/validate'

/** The commands that read files without pauses. They run in a thread of their own. */
export const threadCommands: readonly Command[] = [
  summaryCommand,
  diffCommand,
  validateCommand,
  profileCommand,
  pathCommand,
  sliceCommand,
  exportCommand,
]
