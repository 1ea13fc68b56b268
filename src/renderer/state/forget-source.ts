/**
 * The one list of everything that is kept per opened file while its tab is open. Whoever keeps something by a file's id
 * registers here, so that nothing stays behind when the tab is closed.
 */
import type { SourceId } from '../../contract/sources'

export interface PerSource {
  /** What is kept, for tests and people who look for what stays behind. */
  readonly name: string
  readonly holds: (source: SourceId) => boolean
  /** Gives up what is kept for the file. What is kept over restarts stays (stored.ts). */
  readonly forget: (source: SourceId) => void
}

const stores: PerSource[] = []

/** Once per store, for as long as the page lives. */
export function keepsPerSource(store: PerSource): void {
  stores.push(store)
}

/** The file is closed. */
export function forgetSource(source: SourceId): void {
  for (const store of stores) store.forget(source)
}

/** Names of the stores that hold something for the file. */
export const holdersOf = (source: SourceId): readonly string[] =>
  stores.filter((store) => store.holds(source)).map(({ name }) => name)

/** A store of zustand whose state is one record by file. */
export interface RecordStore<T> {
  getState(): Readonly<Record<SourceId, T>>
  setState(state: Readonly<Record<SourceId, T>>, replace: true): void
}

/** Registers a store whose state is one record by file. */
export function keepsRecordPerSource<T>(name: string, store: RecordStore<T>): void {
  keepsPerSource({
    name,
    holds: (source) => store.getState()[source] !== undefined,
    forget: (source) => {
      const { [source]: gone, ...others } = store.getState()
      if (gone !== undefined) store.setState(others, true)
    },
  })
}

/** Registers maps and sets by file. */
export function keepsMapsPerSource(
  name: string,
  ...maps: readonly (ReadonlyMapOrSet & { delete(source: SourceId): boolean })[]
): void {
  keepsPerSource({
    name,
    holds: (source) => maps.some((map) => map.has(source)),
    forget: (source) => {
      for (const map of maps) map.delete(source)
    },
  })
}

interface ReadonlyMapOrSet {
  has(source: SourceId): boolean
}
