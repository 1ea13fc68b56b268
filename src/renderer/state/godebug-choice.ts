/** What the views of a GODEBUG log remember while its tab is open: process, chosen line, and which tables are shown. */
import { create } from 'zustand'
import type { GodebugTableName } from '../../contract/godebug-dto'
import type { SourceId } from '../../contract/sources'
import { keepsRecordPerSource } from './forget-source'

export interface GodebugChoice {
  /** Index of the process. */
  readonly run: number
  /** The line whose cycle, sample or package is chosen; undefined: none. */
  readonly line: number | undefined
  /** Which of the samples with Ps, Ms and Gs. */
  readonly detail: number
  readonly gcTable: GodebugTableName
  /** Undefined: details where there are any. */
  readonly schedulerPage: 'lines' | 'details' | undefined
}

const initial: GodebugChoice = {
  run: 0,
  line: undefined,
  detail: 0,
  gcTable: 'cycles',
  schedulerPage: undefined,
}

const useStore = create<Readonly<Record<SourceId, GodebugChoice>>>(() => ({}))
keepsRecordPerSource('choices in a GODEBUG log', useStore)

export const useGodebugChoice = (source: SourceId): GodebugChoice =>
  useStore((state) => state[source] ?? initial)

export function chooseInGodebug(source: SourceId, change: Partial<GodebugChoice>): void {
  useStore.setState((state) => ({ [source]: { ...(state[source] ?? initial), ...change } }))
}
