import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sourceOfBytes } from '../../../../src/base/byte-source'
import { unpack } from '../../../../src/formats/decompress'
import { readProfile } from '../../../../src/formats/pprof/read-profile'
import type { Profile } from '../../../../src/model/profile'
import { summarizeDifference, summarizeProfile } from '../../../../src/query/profile/summary'

const folder = 'tests/fixtures/profiles'
const names = readdirSync(folder).filter((name) => name.endsWith('.pb.gz'))

function read(name: string): Profile {
  const unpacked = unpack(sourceOfBytes(readFileSync(join(folder, name))))
  if (!unpacked.ok) throw new Error(unpacked.error.message)
  expect(unpacked.value.warnings).toEqual([])
  const profile = readProfile(unpacked.value.source)
  if (!profile.ok) throw new Error(profile.error.message)
  return profile.value
}

function oracle(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, unknown>
}

describe('profiles of the corpus', () => {
  test('are all there', () => {
    expect(names.length).toBeGreaterThanOrEqual(66)
  })

  test.each(names)('%s has the figures of its oracle', (name) => {
    const profile = read(name)
    expect(profile.isComplete).toBe(true)
    const { timeNanos, ...rest } = summarizeProfile(profile)
    const { file, timeNanos: expectedTime, ...expected } = oracle(`${name}.oracle.json`)
    expect(file).toBe(name)
    expect(rest).toEqual(expected)
    // The oracle's number has lost its last digits in JSON.parse.
    expect(Number(timeNanos)).toBe(expectedTime)
  })
})

describe('differences of heap profiles', () => {
  const differences = readdirSync(folder).filter((name) => name.includes('.minus-'))

  test.each(differences)('%s', (name) => {
    const parts = /^(.+\.pb\.gz)\.minus-(.+)\.oracle\.json$/.exec(name)
    if (parts === null) throw new Error(`odd name ${name}`)
    const difference = summarizeDifference(read(`${parts[2]}.pb.gz`), read(parts[1]))
    const expected = oracle(name)
    expect(difference.sampleTypes).toEqual(expected['sampleTypes'])
    expect(difference.totals).toEqual(expected['totals'])
    expect(difference.top).toEqual(expected['top'])
  })
})
