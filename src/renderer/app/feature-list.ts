/** Finds the features: every folder of features/ that has a register.ts takes part. */
import type { Feature } from '../commands/feature'
import { registerCommands, registerFeature } from '../commands/registry'
import { shellCommands } from './command-list'

const modules = import.meta.glob<{ readonly feature: Feature }>('../features/*/register.ts', { eager: true })

/** Once, before the first drawing. */
export function registerAll(): void {
  registerCommands(shellCommands)
  for (const module of Object.values(modules)) registerFeature(module.feature)
}
