import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { FuzzKind } from './kinds'
import { largestSeedBytes } from './kinds'

/**
 * The good files of a kind, in an order that does not depend on the machine.
 * @param fixtures the folder tests/fixtures.
 */
export function readSeeds(kind: FuzzKind, fixtures: string): readonly Uint8Array[] {
  const paths = kind.folders.flatMap((folder) =>
    readdirSync(join(fixtures, folder))
      .filter(kind.isSeed)
      .sort()
      .map((name) => join(fixtures, folder, name)),
  )
  return paths
    .filter((path) => statSync(path).size > 0 && statSync(path).size <= largestSeedBytes)
    .map((path) => new Uint8Array(readFileSync(path)))
}
