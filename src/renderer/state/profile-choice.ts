/** What the views of a profile remember while its tab is open: kind of value, label, function and what it is compared with. */
import { create } from 'zustand'
import type { SourceId } from '../../contract/sources'
import { keepsRecordPerSource } from './forget-source'

export interface ProfileChoice {
  /** Index of the sample type; undefined: the file's own choice. */
  readonly type: number | undefined
  /** Only samples with this label, `key=value`. */
  readonly label: string | undefined
  readonly filter: string
  /** The function whose callers are shown; undefined: the heaviest one. */
  readonly functionName: string | undefined
  readonly comparedWith: SourceId | undefined
}

const initial: ProfileChoice = {
  type: undefined,
  label: undefined,
  filter: '',
  functionName: undefined,
  comparedWith: undefined,
}

const useStore = create<Readonly<Record<SourceId, ProfileChoice>>>(() => ({}))
keepsRecordPerSource('choices in a profile', useStore)

export const useProfileChoice = (source: SourceId): ProfileChoice =>
  useStore((state) => state[source] ?? initial)

export function chooseInProfile(source: SourceId, change: Partial<ProfileChoice>): void {
  useStore.setState((state) => ({ [source]: { ...(state[source] ?? initial), ...change } }))
}
