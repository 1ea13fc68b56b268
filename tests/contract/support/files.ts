/** The trace that most of the contract is tried with, and files made on the way. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { fixtures } from './hosts'

export const trace = join(fixtures, 'traces', 'gcheavy-go1.27.trace')

/** A folder of this test file, removed after it. */
export const folder = mkdtempSync(join(tmpdir(), 'marey-contract-files-'))
afterAll(() => rmSync(folder, { recursive: true }))

export function fileOf(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
