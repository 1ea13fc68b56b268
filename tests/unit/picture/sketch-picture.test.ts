import { describe, expect, it } from 'vitest'
import type { SketchHead } from '../../../src/contract/sketch-dto'
import { sketchStates } from '../../../src/contract/sketch-dto'
import type { RowDto } from '../../../src/contract/rows-dto'
import { visualStateIndex } from '../../../src/contract/visual-states'
import { decodeFrame, encodeFrame } from '../../../src/contract/wire'
import { extraStyleIndex } from '../../../src/picture/draw-list'
import { darkPalette } from '../../../src/picture/palette'
import { sketchOfFrame, type Sketch } from '../../../src/picture/sketch-columns'
import { sketchFactsAt } from '../../../src/picture/sketch-facts'
import { composeSketch, planSketch, tileOfSketch } from '../../../src/picture/sketch-picture'

const bucketCount = 8
const bucketNs = 100
const layers = sketchStates.length

/** A P that runs in the first half of every bucket, and one that is in a system call all of the first one. */
function sketchWith(processors: number, groups: readonly string[], otherGroups = 0): Sketch {
  const head: SketchHead = {
    durationNs: bucketCount * bucketNs,
    bucketNs,
    bucketCount,
    processors: Array.from({ length: processors }, (_, at) => at),
    groups,
    otherGroups,
  }
  const processorNs = new Float32Array(processors * layers * bucketCount)
  processorNs.fill(bucketNs / 2, 0, bucketCount)
  if (processors > 1) processorNs[(layers + 1) * bucketCount] = bucketNs
  const groupNs = new Float32Array((groups.length + (otherGroups > 0 ? 1 : 0)) * layers * bucketCount)
  // Three goroutines at once, at most, and always one.
  groupNs.fill(bucketNs, 0, bucketCount)
  groupNs[0] = 3 * bucketNs
  const frame = {
    head,
    columns: {
      processorNs,
      groupNs,
      gcFromNs: Float64Array.of(200),
      gcToNs: Float64Array.of(300),
      stopFromNs: Float64Array.of(250),
      stopToNs: Float64Array.of(260),
      unreadFromNs: Float64Array.of(700),
      unreadToNs: Float64Array.of(800),
    },
  }
  return sketchOfFrame(decodeFrame(encodeFrame(frame).buffer))
}

const row = (key: string, kind: RowDto['kind']): RowDto => ({
  key,
  kind,
  depth: 0,
  label: key,
  detail: '',
  isExpandable: false,
  isExpanded: false,
})

function rectangles(sketch: Sketch, rows: readonly RowDto[]): number[][] {
  const tile = tileOfSketch(sketch, rows, 1000)
  return Array.from({ length: tile.count }, (_, at) => [
    tile.row[at]!,
    tile.startNs[at]!,
    tile.endNs[at]!,
    tile.state[at]!,
    tile.y0[at]!,
    tile.y1[at]!,
  ])
}

const measure = (text: string): number => 6 * text.length

describe('a sketch as a tile', () => {
  it('stacks what each stretch consists of, and joins what is alike', () => {
    const rows = [row('proc:0', 'processor'), row('proc:1', 'processor')]
    expect(rectangles(sketchWith(2, []), rows)).toEqual([
      [0, 0, 800, visualStateIndex.running, 0, 135],
      [1, 0, 100, visualStateIndex.syscall, 0, 255],
    ])
  })

  it('fills a function’s row where most of its goroutines were at work at once', () => {
    expect(rectangles(sketchWith(1, ['main.work']), [row('group:main.work', 'group')])).toEqual([
      [0, 0, 100, visualStateIndex.running, 0, 255],
      [0, 100, 800, visualStateIndex.running, 0, 90],
    ])
  })

  it('draws collections and stops as they were', () => {
    expect(rectangles(sketchWith(1, []), [row('gc', 'gc')])).toEqual([
      [0, 200, 300, visualStateIndex['gc-work'], 0, 255],
      [0, 250, 260, visualStateIndex.stw, 0, 255],
    ])
  })
})

describe('the picture of a sketch', () => {
  const size = { widthPx: 800, heightPx: 400, palette: darkPalette, measure }
  const texts = (sketch: Sketch): string[] =>
    composeSketch(sketch, size).layers.flatMap((layer) =>
      layer.kind === 'shapes'
        ? layer.shapes.flatMap((shape) => (shape.kind === 'text' ? [shape.text] : []))
        : [],
    )

  it('names its rows as the timeline does', () => {
    const names = texts(sketchWith(2, ['example.com/a/work.(*Pool[a/b.C]).run', 'runtime', ''], 3))
    for (const name of ['GC / STW', 'Ps', 'P0', 'P1', 'Start functions', 'runtime', '3 other functions'])
      expect(names).toContain(name)
    expect(names.some((name) => name.startsWith('work.'))).toBe(true)
  })

  it('hatches what was not looked at', () => {
    const list = composeSketch(sketchWith(1, ['main.main']), size)
    const lost = extraStyleIndex('lost')
    const found = list.layers.flatMap((layer) =>
      layer.kind === 'rectangles'
        ? [...layer.rectangles.style.subarray(0, layer.rectangles.count)].flatMap((style, at) =>
            style === lost ? [[layer.rectangles.x0[at], layer.rectangles.x1[at]]] : [],
          )
        : [],
    )
    expect(found).toEqual([[700, 800]])
  })

  it('leaves out the rows that find no room', () => {
    const many = sketchWith(
      300,
      Array.from({ length: 40 }, (_, at) => `main.f${at}`),
    )
    const list = composeSketch(many, size)
    for (const layer of list.layers) {
      if (layer.kind !== 'rectangles') continue
      for (let at = 0; at < layer.rectangles.count; at++)
        expect(layer.rectangles.y1[at]).toBeLessThanOrEqual(size.heightPx)
    }
  })

  it('refuses columns of another length', () => {
    const head: SketchHead = {
      durationNs: 1,
      bucketNs: 1,
      bucketCount,
      processors: [0],
      groups: [],
      otherGroups: 0,
    }
    expect(() => sketchOfFrame({ head, columns: { processorNs: new Float32Array(3) } })).toThrow(TypeError)
  })
})

describe('what a sketch says about a place', () => {
  const size = { widthPx: 1024, heightPx: 400 }
  const sketch = sketchWith(2, ['main.work'])
  const plan = planSketch(sketch, size)
  const { rowsBox } = plan.places

  /** At a time of a row that is called so. */
  function factsOf(label: string, timeNs: number): ReturnType<typeof sketchFactsAt> {
    const placed = plan.places.rows.find(({ row }) => row.label === label)
    const x = rowsBox.x + (timeNs / (bucketCount * bucketNs)) * rowsBox.width
    return sketchFactsAt(sketch, plan, darkPalette, { x, y: rowsBox.y + (placed?.topPx ?? NaN) + 1 })
  }

  it('gives time and share of a P, and only time of a function', () => {
    expect(factsOf('P0', 350)).toEqual({
      title: 'P0',
      lines: [
        { name: 'Stretch', value: '100 ns from 300 ns' },
        { name: 'Running', value: '50 ns (50 %)' },
      ],
    })
    expect(factsOf('main.work', 50)?.lines[1]).toEqual({ name: 'Running', value: '300 ns' })
  })

  it('says that nothing ran, and where nobody has looked yet', () => {
    expect(factsOf('P1', 350)).toMatchObject({ hint: 'Nothing ran here.' })
    expect(factsOf('P1', 750)).toMatchObject({ hint: 'Not looked at yet.' })
  })

  it('names collections and stops, the stop before the collection around it', () => {
    expect(factsOf('GC / STW', 220)?.title).toBe('Garbage collection')
    expect(factsOf('GC / STW', 255)).toEqual({
      title: 'World stopped',
      lines: [
        { name: 'Begins', value: '250 ns' },
        { name: 'Lasts', value: '10 ns' },
      ],
    })
  })

  it('is silent on headings, on labels and beyond the rows', () => {
    expect(factsOf('Ps', 100)).toBeUndefined()
    expect(sketchFactsAt(sketch, plan, darkPalette, { x: 20, y: rowsBox.y + 5 })).toBeUndefined()
    expect(sketchFactsAt(sketch, plan, darkPalette, { x: rowsBox.x + 5, y: 5_000 })).toBeUndefined()
  })
})
