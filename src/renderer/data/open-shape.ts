/** Going to the shape of some goroutines from wherever they are named. */
import type { ShapeChoice } from '../../contract/shape-dto'
import type { SourceId } from '../../contract/sources'
import { showPage } from '../state/analyses-page'
import { showView } from '../state/places'
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
