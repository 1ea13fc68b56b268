/** The notes of the file over the rows, and their pins in the overview strip. */
import { noteTimes } from '../../../../notes/note'
import type { Shape } from '../../../../picture/draw-list'
import { drawNotes, type NoteHandle, type RowSpot } from '../../../../picture/note-shapes'
import { notesOf } from '../../../state/notes'
import type { BandView } from './draw-selection'
import type { DrawnScene } from './drawn-scene'

export function drawSceneNotes(
  scene: DrawnScene,
  bands: readonly BandView[],
  out: Shape[],
): readonly NoteHandle[] {
  const notes = notesOf(scene.source.id)
  if (notes.length === 0) return []
  const { geometry, selection } = scene
  const plot = {
    x: geometry.plotLeftPx,
    y: geometry.sticky.y,
    width: geometry.plotWidthPx,
    height: geometry.heightPx - geometry.sticky.y,
  }
  return drawNotes(
    notes,
    {
      palette: scene.palette,
      ...scene.window,
      plot,
      spotOf: (row) => spotOf(scene, bands, row),
      measure: scene.measure,
      selected: selection.kind === 'note' ? selection.note : undefined,
    },
    out,
  )
}

function spotOf(scene: DrawnScene, bands: readonly BandView[], key: string): RowSpot {
  for (const { rows, box, scrollPx } of bands) {
    const placed = rows.find(({ row }) => row.key === key)
    if (placed === undefined) continue
    const topPx = box.y + placed.topPx - scrollPx
    if (topPx + placed.bodyPx / 2 < box.y) return 'above'
    if (topPx + placed.bodyPx / 2 > box.y + box.height) return 'below'
    return { topPx, bodyPx: placed.bodyPx }
  }
  const index = scene.rows.indexOf(key)
  if (index < 0) return undefined
  return index < (scene.shownRows[0]?.index ?? 0) ? 'above' : 'below'
}

/** One pin a note, at its time in the whole run. */
export function drawNotePins(scene: DrawnScene, out: Shape[]): void {
  const { geometry, palette, durationNs, selection } = scene
  const { overview } = geometry
  for (const note of notesOf(scene.source.id)) {
    const times = noteTimes(note)
    if (times === undefined) continue
    const x = Math.round(overview.x + (times.fromNs / durationNs) * overview.width)
    if (x < overview.x || x > overview.x + overview.width) continue
    const isSelected = selection.kind === 'note' && selection.note === note.id
    const fill = isSelected ? palette.text : palette.accent
    const bottom = overview.height - 1
    out.push({ kind: 'area', points: [x, bottom - 9, x + 4, bottom - 4, x, bottom, x - 4, bottom - 4], fill })
  }
}
