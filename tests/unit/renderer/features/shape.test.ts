import { describe, expect, it } from 'vitest'
import { fail, succeed } from '../../../../src/base/result'
import { noFocus, wakeEnds } from '../../../../src/picture/shape-edges'
import { middleOf } from '../../../../src/picture/shape-layout'
import { hitAt } from '../../../../src/renderer/features/shape/shape-hits'
import { choiceOfRange } from '../../../../src/renderer/data/open-shape'
import { edgeRows } from '../../../../src/renderer/features/shape/shape-table'
import {
  choiceWords,
  countWords,
  factsOfArc,
  factsOfLine,
  factsOfWake,
  pictureName,
} from '../../../../src/renderer/features/shape/shape-words'
import { WakeSource, type WakeQuery } from '../../../../src/renderer/features/shape/wake-source'
import { sample, sceneOf } from '../../picture/shape-sample'

describe('what lies under the pointer', () => {
  const scene = { ...sceneOf(sample), focus: noFocus }
  const { plot, labels, arcs } = scene.layout
  const yOfLine = (line: number): number => plot.y + middleOf(scene.layout, line)

  it('is a label, a life at a time, an arrow, an arc, the axis, or nothing', () => {
    expect(hitAt(scene, labels.x + 20, yOfLine(1))).toEqual({ kind: 'line', line: 1 })
    const life = hitAt(scene, plot.x + plot.width / 2, yOfLine(2))
    expect(life).toMatchObject({ kind: 'life', line: 2 })
    expect(life.kind === 'life' && life.timeNs).toBeCloseTo(500)
    const { x, from, to } = wakeEnds(scene, 0)
    expect(hitAt(scene, x + 2, (from + to) / 2)).toEqual({ kind: 'wake', wake: 0 })
    expect(hitAt(scene, plot.x + 30, 5)).toEqual({ kind: 'axis' })
    expect(hitAt(scene, plot.x + 30, plot.y + plot.height + 5)).toEqual({ kind: 'nothing' })
    let arc
    for (let at = arcs.x; at < arcs.x + arcs.width && arc === undefined; at++) {
      const hit = hitAt(scene, at, (yOfLine(0) + yOfLine(1)) / 2)
      if (hit.kind === 'arc') arc = hit
    }
    expect(arc).toBeDefined()
  })

  it('follows zoom and scroll', () => {
    const moved = { ...scene, fromNs: 300, nsPerPx: scene.nsPerPx / 10, scrollPx: 20 }
    const { x, from, to } = wakeEnds(moved, 1)
    expect(x).toBeCloseTo(plot.x)
    expect(hitAt(moved, x + 1, (from + to) / 2)).toEqual({ kind: 'wake', wake: 1 })
  })
})

describe('words about a shape', () => {
  it('gives the exact time and delay of one wake-up, and both ends of many', () => {
    const one = factsOfWake(sample, 0)
    expect(one.title).toBe('g7 main.worker woken once')
    expect(one.lines[0]).toEqual({ name: 'By', value: 'g1 main.main' })
    expect(one.lines[2]?.value).toContain('5 ns')
    const many = factsOfWake(sample, 1)
    expect(many.title).toBe('g1 main.main woken 4 times')
    expect(many.lines[1]?.name).toBe('Between')
    expect(factsOfWake(sample, 2).lines[0]?.value).toBe('a timer, or the runtime itself')
  })

  it('tells both directions of an arc, and a life with its edges', () => {
    const arc = factsOfArc(sample, 0, 1)
    expect(arc.title).toBe('g1 main.main and g7 main.worker')
    expect(arc.lines.map(({ name }) => name)).toEqual(['g1 → g7', 'g7 → g1'])
    const life = factsOfLine(sample, 1)
    expect(life.lines.find(({ name }) => name === 'Created by')?.value).toBe('g1 main.main')
    expect(life.lines.find(({ name }) => name === 'Woken')?.value).toBe('3 times by those shown')
  })

  it('says what was left out, and names choices', () => {
    expect(countWords(sample)).toBe('3 goroutines')
    expect(countWords({ ...sample, chosenTotal: 10_002 })).toMatch(/^the first 3 of 10.002 goroutines$/)
    const mixed = {
      ...sample,
      chosenTotal: 2,
      neighbourTotal: 9,
      lines: sample.lines.map((one, at) => ({ ...one, isChosen: at > 0 })),
    }
    expect(countWords(mixed)).toBe('2 goroutines, and 1 of 9 connected with them')
    expect(choiceWords(undefined)).toBe('the most connected goroutines')
    expect(choiceWords({ by: 'function', functionName: 'net/http.(*conn).serve' })).toBe('http.(*conn).serve')
    expect(pictureName(sample, 'all')).toBe(
      'Shape of all: 3 goroutines, 2 creations and 6 wake-ups among them',
    )
  })

  it('lists every edge as figures', () => {
    const rows = edgeRows(sample)
    expect(rows).toHaveLength(5)
    expect(rows[0]?.cells.slice(0, 4)).toEqual(['woke', 'g1 main.main', 'g7 main.worker', 3])
    expect(rows[4]?.cells.slice(0, 4)).toEqual(['created', 'g1 main.main', 'g8 main.worker', 1])
    for (const row of rows) expect(row.cells).toHaveLength(7)
  })
})

describe('wake-ups for what is on the screen', () => {
  function source(): { wakes: WakeSource; asked: WakeQuery[]; answer: (isGood?: boolean) => Promise<void> } {
    const asked: WakeQuery[] = []
    let settle: ((isGood: boolean) => void) | undefined
    const wakes = new WakeSource(
      sample,
      100_000,
      (query) => {
        asked.push(query)
        return new Promise((resolve) => {
          settle = (isGood) =>
            resolve(isGood ? succeed({ ...sample }) : fail({ code: 'internal', message: 'it broke' }))
        })
      },
      () => undefined,
    )
    return {
      wakes,
      asked,
      answer: async (isGood = true) => {
        settle?.(isGood)
        await Promise.resolve()
        await Promise.resolve()
      },
    }
  }

  it('asks once, three windows wide, and again only when the view leaves it or comes much nearer', async () => {
    const { wakes, asked, answer } = source()
    wakes.want({ fromNs: 10_000, toNs: 20_000 }, 500)
    wakes.want({ fromNs: 11_000, toNs: 21_000 }, 500)
    expect(asked).toHaveLength(1)
    expect(asked[0]).toMatchObject({ fromNs: 0, toNs: 30_000 })
    await answer()
    wakes.want({ fromNs: 12_000, toNs: 22_000 }, 500)
    expect(asked).toHaveLength(1)
    wakes.want({ fromNs: 25_000, toNs: 35_000 }, 500)
    expect(asked).toHaveLength(2)
    await answer()
    wakes.want({ fromNs: 30_000, toNs: 31_000 }, 500)
    expect(asked).toHaveLength(3)
    expect(asked[2]!.slices).toBeLessThanOrEqual(4_000)
  })

  it('keeps what it has when the host fails, says so, and does not ask without end', async () => {
    const { wakes, asked, answer } = source()
    wakes.want({ fromNs: 0, toNs: 1_000 }, 500)
    await answer(false)
    expect(wakes.error).toBe('it broke')
    expect(wakes.shape).toBe(sample)
    expect(asked).toHaveLength(1)
  })
})

describe('the shape of a range', () => {
  it('is of the goroutines whose rows are selected, else of the most connected ones', () => {
    const range = { kind: 'range', fromNs: 5, toNs: 9 } as const
    expect(choiceOfRange(range)).toEqual({ by: 'time', fromNs: 5, toNs: 9 })
    expect(choiceOfRange({ ...range, rows: ['proc:3'] })).toEqual({ by: 'time', fromNs: 5, toNs: 9 })
    expect(choiceOfRange({ ...range, rows: ['goroutine:18', 'group:main.x', 'goroutine:7'] })).toEqual({
      by: 'goroutines',
      ids: [18, 7],
    })
    expect(choiceOfRange({ kind: 'none' })).toBeUndefined()
  })
})
