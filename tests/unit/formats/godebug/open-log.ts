import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sourceOfBytes } from '../../../../src/base/byte-source'
import { neverCancelled } from '../../../../src/base/cancellation'
import type { ImportFailure } from '../../../../src/base/import-warning'
import type { Result } from '../../../../src/base/result'
import { readGodebug } from '../../../../src/formats/godebug/read-godebug'
import type { GodebugLog } from '../../../../src/model/godebug-log'

export const godebugFolder = join(import.meta.dirname, '../../../fixtures/godebug')

export function readBytes(bytes: Uint8Array): Result<GodebugLog, ImportFailure> {
  return readGodebug(sourceOfBytes(bytes), {
    cancellation: neverCancelled,
    onProgress: () => undefined,
    budgetBytes: 1e9,
  })
}

/** @throws Error when it cannot be read. */
export function logOf(text: string): GodebugLog {
  const read = readBytes(new TextEncoder().encode(text))
  if (!read.ok) throw new Error(read.error.message)
  return read.value
}

export const fixtureText = (name: string): string => readFileSync(join(godebugFolder, name), 'utf8')

/** A gctrace line of Go 1.27. */
export const gcLine = (number: number, atSeconds: string, more = ''): string =>
  `gc ${number} @${atSeconds}s 5%: 0.10+2.5+0.20 ms clock, 0.20+1.0/0.50/0+0.40 ms cpu, 8->9->4 MB, 8 MB goal, 0 MB stacks, 0 MB globals, 2 P${more}`
