/** What the goroutine table of a file is filtered and sorted by, so that other views can lead to a part of it. */
import { create } from 'zustand'
import type { Params } from '../../contract/api'
import type { SourceId } from '../../contract/sources'

export type TableSort = Params<'trace/goroutines'>['sort']

export interface TableState {
  readonly filter: string
  readonly sort: TableSort
  readonly isDescending: boolean
}

const initial: TableState = { filter: '', sort: 'blocked', isDescending: true }

const useTables = create<Readonly<Record<SourceId, TableState>>>(() => ({}))

export const useTable = (source: SourceId): TableState => useTables((state) => state[source] ?? initial)

function change(source: SourceId, part: Partial<TableState>): void {
  useTables.setState((state) => ({ [source]: { ...(state[source] ?? initial), ...part } }))
}

export const setTableFilter = (source: SourceId, filter: string): void => change(source, { filter })

/** The same column again turns the order round. */
export function sortTable(source: SourceId, sort: TableSort): void {
  const now = useTables.getState()[source] ?? initial
  const isText = sort === 'function' || sort === 'id' || sort === 'created'
  change(source, { sort, isDescending: now.sort === sort ? !now.isDescending : !isText })
}
