import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mutate } from './mutate'
import { randomOf } from './random'

/** Writes the input of `seed` into `folder` and says where: from then on it is a test. */
export function keep(seeds: readonly string[], seed: number, folder: string): string {
  const random = randomOf(seed)
  const originals = seeds.map((path) => new Uint8Array(readFileSync(path)))
  const mutant = mutate(random.pick(originals), random)
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${mutant.steps.join('-').slice(0, 80)}-${seed}.trace`)
  writeFileSync(path, mutant.bytes)
  return path
}
