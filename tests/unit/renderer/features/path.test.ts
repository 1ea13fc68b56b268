import { describe, expect, it } from 'vitest'
import type { PathDto, PathStepDto } from '../../../../src/contract/path-dto'
import { pathOfRange } from '../../../../src/renderer/data/open-path'
import { lanesOf } from '../../../../src/renderer/features/path/path-strip'
import { hopText, selectionOfStep, stepText } from '../../../../src/renderer/features/path/path-words'

const ref = (id: number) => ({ id, functionName: `main.f${id}` })
const step = (goroutine: number | undefined, fromNs: number, toNs: number): PathStepDto => ({
  fromNs,
  toNs,
  count: goroutine === undefined ? 3 : 1,
  visualState: 'running',
  text: 'runs',
  certainty: 'proved',
  depth: 0,
  ...(goroutine === undefined ? {} : { goroutine: ref(goroutine), kind: 'running' }),
})

/** g1 is asked about; g2 to g8 follow each other, g8 nearest to the end. */
const steps = [2, 3, 4, 5, 6, 7, 8, 1].map((id, at) => step(id, at * 10, at * 10 + 10))
const path: PathDto = {
  subject: { text: 'g1', goroutine: ref(1), fromNs: 0, toNs: 80, note: '' },
  steps,
  stepTotal: 8,
  hopTotal: 7,
  kinds: [],
  goroutines: [2, 3, 4, 5, 6, 7, 8, 1].map((id) => ({ of: ref(id), count: 1, totalNs: 10, kindNs: [] })),
  goroutineTotal: 8,
  functions: [],
  functionTotal: 0,
  sentences: [],
}

describe('the picture of a path', () => {
  it('has its own goroutine first, then the nearest to the end, and one lane for all others', () => {
    const { lanes, pieces } = lanesOf(path)
    expect(lanes.map((lane) => lane.goroutine)).toEqual([1, 6, 5, 4, 3, 2, undefined])
    expect(lanes.at(-1)).toMatchObject({ totalNs: 20 })
    expect(pieces.map(({ lane }) => lane)).toEqual([5, 4, 3, 2, 1, 6, 6, 0])
  })

  it('puts joined steps into the lane of all others', () => {
    const { lanes, pieces } = lanesOf({
      ...path,
      steps: [step(undefined, 0, 40), step(1, 40, 80)],
      goroutines: [{ of: ref(1), count: 1, totalNs: 80, kindNs: [] }],
    })
    expect(lanes).toHaveLength(2)
    expect(pieces.map(({ lane }) => lane)).toEqual([1, 0])
  })
})

describe('a step in words', () => {
  it('says where it stood, and how the path came there', () => {
    const place = { functionName: 'main.f', file: '/src/main.go', line: 7 }
    const own = {
      ...step(1, 0, 10),
      place,
      hop: { how: 'woke' as const, text: 'g2 ended the wait of g1', place },
    }
    expect(stepText(own)).toBe('runs, up to main.f (main.go:7)')
    expect(hopText(own)).toBe('g2 ended the wait of g1, at main.f (main.go:7)')
    expect(hopText(step(1, 0, 10))).toBe('')
    expect(stepText(step(undefined, 0, 10))).toBe('3 short steps')
  })

  it('selects its span, its goroutine, or its time', () => {
    expect(selectionOfStep(step(undefined, 3, 10))).toEqual({ kind: 'range', fromNs: 3, toNs: 10 })
    expect(selectionOfStep(step(4, 3, 10))).toEqual({ kind: 'goroutine', goroutine: 4 })
    const span = { startNs: 2, index: 9 }
    expect(selectionOfStep({ ...step(4, 3, 10), span })).toEqual({
      kind: 'span',
      goroutine: 4,
      startNs: 2,
      index: 9,
    })
  })

  it('is asked of a range of a goroutine’s row only', () => {
    const range = { kind: 'range' as const, fromNs: 5, toNs: 9 }
    expect(pathOfRange(range)).toBeUndefined()
    expect(pathOfRange({ ...range, rows: ['proc:1', 'goroutine:18'] })).toEqual({
      by: 'goroutine',
      goroutine: 18,
      fromNs: 5,
      toNs: 9,
    })
  })
})
