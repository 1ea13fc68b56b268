import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { sourceOfBytes } from '../../../../src/base/byte-source'
import { formatValue } from '../../../../src/base/format-value'
import { readProfile } from '../../../../src/formats/pprof/read-profile'
import type { Profile } from '../../../../src/model/profile'
import { goroutineGroups } from '../../../../src/query/profile/goroutine-groups'
import { summarizeProfile } from '../../../../src/query/profile/summary'
import { defaultType, profileLabel, profileSummaryLines } from '../../../../src/query/profile/summary-text'

function read(name: string): Profile {
  const profile = readProfile(
    sourceOfBytes(gunzipSync(readFileSync(`tests/fixtures/profiles/${name}.pb.gz`))),
  )
  if (!profile.ok) throw new Error(profile.error.message)
  return profile.value
}

describe('goroutine profiles as groups', () => {
  test.each(['goroutine-states-go1.19', 'goroutine-states-go1.27', 'goroutineleak-go1.27'])('%s', (name) => {
    const profile = read(name)
    const groups = goroutineGroups(profile)
    if (groups === null) throw new Error('no groups')
    const total = groups.reduce((sum, { count }) => sum + count, 0)
    expect(total).toBe(profile.samples.values[0].reduce((sum, value) => sum + value, 0))
    expect(groups.every(({ frames }) => frames.length > 0)).toBe(true)
    for (let i = 1; i < groups.length; i++) expect(groups[i].count).toBeLessThanOrEqual(groups[i - 1].count)
  })

  test('keep their labels and their inlined frames', () => {
    const groups = goroutineGroups(read('goroutine-states-go1.27')) ?? []
    const labelled = groups.filter(({ labels }) => Object.keys(labels).length > 0)
    expect(labelled.map(({ labels }) => labels)).toEqual([{ 'path=/a b': 1, 'tenant=blue': 1 }])
    const leaks = groups.filter(({ frames }) =>
      frames.some(({ functionName }) => functionName === 'main.leakReceive'),
    )
    expect(leaks.reduce((sum, { count }) => sum + count, 0)).toBe(12)
  })

  test('other profiles have none', () => {
    expect(goroutineGroups(read('heap-after-go1.27'))).toBeNull()
  })
})

describe('in words', () => {
  test('the last type is shown first, unless the file says otherwise', () => {
    const heap = read('heap-after-go1.27')
    expect(heap.sampleTypes[defaultType(heap)].type).toBe('inuse_space')
    const allocs = read('allocs-go1.27')
    expect(allocs.sampleTypes[defaultType(allocs)].type).toBe('alloc_space')
  })

  test('values in their units', () => {
    expect(formatValue(1_500_000, 'nanoseconds')).toBe('1.5 ms')
    expect(formatValue(2, 'seconds')).toBe('2 s')
    expect(formatValue(-1536, 'bytes')).toBe('−1.5 KiB')
    expect(formatValue(12, 'count')).toBe('12')
    expect(formatValue(12, 'widgets')).toBe('12 widgets')
  })

  test('a CPU profile in lines', () => {
    const profile = read('cpu-go1.27')
    expect(profileLabel(profile)).toBe('pprof profile (samples, cpu)')
    const lines = profileSummaryLines(profile, summarizeProfile(profile))
    expect(lines).toContain('  cpu           420 ms')
    expect(lines.some((line) => /140 ms +140 ms +main\.spin$/.test(line))).toBe(true)
  })
})
