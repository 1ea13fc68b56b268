import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mutate } from '../../fuzz/mutate'
import { randomOf } from '../../fuzz/random'
import { openMutant } from '../../fuzz/target'
import { putTogether, takeApart } from '../../fuzz/trace-parts'

const kept = join(import.meta.dirname, '../../fuzz/kept')
const traces = join(import.meta.dirname, '../../fixtures/traces')

describe('inputs that once broke the reader', () => {
  it.each(readdirSync(kept).filter((name) => name.endsWith('.trace')))('%s', async (name) => {
    await expect(openMutant(new Uint8Array(readFileSync(join(kept, name))))).resolves.toBeDefined()
  })
})

describe('mutated traces', () => {
  it('puts a trace together as it was, but for the padding of sizes', () => {
    const parts = takeApart(new Uint8Array(readFileSync(join(traces, 'long-go1.27.trace'))))
    expect(parts.batches.length).toBeGreaterThan(20)
    expect(parts.rest).toHaveLength(0)
    expect(takeApart(putTogether(parts))).toEqual(parts)
  })

  it('opens or refuses 300 damaged files, most of which reach the ordering', async () => {
    const originals = ['tiny-go1.27', 'usertrace-go1.22', 'restart1-go1.25', 'long-go1.27'].map(
      (name) => new Uint8Array(readFileSync(join(traces, `${name}.trace`))),
    )
    let ordered = 0
    for (let seed = 1; seed <= 300; seed++) {
      const random = randomOf(seed)
      const reached = await openMutant(mutate(random.pick(originals), random).bytes)
      if (reached.ordering) ordered++
    }
    expect(ordered).toBeGreaterThan(150)
  }, 120_000)
})
