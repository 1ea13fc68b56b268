import { describe, expect, test } from 'vitest'
import type { Note } from '../../../src/notes/note'
import type { Shape } from '../../../src/picture/draw-list'
import { drawNotes, type NoteFrame, type NoteHandle } from '../../../src/picture/note-shapes'
import { darkPalette } from '../../../src/picture/palette'
import { wrapText } from '../../../src/picture/wrap-text'
import { pictureFileName } from '../../../src/picture/export-name'

const measure = (text: string): number => text.length * 6
const plot = { x: 100, y: 50, width: 1000, height: 400 }
const rows: Readonly<Record<string, { topPx: number; bodyPx: number }>> = {
  'goroutine:1': { topPx: 100, bodyPx: 18 },
  'goroutine:2': { topPx: 200, bodyPx: 18 },
  'group:main': { topPx: 300, bodyPx: 18 },
}
const frame = (part: Partial<NoteFrame> = {}): NoteFrame => ({
  palette: darkPalette,
  fromNs: 0,
  toNs: 1000,
  plot,
  spotOf: (row) =>
    rows[row] ?? (row === 'goroutine:8' ? 'above' : row === 'goroutine:9' ? 'below' : undefined),
  measure,
  selected: undefined,
  ...part,
})
const point = (timeNs: number, row?: string, within?: string[]): Note => ({
  id: 1,
  kind: 'point',
  callout: 0,
  text: '',
  at: { timeNs, row, within },
})
function draw(
  notes: readonly Note[],
  part?: Partial<NoteFrame>,
): { handles: readonly NoteHandle[]; out: Shape[] } {
  const out: Shape[] = []
  return { handles: drawNotes(notes, frame(part), out), out }
}
const middle = ({ box }: NoteHandle): { x: number; y: number } => ({
  x: box.x + box.width / 2,
  y: box.y + box.height / 2,
})

describe('notes in a picture', () => {
  test('a point stands at its time and its row, at every zoom', () => {
    expect(middle(draw([point(500, 'goroutine:1')]).handles[0]!).x).toBe(600)
    expect(middle(draw([point(500, 'goroutine:1')], { fromNs: 400, toNs: 600 }).handles[0]!).x).toBe(600)
    expect(middle(draw([point(450, 'goroutine:1')], { fromNs: 400, toNs: 600 }).handles[0]!).x).toBe(350)
    const { box } = draw([point(500, 'goroutine:2')]).handles[0]!
    expect(box.y).toBeLessThan(200)
    expect(box.y + box.height).toBeGreaterThan(218)
  })

  test('a folded row gives its note to the group around it', () => {
    const { box } = draw([point(500, 'goroutine:7', ['group:none', 'group:main'])]).handles[0]!
    expect(box.y).toBeGreaterThan(280)
    expect(box.y).toBeLessThan(300)
  })

  test.each([
    ['left', point(-50, 'goroutine:1'), { x: 109, y: 109 }],
    ['right', point(5000, 'goroutine:1'), { x: 1091, y: 109 }],
    ['above', point(500, 'goroutine:8'), { x: 600, y: 60 }],
    ['below', point(500, 'goroutine:9'), { x: 600, y: 440 }],
  ])('what is out of sight %s points there from the edge', (_, note, at) => {
    const { handles } = draw([note])
    expect(handles).toHaveLength(1)
    expect(middle(handles[0]!)).toEqual(at)
  })

  test('ranges, boxes and arrows can be taken by either end', () => {
    const shared = { callout: 0, text: '' }
    const { handles } = draw([
      { ...shared, id: 2, kind: 'range', fromNs: 100, toNs: 200 },
      {
        ...shared,
        id: 3,
        kind: 'box',
        fromNs: 300,
        toNs: 400,
        topRow: 'goroutine:1',
        bottomRow: 'goroutine:2',
      },
      {
        ...shared,
        id: 4,
        kind: 'arrow',
        from: { timeNs: 500, row: 'goroutine:2' },
        to: { timeNs: 600, row: 'goroutine:1' },
      },
    ])
    const x = (note: number, part: string): number =>
      middle(handles.find((handle) => handle.note === note && handle.part === part)!).x
    expect([x(2, 'from'), x(2, 'to'), x(3, 'from'), x(3, 'to'), x(4, 'from'), x(4, 'to')]).toEqual([
      200, 300, 400, 500, 600, 700,
    ])
  })

  test('labels of notes at one place do not cover each other and stay in the plot', () => {
    const notes = Array.from({ length: 6 }, (_, index) => ({
      ...point(990, 'goroutine:1'),
      id: index + 1,
      callout: index + 1,
      text: `a text of some length, number ${index}`,
    }))
    const { handles } = draw(notes)
    const labels = handles.filter(({ box }) => box.width > 40).map(({ box }) => box)
    expect(labels).toHaveLength(6)
    for (const [index, one] of labels.entries()) {
      expect(one.x + one.width).toBeLessThanOrEqual(plot.x + plot.width)
      expect(one.y).toBeGreaterThanOrEqual(plot.y)
      for (const other of labels.slice(index + 1)) {
        const isApart =
          one.x >= other.x + other.width ||
          other.x >= one.x + one.width ||
          one.y >= other.y + other.height ||
          other.y >= one.y + one.height
        expect(isApart).toBe(true)
      }
    }
  })

  test('a text at the right edge keeps its end in sight', () => {
    const note: Note = { id: 1, kind: 'text', callout: 0, text: 'words at the edge', at: { timeNs: 999 } }
    const { box } = draw([note]).handles[0]!
    expect(box.x + box.width).toBeLessThanOrEqual(plot.x + plot.width)
  })

  test('what is clipped is closed again', () => {
    const { out } = draw([point(1), point(5000)])
    const count = (kind: string): number => out.filter((shape) => shape.kind === kind).length
    expect(count('begin-clip')).toBe(count('end-clip'))
  })
})

describe('wrapping', () => {
  test('keeps words, line ends and thin spaces', () => {
    expect(wrapText('one two three\nfour', 60, measure, 9)).toEqual(['one two', 'three', 'four'])
    expect(wrapText('0.001\u2009000 s', 600, measure, 1)).toEqual(['0.001\u2009000 s'])
  })

  test('says with an ellipsis that something is left out', () => {
    const lines = wrapText('one two three four five six', 60, measure, 2)
    expect(lines).toHaveLength(2)
    expect(lines[1]).toMatch(/…$/)
    expect(wrapText('averyveryverylongword', 60, measure, 1)[0]).toMatch(/…$/)
    expect(wrapText('first\nsecond', 60, measure, 1)).toEqual(['first …'])
  })
})

describe('names of pictures', () => {
  const whole = { fromNs: 0, toNs: 2e9, durationNs: 2e9, extension: 'png' }
  test('say file, stretch and title', () => {
    expect(pictureFileName({ ...whole, fileName: 'a.trace', title: 'a.trace' })).toBe('a.png')
    expect(
      pictureFileName({ ...whole, fromNs: 1.2e9, toNs: 1.3e9, fileName: 'a.trace', title: 'Queue: stalls?' }),
    ).toBe('a-1.2s-to-1.3s-Queue-stalls.png')
  })

  test('hold nothing that a file system or a shell could mistake', () => {
    const name = pictureFileName({ ...whole, fileName: '../../x y;rm -rf.trace', title: 'a/b\\c\u0000"$(d)' })
    expect(name).toMatch(/^[\w.-]+\.png$/)
    expect(name.startsWith('.')).toBe(false)
    expect(pictureFileName({ ...whole, fileName: '///', title: '' })).toBe('trace.png')
  })
})
