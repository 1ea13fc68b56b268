import { describe, expect, it } from 'vitest'
import { neverCancelled } from '../../../src/base/cancellation'
import { limits } from '../../../src/contract/limits'
import type { PickDto } from '../../../src/contract/pick-dto'
import { neighbor, pick } from '../../../src/query/tiles/pick'
import { regionDto } from '../../../src/query/goroutine/region-details'
import { TraceTiles } from '../../../src/query/tiles/trace-tiles'
import { buildTraceIndex } from '../../../src/query/build-trace-index'
import { drawTrace } from '../support/draw-trace'
import { fixtureTrace } from '../support/fixture-trace'

const trace = drawTrace(['g1 main.main RRRRRRRRRRQQLLLLLLLL', 'g2 main.other RRRRRRRRRRRRRRRRRRRR'], {
  stepNs: 100,
  tasks: [{ id: 3, parentId: 0, name: 'order', startNs: 0, endNs: 2_000, goroutine: 1 }],
  regions: [
    { name: 'handle', goroutine: 1, startNs: 200, endNs: 1_800, depth: 0, taskId: 3 },
    { name: 'parse', goroutine: 1, startNs: 300, endNs: 700, depth: 1 },
    { name: 'parse', goroutine: 2, startNs: 300, endNs: 400, depth: 0 },
    { name: 'store', goroutine: 1, startNs: 900, endNs: 1_500, depth: 1 },
  ],
  logs: [
    { atNs: 100, goroutine: 1, category: '', message: 'before' },
    { atNs: 1_000, goroutine: 1, category: 'db', message: 'slow' },
    { atNs: 1_000, goroutine: 2, category: 'db', message: 'elsewhere' },
  ],
})
const index = buildTraceIndex(trace, neverCancelled)
const tiles = new TraceTiles(index, limits.tileRectangles)

describe('a region', () => {
  it('tells its time by state, what lies in it and in what it lies', () => {
    const handle = regionDto(index, 0)
    expect(handle).toMatchObject({
      region: 0,
      name: 'handle',
      startNs: 200,
      endNs: 1_800,
      row: 'regions:1',
      goroutine: { id: 1, functionName: 'main.main' },
      task: { id: 3, name: 'order' },
      innerTotal: 2,
      logTotal: 1,
      among: { count: 1, shorter: 0 },
    })
    expect(handle?.stateTimes.reduce((sum, time) => sum + time, 0)).toBe(1_600)
    expect(handle?.inner.map(({ region }) => region)).toEqual([1, 3])
    expect(handle?.logs[0]).toMatchObject({ atNs: 1_000, category: 'db', message: 'slow' })
    expect(handle?.outer).toBeUndefined()
    expect(regionDto(index, 3)).toMatchObject({ row: 'regions:1:1', outer: { region: 0, name: 'handle' } })
  })

  it('is compared with the others of its name', () => {
    expect(regionDto(index, 1)?.among).toEqual({ count: 2, shorter: 1 })
    expect(regionDto(index, 2)?.among).toEqual({ count: 2, shorter: 0 })
  })

  it('that does not exist has no answer', () => {
    expect(regionDto(index, 4)).toBeUndefined()
  })

  it('every one of a real trace adds up to its own length', async () => {
    const real = buildTraceIndex(await fixtureTrace('usertrace-go1.27.trace'), neverCancelled)
    expect(real.trace.regions.count).toBeGreaterThan(0)
    for (let region = 0; region < real.trace.regions.count; region++) {
      const one = regionDto(real, region)
      if (one === undefined) throw new Error(`no region ${region}`)
      const sum = one.stateTimes.reduce((total, time) => total + time, 0)
      expect(Math.abs(sum - (one.endNs - one.startNs))).toBeLessThan(1)
      for (const inner of one.inner) expect(regionDto(real, inner.region)?.outer?.region).toBe(region)
    }
  })
})

const nameOf = (found: PickDto | undefined): string =>
  found?.type === 'range' ? found.range.name : (found?.type ?? 'no row')

describe('walking rows of regions, tasks, samples and stack frames', () => {
  it('reaches every item, forwards and backwards', () => {
    expect(nameOf(neighbor(tiles, 'regions:1', 0, 'next', false))).toBe('Log before')
    expect(nameOf(neighbor(tiles, 'regions:1', 100, 'next', false))).toBe('handle')
    expect(nameOf(neighbor(tiles, 'regions:1', 200, 'next', false))).toBe('Log [db] slow')
    expect(nameOf(neighbor(tiles, 'regions:1', 1_000, 'next', false))).toBe('nothing')
    expect(nameOf(neighbor(tiles, 'regions:1:1', 2_000, 'previous', false))).toBe('store')
    expect(nameOf(neighbor(tiles, 'regions:1:1', 900, 'previous', false))).toBe('parse')
    expect(nameOf(neighbor(tiles, 'task:3', 100, 'previous', false))).toBe('order')
  })

  it('names regions and tasks as such, so that they can be selected', () => {
    expect(pick(tiles, 'regions:1', 250, 0)).toMatchObject({ type: 'range', range: { region: 0 } })
    expect(pick(tiles, 'task:3', 250, 0)).toMatchObject({ type: 'range', range: { task: 3 } })
  })

  it('goes through all samples and frames of a real goroutine', async () => {
    const real = new TraceTiles(
      buildTraceIndex(await fixtureTrace('cpuprof-go1.27.trace'), neverCancelled),
      limits.tileRectangles,
    )
    const { samplesOf, trace: read } = real.index
    const [goroutine, samples] = [...samplesOf].sort((a, b) => b[1].length - a[1].length)[0] ?? []
    if (goroutine === undefined || samples === undefined) throw new Error('no samples')
    const id = read.goroutines.id[goroutine]
    const instants = new Set(Array.from(samples, (sample) => read.cpuSamples.atNs[sample]))
    for (const row of [`samples:${id}`, `stack:${id}`]) {
      const seen: number[] = []
      let timeNs = -1
      for (;;) {
        const found = neighbor(real, row, timeNs, 'next', false)
        if (found?.type !== 'range') break
        timeNs = found.range.startNs
        if (found.range.endNs === timeNs) seen.push(timeNs)
        expect(found.range.ofRow).toBe(`goroutine:${id}`)
      }
      expect(seen, row).toEqual([...instants].sort((a, b) => a - b))
    }
  })
})
