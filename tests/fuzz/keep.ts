import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inputOf, kindNamed } from './kinds'
import { readSeeds } from './seeds'

/** Writes the input of `seed` into `folder` and says where: from then on it is a test. */
export function keep(kindName: string, seed: number, fixtures: string, folder: string): string {
  const kind = kindNamed(kindName)
  const mutant = inputOf(kind, seed, readSeeds(kind, fixtures))
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${kind.name}-${mutant.steps.join('-').slice(0, 80)}-${seed}.${kind.extension}`)
  writeFileSync(path, mutant.bytes)
  return path
}
