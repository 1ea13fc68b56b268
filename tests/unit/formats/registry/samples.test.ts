import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sourceOfBytes } from '../../../../src/base/byte-source'
import { openTrace } from '../../../../src/formats/go-trace/open-trace'
import { detectBytes } from '../../../../src/formats/registry'

const folder = 'resources/samples'

interface Sample {
  readonly id: string
  readonly name: string
  readonly file: string
  readonly description: string
}

const samples = JSON.parse(readFileSync(join(folder, 'samples.json'), 'utf8')) as readonly Sample[]

describe('the shipped samples', () => {
  test('are all listed, and all there', () => {
    const files = readdirSync(folder).filter((name) => name !== 'samples.json')
    expect(samples.map(({ file }) => file).sort()).toEqual(files.sort())
    expect(new Set(samples.map(({ id }) => id)).size).toBe(samples.length)
  })

  test.each(samples)('$file is small, sound and free of machine paths', ({ file, name, description }) => {
    expect(existsSync(join(folder, file))).toBe(true)
    const bytes = readFileSync(join(folder, file))
    expect(bytes.length).toBeLessThan(2 * 1024 * 1024)
    expect(detectBytes(bytes)).toMatchObject({ ok: true, value: { certainty: 'certain', layers: [] } })
    expect(name.length).toBeGreaterThan(3)
    expect(description).toMatch(/^[A-Z0-9].*\.$/)
    // Built with -trimpath: sources have no absolute paths.
    expect(bytes.toString('latin1')).not.toMatch(/\/(?:home|root|tmp|work|opt|usr|Users)\/[\w./-]+\.go/)
  })

  test('the trace shows what a first look should show', async () => {
    const bytes = readFileSync(join(folder, 'checkout-service.trace'))
    const opened = await openTrace(sourceOfBytes(bytes))
    if (!opened.ok) throw new Error(opened.error.message)
    const trace = opened.value
    expect(trace.isComplete).toBe(true)
    expect(trace.warnings).toEqual([])
    expect(trace.durationNs).toBeGreaterThan(2e9)
    expect(trace.durationNs).toBeLessThan(4e9)
    expect(trace.processors.count).toBe(4)
    expect(trace.tasks.count).toBeGreaterThan(1000)
    expect(trace.logs.count).toBeGreaterThan(1000)
    expect(trace.regions.count).toBeGreaterThan(1000)
    expect(trace.cpuSamples.count).toBeGreaterThan(20)
    const names = new Set<string>()
    for (let i = 0; i < trace.ranges.count; i++) names.add(trace.tables.strings.get(trace.ranges.name[i]))
    expect([...names]).toEqual(
      expect.arrayContaining([
        'GC concurrent mark phase',
        'GC mark assist',
        'stop-the-world (GC mark termination)',
      ]),
    )
    let longestNs = 0
    for (let i = 0; i < trace.regions.count; i++) {
      if (trace.tables.strings.get(trace.regions.name[i]) !== 'reserve stock') continue
      longestNs = Math.max(longestNs, trace.regions.endNs[i] - trace.regions.startNs[i])
    }
    // The checkouts behind the report wait for the lock that it holds.
    expect(longestNs).toBeGreaterThan(100e6)
  })
})
