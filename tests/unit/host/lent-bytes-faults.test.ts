/**
 * What a source returns is only lent: the next read may overwrite it, and that of a file does. Whoever keeps a view
 * over a later read sees other bytes than tests do that read from memory.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { sourceOfBytes } from '../../../src/base/byte-source'
import type { ByteSource } from '../../../src/base/byte-source'
import { neverCancelled } from '../../../src/base/cancellation'
import { openSession } from '../../../src/engine/open-session'
import { lendingSource } from '../../fuzz/lending-source'

const folder = join(import.meta.dirname, '../../fixtures/malformed')
const patienceMs = 300_000

async function told(source: ByteSource): Promise<unknown> {
  const opened = await openSession(source, {
    name: 'file',
    budgetBytes: 2 ** 30,
    cancellation: neverCancelled,
    onProgress: () => undefined,
  })
  if (!opened.ok) return opened.error
  const { kind, warnings, isComplete } = opened.value
  const method = kind === 'trace' ? 'trace/overview' : 'dump/overview'
  return { kind, warnings, isComplete, overview: opened.value.call(method, { source: 'f' }) }
}

it(
  'every broken file is read the same when reads share one buffer',
  async () => {
    const names = readdirSync(folder).filter((name) => !name.endsWith('.json'))
    expect(names.length).toBeGreaterThan(90)
    for (const name of names) {
      const bytes = new Uint8Array(readFileSync(join(folder, name)))
      expect(await told(lendingSource(bytes)), name).toEqual(await told(sourceOfBytes(bytes)))
    }
  },
  patienceMs,
)
