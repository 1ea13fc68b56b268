/** What the goroutine table of a file is filtered and sorted by, so that other views can lead to a part of it. */
import { create } from 'zustand'
import type { Params } from '../../contract/api'
import { goroutineSorts } from '../../contract/goroutine-table-dto'
import type { SourceDto, SourceId } from '../../contract/sources'
import { keepsRecordPerSource } from './forget-source'
import { sourceOf } from './sources'
import { fileKey, readStored, storedKeys, writeStored } from './stored'

/** Key of a column; what the host does not know sorts by id. */
export type TableSort = Params<'trace/goroutines'>['sort']

export interface TableState {
  readonly filter: string
  readonly sort: TableSort
  readonly isDescending: boolean
  /** One row for all goroutines of a start function. */
  readonly byFunction: boolean
}

const initial: TableState = { filter: '', sort: 'blocked', isDescending: true, byFunction: false }

/** A column of every trace, or one of those that depend on it. */
const isSort = (sort: unknown): sort is TableSort =>
  typeof sort === 'string' &&
  sort.length <= 1024 &&
  (goroutineSorts.some((one) => one === sort) || /^(blocked|range):/.test(sort))

const useTables = create<Readonly<Record<SourceId, TableState>>>(() => ({}))
keepsRecordPerSource('table of goroutines', useTables)

const keyOf = (file: SourceDto): string => `${fileKey(file)}#table`

/** Brings back what was kept for the file. Once, when it is opened. */
export function restoreTable(file: SourceDto): void {
  if (useTables.getState()[file.id] !== undefined) return
  const kept = readStored(keyOf(file)) as Partial<Record<keyof TableState, unknown>> | undefined
  const sort = kept?.sort
  useTables.setState({
    [file.id]: {
      filter: typeof kept?.filter === 'string' ? kept.filter.slice(0, 4096) : initial.filter,
      sort: isSort(sort) ? sort : initial.sort,
      isDescending: typeof kept?.isDescending === 'boolean' ? kept.isDescending : initial.isDescending,
      byFunction: kept?.byFunction === true,
    },
  })
}

/** Outside React. */
export const tableOf = (source: SourceId): TableState => useTables.getState()[source] ?? initial
export const useTable = (source: SourceId): TableState => useTables((state) => state[source] ?? initial)

function change(source: SourceId, part: Partial<TableState>): void {
  useTables.setState((state) => ({ [source]: { ...(state[source] ?? initial), ...part } }))
  const file = sourceOf(source)
  if (file !== undefined) writeStored(keyOf(file), tableOf(source))
}

export const setTableFilter = (source: SourceId, filter: string): void => change(source, { filter })

/** The same column again turns the order round. */
export function sortTable(source: SourceId, sort: TableSort): void {
  const now = tableOf(source)
  const isText = sort === 'function' || sort === 'creator' || sort === 'id' || sort === 'created'
  change(source, { sort, isDescending: now.sort === sort ? !now.isDescending : !isText })
}

export const setTableByFunction = (source: SourceId, byFunction: boolean): void =>
  change(source, { byFunction })

interface ColumnsState {
  /** Keys of the chosen columns; undefined until the user has chosen. */
  readonly chosen: readonly string[] | undefined
}

const mostColumns = 400

const useColumns = create<ColumnsState>(() => {
  const kept = (readStored(storedKeys.goroutineColumns) as { chosen?: unknown } | undefined)?.chosen
  return {
    chosen: Array.isArray(kept)
      ? kept.filter((key) => typeof key === 'string').slice(0, mostColumns)
      : undefined,
  }
})

/** The columns that were chosen for the table of goroutines, of whatever file. */
export const useChosenColumns = (): readonly string[] | undefined => useColumns((state) => state.chosen)

/** Undefined goes back to the usual ones. */
export function chooseColumns(chosen: readonly string[] | undefined): void {
  useColumns.setState({ chosen })
  writeStored(storedKeys.goroutineColumns, chosen === undefined ? {} : { chosen })
}
