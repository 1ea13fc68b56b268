import { describe, expect, it } from 'vitest'
import { neverCancelled } from '../../../../src/base/cancellation'
import { finish } from '../../../../src/base/steps'
import { goroutineCauses } from '../../../../src/query/goroutine/causes'
import { ShapeQuery } from '../../../../src/query/shape/shape'
import { buildTraceIndex } from '../../../../src/query/build-trace-index'
import { fixtureNames, fixtureTrace } from '../../support/fixture-trace'

/** iter.Pull: one goroutine hands its P straight to another, which then can run for no time at all before it does. */
describe('coroutine switches', () => {
  it.each(fixtureNames(/^coro-go1\.2[3-9]/))('are wake-ups in causes and in shape: %s', async (name) => {
    const trace = await fixtureTrace(name)
    const index = buildTraceIndex(trace, neverCancelled)
    const { goroutines, strings } = trace.tables
    const coroutines = Array.from({ length: trace.goroutines.count }, (_, goroutine) => goroutine).filter(
      (one) => strings.get(trace.goroutines.functionName[one]) === 'runtime.corostart',
    )
    expect(coroutines.length).toBeGreaterThan(0)
    const switches = new Map<number, number>()
    for (const one of coroutines)
      for (const cause of finish(goroutineCauses(index, one)).wokenBy)
        if (cause.kind === 'goroutine' && cause.goroutine !== undefined)
          switches.set(cause.goroutine.id, (switches.get(cause.goroutine.id) ?? 0) + cause.count)
    const counted = [...switches.values()].reduce((sum, count) => sum + count, 0)
    expect(counted).toBeGreaterThan(100)
    const ids = [...coroutines.map((one) => trace.goroutines.id[one]), ...switches.keys()]
    expect(ids.every((id) => goroutines.indexOf(id) < trace.goroutines.count)).toBe(true)
    const shape = finish(
      new ShapeQuery(index).answer({
        choice: { by: 'goroutines', ids },
        hasNeighbours: false,
        fromNs: 0,
        toNs: trace.durationNs,
        slices: 100,
      }),
    )
    if (!shape.ok || shape.value === undefined) throw new Error('no shape')
    const { pairs, lines, wakes } = shape.value
    const drawn = pairs
      .filter(({ woken }) => lines[woken].functionName === 'runtime.corostart')
      .reduce((sum, pair) => sum + pair.count, 0)
    expect(drawn).toBe(counted)
    expect(wakes.total).toBeGreaterThanOrEqual(2 * counted - coroutines.length)
  })
})
