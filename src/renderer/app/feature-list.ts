/** Finds the features: every folder of features/ that has a register.ts takes part. */
import type { Feature } from '../commands/feature'
import { registerCommands, registerFeature } from '../commands/registry'
import { shellCommands } from './command-list'

const modules = import.meta.glob<{ readonly feature: Feature }>('../features/*/register.ts', { eager: true })

/** Once, before the first drawing. */
export function registerAll(): void {
  const features = Object.values(modules).map((module) => module.feature)
  const views = new Set(features.flatMap((feature) => feature.views.map((view) => view.name)))
  // A digit for a view that no feature brings would be a promise nobody keeps.
  registerCommands(
    shellCommands.filter(({ id }) => !id.startsWith('view.') || views.has(id.slice('view.'.length))),
  )
  for (const feature of features) registerFeature(feature)
}
