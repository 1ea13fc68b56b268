import type { CommandUsage } from './command'
import { diffUsage } from './usage/diff'
import { exportUsage } from './usage/export'
import { pathUsage } from './usage/path'
import { profileUsage } from './usage/profile'
import { sliceUsage } from './usage/slice'
import { summaryUsage } from './usage/summary'
import { validateUsage } from './usage/validate'

/**
 * What thread-commands.ts does, without the engine that it needs: all that the main thread knows of the commands that
 * run in a thread of their own, so that it is there at once.
 */
export const threadUsages: readonly CommandUsage[] = [
  summaryUsage,
  diffUsage,
  validateUsage,
  profileUsage,
  pathUsage,
  sliceUsage,
  exportUsage,
]
