/**
 * Files of 2 GB and more, sparse so that they take no room: opened in part or refused in words, and nothing is
 * allocated that grows with what a file merely claims to be.
 */
import { copyFileSync, mkdtempSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { neverCancelled } from '../../../src/base/cancellation'
import type { ImportFailure } from '../../../src/base/import-warning'
import type { Result } from '../../../src/base/result'
import { openSession } from '../../../src/engine/open-session'
import type { Session } from '../../../src/engine/session'
import { openFileSource } from '../../../src/host/file-source'

const fixtures = join(import.meta.dirname, '../../fixtures')
const gib = 2 ** 30
const patienceMs = 300_000
/** A small trace and the kernel's memory; far less than a thousandth part of the files. */
const mostHeldBytes = 128 * 2 ** 20

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'marey-large-'))))
afterEach(() => rmSync(folder, { recursive: true }))

interface Opened {
  readonly result: Result<Session, ImportFailure>
  readonly heldBytes: number
}

/** The fixture with zeros behind it up to `byteLength`. */
async function open(fixture: string | null, byteLength: number): Promise<Opened> {
  const path = join(folder, 'large')
  copyFileSync(fixture === null ? '/dev/null' : join(fixtures, fixture), path)
  truncateSync(path, byteLength)
  const source = openFileSource(path)
  if (!source.ok) throw new Error(source.error.message)
  const beforeBytes = process.memoryUsage().arrayBuffers
  try {
    const result = await openSession(source.value, {
      name: 'large',
      budgetBytes: 8 * gib,
      cancellation: neverCancelled,
      onProgress: () => undefined,
    })
    return { result, heldBytes: process.memoryUsage().arrayBuffers - beforeBytes }
  } finally {
    source.value.close()
  }
}

// Elsewhere a file system may really write the zeros.
describe.runIf(process.platform === 'linux')('a file of 2 GB and more', () => {
  it(
    'that is a trace with nothing behind it: what is there is shown, the rest is named',
    async () => {
      const { result, heldBytes } = await open('traces/long-go1.27.trace', 2.0625 * gib)
      if (!result.ok) throw new Error(result.error.message)
      expect(result.value.isComplete).toBe(false)
      const loss = result.value.warnings.find((warning) => warning.isLoss === true)
      expect(loss?.byteOffset).toBe(50582)
      expect(result.value.call('trace/overview', { source: 'f' })).toMatchObject({ ok: true })
      expect(heldBytes).toBeLessThan(mostHeldBytes)
    },
    patienceMs,
  )

  it.each([
    ['a trace beyond what is read', 'traces/long-go1.27.trace', 5 * gib, /^The file is 5 GiB long\. .*4 GiB/],
    ['a trace of format 1', 'traces/tiny-go1.21.trace', 2.5 * gib, /2\.5 GiB.*512 MiB/],
    ['a dump', 'dumps/debug2-go1.27.txt', 2.5 * gib, /2\.5 GiB.*less than 2 GiB/],
    ['zeros', null, 3 * gib, /binary data/],
  ])(
    'that is %s is refused in words',
    async (_, fixture, byteLength, words) => {
      const { result, heldBytes } = await open(fixture, byteLength)
      expect(result.ok).toBe(false)
      if (result.ok) return
      expect(result.error.message).toMatch(words)
      expect(heldBytes).toBeLessThan(mostHeldBytes)
    },
    patienceMs,
  )
})
