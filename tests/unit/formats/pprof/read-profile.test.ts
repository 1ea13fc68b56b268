import { readFileSync, readdirSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { Profile as ReferenceProfile } from 'pprof-format'
import { describe, expect, test } from 'vitest'
import type { ImportFailure } from '../../../../src/base/import-warning'
import { sourceFromReads, sourceOfBytes } from '../../../../src/base/byte-source'
import { CancelledError } from '../../../../src/base/cancellation'
import type { Result } from '../../../../src/base/result'
import { unpack } from '../../../../src/formats/decompress'
import { largestProfileBytes, readProfile } from '../../../../src/formats/pprof/read-profile'
import { NONE } from '../../../../src/model/states'
import type { Profile } from '../../../../src/model/profile'
import { summarizeProfile } from '../../../../src/query/profile/summary'

const folder = 'tests/fixtures/profiles'
const malformed = 'tests/fixtures/malformed'

function read(bytes: Uint8Array): Result<Profile, ImportFailure> {
  const unpacked = unpack(sourceOfBytes(bytes))
  return unpacked.ok ? readProfile(unpacked.value.source) : unpacked
}

function sound(bytes: Uint8Array): Profile {
  const result = read(bytes)
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

/** Everything that refers to something refers to something that is there. */
function expectConsistent(profile: Profile): void {
  const { samples, locations, functions, strings } = profile
  expect(samples.values.length).toBe(profile.sampleTypes.length)
  for (const column of samples.values) expect(column.length).toBe(samples.count)
  expect(samples.locationOffset.length).toBe(samples.count + 1)
  expect(samples.labelOffset.length).toBe(samples.count + 1)
  expect(samples.locationOffset[samples.count]).toBe(samples.location.length)
  expect(samples.labelOffset[samples.count]).toBe(samples.labelKey.length)
  expect(locations.lineOffset.length).toBe(locations.count + 1)
  expect(locations.lineOffset[locations.count]).toBe(locations.line.length)
  expect(locations.lineFunction.length).toBe(locations.line.length)
  const within = (column: Uint32Array, count: number): boolean =>
    column.every((index) => index < count || index === NONE)
  expect(within(samples.location, locations.count)).toBe(true)
  expect(within(locations.lineFunction, functions.count)).toBe(true)
  expect(within(locations.mapping, profile.mappings.count)).toBe(true)
  for (const column of [functions.name, functions.file, samples.labelKey, samples.labelText])
    expect(column.every((index) => index < strings.length)).toBe(true)
}

describe('against an independent decoder', () => {
  const names = readdirSync(folder).filter((name) => name.endsWith('-go1.27.pb.gz') || /^cpu.*gz$/.test(name))

  test.each(names)('%s', (name) => {
    const packed = readFileSync(`${folder}/${name}`)
    const profile = sound(packed)
    expectConsistent(profile)
    const reference = ReferenceProfile.decode(gunzipSync(packed))
    const text = (index: number | bigint): string => reference.stringTable.strings[Number(index)]
    expect(profile.samples.count).toBe(reference.sample.length)
    expect(profile.timeUnixNs).toBe(BigInt(reference.timeNanos))
    const locationAt = new Map(reference.location.map((location, index) => [Number(location.id), index]))
    const functionName = new Map(reference.function.map((each) => [Number(each.id), text(each.name)]))
    reference.sample.forEach((sample, index) => {
      const { samples, locations, functions, strings } = profile
      expect(samples.values.map((column) => column[index])).toEqual(
        sample.value.map((value) => Number(BigInt.asIntN(64, BigInt(value)))),
      )
      const stack = [
        ...samples.location.subarray(samples.locationOffset[index], samples.locationOffset[index + 1]),
      ]
      expect(stack).toEqual(sample.locationId.map((id) => locationAt.get(Number(id))))
      for (const location of stack) {
        const lines = reference.location[location].line
        const from = locations.lineOffset[location]
        expect(locations.lineOffset[location + 1] - from).toBe(lines.length)
        lines.forEach((line, at) => {
          expect(strings[functions.name[locations.lineFunction[from + at]]]).toBe(
            functionName.get(Number(line.functionId)),
          )
          expect(locations.line[from + at]).toBe(Number(line.line))
        })
      }
    })
  })
})

describe('damaged profiles', () => {
  test('cut short: what stands before the cut', () => {
    for (const name of ['profile-truncated.pb.gz', 'profile-not-gzipped-truncated.pb']) {
      const profile = sound(readFileSync(`${malformed}/${name}`))
      expectConsistent(profile)
      expect(profile.isComplete).toBe(false)
      expect(profile.samples.count).toBeGreaterThan(0)
      expect(profile.warnings.some(({ code }) => code === 'cut-short')).toBe(true)
      summarizeProfile(profile)
    }
  })

  test('not packed is the same profile', () => {
    const profile = sound(readFileSync(`${malformed}/profile-not-gzipped.pb`))
    expect(profile.isComplete).toBe(true)
    expect(profile.warnings).toEqual([])
  })

  test('scrambled: an account of it, never a crash', () => {
    const result = read(readFileSync(`${malformed}/profile-scrambled.pb.gz`))
    if (result.ok) expect(result.value.isComplete).toBe(false)
    else expect(result.error.code).toBe('damaged')
  })

  test('empty ones fail in words', () => {
    expect(read(readFileSync(`${malformed}/profile-empty-file.pb.gz`))).toMatchObject({
      error: { code: 'empty' },
    })
    expect(read(readFileSync(`${malformed}/profile-empty.pb.gz`))).toMatchObject({ error: { code: 'empty' } })
    const result = read(Uint8Array.of(0x50, 1, 0x0b))
    expect(result).toMatchObject({ ok: false, error: { code: 'damaged', byteOffset: 2 } })
    if (!result.ok) expect(result.error.message).not.toContain('is shown')
  })

  test('a number without end is an error of its field, at once', () => {
    const bytes = new Uint8Array(4_000_000).fill(0xff)
    bytes.set([0x0a, 0x02, 0x08, 0x01, 0x48])
    const began = performance.now()
    const profile = sound(bytes)
    expect(performance.now() - began).toBeLessThan(1000)
    expect(profile.warnings).toMatchObject([{ code: 'damaged', byteOffset: 4 }, { code: 'names-lost' }])
  })

  test('negative values are exact', () => {
    // One sample type, one sample with the values -1 and -(2^53 - 1), packed.
    const packed = [...tenBytes(-1n), ...tenBytes(-(2n ** 53n - 1n))]
    const bytes = Uint8Array.from([
      ...[0x0a, 0x02, 0x08, 0x01, 0x0a, 0x02, 0x08, 0x02],
      ...[0x12, packed.length + 2, 0x12, packed.length, ...packed],
      ...[0x32, 0x00, 0x32, 0x01, 0x61, 0x32, 0x01, 0x62],
    ])
    const profile = sound(bytes)
    expect(profile.sampleTypes.map(({ type }) => type)).toEqual(['a', 'b'])
    expect(profile.samples.values.map((column) => column[0])).toEqual([-1, -(2 ** 53 - 1)])
  })

  test('columns are not made for samples without values', () => {
    const types = Array.from({ length: 64 }, () => [0x0a, 0x00]).flat()
    const samples = new Uint8Array(200_000).map((_, at) => (at % 2 === 0 ? 0x12 : 0x00))
    expect(readProfile(sourceOfBytes(Uint8Array.from([...types, ...samples])))).toMatchObject({
      ok: false,
      error: { code: 'damaged' },
    })
  })

  test('too large is refused before it is read', () => {
    const source = sourceFromReads(largestProfileBytes + 1, () => {
      throw new Error('was read')
    })
    expect(readProfile(source)).toMatchObject({ ok: false, error: { code: 'over-budget' } })
  })

  test('can be cancelled', () => {
    const source = sourceOfBytes(gunzipSync(readFileSync(`${folder}/cpu-go1.27.pb.gz`)))
    expect(() => readProfile(source, { cancellation: { isCancelled: () => true } })).toThrow(CancelledError)
  })

  test('whatever is cut and flipped, it ends soon and stays consistent', () => {
    const seeds = ['cpu-go1.27', 'goroutine-states-go1.21', 'heap-after-go1.24'].map((name) =>
      gunzipSync(readFileSync(`${folder}/${name}.pb.gz`)),
    )
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }),
        (seed, share, flips) => {
          const bytes = Uint8Array.from(seed.subarray(0, Math.max(1, Math.ceil(seed.length * share))))
          for (const [at, value] of flips) bytes[at % bytes.length] = value
          const began = performance.now()
          const result = readProfile(sourceOfBytes(bytes))
          if (result.ok) {
            expectConsistent(result.value)
            summarizeProfile(result.value)
          } else {
            expect(result.error.code).toBe('damaged')
          }
          expect(performance.now() - began).toBeLessThan(3000)
        },
      ),
      { numRuns: 300 },
    )
  })
})

function tenBytes(value: bigint): number[] {
  let rest = BigInt.asUintN(64, value)
  const bytes: number[] = []
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80)
  return [...bytes, Number(rest)]
}
