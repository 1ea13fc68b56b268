import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { sourceOfBytes } from '../../../../src/base/byte-source'
import { neverCancelled } from '../../../../src/base/cancellation'
import { indexBatches } from '../../../../src/formats/go-trace/batch-index'
import { readHeader } from '../../../../src/formats/go-trace/header'
import { openTrace } from '../../../../src/formats/go-trace/open-trace'
import { produceEvents } from '../../../../src/formats/go-trace/produce-events'
import { copySlice, planSlice } from '../../../../src/formats/go-trace/slice-trace'
import { SilentSink } from '../../../../src/model/silent-sink'
import type { Trace } from '../../../../src/model/trace'
import { fixtureBytes, fixtureNames, fixtureTrace } from '../../support/fixture-trace'

const folder = mkdtempSync(join(tmpdir(), 'marey-slice-'))
afterAll(() => rmSync(folder, { recursive: true }))

const hasGo = spawnSync('go', ['version']).status === 0

/** Traces of several generations. */
const several = fixtureNames(/^(flight-and-usual-usual|long|killed-go1\.2[2-7])/)

function sliceOf(bytes: Uint8Array, trace: Trace, fromNs: number, toNs: number): Uint8Array | string {
  const plan = planSlice(trace, fromNs, toNs)
  if (!plan.ok) return plan.error
  const pieces: Uint8Array[] = []
  copySlice(sourceOfBytes(bytes), plan.value, (piece) => pieces.push(piece.slice()))
  const slice = Buffer.concat(pieces)
  expect(slice.length).toBe(plan.value.byteLength)
  expect(plan.value.fromNs).toBeLessThanOrEqual(Math.max(fromNs, plan.value.fromNs))
  return slice
}

/** What Go's reader would say: '' when it reads to the end. */
function strictError(bytes: Uint8Array): string {
  const source = sourceOfBytes(bytes)
  const version = readHeader(source)
  if (!version.ok) return version.error.message
  const index = indexBatches(source, version.value, neverCancelled)
  const { error } = produceEvents(source, index, new SilentSink(), { clock: 'go', mode: 'strict' })
  return error ?? ''
}

describe('a slice of whole generations', () => {
  it('there are traces of several generations in the corpus', async () => {
    const counts = await Promise.all(
      several.map(async (name) => (await fixtureTrace(name)).generations.length),
    )
    expect(counts.every((count) => count > 1)).toBe(true)
  })

  it.each(several)('of %s: each generation by itself is a trace that Go reads', async (name) => {
    const bytes = fixtureBytes(name)
    const trace = await fixtureTrace(name)
    const { generations } = trace
    if (generations.length < 2 || strictError(bytes) !== '') return
    for (const [at, generation] of generations.entries()) {
      // Well inside: the ends of neighbours may lie a little over each other.
      const middleNs = (generation.fromNs + generation.toNs) / 2
      const slice = sliceOf(bytes, trace, middleNs, middleNs)
      if (typeof slice === 'string') {
        expect(slice).toMatch(/touches all/)
        continue
      }
      expect(strictError(slice)).toBe('')
      const read = await openTrace(sourceOfBytes(slice))
      if (!read.ok) throw new Error(read.error.message)
      expect(read.value.isComplete).toBe(true)
      const own = read.value.generations.find(({ number }) => number === generation.number)
      expect(own?.eventCount, `generation ${at}`).toBe(generation.eventCount)
      if (!hasGo) continue
      const file = join(folder, `${name}-${at}`)
      writeFileSync(file, slice)
      const go = spawnSync('go', ['tool', 'trace', '-d=footprint', file], { encoding: 'utf8' })
      expect(go.status, go.stderr).toBe(0)
    }
  })
})

describe('planSlice', () => {
  it('refuses format 1, and says why', async () => {
    const plan = planSlice(await fixtureTrace('gcheavy-go1.19.trace'), 0, 1)
    expect(plan).toMatchObject({ ok: false, error: /one indivisible piece/ })
  })

  it('refuses what would be the whole file', async () => {
    const single = await fixtureTrace('single-go1.27.trace')
    expect(single.generations.length).toBe(1)
    expect(planSlice(single, 0, 1)).toMatchObject({
      ok: false,
      error: expect.stringMatching(/single generation/),
    })
    const trace = await fixtureTrace('long-go1.27.trace')
    const plan = planSlice(trace, 0, trace.durationNs)
    expect(plan.ok).toBe(false)
  })

  it('refuses a stretch behind the trace', async () => {
    const trace = await fixtureTrace('gcheavy-go1.27.trace')
    const plan = planSlice(trace, trace.durationNs + 1e9, trace.durationNs + 2e9)
    expect(plan).toMatchObject({ ok: false, error: expect.stringMatching(/outside of the trace/) })
  })
})
