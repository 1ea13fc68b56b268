import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sourceOfBytes } from '../../../../src/base/byte-source'
import { isPlainTrace } from '../../../../src/formats/plain-trace'
import { detect } from '../../../../src/formats/registry'

const fixtures = join(import.meta.dirname, '../../../fixtures')
const files = ['traces', 'malformed', 'dumps', 'race', 'godebug', 'profiles'].flatMap((folder) =>
  readdirSync(join(fixtures, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name)),
)

/** What all of detection says: an unpacked trace, without a doubt. */
function isDetectedAsPlain(bytes: Uint8Array): boolean {
  const found = detect(sourceOfBytes(bytes))
  return found.ok && found.value.format.kind === 'trace' && found.value.layers.length === 0
}

describe('a plain trace', () => {
  it('is one by its first bytes where detection says so, in every file of the corpus', () => {
    const plain = files
      .map((file) => readFileSync(file))
      .map((bytes) => [bytes, isPlainTrace(sourceOfBytes(bytes))] as const)
    expect(plain.filter(([, isPlain]) => isPlain).length).toBeGreaterThan(10)
    for (const [bytes, isPlain] of plain) expect(isPlain).toBe(isDetectedAsPlain(bytes))
  })

  it('is told from one cut short inside its header, and is one when cut right behind it', () => {
    const whole = new TextEncoder().encode('go 1.26 trace\0\0\0')
    for (let length = 0; length <= whole.length; length++) {
      const bytes = whole.slice(0, length)
      expect(isPlainTrace(sourceOfBytes(bytes))).toBe(isDetectedAsPlain(bytes))
    }
    expect(isPlainTrace(sourceOfBytes(whole))).toBe(true)
  })
})
