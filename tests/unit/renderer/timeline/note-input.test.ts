import { afterEach, expect, test, vi } from 'vitest'
import type { NoteHandle } from '../../../../src/picture/note-shapes'
import { NoteInput } from '../../../../src/renderer/features/timeline/input/note-input'
import type { PointerPlace } from '../../../../src/renderer/features/timeline/input/pointer-place'
import type { PlacedRow } from '../../../../src/renderer/features/timeline/scene/row-model'
import type { TimelineScene } from '../../../../src/renderer/features/timeline/scene/timeline-scene'
import { createNote, importNotes, noteOf, undoNotes } from '../../../../src/renderer/state/notes'

vi.stubGlobal('document', { documentElement: { dataset: {} } })

const rowPx = 20
const shownRows = ['proc:0', 'proc:1', 'proc:2', 'proc:3'].map((key, index) => ({
  row: { key, kind: 'processor', label: key },
  topPx: index * rowPx,
  pitchPx: rowPx,
  bodyPx: rowPx - 2,
  isSticky: false,
  index,
})) as unknown as readonly PlacedRow[]

/** A scene of four Ps, a pixel a nanosecond, with one handle that is everywhere. */
function inputWith(handle: NoteHandle): NoteInput {
  return new NoteInput({
    source: { id: 's' },
    window: { fromNs: 0, toNs: 1000 },
    nsPerPx: 1,
    timeAt: (x: number) => x,
    rows: { parentsOf: () => [] },
    stickyRows: [],
    shownRows,
    noteHandles: [handle],
    announce: () => undefined,
  } as unknown as TimelineScene)
}

const everywhere = { x: 0, y: 0, width: 1000, height: 1000 }
const placeOf = (x: number, row: number): PointerPlace => ({
  x,
  y: row * rowPx + 5,
  zone: 'plot',
  placed: shownRows[row],
})

function newBox(): number {
  const rows = { topRow: 'proc:0', bottomRow: 'proc:1' }
  return createNote('s', { kind: 'box', fromNs: 100, toNs: 200, ...rows, text: '', callout: 0 }) ?? -1
}

function drag(note: number, part: NoteHandle['part'], from: PointerPlace, to: PointerPlace): void {
  const input = inputWith({ note, part, box: everywhere })
  expect(input.down(from)).toBe(true)
  input.move(to)
  input.up(to)
}

afterEach(() => importNotes('s', []))

test('a box that is dragged follows the pointer over time and rows, and one undo brings it back', () => {
  const box = newBox()
  drag(box, 'whole', placeOf(150, 0), placeOf(180, 2))
  expect(noteOf('s', box)).toMatchObject({ fromNs: 130, toNs: 230, topRow: 'proc:2', bottomRow: 'proc:3' })
  undoNotes('s')
  expect(noteOf('s', box)).toMatchObject({ fromNs: 100, toNs: 200, topRow: 'proc:0', bottomRow: 'proc:1' })
})

test('it stops at the last row, keeping its height', () => {
  const box = newBox()
  drag(box, 'whole', placeOf(150, 0), placeOf(150, 3))
  expect(noteOf('s', box)).toMatchObject({ topRow: 'proc:2', bottomRow: 'proc:3' })
})

test('either edge of a box takes its end of the rows along', () => {
  const box = newBox()
  drag(box, 'to', placeOf(200, 1), placeOf(260, 3))
  expect(noteOf('s', box)).toMatchObject({ fromNs: 100, toNs: 260, topRow: 'proc:0', bottomRow: 'proc:3' })
  drag(box, 'from', placeOf(100, 0), placeOf(90, 1))
  expect(noteOf('s', box)).toMatchObject({ fromNs: 90, toNs: 260, topRow: 'proc:1', bottomRow: 'proc:3' })
})

test('an arrow that is dragged by its middle keeps both ends as far apart as they were', () => {
  const from = { timeNs: 100, row: 'proc:0' }
  const to = { timeNs: 300, row: 'proc:2' }
  const arrow = createNote('s', { kind: 'arrow', from, to, text: '', callout: 0 }) ?? -1
  drag(arrow, 'whole', placeOf(200, 1), placeOf(250, 2))
  expect(noteOf('s', arrow)).toMatchObject({
    from: { timeNs: 150, row: 'proc:1' },
    to: { timeNs: 350, row: 'proc:3' },
  })
})
