/**
 * Notes of a person on a trace or a dump. Anchored to time and row, never to pixels, so that they follow zoom and fold
 * with their row. Files with notes come from strangers too: `noteSchema` is the border.
 */
import * as v from 'valibot'

export const noteLimits = {
  /** Notes in one session. */
  count: 5_000,
  /** Characters of one text. */
  text: 10_000,
  rowKey: 2_048,
} as const

/**
 * Finite, and small enough that whole nanoseconds stay exact. Fractions are for anchors between two nanoseconds at deep zoom.
 */
const timeNs = v.pipe(v.number(), v.finite(), v.minValue(-(2 ** 53)), v.maxValue(2 ** 53))
const rowKey = v.pipe(v.string(), v.maxLength(noteLimits.rowKey))
const text = v.pipe(v.string(), v.maxLength(noteLimits.text))
const id = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2 ** 31))

/** Rows that hold the row, innermost first: the note stands there while its own row is folded away. */
const within = v.optional(v.pipe(v.array(rowKey), v.maxLength(8)))

/** A place in the picture. Without a row it belongs to the whole height (the axis). */
const anchor = v.object({ timeNs, row: v.optional(rowKey), within })
export type Anchor = v.InferOutput<typeof anchor>

const index = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 32))

const shared = {
  id,
  /** Markdown of the small kind that markdown.ts reads. */
  text,
  /** Number of a callout, unique in the session; 0 for none. */
  callout: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(noteLimits.count)),
}

/**
 * The kinds:
 * - point: an instant, on a row or over all rows;
 * - range: from..to over all rows, or a bracket on one row;
 * - box: from..to on the rows between two row keys;
 * - arrow: from one place to another;
 * - text: free text at a place, drawn where it stands instead of in the margin;
 * - group: on a group of a goroutine dump (named by its state, creator and stack, not by its place in a list), on one of
 *   its goroutines, or on a frame of its stack.
 */
export const noteSchema = v.variant('kind', [
  v.object({ ...shared, kind: v.literal('point'), at: anchor }),
  v.object({
    ...shared,
    kind: v.literal('range'),
    fromNs: timeNs,
    toNs: timeNs,
    row: v.optional(rowKey),
    within,
  }),
  v.object({
    ...shared,
    kind: v.literal('box'),
    fromNs: timeNs,
    toNs: timeNs,
    topRow: rowKey,
    bottomRow: rowKey,
    within,
  }),
  v.object({ ...shared, kind: v.literal('arrow'), from: anchor, to: anchor }),
  v.object({ ...shared, kind: v.literal('text'), at: anchor }),
  v.object({
    ...shared,
    kind: v.literal('group'),
    group: rowKey,
    /** What it is on, in words, as the dump printed it: lists say it without the dump. */
    place: v.optional(rowKey),
    goroutine: v.optional(v.object({ dump: index, row: index })),
    /** Index into the frames of the stack, innermost first. */
    frame: v.optional(index),
  }),
])

export type Note = v.InferOutput<typeof noteSchema>
export type NoteKind = Note['kind']

/** A note before it has a number. */
export type NewNote = DistributiveOmit<Note, 'id'>
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never

/** The stretch of time that a note touches; undefined for one that has no time. */
export function noteTimes(note: Note): { readonly fromNs: number; readonly toNs: number } | undefined {
  switch (note.kind) {
    case 'point':
    case 'text':
      return { fromNs: note.at.timeNs, toNs: note.at.timeNs }
    case 'range':
    case 'box':
      return { fromNs: note.fromNs, toNs: note.toNs }
    case 'arrow':
      return {
        fromNs: Math.min(note.from.timeNs, note.to.timeNs),
        toNs: Math.max(note.from.timeNs, note.to.timeNs),
      }
    case 'group':
      return undefined
  }
}

/** The same note elsewhere in time: what dragging does. Groups do not move. */
export function moveNote(note: Note, byNs: number): Note {
  switch (note.kind) {
    case 'point':
    case 'text':
      return { ...note, at: { ...note.at, timeNs: note.at.timeNs + byNs } }
    case 'range':
    case 'box':
      return { ...note, fromNs: note.fromNs + byNs, toNs: note.toNs + byNs }
    case 'arrow':
      return {
        ...note,
        from: { ...note.from, timeNs: note.from.timeNs + byNs },
        to: { ...note.to, timeNs: note.to.timeNs + byNs },
      }
    case 'group':
      return note
  }
}

/** First line without its marks, for lists and file names. */
export function noteTitle(note: Note): string {
  const line = note.text.split('\n', 1)[0] ?? ''
  const plain = line.replace(/^#+\s*|[*_`]/g, '').trim()
  return plain === '' ? `${note.kind} ${note.callout > 0 ? note.callout : note.id}` : plain
}
