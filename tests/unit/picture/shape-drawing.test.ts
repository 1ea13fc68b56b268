import { describe, expect, it } from 'vitest'
import { darkPalette, lightPalette } from '../../../src/picture/palette'
import { drawShape, type ShapeScene } from '../../../src/picture/shape-drawing'
import { arcsOf, noFocus, wakeEnds, wakesInSight } from '../../../src/picture/shape-edges'
import { layOutShape, lifeWindow, middleOf, runsOf } from '../../../src/picture/shape-layout'
import { composeShapePage } from '../../../src/picture/shape-page'
import { writeSvg } from '../../../src/picture/svg-writer'
import { line, sample, sceneOf } from './shape-sample'

describe('the layout of a shape', () => {
  it('fits a few lines into the room, and scrolls when they would be too thin', () => {
    const few = layOutShape(sample, 900, 300)
    expect(few.contentHeightPx).toBeLessThanOrEqual(few.plot.height + 6)
    expect(few.plot.x + few.plot.width).toBeLessThanOrEqual(900)
    expect(few.labels.width + few.arcs.width).toBe(few.plot.x)
    const many = { ...sample, lines: Array.from({ length: 200 }, (_, id) => line(id, 'main.worker')) }
    const crowded = layOutShape(many, 600, 400)
    expect(crowded.pitchPx).toBeGreaterThanOrEqual(5)
    expect(crowded.contentHeightPx).toBeGreaterThan(crowded.plot.height)
    for (let at = 1; at < 200; at++)
      expect(middleOf(crowded, at) - middleOf(crowded, at - 1)).toBeCloseTo(crowded.pitchPx)
  })

  it('leaves out the arcs where nobody woke anybody', () => {
    expect(layOutShape({ ...sample, pairs: [] }, 900, 300).arcs.width).toBe(0)
  })

  it('names runs of one function, and shows the stretch in which the chosen live', () => {
    expect(runsOf(sample.lines)).toEqual([
      { first: 0, end: 1, functionName: 'main.main' },
      { first: 1, end: 3, functionName: 'main.worker' },
    ])
    const lines = [line(1, 'a', { isChosen: false }), line(2, 'b', { createdNs: 400, toNs: 500 })]
    const { fromNs, toNs } = lifeWindow(lines, 1_000)
    expect([fromNs, toNs]).toEqual([398, 502])
    expect(lifeWindow([line(3, 'c', { createdNs: 7, toNs: 7 })], 1_000)).toEqual({ fromNs: 0, toNs: 1_000 })
  })
})

describe('the edges of a shape', () => {
  it('runs from the waker to the woken, at the time of the first wake-up', () => {
    const scene = sceneOf(sample)
    const { plot, bodyPx } = scene.layout
    const down = wakeEnds(scene, 0)
    expect(down.x).toBeCloseTo(plot.x + 0.1 * plot.width)
    expect(down.from).toBeCloseTo(plot.y + middleOf(scene.layout, 0) + bodyPx / 2)
    expect(down.to).toBeCloseTo(plot.y + middleOf(scene.layout, 1) - bodyPx / 2)
    const up = wakeEnds(scene, 1)
    expect(up.from).toBeGreaterThan(up.to)
    const stub = wakeEnds(scene, 2)
    expect(stub.to - stub.from).toBeLessThan(scene.layout.pitchPx / 2)
  })

  it('leaves out what is not on the screen, and joins both directions of a pair', () => {
    const scene = {
      ...sceneOf(sample),
      fromNs: 250,
      toNs: 600,
      nsPerPx: 350 / sceneOf(sample).layout.plot.width,
    }
    expect(wakesInSight(scene)).toEqual([1, 2])
    expect(arcsOf(sample)).toEqual([
      { upper: 0, lower: 1, down: 0, up: 1, count: 5 },
      { upper: 0, lower: 2, down: 2, up: -1, count: 1 },
    ])
  })
})

describe('a shape as a draw list', () => {
  const shapesOf = (scene: ShapeScene) =>
    drawShape(scene).layers.flatMap((layer) => (layer.kind === 'shapes' ? layer.shapes : []))

  it('closes what it clips, and names every goroutine', () => {
    const shapes = shapesOf(sceneOf(sample))
    const begins = shapes.filter(({ kind }) => kind === 'begin-clip').length
    expect(shapes.filter(({ kind }) => kind === 'end-clip')).toHaveLength(begins)
    const texts = shapes.flatMap((shape) => (shape.kind === 'text' ? [shape.text] : []))
    for (const name of ['g1', 'g7', 'g8', 'main.main', 'main.worker']) expect(texts).toContain(name)
  })

  it('draws in the accent what belongs to the line in hand, and lets the rest step back', () => {
    const scene = sceneOf(sample)
    const { accent } = scene.palette
    const accented = (one: ShapeScene): number =>
      shapesOf(one).filter((shape) => shape.kind === 'line' && shape.stroke === accent).length
    expect(accented(scene)).toBe(0)
    const onMain = accented({ ...scene, focus: { ...noFocus, line: 0 } })
    const onLast = accented({ ...scene, focus: { ...noFocus, line: 2 } })
    expect(onMain).toBeGreaterThan(onLast)
    expect(onLast).toBeGreaterThan(0)
    expect(accented({ ...scene, selectedLine: 2 })).toBe(onLast)
  })

  it('makes a picture that stands alone: title, sentences, limits, file, in both palettes', () => {
    for (const palette of [darkPalette, lightPalette]) {
      const list = composeShapePage(
        { ...sceneOf(sample), palette },
        {
          title: 'Shape of <main>',
          limits: 'What was sent is not in the data.',
          fileName: 'run.trace',
          widthPx: 1_000,
        },
      )
      const svg = writeSvg(list, 'Shape of <main>')
      expect(svg).toContain('Shape of &lt;main&gt;')
      expect(svg).toContain('woke 2 goroutines of main.worker 4 times.')
      expect(svg).toContain('What was sent is not in the data.')
      expect(svg).toContain('run.trace · ')
      expect(svg).not.toMatch(/NaN|undefined|Infinity/)
    }
  })
})
