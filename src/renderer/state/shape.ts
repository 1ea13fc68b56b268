/** Which goroutines the Shape of a file shows, and in which form; kept while the file is open. */
import { create } from 'zustand'
import type { ShapeChoice } from '../../contract/shape-dto'
import type { SourceId } from '../../contract/sources'
import { keepsRecordPerSource } from './forget-source'

export type ShapeForm = 'picture' | 'table'

export interface ShapeState {
  /** Undefined: the most connected ones of the whole trace. */
  readonly choice: ShapeChoice | undefined
  readonly hasNeighbours: boolean
  readonly form: ShapeForm
}

const initialShape: ShapeState = { choice: undefined, hasNeighbours: false, form: 'picture' }

const useStore = create<Readonly<Record<SourceId, ShapeState>>>(() => ({}))
keepsRecordPerSource('Shape', useStore)

export const useShape = (source: SourceId): ShapeState => useStore((state) => state[source] ?? initialShape)

export function changeShape(source: SourceId, part: Partial<ShapeState>): void {
  useStore.setState((state) => ({ [source]: { ...(state[source] ?? initialShape), ...part } }))
}
