/** Whose critical path a file shows, in which form, and whether the timeline draws it; kept while the file is open. */
import { create } from 'zustand'
import type { PathChoice, PathDto } from '../../contract/path-dto'
import type { SourceId } from '../../contract/sources'
import { keepsRecordPerSource } from './forget-source'

export type PathForm = 'steps' | 'functions' | 'goroutines'

export interface PathState {
  readonly choice: PathChoice
  readonly form: PathForm
  /** The path that the timeline draws. */
  readonly drawn: PathDto | undefined
}

const initial: PathState = { choice: { by: 'longest' }, form: 'steps', drawn: undefined }

const useStore = create<Readonly<Record<SourceId, PathState>>>(() => ({}))
keepsRecordPerSource('critical path', useStore)

export const usePath = (source: SourceId): PathState => useStore((state) => state[source] ?? initial)

/** Outside React. */
export const pathOf = (source: SourceId): PathState => useStore.getState()[source] ?? initial

export const subscribePath = (listener: () => void): (() => void) => useStore.subscribe(listener)

export function changePath(source: SourceId, part: Partial<PathState>): void {
  useStore.setState((state) => ({ [source]: { ...(state[source] ?? initial), ...part } }))
}
