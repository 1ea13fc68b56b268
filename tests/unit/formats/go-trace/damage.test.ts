import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sourceOfBytes } from '../../../../src/base/byte-source'
import { readTrace } from '../../../../src/formats/go-trace/read-trace'
import { checkIntegrity } from '../../../../src/model/check-integrity'
import { readCorpusBytes } from './corpus'

const victims = [
  'tiny-go1.22.trace',
  'tiny-go1.27.trace',
  'usertrace-go1.24.trace',
  'flight2-go1.25.trace',
  'coro-go1.26.trace',
]
const originals = victims.map((name) => readCorpusBytes({ folder: 'traces', name }))

/** A file may be damaged in any way: it is read within bounds, and what is shown keeps every promise. */
async function expectBounded(bytes: Uint8Array): Promise<void> {
  // Time of the processor, not of the clock: other tests run beside this one.
  const began = process.cpuUsage()
  const read = await readTrace(sourceOfBytes(bytes))
  expect(process.cpuUsage(began).user / 1000).toBeLessThan(5000)
  if (!read.ok) {
    expect(read.error.message.length).toBeGreaterThan(10)
    return
  }
  expect(checkIntegrity(read.value, { isSound: false })).toEqual([])
  expect(read.value.spans.count).toBeLessThanOrEqual(3 * bytes.length)
  // Damage may move times within a generation, never the trace into another day.
  expect(read.value.durationNs).toBeLessThan(3 * 3600e9)
}

describe('damage at random', () => {
  const victim = fc.integer({ min: 0, max: originals.length - 1 })
  const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })

  test('flipped bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        victim,
        fc.array(fc.tuple(place, fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 12 }),
        async (which, flips) => {
          const bytes = originals[which].slice()
          for (const [where, value] of flips) bytes[16 + Math.floor(where * (bytes.length - 16))] = value
          await expectBounded(bytes)
        },
      ),
      { numRuns: 150 },
    )
  })

  test('cuts, holes and repeats', async () => {
    await fc.assert(
      fc.asyncProperty(
        victim,
        place,
        place,
        fc.constantFrom('cut', 'hole', 'zeros', 'repeat'),
        async (which, a, b, kind) => {
          const original = originals[which]
          const body = original.length - 16
          const from = 16 + Math.floor(Math.min(a, b) * body)
          const to = 16 + Math.floor(Math.max(a, b) * body)
          await expectBounded(damaged(original, from, to, kind))
        },
      ),
      { numRuns: 150 },
    )
  })

  test('noise behind a good header', async () => {
    await fc.assert(
      fc.asyncProperty(victim, fc.uint8Array({ minLength: 0, maxLength: 4000 }), async (which, noise) => {
        const bytes = new Uint8Array(16 + noise.length)
        bytes.set(originals[which].subarray(0, 16))
        bytes.set(noise, 16)
        await expectBounded(bytes)
      }),
      { numRuns: 100 },
    )
  })
})

function damaged(original: Uint8Array, from: number, to: number, kind: string): Uint8Array {
  switch (kind) {
    case 'cut':
      return original.slice(0, from)
    case 'zeros': {
      const bytes = original.slice()
      bytes.fill(0, from, to)
      return bytes
    }
    case 'hole':
      return joined(original.subarray(0, from), original.subarray(to))
    default:
      return joined(original.subarray(0, to), original.subarray(from))
  }
}

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(head.length + tail.length)
  bytes.set(head)
  bytes.set(tail, head.length)
  return bytes
}
