import type { Command } from './command'
import { profileCommand } from './commands/profile'
import { summaryCommand } from './commands/summary'
import { validateCommand } from './commands/validate'

/** The commands that read files without pauses. They run in a thread of their own. */
export const threadCommands: readonly Command[] = [summaryCommand, validateCommand, profileCommand]
