import { describe, expect, it } from 'vitest'
import { fail, succeed } from '../../../../src/base/result'
import { TileSource, type TileQuery, type TileWish } from '../../../../src/renderer/data/tile-source'
import { tileFrame, type TileElement } from '../../picture/synthetic-tile'
import { TileFlag } from '../../../../src/contract/tile-dto'

const rows = ['goroutine:1', 'goroutine:2']
const wish: TileWish = {
  fromNs: 4000,
  toNs: 5000,
  plotWidthPx: 100,
  durationNs: 10_000,
  rows,
  rowsWithMargin: () => [...rows, 'goroutine:3'],
}

const elements = (count: number, flags: number, lengthNs: number): TileElement[] =>
  Array.from({ length: count }, (_, index) => ({
    row: 0,
    startNs: 3000 + index,
    endNs: 3000 + lengthNs + index,
    state: 'running',
    flags,
  }))

interface Asked {
  readonly query: TileQuery
  readonly signal: AbortSignal
  readonly answer: (count: number, flags?: number, lengthNs?: number) => Promise<void>
  readonly refuse: () => Promise<void>
}

function sourceWith(): { source: TileSource; asked: Asked[]; arrivals: () => number } {
  const asked: Asked[] = []
  let arrivals = 0
  const source = new TileSource(
    (query, signal) =>
      new Promise((resolve) => {
        const settle = async (value: Parameters<typeof resolve>[0]): Promise<void> => {
          resolve(value)
          await Promise.resolve()
          await Promise.resolve()
        }
        asked.push({
          query,
          signal,
          answer: (count, flags = 0, lengthNs = 1) =>
            settle(
              succeed(tileFrame(elements(count, flags, lengthNs), query.fromNs, query.toNs, query.rows)),
            ),
          refuse: () => settle(fail({ code: 'not-ready', message: 'not ready' })),
        })
      }),
    () => arrivals++,
  )
  return { source, asked, arrivals: () => arrivals }
}

describe('TileSource', () => {
  it('asks three windows wide, with rows around, at the resolution of the screen', () => {
    const { source, asked } = sourceWith()
    source.want(wish)
    expect(asked.map(({ query }) => query)).toEqual([
      { fromNs: 3000, toNs: 6000, widthPx: 300, rows: wish.rowsWithMargin() },
    ])
  })

  it('does not ask again while the question is open, nor when the answer holds', async () => {
    const { source, asked, arrivals } = sourceWith()
    source.want(wish)
    source.want({ ...wish, fromNs: 4010, toNs: 5010 })
    expect(asked).toHaveLength(1)
    await asked[0]?.answer(10)
    expect(arrivals()).toBe(1)
    source.want({ ...wish, fromNs: 4300, toNs: 5300 })
    expect(asked).toHaveLength(1)
    source.want({ ...wish, fromNs: 4900, toNs: 5900 })
    expect(asked).toHaveLength(2)
    expect(source.wide?.fromNs).toBe(3000)
  })

  it('asks where the view is by then, once the open question is answered', async () => {
    const { source, asked } = sourceWith()
    source.want(wish)
    source.want({ ...wish, fromNs: 8000, toNs: 9000 })
    await asked[0]?.answer(10)
    expect(asked[1]?.query).toMatchObject({ fromNs: 7000, toNs: 10_000 })
  })

  it('needs no finer tile when nothing is a bucket, and a finer one when something is', async () => {
    const { source, asked } = sourceWith()
    source.want(wish)
    await asked[0]?.answer(10)
    source.want({ ...wish, fromNs: 4400, toNs: 4500 })
    expect(asked).toHaveLength(1)
    source.clear()
    source.want(wish)
    await asked[1]?.answer(10, TileFlag.bucket)
    source.want({ ...wish, fromNs: 4400, toNs: 4500 })
    expect(asked).toHaveLength(3)
    expect(asked[2]?.query).toMatchObject({ fromNs: 4300, toNs: 4600, widthPx: 300 })
  })

  it('asks for a sharp tile of the window where the wide one is coarse, and keeps the wide one around it', async () => {
    const { source, asked } = sourceWith()
    source.want(wish)
    await asked[0]?.answer(10, TileFlag.bucket, 64)
    expect(asked[1]?.query).toMatchObject({ fromNs: 3900, toNs: 5100, rows })
    await asked[1]?.answer(10, TileFlag.bucket, 16)
    expect(source.sharp?.fromNs).toBe(3900)
    expect(source.wide?.fromNs).toBe(3000)
    source.want(wish)
    expect(asked).toHaveLength(2)
  })

  it('drops what arrives after it was cleared', async () => {
    const { source, asked, arrivals } = sourceWith()
    source.want(wish)
    source.clear()
    expect(asked[0]?.signal.aborted).toBe(true)
    await asked[0]?.answer(10)
    expect(source.wide).toBeUndefined()
    expect(arrivals()).toBe(0)
  })

  it('does not ask without end when the host fails', async () => {
    const { source, asked } = sourceWith()
    source.want(wish)
    await asked[0]?.refuse()
    expect(asked).toHaveLength(1)
    expect(source.error).toBe('not ready')
    source.want(wish)
    expect(asked).toHaveLength(2)
  })
})
