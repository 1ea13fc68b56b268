import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { creationTree } from '../../../../src/query/dumps/creation-tree'
import { dumpGroups, dumpOverview } from '../../../../src/query/dumps/dump-answers'
import { DumpIndex } from '../../../../src/query/dumps/dump-index'
import { dumpSummary } from '../../../../src/query/dumps/summary'
import { dumpSummaryLines } from '../../../../src/query/dumps/summary-text'
import { fixtureBytes, fixtureFolder, readBytes } from '../../formats/goroutine-dump/read-fixture'

/** xorshift32: the same inputs in every run. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

const words = [
  'goroutine 1 [running]:\n',
  'panic: ',
  '\n\n',
  '(',
  '{"log":"x\\n","stream":"a"}\n',
  'created by ',
  '-----\n',
  'WARNING: DATA RACE\n',
  '==================\n',
  'goroutine profile: total 9\n3 @ 0x1\n#\t',
  '\u0000',
  '...7 frames elided...\n',
  '[originating from goroutine 5]:\n',
  '2026-11-21T01:02:03Z stderr P ',
].map((word) => new TextEncoder().encode(word))

const join = (...parts: readonly Uint8Array[]): Uint8Array => {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

function damage(bytes: Uint8Array, other: Uint8Array, random: (below: number) => number): Uint8Array {
  const at = random(bytes.length)
  switch (random(5)) {
    case 0: {
      const flipped = bytes.slice()
      for (let i = 0; i < 10; i++) flipped[random(bytes.length)] = random(256)
      return flipped
    }
    case 1:
      return bytes.slice(0, 1 + at)
    case 2:
      return join(bytes.subarray(0, at), other.subarray(random(other.length)))
    case 3:
      return join(bytes.subarray(0, at), words[random(words.length)], bytes.subarray(at))
    default: {
      const end = at + random(Math.min(3000, bytes.length - at))
      return join(bytes.subarray(0, end), bytes.subarray(at))
    }
  }
}

describe('damaged dumps', () => {
  const seeds = ['dumps', 'race', 'planted', 'malformed'].flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, fixtureFolder))
      .filter((name) => name.endsWith('.txt'))
      .map((name) => fixtureBytes(`${folder}/${name}`))
      .filter(({ length }) => length > 0 && length < 20_000),
  )

  it.each([1, 2, 3, 1825881516])('answer every question, seed %i', (seed) => {
    const random = randomNumbers(seed)
    let openedCount = 0
    for (let input = 0; input < 120; input++) {
      let bytes = seeds[random(seeds.length)]
      for (let step = random(5); step >= 0; step--) bytes = damage(bytes, seeds[random(seeds.length)], random)
      const result = readBytes(bytes)
      if (!result.ok) continue
      openedCount++
      const { value: text } = result
      for (const { crashes, rows } of text.dumps) {
        for (const { row } of crashes) if (row !== undefined) expect(row).toBeLessThan(rows.count)
      }
      for (const { offset, byteLength } of text.unread) {
        expect(offset + byteLength).toBeLessThanOrEqual(text.text.byteLength)
      }
      const index = new DumpIndex(text)
      dumpSummaryLines(index)
      expect(JSON.parse(JSON.stringify(dumpSummary(index, text.warnings)))).toHaveProperty('kind', text.kind)
      expect(dumpOverview(index).dumps).toHaveLength(text.dumps.length)
      dumpGroups(index, [], 'same-values', 'main')
      text.dumps.forEach((_, dump) => creationTree(index, dump))
    }
    expect(openedCount).toBeGreaterThan(60)
  })
})
