import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { fuzzKinds, inputOf } from '../../fuzz/kinds'
import type { FuzzKind } from '../../fuzz/kinds'
import { joinFields, takeFields } from '../../fuzz/mutate-profile'
import { putTogetherV1, takeApartV1 } from '../../fuzz/mutate-trace-v1'
import { readSeeds } from '../../fuzz/seeds'
import type { Stage } from '../../fuzz/target'
import { openMutant } from '../../fuzz/target'
import { putTogether, takeApart } from '../../fuzz/trace-parts'

const kept = join(import.meta.dirname, '../../fuzz/kept')
const fixtures = join(import.meta.dirname, '../../fixtures')
const traces = join(fixtures, 'traces')

/** A loaded machine must not fail these: what takes long here is looked for by `npm run fuzz`. */
const patienceMs = 120_000
const manyPatienceMs = 600_000

describe('inputs that once broke a reader', () => {
  it.each(readdirSync(kept))(
    '%s',
    async (name) => {
      await expect(openMutant(new Uint8Array(readFileSync(join(kept, name))))).resolves.toBeDefined()
    },
    patienceMs,
  )
})

describe('what inputs are made of', () => {
  it('puts a trace together as it was, but for the padding of sizes', () => {
    const parts = takeApart(new Uint8Array(readFileSync(join(traces, 'long-go1.27.trace'))))
    expect(parts.batches.length).toBeGreaterThan(20)
    expect(parts.rest).toHaveLength(0)
    expect(takeApart(putTogether(parts))).toEqual(parts)
  })

  it('puts a trace of format 1 together byte by byte', () => {
    for (const name of ['tiny-go1.19', 'usertrace-go1.21']) {
      const bytes = new Uint8Array(readFileSync(join(traces, `${name}.trace`)))
      const parts = takeApartV1(bytes)
      expect(parts.pieces.length).toBeGreaterThan(100)
      expect(parts.rest).toHaveLength(0)
      expect(Buffer.compare(putTogetherV1(parts), bytes)).toBe(0)
    }
  })

  it('puts a profile together byte by byte', () => {
    const bytes = gunzipSync(readFileSync(join(fixtures, 'profiles/cpu-go1.27.pb.gz')))
    const fields = takeFields(bytes)
    expect(fields.length).toBeGreaterThan(50)
    expect(Buffer.compare(joinFields(fields), bytes)).toBe(0)
  })

  it('makes the same input of the same seed', () => {
    for (const kind of fuzzKinds) {
      const originals = readSeeds(kind, fixtures)
      expect(originals.length).toBeGreaterThan(9)
      expect(inputOf(kind, 7, originals)).toEqual(inputOf(kind, 7, originals))
    }
  })
})

describe('mutated files open or are refused in words', () => {
  /** What most inputs of a kind must reach, or the run would only try the recognition of files. */
  const telling: Readonly<Record<FuzzKind['name'], Stage>> = {
    trace: 'ordering',
    'trace-v1': 'ordering',
    text: 'goroutines',
    profile: 'samples',
  }
  it.each(fuzzKinds.map((kind) => [kind.name, kind] as const))(
    '%s',
    async (name, kind) => {
      const originals = readSeeds(kind, fixtures)
      let deep = 0
      for (let seed = 1; seed <= 150; seed++) {
        const reached = await openMutant(inputOf(kind, seed, originals).bytes, {
          hasQueries: seed % 3 === 0,
          hasSummary: seed % 10 === 0,
          hasKernel: seed % 10 === 1,
          hasSketch: seed % 10 === 2,
        })
        if (reached.has(telling[name])) deep++
      }
      expect(deep).toBeGreaterThan(75)
    },
    manyPatienceMs,
  )
})
