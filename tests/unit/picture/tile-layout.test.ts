import { describe, expect, it } from 'vitest'
import { TileFlag } from '../../../src/contract/tile-dto'
import { drawnKindIndex, visualStateIndex } from '../../../src/contract/visual-states'
import { extraStyleIndex, joinedStyle, RectangleBuilder, sideStyles } from '../../../src/picture/draw-list'
import { darkPalette, lightPalette } from '../../../src/picture/palette'
import { tileOfFrame } from '../../../src/picture/tile-columns'
import { layOutTile, layOutWashes, type RowPlace } from '../../../src/picture/tile-layout'
import { tileFrame, tileOf, type TileElement } from './synthetic-tile'

const normal: RowPlace = { topPx: 100, bodyPx: 18, kind: 'goroutine' }

function layOut(
  elements: readonly TileElement[],
  places: readonly (RowPlace | undefined)[] = [normal, { ...normal, topPx: 121 }],
  more: object = {},
): readonly (readonly number[])[] {
  const out = new RectangleBuilder()
  const tile = tileOf(elements, 1000, 3000)
  layOutTile(tile, { palette: darkPalette, places, fromNs: -1e18, toNs: 1e18, ...more }, out)
  return Array.from({ length: out.count }, (_, index) => [
    out.x0[index] ?? NaN,
    out.x1[index] ?? NaN,
    out.y0[index] ?? NaN,
    out.y1[index] ?? NaN,
    out.style[index] ?? NaN,
  ])
}

describe('layOutTile', () => {
  it('gives states their heights, from the bottom of the row', () => {
    expect(
      layOut([
        { row: 0, startNs: 1000, endNs: 1100, state: 'running' },
        { row: 0, startNs: 1100, endNs: 1200, state: 'runnable' },
        { row: 1, startNs: 1200, endNs: 1300, state: 'sleep' },
      ]),
    ).toEqual([
      [1000, 1100, 100, 118, visualStateIndex.running],
      [1100, 1200, 109, 118, visualStateIndex.runnable],
      [1200, 1300, 133, 139, visualStateIndex.sleep],
    ])
  })

  it('stacks a bucket in high rows and shows its main state in thin ones', () => {
    const bucket: readonly TileElement[] = [
      { row: 0, startNs: 1000, endNs: 1010, state: 'running', y0: 0, y1: 85, flags: TileFlag.bucket },
      { row: 0, startNs: 1000, endNs: 1010, state: 'blocked-sync', y0: 85, y1: 255, flags: TileFlag.bucket },
    ]
    expect(layOut(bucket)).toEqual([
      [1000, 1010, 112, 118, visualStateIndex.running + joinedStyle],
      [1000, 1010, 100, 112, visualStateIndex['blocked-sync'] + joinedStyle],
    ])
    expect(layOut(bucket, [{ ...normal, bodyPx: 3 }])).toEqual([
      [1000, 1010, 100, 103, visualStateIndex['blocked-sync'] + joinedStyle],
    ])
  })

  it('covers what does not fit while something is highlighted, on rows of states only', () => {
    const veil = extraStyleIndex('veil')
    const elements: readonly TileElement[] = [
      { row: 0, startNs: 1000, endNs: 1400, state: 'running', flags: TileFlag.lit },
      { row: 0, startNs: 1400, endNs: 2000, state: 'runnable' },
      { row: 0, startNs: 2000, endNs: 2100, state: 'running', flags: TileFlag.lit },
      // A second layer of the row, over the first.
      { row: 0, startNs: 1500, endNs: 1600, state: 'gc-assist', flags: TileFlag.lit },
      { row: 1, startNs: 1000, endNs: 1200, state: 'gc-work' },
    ]
    const frame = tileFrame(elements, 1000, 3000)
    const tile = tileOfFrame({ ...frame, head: { ...frame.head, isLit: true } })
    const places: readonly RowPlace[] = [normal, { ...normal, topPx: 121, kind: 'gc' }]
    const veils = (more: object): readonly (readonly number[])[] => {
      const out = new RectangleBuilder()
      layOutTile(tile, { palette: darkPalette, places, fromNs: -1e18, toNs: 1e18, ...more }, out)
      return Array.from({ length: out.count }, (_, at) => at)
        .filter((at) => out.style[at] === veil)
        .map((at) => [out.x0[at]!, out.x1[at]!, out.y0[at]!, out.y1[at]!])
    }
    expect(veils({})).toEqual([
      [1400, 1500, 100, 118],
      [1600, 2000, 100, 118],
      [2100, 3000, 100, 118],
    ])
    // A better tile covers its own stretch.
    expect(veils({ exceptFromNs: 1450, exceptToNs: 2500, exceptRows: [true, false] })).toEqual([
      [1400, 1450, 100, 118],
      [2500, 3000, 100, 118],
    ])
    expect(layOut(elements).some(([, , , , style]) => style === veil)).toBe(false)
  })

  it('lets the more alarming state win a tie in thin rows', () => {
    const tie: readonly TileElement[] = [
      { row: 0, startNs: 1000, endNs: 1010, state: 'running', y0: 0, y1: 127, flags: TileFlag.bucket },
      { row: 0, startNs: 1000, endNs: 1010, state: 'runnable', y0: 127, y1: 254, flags: TileFlag.bucket },
    ]
    expect(layOut(tie, [{ ...normal, bodyPx: 8 }]).map((rectangle) => rectangle[4])).toEqual([
      visualStateIndex.runnable + joinedStyle,
    ])
  })

  it('marks a flagged bucket once, on the upper edge, at every height', () => {
    const flagged: readonly TileElement[] = [
      {
        row: 0,
        startNs: 1000,
        endNs: 1001,
        state: 'running',
        y0: 0,
        y1: 254,
        flags: TileFlag.bucket | TileFlag.flagged,
      },
      {
        row: 0,
        startNs: 1000,
        endNs: 1001,
        state: 'stw',
        y0: 254,
        y1: 255,
        flags: TileFlag.bucket | TileFlag.flagged,
      },
    ]
    for (const bodyPx of [18, 8, 3]) {
      const flags = layOut(flagged, [{ ...normal, bodyPx }]).filter(
        (rectangle) => rectangle[4] === extraStyleIndex('flag'),
      )
      expect(flags).toEqual([[1000, 1001, 100, 102, extraStyleIndex('flag')]])
    }
  })

  it('leaves what has a rectangle of its own without a flag', () => {
    const long = { row: 0, startNs: 1000, endNs: 2000, state: 'runnable', flags: TileFlag.flagged } as const
    expect(layOut([long]).map((rectangle) => rectangle[4])).toEqual([visualStateIndex.runnable])
  })

  it('keeps logs low where they stand so close that lines would hide the row', () => {
    const at = (startNs: number) =>
      ({ row: 0, startNs, endNs: startNs, state: 'log', flags: TileFlag.mark }) as const
    const heights = (...startsNs: readonly number[]) =>
      layOut(startsNs.map(at)).map(([, , top, bottom]) => bottom! - top!)
    expect(heights(1200, 1800)).toEqual([18, 18])
    expect(heights(1200, 1201, 1800)).toEqual([3, 3, 18])
  })

  it('draws logs over the whole row and samples on its upper edge, but in a row of their own', () => {
    const at = (kind: 'log' | 'sample') => ({
      row: 0,
      startNs: 1500,
      endNs: 1500,
      state: kind,
      flags: TileFlag.mark,
    })
    expect(layOut([at('log')])).toEqual([[1500, 1500, 100, 118, drawnKindIndex.log]])
    expect(layOut([at('sample')])).toEqual([[1500, 1500, 100, 106, drawnKindIndex.sample]])
    for (const kind of ['log', 'sample'] as const)
      expect(layOut([at(kind)], [{ ...normal, kind: 'group' }])).toEqual([
        [1500, 1500, 100, 103, drawnKindIndex[kind]],
      ])
    for (const kind of ['processor', 'thread'] as const)
      expect(layOut([at('sample')], [{ ...normal, kind }])).toEqual([
        [1500, 1500, 100, 106, drawnKindIndex.sample],
      ])
    expect(layOut([at('sample')], [{ ...normal, kind: 'samples' }])).toEqual([
      [1500, 1500, 100, 118, drawnKindIndex.sample],
    ])
  })

  it('gives a state in a bucket its share of the height that it has alone, and at least a pixel', () => {
    const stack = (sleepTo: number): readonly TileElement[] => [
      {
        row: 0,
        startNs: 1000,
        endNs: 1010,
        state: 'running',
        y0: 0,
        y1: 255 - sleepTo,
        flags: TileFlag.bucket,
      },
      {
        row: 0,
        startNs: 1000,
        endNs: 1010,
        state: 'sleep',
        y0: 255 - sleepTo,
        y1: 255,
        flags: TileFlag.bucket,
      },
    ]
    const heights = (elements: readonly TileElement[]) =>
      layOut(elements).map(([, , y0 = NaN, y1 = NaN]) => y1 - y0)
    expect(heights(stack(254))).toEqual([1, 5])
    expect(heights(stack(128))).toEqual([9, 3])
    expect(heights(stack(1))).toEqual([17, 1])
    // As high as the span itself.
    expect(heights([{ row: 0, startNs: 1000, endNs: 1900, state: 'sleep' }])).toEqual([6])
  })

  it('flags a long stretch of a group by a mark of its state on the upper edge', () => {
    const mark = { row: 0, startNs: 1500, endNs: 1500, state: 'runnable', flags: TileFlag.mark } as const
    expect(layOut([mark], [{ ...normal, kind: 'group' }])).toEqual([
      [1500, 1500, 100, 102, extraStyleIndex('flag')],
    ])
  })

  it('never lets a bucket with little in it become a speck', () => {
    const [only = []] = layOut([
      { row: 0, startNs: 1000, endNs: 1010, state: 'running', y0: 0, y1: 1, flags: TileFlag.bucket },
    ])
    expect([only[2], only[3]]).toEqual([114, 118])
  })

  it('lines the two ends of a run of pale buckets, and nothing in between', () => {
    const bucket = (startNs: number, y1: number): TileElement => ({
      row: 0,
      startNs,
      endNs: startNs + 10,
      state: 'runnable',
      y0: 0,
      y1,
      flags: TileFlag.bucket,
    })
    const run = [bucket(1000, 255), bucket(1010, 200), bucket(1030, 255)]
    const lines = (palette: object) =>
      layOut(run, undefined, palette)
        .filter(([, , , , style]) => style === sideStyles[visualStateIndex.runnable])
        .map(([x0]) => x0)
    expect(lines({ palette: lightPalette })).toEqual([1000, 1020, 1030, 1040])
    expect(lines({ palette: darkPalette })).toEqual([])
  })

  it('leaves out rows that are not shown and stretches that another tile shows', () => {
    const elements: readonly TileElement[] = [
      { row: 0, startNs: 1000, endNs: 2000, state: 'running' },
      { row: 1, startNs: 1000, endNs: 2000, state: 'running' },
    ]
    expect(layOut(elements, [undefined, normal])).toHaveLength(1)
    expect(
      layOut(elements, [normal, undefined], {
        exceptFromNs: 1200,
        exceptToNs: 1400,
        exceptRows: [true, false],
      }).map((rectangle) => rectangle.slice(0, 2)),
    ).toEqual([
      [1000, 1200],
      [1400, 2000],
    ])
  })
})

describe('layOutWashes', () => {
  it('tints GC and STW over the whole height, as asked', () => {
    const tile = tileOf(
      [
        { row: 0, startNs: 1000, endNs: 2000, state: 'gc-work' },
        { row: 0, startNs: 2000, endNs: 2010, state: 'stw' },
        { row: 1, startNs: 1000, endNs: 2000, state: 'gc-work' },
      ],
      1000,
      3000,
      ['gc', 'proc:0'],
    )
    const styles = (wanted: { gc: boolean; stw: boolean }): number[] => {
      const out = new RectangleBuilder()
      layOutWashes(tile, 0, 500, wanted, out)
      return [...out.style.subarray(0, out.count)]
    }
    expect(styles({ gc: true, stw: true })).toEqual([extraStyleIndex('gc-wash'), extraStyleIndex('stw-wash')])
    expect(styles({ gc: false, stw: true })).toEqual([extraStyleIndex('stw-wash')])
    expect(styles({ gc: false, stw: false })).toEqual([])
  })
})

describe('tileOfFrame', () => {
  it('refuses a frame of another build', () => {
    const frame = tileFrame([{ row: 0, startNs: 1000, endNs: 2000, state: 'running' }], 1000, 3000)
    const { state: _state, ...without } = frame.columns
    expect(() => tileOfFrame({ ...frame, columns: without })).toThrow(/state/)
    expect(() => tileOfFrame({ ...frame, columns: { ...frame.columns, y0: new Uint8Array(3) } })).toThrow(
      /y0/,
    )
    expect(() => tileOfFrame({ ...frame, columns: { ...frame.columns, row: new Uint32Array(1) } })).toThrow(
      /row/,
    )
  })
})
