/** What the views of a dump remember while its tab is open: filter, similarity, chosen dump, group and goroutine. */
import { create } from 'zustand'
import type { Similarity } from '../../contract/dump-dto'
import type { SourceId } from '../../contract/sources'
import { keepsPerSource } from './forget-source'

export interface DumpChoice {
  readonly similarity: Similarity
  readonly filter: string
  /** One dump of a series, or all together; undefined is the last one, the state of things. */
  readonly dump: number | 'all' | undefined
  /** Key of the group at the right. */
  readonly group: string | undefined
  /** A goroutine whose text is shown. */
  readonly goroutine: { readonly dump: number; readonly row: number } | undefined
  readonly isIdleShown: boolean
  /** Where the raw text is shown from. */
  readonly rawOffset: number
  /** Files compared with this one; undefined: all dumps that are open. */
  readonly comparedWith: readonly SourceId[] | undefined
  readonly isOneProcess: boolean
}

const initial: DumpChoice = {
  similarity: 'same-place',
  filter: '',
  dump: undefined,
  group: undefined,
  goroutine: undefined,
  isIdleShown: false,
  rawOffset: 0,
  comparedWith: undefined,
  isOneProcess: false,
}

const useStore = create<{ readonly choices: Readonly<Record<SourceId, DumpChoice>> }>(() => ({ choices: {} }))
keepsPerSource({
  name: 'choices in a dump',
  holds: (source) => useStore.getState().choices[source] !== undefined,
  forget: (source) =>
    useStore.setState(({ choices }) => {
      const { [source]: _gone, ...others } = choices
      return { choices: others }
    }),
})

export const useDumpChoice = (source: SourceId): DumpChoice =>
  useStore((state) => state.choices[source] ?? initial)

/** The dump that is shown; undefined when all are. */
export function shownDump(choice: DumpChoice, dumpCount: number): number | undefined {
  if (choice.dump === 'all' || dumpCount === 0) return undefined
  return Math.min(choice.dump ?? dumpCount - 1, dumpCount - 1)
}

export function choose(source: SourceId, change: Partial<DumpChoice>): void {
  useStore.setState(({ choices }) => ({
    choices: { ...choices, [source]: { ...(choices[source] ?? initial), ...change } },
  }))
}

/** Outside React. */
export const dumpChoiceOf = (source: SourceId): DumpChoice => useStore.getState().choices[source] ?? initial
