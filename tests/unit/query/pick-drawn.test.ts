import { describe, expect, it } from 'vitest'
import { neverCancelled } from '../../../src/base/cancellation'
import { limits } from '../../../src/contract/limits'
import { NONE } from '../../../src/model/states'
import { pick } from '../../../src/query/tiles/pick'
import { TraceTiles } from '../../../src/query/tiles/trace-tiles'
import { buildTraceIndex } from '../../../src/query/build-trace-index'
import { fixtureTrace } from '../support/fixture-trace'

async function tilesOf(name: string): Promise<TraceTiles> {
  return new TraceTiles(buildTraceIndex(await fixtureTrace(name), neverCancelled), limits.tileRectangles)
}

describe('what is drawn over a row', () => {
  it('tells every log at its instant, with category and message', async () => {
    const tiles = await tilesOf('usertrace-go1.27.trace')
    const { logs, goroutines, tables } = tiles.index.trace
    expect(logs.count).toBeGreaterThan(0)
    for (let log = 0; log < logs.count; log++) {
      const row = `goroutine:${goroutines.id[logs.goroutine[log]]}`
      const drawn = pick(tiles, row, logs.atNs[log], 0)?.also?.find(({ kind }) => kind === 'log')
      expect(drawn).toMatchObject({ startNs: logs.atNs[log] })
      if (drawn?.count === 1) expect(drawn.message).toBe(tables.strings.get(logs.message[log]))
    }
  })

  it('tells every sweep on the row of its P, and mark assists on goroutines', async () => {
    const tiles = await tilesOf('gcheavy-go1.27.trace')
    const { trace, assists } = tiles.index
    let seen = 0
    for (const [processor, { range }] of tiles.sweepRows()) {
      for (const one of range) {
        const also = pick(tiles, `proc:${processor}`, trace.ranges.startNs[one], 0)?.also
        expect(also?.some(({ kind }) => kind === 'sweep')).toBe(true)
        seen++
      }
    }
    expect(seen).toBeGreaterThan(0)
    let assisted = 0
    for (const [goroutine, { first, end }] of assists.runs) {
      for (let piece = first; piece < end; piece++) {
        if (assists.endNs[piece] <= assists.startNs[piece]) continue
        const also = pick(
          tiles,
          `goroutine:${trace.goroutines.id[goroutine]}`,
          assists.startNs[piece],
          0,
        )?.also
        expect(also).toContainEqual({
          kind: 'mark-assist',
          startNs: assists.startNs[piece],
          endNs: assists.endNs[piece],
          count: 1,
        })
        assisted++
      }
    }
    expect(assisted).toBeGreaterThan(0)
  })

  it('counts the CPU samples within reach and gives the stack of the nearest', async () => {
    const tiles = await tilesOf('cpuprof-go1.27.trace')
    const { cpuSamples, goroutines, durationNs } = tiles.index.trace
    const sample = Array.from({ length: cpuSamples.count }, (_, at) => at).find(
      (at) => cpuSamples.goroutine[at] < goroutines.count,
    )
    if (sample === undefined) throw new Error('no sample of a goroutine')
    const row = `goroutine:${goroutines.id[cpuSamples.goroutine[sample]]}`
    const near = pick(tiles, row, cpuSamples.atNs[sample], 0)?.also
    expect(near?.find(({ kind }) => kind === 'cpu-sample')?.stack?.length).toBeGreaterThan(0)
    const all = pick(tiles, row, cpuSamples.atNs[sample], durationNs)?.also
    const own = Array.from(cpuSamples.goroutine.subarray(0, cpuSamples.count)).filter(
      (one) => one === cpuSamples.goroutine[sample],
    )
    expect(all?.find(({ kind }) => kind === 'cpu-sample')?.count).toBe(own.length)
  })

  it('tells every CPU sample on the rows of its P and its thread', async () => {
    const tiles = await tilesOf('cpuprof-go1.27.trace')
    const { cpuSamples, threads } = tiles.index.trace
    expect(cpuSamples.count).toBeGreaterThan(0)
    const seen = { processor: 0, thread: 0 }
    for (let sample = 0; sample < cpuSamples.count; sample++) {
      const atNs = cpuSamples.atNs[sample]
      const tellsIt = (row: string): boolean =>
        pick(tiles, row, atNs, 0)?.also?.some(
          ({ kind, startNs }) => kind === 'cpu-sample' && startNs === atNs,
        ) === true
      if (cpuSamples.processor[sample] !== NONE) {
        expect(tellsIt(`proc:${cpuSamples.processor[sample]}`)).toBe(true)
        seen.processor++
      }
      if (cpuSamples.thread[sample] !== NONE) {
        expect(tellsIt(`thread:${threads.id[cpuSamples.thread[sample]]}`)).toBe(true)
        seen.thread++
      }
    }
    expect(seen.processor).toBeGreaterThan(0)
    expect(seen.thread).toBeGreaterThan(0)
  })
})
