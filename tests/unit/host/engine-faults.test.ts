/**
 * Every read of the engine fails once, for every kind of file: the opening must end with that failure and nothing
 * else. It must neither hang nor take what it has for the whole file.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { sourceFromReads, SourceReadError, sourceOfBytes } from '../../../src/base/byte-source'
import type { ByteSource } from '../../../src/base/byte-source'
import { neverCancelled } from '../../../src/base/cancellation'
import type { ImportFailure } from '../../../src/base/import-warning'
import type { Result } from '../../../src/base/result'
import { openSession } from '../../../src/engine/open-session'
import type { Session } from '../../../src/engine/session'

const fixtures = join(import.meta.dirname, '../../fixtures')
const bytesOf = (path: string): Uint8Array => new Uint8Array(readFileSync(join(fixtures, path)))
const patienceMs = 120_000

const files: readonly (readonly [string, Uint8Array])[] = [
  ['a trace of several generations', bytesOf('traces/long-go1.27.trace')],
  ['a trace of Go 1.22', bytesOf('traces/tiny-go1.22.trace')],
  ['a trace of format 1', bytesOf('traces/tiny-go1.21.trace')],
  ['a gzipped trace', new Uint8Array(gzipSync(bytesOf('traces/tiny-go1.27.trace')))],
  ['a dump', bytesOf('dumps/debug2-go1.27.txt')],
  ['a crash', bytesOf('dumps/panic-go1.27.txt')],
  ['a race report', bytesOf('race/race-go1.26.txt')],
]

const open = (source: ByteSource, budgetBytes = 2 ** 30): Promise<Result<Session, ImportFailure>> =>
  openSession(source, {
    name: 'faulty',
    budgetBytes,
    cancellation: neverCancelled,
    onProgress: () => undefined,
  })

/** Counts reads; the one of that number fails, and all after it. */
function faulty(bytes: Uint8Array, failingRead: number): ByteSource & { readonly reads: number } {
  const whole = sourceOfBytes(bytes)
  let reads = 0
  const source = sourceFromReads(bytes.length, (offset, length) => {
    if (reads++ >= failingRead) throw new SourceReadError('the system refused to read it (EIO)', offset)
    return whole.read(offset, length)
  })
  return {
    ...source,
    get reads() {
      return reads
    },
  }
}

describe.each(files)('%s', (_, bytes) => {
  it(
    'ends with the failure of the device, whichever read fails',
    async () => {
      const counting = faulty(bytes, Infinity)
      expect((await open(counting)).ok).toBe(true)
      expect(counting.reads).toBeGreaterThan(0)
      for (let failing = 0; failing < counting.reads; failing++) {
        await expect(open(faulty(bytes, failing)), `read ${failing}`).rejects.toMatchObject({
          name: 'SourceReadError',
          message: 'the system refused to read it (EIO)',
        })
      }
    },
    patienceMs,
  )

  it(
    'never takes a file for whole that becomes shorter under the reader',
    async () => {
      for (const share of [0, 0.3, 0.9]) {
        const left = sourceOfBytes(bytes.subarray(0, Math.floor(bytes.length * share)))
        const source = sourceFromReads(bytes.length, left.read.bind(left))
        const outcome = await open(source).then(
          (opened) => (opened.ok ? (opened.value.isComplete ? 'whole' : 'in part') : opened.error.message),
          (error: unknown) => {
            expect(error).toBeInstanceOf(SourceReadError)
            return (error as Error).message
          },
        )
        expect(outcome, `${share} of it left`).not.toBe('whole')
      }
    },
    patienceMs,
  )

  it(
    'opens within its budget or says what it would take',
    async () => {
      for (const budgetBytes of [0, 1, 1000, 50_000, 500_000]) {
        const opened = await open(sourceOfBytes(bytes), budgetBytes)
        if (opened.ok) continue
        expect(opened.error.code).toBe('over-budget')
        expect(opened.error.message).toMatch(/memory|unpack/i)
        expect(opened.error.message).not.toMatch(/NaN|undefined|Infinity/)
      }
    },
    patienceMs,
  )
})
