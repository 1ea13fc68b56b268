/** What a note is, in words. */
import { formatDuration, formatExactTime } from '../../../base/format-units'
import { noteTimes, type Note, type NoteKind } from '../../../notes/note'

/** A note on a dump may hang on less than a group. */
export function kindName(note: Note): string {
  if (note.kind !== 'group') return kindNames[note.kind]
  if (note.frame !== undefined) return 'Frame'
  return note.goroutine === undefined ? kindNames.group : 'Goroutine'
}

const kindNames: Readonly<Record<NoteKind, string>> = {
  point: 'Point',
  range: 'Range',
  box: 'Box',
  arrow: 'Arrow',
  text: 'Text',
  group: 'Group',
}

/** `0.002 600 000 s, 3 ms`. */
export function whenText(note: Note): string {
  const times = noteTimes(note)
  if (times === undefined) return ''
  const at = formatExactTime(times.fromNs)
  return times.toNs === times.fromNs ? at : `${at}, ${formatDuration(times.toNs - times.fromNs)}`
}

/** The row, or the place of a dump, that a note hangs on. */
export function whereText(note: Note): string {
  switch (note.kind) {
    case 'point':
    case 'text':
      return rowText(note.at.row)
    case 'range':
      return rowText(note.row)
    case 'box':
      return note.topRow === note.bottomRow
        ? rowText(note.topRow)
        : `${rowText(note.topRow)} to ${rowText(note.bottomRow)}`
    case 'arrow':
      return `${rowText(note.from.row)} to ${rowText(note.to.row)}`
    case 'group':
      return note.place ?? 'a group of the dump'
  }
}

function rowText(row: string | undefined): string {
  if (row === undefined || row === '') return 'all rows'
  const [, kind = '', rest = ''] = /^([a-z]+):(.*)$/.exec(row) ?? []
  if (kind === 'goroutine') return `g${rest}`
  if (kind === 'proc') return `P${rest}`
  if (kind === 'thread') return `M${rest}`
  return rest === '' ? row : rest
}
