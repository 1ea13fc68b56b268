import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { DumpCounts } from '../../../../src/query/dumps/dump-counts'
import { countDumps } from '../../../../src/query/dumps/dump-counts'
import { fixtureFolder, readFixture } from '../../formats/goroutine-dump/read-fixture'

function oracleOf(path: string): DumpCounts {
  const { file: _, ...counts } = JSON.parse(
    readFileSync(new URL(`${path}.oracle.json`, fixtureFolder), 'utf8'),
  ) as DumpCounts & { readonly file: string }
  return counts
}

const dumps = readdirSync(new URL('dumps/', fixtureFolder)).filter((name) => name.endsWith('.txt'))

/**
 * The oracle of a malformed dump counts lines as they stand; where a wrapper hides them from it, the oracle of the
 * dump inside is what must be found.
 */
const malformed: readonly (readonly [string, string])[] = [
  ['dump-crlf.txt', 'malformed/dump-crlf.txt'],
  ['dump-latin1-bytes.txt', 'malformed/dump-latin1-bytes.txt'],
  ['dump-truncated-in-a-frame.txt', 'malformed/dump-truncated-in-a-frame.txt'],
  ['dump-two-in-one.txt', 'malformed/dump-two-in-one.txt'],
  ['dump-with-noise.txt', 'malformed/dump-with-noise.txt'],
  ['dump-no-goroutines.txt', 'malformed/dump-no-goroutines.txt'],
  ['dump-indented.txt', 'dumps/debug2-go1.22.txt'],
  ['dump-log-prefixed.txt', 'dumps/debug2-go1.27.txt'],
]

describe('counts of dumps', () => {
  it('has a corpus', () => {
    expect(dumps.length).toBeGreaterThan(100)
  })

  it.each(dumps)('%s equals its oracle', (name) => {
    expect(countDumps(readFixture(`dumps/${name}`))).toEqual(oracleOf(`dumps/${name}`))
  })

  it.each(malformed)('%s equals the oracle of %s', (name, oracle) => {
    expect(countDumps(readFixture(`malformed/${name}`))).toEqual(oracleOf(oracle))
  })
})
