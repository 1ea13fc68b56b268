import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { sourceOfBytes } from '../../../src/base/byte-source'
import { neverCancelled } from '../../../src/base/cancellation'
import type { OverviewDto } from '../../../src/contract/overview-dto'
import { openTrace } from '../../../src/formats/go-trace/open-trace'
import type { Generation, Trace } from '../../../src/model/trace'
import { findFindings } from '../../../src/query/findings/find-findings'
import { lostStretches } from '../../../src/query/findings/lost-stretches'
import { overview } from '../../../src/query/overview'
import { buildTraceIndex } from '../../../src/query/build-trace-index'

const fixtures = new URL('../../fixtures/', import.meta.url)

async function open(name: string): Promise<Trace> {
  const opened = await openTrace(sourceOfBytes(new Uint8Array(readFileSync(new URL(name, fixtures)))))
  if (!opened.ok) throw new Error(opened.error.message)
  return opened.value
}

/** The trace as if it had come in these generations. */
function inGenerations(
  trace: Trace,
  statuses: readonly Generation['status'][],
  edgesNs: readonly number[],
): Trace {
  const generations = statuses.map((status, at): Generation => ({
    ...trace.generations[0],
    status,
    fromNs: edgesNs[at],
    toNs: edgesNs[at + 1],
  }))
  return { ...trace, generations }
}

describe('findings of a trace that lost events', () => {
  it('tell of no wait whose end may be what was lost', async () => {
    for (const name of [
      'malformed/truncated-generations-75pct-killed-go1.22.trace',
      'malformed/zeros-at-60pct-killed-go1.22.trace',
      'malformed/middle-cut-out.trace',
      'malformed/bitflip-3-at900-go1.19.trace',
    ])
      expect(findFindings(await open(name)), name).toEqual([])
  })

  it('are likely, no more, where the rest of the trace is whole', async () => {
    const whole = await open('planted-traces/stop-the-world/stop-the-world.trace')
    const [found] = findFindings(whole)
    const { fromNs, toNs } = found.at
    const end = whole.durationNs
    const elsewhere = inGenerations(whole, ['whole', 'partial'], [0, (toNs + end) / 2, end])
    const [kept] = findFindings(elsewhere)
    expect(kept).toMatchObject({
      code: found.code,
      certainty: 'likely',
      figures: found.figures,
      at: found.at,
    })
    expect(kept.text).toBe(`${found.text} Events of the trace were lost elsewhere, so sums may be off.`)
    const there = inGenerations(whole, ['partial', 'whole'], [0, (fromNs + toNs) / 2, end])
    expect(findFindings(there).map(({ code }) => code)).not.toContain(found.code)
  })

  it('count what lies between a damaged generation and its neighbours as lost', async () => {
    const whole = await open('planted-traces/stop-the-world/stop-the-world.trace')
    const generations = inGenerations(
      whole,
      ['whole', 'lost', 'whole', 'partial'],
      [0, 10, 20, 30, 40],
    ).generations
    const spread = generations.map((generation, at) => ({ ...generation, fromNs: at * 10 + 3 }))
    expect(lostStretches({ ...whole, generations: spread })).toEqual([
      { fromNs: 10, toNs: 23 },
      { fromNs: 30, toNs: whole.durationNs },
    ])
    expect(lostStretches(whole)).toEqual([])
  })
})

describe('what the timeline hatches', () => {
  const lostOf = async (name: string): Promise<OverviewDto['lost']> =>
    overview(buildTraceIndex(await open(`malformed/${name}`), neverCancelled)).lost

  it('is also where the order shows that events are missing, in a generation that was read in part', async () => {
    const lost = await lostOf('middle-cut-out.trace')
    expect(lost.some(({ fromNs, toNs }) => fromNs < 3e6 && toNs > 54e6)).toBe(true)
  })

  it('is nothing of a file that was read whole', async () => {
    expect(await lostOf('bitflip-0-at2449-go1.22.trace')).toEqual([])
  })
})
