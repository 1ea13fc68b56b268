/**
 * Placing, moving and resizing notes on the timeline, by pointer and by keyboard. Anchors are times and rows; a drag is one
 * step of undo.
 */
import { assertUnreachable } from '../../../../base/assert'
import { moveNote, noteTitle, type Anchor, type NewNote, type Note } from '../../../../notes/note'
import type { NoteHandle, NotePart } from '../../../../picture/note-shapes'
import {
  armNoteTool,
  calloutFor,
  changeNote,
  createNote,
  deleteNote,
  editNote,
  noteOf,
  useNotes,
  type NoteTool,
} from '../../../state/notes'
import { select } from '../../../state/places'
import { nothingSelected } from '../../../state/selection'
import { openInspector } from '../../../state/shell'
import type { PointerPlace } from './pointer-place'
import type { PlacedRow } from '../scene/row-model'
import { contains } from '../scene/timeline-geometry'
import type { TimelineScene } from '../scene/timeline-scene'

const dragFromPx = 4
const keyStepPx = 4

interface Drag {
  readonly note: Note
  readonly part: NotePart
  readonly x: number
  readonly y: number
  readonly startNs: number
  /** Key of the row that it began on; undefined over a heading or a plot. */
  readonly startRow: string | undefined
  readonly gesture: string
  readonly isNew: boolean
  isMoving: boolean
}

/** Rows that a note can be anchored to; plots and headers belong to the whole height. */
const canHold = ({ row }: PlacedRow): boolean =>
  row.kind !== 'section' && row.kind !== 'heap' && row.kind !== 'goroutine-counts'

let lastGesture = 0

export class NoteInput {
  private drag: Drag | undefined
  /** Where an arrow drawn by keyboard begins. */
  private arrowFrom: Anchor | undefined

  constructor(private readonly scene: TimelineScene) {}

  private get source(): string {
    return this.scene.source.id
  }

  private get tool(): NoteTool {
    return useNotes.getState().tool
  }

  private rowsAround(placed: PlacedRow | undefined): Pick<Anchor, 'row' | 'within'> {
    if (placed === undefined || !canHold(placed)) return {}
    const { key } = placed.row
    const within = this.scene.rows.parentsOf(key)
    return within.length === 0 ? { row: key } : { row: key, within: within.slice(0, 8) }
  }

  private anchorAt(place: PointerPlace): Anchor {
    const { fromNs, toNs } = this.scene.window
    const timeNs = Math.round(Math.min(toNs, Math.max(fromNs, this.scene.timeAt(place.x))))
    return { timeNs, ...this.rowsAround(place.placed) }
  }

  /** Under the pointer; else where the selected span begins; else the middle of the window. */
  private anchorHere(): Anchor {
    const { scene } = this
    const placedOf = (key: string): PlacedRow | undefined =>
      [...scene.stickyRows, ...scene.shownRows].find(({ row }) => row.key === key)
    if (scene.hoverNs !== undefined)
      return { timeNs: Math.round(scene.hoverNs), ...this.rowsAround(placedOf(scene.hoveredKey)) }
    const span = scene.selectedSpan
    if (span !== undefined) return this.anchorOfGoroutine(span.goroutine.id, span.startNs)
    const { fromNs, toNs } = scene.window
    return { timeNs: Math.round((fromNs + toNs) / 2), ...this.rowsAround(placedOf(scene.focusedKey)) }
  }

  private anchorOfGoroutine(goroutine: number, timeNs: number): Anchor {
    const row = `goroutine:${goroutine}`
    const within = this.scene.rows.parentsOf(row)
    return within.length === 0 ? { timeNs, row } : { timeNs, row, within: within.slice(0, 8) }
  }

  private add(note: NewNote, gesture = ''): number | undefined {
    const id = createNote(this.source, note, gesture)
    if (id === undefined) this.scene.announce('There are as many notes as a session may hold')
    return id
  }

  /** Selects the new note and gives its text the keyboard. */
  private addAndEdit(note: NewNote): void {
    const id = this.add(note)
    if (id === undefined) return
    this.choose(id)
    openInspector()
    editNote(this.source, id)
  }

  private choose(id: number): void {
    select(this.source, { kind: 'note', note: id })
    const note = noteOf(this.source, id)
    if (note !== undefined) this.scene.announce(`Note: ${noteTitle(note)}`)
  }

  /** M */
  addPoint(): void {
    this.addAndEdit({ kind: 'point', at: this.anchorHere(), text: '', callout: calloutFor(this.source) })
  }

  /** Shift+M: over a selected range, or along a selected span. */
  addRange(): void {
    const { scene } = this
    const { selection, selectedSpan } = scene
    const callout = calloutFor(this.source)
    if (selection.kind === 'range') {
      const { fromNs, toNs } = selection
      this.addAndEdit({ kind: 'range', fromNs, toNs, text: '', callout })
    } else if (selectedSpan !== undefined) {
      const { row, within } = this.anchorOfGoroutine(selectedSpan.goroutine.id, selectedSpan.startNs)
      const { startNs: fromNs, endNs: toNs } = selectedSpan
      this.addAndEdit({ kind: 'range', fromNs, toNs, row, within, text: '', callout })
    } else scene.announce('Select a range or a span first')
  }

  /** Draws at once from what is selected; else the next press in the timeline draws. */
  useTool(tool: Exclude<NoteTool, 'none'>): void {
    const span = this.scene.selectedSpan
    if (tool === 'box' && span !== undefined) {
      const { row = '', within } = this.anchorOfGoroutine(span.goroutine.id, span.startNs)
      const { startNs: fromNs, endNs: toNs } = span
      const rows = { topRow: row, bottomRow: row, within }
      this.addAndEdit({ kind: 'box', fromNs, toNs, ...rows, text: '', callout: calloutFor(this.source) })
      return
    }
    if (tool === 'arrow' && span !== undefined) {
      const here = this.anchorOfGoroutine(span.goroutine.id, span.startNs)
      const from = this.arrowFrom
      this.arrowFrom = from === undefined ? here : undefined
      if (from !== undefined) {
        armNoteTool('none')
        this.addAndEdit({ kind: 'arrow', from, to: here, text: '', callout: 0 })
        return
      }
    }
    armNoteTool(tool)
    this.scene.announce(
      tool === 'box'
        ? 'Drag over time and rows to draw a box'
        : tool === 'arrow'
          ? 'Drag from one place to another, or select another span and press the key again'
          : 'Click where the text shall stand',
    )
  }

  private handleAt(place: PointerPlace): NoteHandle | undefined {
    if (place.zone !== 'plot') return undefined
    return this.scene.noteHandles.filter(({ box }) => contains(box, place.x, place.y)).at(-1)
  }

  /** Answers whether the press is for a note. */
  down(place: PointerPlace): boolean {
    if (this.tool !== 'none' && place.zone === 'plot') {
      this.begin(this.tool, place)
      return true
    }
    const handle = this.handleAt(place)
    const note = handle === undefined ? undefined : noteOf(this.source, handle.note)
    if (handle === undefined || note === undefined) return false
    this.choose(note.id)
    this.start(note, handle.part, place, false, `drag ${++lastGesture}`)
    return true
  }

  private begin(tool: Exclude<NoteTool, 'none'>, place: PointerPlace): void {
    armNoteTool('none')
    const at = this.anchorAt(place)
    const gesture = `draw ${++lastGesture}`
    if (tool === 'text') {
      this.addAndEdit({ kind: 'text', at, text: '', callout: 0 })
      return
    }
    const row = at.row ?? this.scene.shownRows[0]?.row.key ?? ''
    const id =
      tool === 'arrow'
        ? this.add({ kind: 'arrow', from: at, to: at, text: '', callout: 0 }, gesture)
        : this.add(
            {
              kind: 'box',
              fromNs: at.timeNs,
              toNs: at.timeNs,
              topRow: row,
              bottomRow: row,
              within: at.within,
              text: '',
              callout: calloutFor(this.source),
            },
            gesture,
          )
    const note = id === undefined ? undefined : noteOf(this.source, id)
    if (note !== undefined) this.start(note, 'to', place, true, gesture)
  }

  private start(note: Note, part: NotePart, place: PointerPlace, isNew: boolean, gesture: string): void {
    const { x, y } = place
    const startNs = this.scene.timeAt(x)
    const startRow = this.rowsAround(place.placed).row
    this.drag = { note, part, x, y, startNs, startRow, gesture, isNew, isMoving: false }
  }

  move(place: PointerPlace): boolean {
    const { drag } = this
    if (drag === undefined) return false
    if (!drag.isMoving && Math.hypot(place.x - drag.x, place.y - drag.y) < dragFromPx) return true
    drag.isMoving = true
    changeNote(this.source, this.dragged(drag, place), drag.gesture)
    return true
  }

  up(place: PointerPlace): boolean {
    const { drag } = this
    if (drag === undefined) return false
    this.move(place)
    this.drag = undefined
    if (!drag.isNew) return true
    if (drag.isMoving) {
      this.choose(drag.note.id)
      openInspector()
      editNote(this.source, drag.note.id)
    } else {
      deleteNote(this.source, drag.note.id)
      this.scene.announce('Nothing was drawn: press and drag')
    }
    return true
  }

  cancel(): void {
    const { drag } = this
    this.drag = undefined
    if (drag === undefined) return
    if (drag.isNew) deleteNote(this.source, drag.note.id)
    else changeNote(this.source, drag.note, drag.gesture)
  }

  private dragged({ note, part, startNs, startRow }: Drag, place: PointerPlace): Note {
    const at = this.anchorAt(place)
    const byNs = Math.round(this.scene.timeAt(place.x) - startNs)
    if (part === 'whole' && (note.kind === 'range' || note.kind === 'box' || note.kind === 'arrow'))
      return moveNote(this.overRows(note, startRow, at.row), byNs)
    switch (note.kind) {
      case 'point':
      case 'text': {
        const moved = { timeNs: note.at.timeNs + byNs }
        return { ...note, at: note.at.row === undefined ? moved : { ...at, ...moved } }
      }
      case 'range':
      case 'box': {
        const fixedNs = part === 'from' ? note.toNs : note.fromNs
        const fromNs = Math.min(fixedNs, at.timeNs)
        const toNs = Math.max(fixedNs, at.timeNs)
        if (note.kind === 'range') return { ...note, fromNs, toNs }
        if (at.row === undefined) {
          // Over a heading or a plot the box stays on the rows that it has reached.
          const reached = noteOf(this.source, note.id)
          const { topRow, bottomRow, within } = reached?.kind === 'box' ? reached : note
          return { ...note, fromNs, toNs, topRow, bottomRow, within }
        }
        if (part === 'to') return { ...note, fromNs, toNs, bottomRow: at.row }
        return { ...note, fromNs, toNs, topRow: at.row, within: at.within }
      }
      case 'arrow':
        return part === 'from' ? { ...note, from: at } : { ...note, to: at }
      case 'group':
        return note
      default:
        return assertUnreachable(note)
    }
  }

  /** As many rows up or down as the pointer has gone; it stops where a part of the note would leave the rows on the screen. */
  private overRows(note: Note, startRow: string | undefined, row: string | undefined): Note {
    const all = this.rowsOnScreen()
    const start = all.findIndex((placed) => placed.row.key === startRow)
    const end = all.findIndex((placed) => placed.row.key === row)
    if (start < 0 || end < 0) return note
    let moved = note
    for (let left = Math.abs(end - start); left > 0; left--) {
      const next = this.stepped(moved, end < start ? -1 : 1, false)
      if (next === undefined) break
      moved = next.note
    }
    return moved
  }

  cursorAt(place: PointerPlace): string | undefined {
    if (this.tool !== 'none' && place.zone === 'plot') return 'crosshair'
    const handle = this.handleAt(place)
    if (handle === undefined) return undefined
    return handle.part === 'whole' ? 'grab' : 'ew-resize'
  }

  /** Keys of a selected note. Answers whether the key was one. */
  press(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey) return false
    if (event.code === 'Escape' && this.tool !== 'none') {
      armNoteTool('none')
      this.arrowFrom = undefined
      this.scene.announce('No tool')
      return true
    }
    const { selection } = this.scene
    const note = selection.kind === 'note' ? noteOf(this.source, selection.note) : undefined
    if (note === undefined) return false
    switch (event.code) {
      case 'Delete':
      case 'Backspace':
        deleteNote(this.source, note.id)
        select(this.source, nothingSelected)
        this.scene.announce('Note deleted')
        return true
      case 'Enter':
        openInspector()
        editNote(this.source, note.id)
        return true
      case 'ArrowLeft':
      case 'ArrowRight':
        this.nudge(note, event.code === 'ArrowLeft' ? -1 : 1, event.shiftKey)
        return true
      case 'ArrowUp':
      case 'ArrowDown':
        this.stepRow(note, event.code === 'ArrowUp' ? -1 : 1, event.shiftKey)
        return true
      default:
        return false
    }
  }

  /** A few pixels of time; with Shift only the end moves. */
  private nudge(note: Note, direction: 1 | -1, isEnd: boolean): void {
    const byNs = direction * Math.max(1, Math.round(keyStepPx * this.scene.nsPerPx))
    const gesture = `keys ${note.id} ${isEnd ? 'end' : 'whole'}`
    if (isEnd && (note.kind === 'range' || note.kind === 'box'))
      changeNote(this.source, { ...note, toNs: Math.max(note.fromNs, note.toNs + byNs) }, gesture)
    else if (isEnd && note.kind === 'arrow')
      changeNote(this.source, { ...note, to: { ...note.to, timeNs: note.to.timeNs + byNs } }, gesture)
    else changeNote(this.source, moveNote(note, byNs), gesture)
  }

  /** The row on the screen beside the one of that key; the first for a row that is not there, none at the edge. */
  private rowBeside(key: string | undefined, by: 1 | -1): PlacedRow | undefined {
    const all = this.rowsOnScreen()
    const index = all.findIndex(({ row }) => row.key === key)
    return all[index < 0 ? 0 : index + by]
  }

  /** Those that can hold a note, from the top. */
  private rowsOnScreen(): readonly PlacedRow[] {
    return [...this.scene.stickyRows, ...this.scene.shownRows].filter(canHold)
  }

  /** To the next row; of a box or an arrow with Shift only the end. */
  private stepRow(note: Note, by: 1 | -1, isEnd: boolean): void {
    const stepped = this.stepped(note, by, isEnd)
    if (stepped === undefined) return
    changeNote(this.source, stepped.note, `keys ${note.id} row${isEnd ? ' end' : ''}`)
    this.scene.announce(stepped.row)
  }

  /** The note one row on and that row's name; undefined where there is none, or for a note that has no row. */
  private stepped(
    note: Note,
    by: 1 | -1,
    isEnd: boolean,
  ): { readonly note: Note; readonly row: string } | undefined {
    switch (note.kind) {
      case 'point':
      case 'text': {
        const next = this.rowBeside(note.at.row, by)
        if (next === undefined) return undefined
        const at = { timeNs: note.at.timeNs, ...this.rowsAround(next) }
        return { note: { ...note, at }, row: next.row.label }
      }
      case 'range': {
        const next = note.row === undefined ? undefined : this.rowBeside(note.row, by)
        if (next === undefined) return undefined
        return { note: { ...note, within: undefined, ...this.rowsAround(next) }, row: next.row.label }
      }
      case 'box': {
        const bottom = this.rowBeside(note.bottomRow, by)
        if (bottom === undefined) return undefined
        const bottomRow = bottom.row.key
        if (isEnd) return { note: { ...note, bottomRow }, row: bottom.row.label }
        const top = this.rowBeside(note.topRow, by)
        if (top === undefined) return undefined
        const { row: topRow = note.topRow, within } = this.rowsAround(top)
        return { note: { ...note, topRow, bottomRow, within }, row: top.row.label }
      }
      case 'arrow': {
        const to = this.rowBeside(note.to.row, by)
        if (to === undefined) return undefined
        const end = { timeNs: note.to.timeNs, ...this.rowsAround(to) }
        if (isEnd) return { note: { ...note, to: end }, row: to.row.label }
        const from = this.rowBeside(note.from.row, by)
        if (from === undefined) return undefined
        const begin = { timeNs: note.from.timeNs, ...this.rowsAround(from) }
        return { note: { ...note, from: begin, to: end }, row: from.row.label }
      }
      case 'group':
        return undefined
      default:
        return assertUnreachable(note)
    }
  }
}
