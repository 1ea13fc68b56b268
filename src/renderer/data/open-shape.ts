/** Going to the shape of some goroutines from wherever they are named. */
import { limits } from '../../contract/limits'
import type { ShapeChoice } from '../../contract/shape-dto'
import type { SourceId } from '../../contract/sources'
import { showPage } from '../state/analyses-page'
import { showView } from '../state/places'
import type { Selection } from '../state/selection'
import { changeShape } from '../state/shape'

/** The page of the Analyses that shows it. */
export const shapePage = 'shape'

/** Everybody's goroutines are of interest, the runtime's own seldom. */
export const userGoroutines = { by: 'filter', filter: 'not system' } as const satisfies ShapeChoice

/** A few goroutines say little without those they work with; many fill the picture by themselves. */
export const startsWithNeighbours = ({ by }: ShapeChoice): boolean =>
  by === 'goroutines' || by === 'function' || by === 'task'

export function openShape(source: SourceId, choice: ShapeChoice): void {
  changeShape(source, { choice, hasNeighbours: startsWithNeighbours(choice), form: 'picture' })
  showPage(source, shapePage)
  showView(source, 'analyses')
}

/** The goroutines whose rows are selected; without rows the most connected ones of that stretch. */
export function choiceOfRange(selection: Selection): ShapeChoice | undefined {
  if (selection.kind !== 'range') return undefined
  const ids = (selection.rows ?? []).flatMap((row) => {
    const id = /^goroutine:(\d+)$/.exec(row)?.[1]
    return id === undefined ? [] : [Number(id)]
  })
  return ids.length > 0
    ? { by: 'goroutines', ids: ids.slice(0, limits.shapeIds) }
    : { by: 'time', fromNs: selection.fromNs, toNs: selection.toNs }
}
